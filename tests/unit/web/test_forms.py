"""How a Django form is drawn by FormRenderer."""

from django import forms

from madoguchi.web.rendering import FormRenderer


class Question(forms.Form):
    default_renderer = FormRenderer
    number = forms.CharField(label="登録証番号", help_text="カードの番号です", max_length=3)
    kind = forms.ChoiceField(label="種別", choices=[("a", "甲")], widget=forms.RadioSelect, required=False)


def test_a_field_ties_label_hint_and_error_to_its_control() -> None:
    html = " ".join(str(Question({"number": "12345"})).split())

    assert '<label class="field__label" for="id_number">登録証番号' in html.replace("> ", ">")
    assert 'aria-describedby="id_number_helptext id_number_error"' in html
    assert 'id="id_number_helptext"' in html
    assert 'id="id_number_error"' in html
    assert 'aria-invalid="true"' in html


def test_radio_buttons_stand_in_a_group_with_a_legend() -> None:
    html = str(Question())

    assert '<fieldset class="field' in html
    assert '<legend class="field__label">種別</legend>' in html


def test_what_is_required_says_so() -> None:
    html = str(Question())

    assert html.count("必須") == 1
