"""Derivations that count days: the notice in time, the age in months."""

from __future__ import annotations

from datetime import date

import pytest

from madoguchi.domain.dates import UncertainDate, parse_date
from madoguchi.domain.facts import FUNCTIONS, UNKNOWN
from madoguchi.domain.facts.derived import Given

ON = date(2026, 11, 22)


def within(first: object, second: object, days: int = 14) -> object:
    return FUNCTIONS["within_days"].call(Given((first, second), {"days": days}, ON))  # type: ignore[arg-type]


def months(birth: object, on: date) -> object:
    return FUNCTIONS["age_between"].call(Given((birth,), {"from_months": 6, "to_months": 36}, on))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("first", "second", "answer"),
    [
        (date(2026, 11, 1), date(2026, 11, 15), True),
        (date(2026, 11, 1), date(2026, 11, 16), False),
        (date(2026, 11, 10), date(2026, 11, 1), True),
        (UncertainDate("11月上旬", date(2026, 11, 1), date(2026, 11, 10)), date(2026, 11, 15), True),
        (UncertainDate("11月上旬", date(2026, 11, 1), date(2026, 11, 10)), date(2026, 11, 20), UNKNOWN),
        (UncertainDate("11月上旬", date(2026, 11, 1), date(2026, 11, 10)), date(2026, 11, 25), False),
        (UncertainDate("不詳"), date(2026, 11, 25), UNKNOWN),
    ],
)
def test_days_are_counted_from_the_day_after(first: object, second: object, answer: object) -> None:
    assert within(first, second) == answer


@pytest.mark.parametrize(
    ("birth", "on", "answer"),
    [
        (date(2026, 5, 22), date(2026, 11, 21), False),
        (date(2026, 5, 22), date(2026, 11, 22), True),
        (date(2023, 11, 23), date(2026, 11, 22), True),
        (date(2023, 11, 22), date(2026, 11, 22), False),
        (date(2026, 12, 1), date(2026, 11, 22), False),
        (parse_date("令和6年"), date(2026, 11, 22), True),
        (parse_date("令和8年"), date(2026, 11, 22), UNKNOWN),
        (UncertainDate("不詳"), date(2026, 11, 22), UNKNOWN),
    ],
)
def test_a_child_of_six_months_and_not_yet_three_years(birth: object, on: date, answer: object) -> None:
    assert months(birth, on) == answer
