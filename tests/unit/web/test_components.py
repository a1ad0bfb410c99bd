"""What the template tags draw."""

import pytest
from django.template import Context, Template, TemplateSyntaxError


def draw(source: str, **context: object) -> str:
    """The tag's HTML with its white space as one blank each: how a template is laid out doesn't matter."""
    return " ".join(Template("{% load components %}" + source).render(Context(context)).split())


def test_a_button_submits_by_default_and_shows_its_key() -> None:
    html = draw("{% button '署名へ進む' kind='primary' key='Ctrl+Enter' form='request' %}")

    assert 'type="submit"' in html
    assert 'data-key="Ctrl+Enter"' in html
    assert 'form="request"' in html
    assert '<kbd class="key">Ctrl+Enter</kbd>' in html


def test_a_button_with_an_address_is_a_link() -> None:
    html = draw("{% button '戻る' key='Esc' href='/back/' %}")

    assert html.startswith('<a class="button button--secondary" href="/back/" data-key="Esc">')


def test_a_button_that_is_off_stays_to_be_reached_tells_why_and_does_nothing() -> None:
    html = draw("{% button '印刷する' href='/print/' off='印刷できない文字があります' %}")

    assert 'aria-disabled="true"' in html
    assert 'data-reason="印刷できない文字があります"' in html
    assert 'type="button"' in html
    assert "/print/" not in html


def test_a_button_of_a_kind_that_is_none_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError, match="loud"):
        draw("{% button '押す' kind='loud' %}")


def test_a_name_is_escaped_and_keeps_its_selector() -> None:
    html = draw("{% mj name %}", name="<b>葛\U000e0102</b>")

    assert html == '<span class="mj">&lt;b&gt;葛\U000e0102&lt;/b&gt;</span>'


@pytest.mark.parametrize("name", ["", None])
def test_a_name_that_is_not_known_is_read_out_as_such(name: str | None) -> None:
    assert "記録なし" in draw("{% mj name %}", name=name)


@pytest.mark.parametrize(("word", "tone"), [("完了", "good"), ("停止", "danger"), ("下書き", "quiet")])
def test_a_state_has_its_tone_and_a_new_word_stays_neutral(word: str, tone: str) -> None:
    assert draw("{% status word %}", word=word) == f'<span class="tag tag--{tone}">{word}</span>'


def test_a_notice_of_danger_is_an_alert_and_what_it_holds_is_escaped() -> None:
    html = draw("{% notice title='止めました' kind='danger' %}{{ words }}{% endnotice %}", words="<i>")

    assert 'role="alert"' in html
    assert "止めました" in html
    assert "&lt;i&gt;" in html


def test_counts_have_their_thousands_apart() -> None:
    assert draw("{{ n|grouped }}", n=20543) == "20,543"
