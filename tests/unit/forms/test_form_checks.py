"""What is written into a form is checked before it is drawn, and never quoted in the complaint."""

from __future__ import annotations

from datetime import date

import pytest

from madoguchi.domain.dates import UncertainDate
from madoguchi.domain.forms.checks import ProblemKind, check_data
from madoguchi.domain.forms.model import Field, FieldType, FormTemplate
from madoguchi.domain.forms.strokes import Point, Strokes

STROKES = Strokes(10, 10, ((Point(1, 1),),))
GOOD = {
    FieldType.TEXT: "文字",
    FieldType.TEXTS: ("甲", "乙"),
    FieldType.DATE: date(2026, 4, 1),
    FieldType.FLAG: True,
    FieldType.WHOLE: 300,
    FieldType.CHOICE: "self",
    FieldType.STROKES: STROKES,
}


def form_of(kind: FieldType, *, required: bool = False) -> FormTemplate:
    choices = {"self": "本人"} if kind is FieldType.CHOICE else {}
    return FormTemplate("f", "様式", 1, 210, 297, {"it": Field("it", "それ", kind, required, choices)}, ())


@pytest.mark.parametrize("kind", FieldType)
@pytest.mark.parametrize("given_kind", FieldType)
def test_a_field_takes_only_values_of_its_type(kind, given_kind):
    problems = check_data(form_of(kind), {"it": GOOD[given_kind]})
    allowed = kind is given_kind or (kind is FieldType.DATE and isinstance(GOOD[given_kind], str))
    allowed = allowed or (kind is FieldType.TEXT and given_kind is FieldType.CHOICE)
    assert [p.kind for p in problems] == ([] if allowed else [ProblemKind.WRONG_TYPE])


def test_an_uncertain_date_is_a_date():
    assert check_data(form_of(FieldType.DATE), {"it": UncertainDate("昭和20年 月日不詳")}) == []


def test_a_choice_must_be_one_of_the_choices():
    assert check_data(form_of(FieldType.CHOICE), {"it": "stranger"})[0].kind is ProblemKind.WRONG_TYPE


@pytest.mark.parametrize("data", [{}, {"it": ""}])
def test_a_required_field_without_a_value_is_missing(data):
    assert [p.kind for p in check_data(form_of(FieldType.TEXT, required=True), data)] == [ProblemKind.MISSING]
    assert check_data(form_of(FieldType.TEXT), data) == []


def test_no_and_zero_are_values():
    assert check_data(form_of(FieldType.FLAG, required=True), {"it": False}) == []
    assert check_data(form_of(FieldType.WHOLE, required=True), {"it": 0}) == []


def test_a_field_the_form_doesnt_know_is_told():
    problems = check_data(form_of(FieldType.TEXT), {"them": "架空 花子"})
    assert [p.kind for p in problems] == [ProblemKind.UNKNOWN_FIELD]


def test_a_complaint_never_quotes_the_value():
    problems = check_data(form_of(FieldType.WHOLE), {"it": "架空 花子", "name": "架空 太郎"})
    assert len(problems) == 2
    assert not any("架空" in str(problem) for problem in problems)
