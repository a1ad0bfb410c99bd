"""The table of visitors: every kind once, every paper known."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from madoguchi.domain.counter import Paper, Prefill, Visitor, VisitorKind, VisitorRules
from madoguchi.domain.counter.visitors import VISITOR_LABELS


def visitor(kind: VisitorKind, **more) -> Visitor:
    return Visitor(
        **{
            "kind": kind,
            "label": VISITOR_LABELS[kind],
            "order": 1,
            "from_register": False,
            "prefill": Prefill.NEVER,
            "basis": "試験",
            **more,
        }
    )


def all_visitors() -> tuple[Visitor, ...]:
    return tuple(visitor(kind) for kind in VisitorKind)


def test_every_kind_is_found():
    rules = VisitorRules(visitors=all_visitors(), basis="試験")
    assert [rules.of(kind).kind for kind in VisitorKind] == list(VisitorKind)


@pytest.mark.parametrize("rows", [all_visitors()[1:], (*all_visitors(), visitor(VisitorKind.SELF))])
def test_a_kind_that_is_missing_or_there_twice_is_named(rows):
    with pytest.raises(ValidationError, match="本人"):
        VisitorRules(visitors=rows, basis="試験")


def test_papers_have_to_be_in_the_list():
    rows = (visitor(VisitorKind.SELF, papers=("letter",)), *all_visitors()[1:])
    with pytest.raises(ValidationError, match="letter"):
        VisitorRules(visitors=rows, basis="試験")
    rules = VisitorRules(visitors=rows, papers=(Paper(key="letter", label="委任状"),), basis="試験")
    assert rules.paper("letter").label == "委任状"
    with pytest.raises(KeyError):
        rules.paper("unknown")


def test_a_paper_is_taken_on_its_days_first_and_last_included():
    first, last = date(2026, 1, 1), date(2026, 1, 31)
    paper = Paper(key="letter", label="委任状", valid_from=first, valid_until=last)
    days = [date(2025, 12, 31), first, last, date(2026, 2, 1)]
    assert [paper.taken_on(day) for day in days] == [False, True, True, False]
