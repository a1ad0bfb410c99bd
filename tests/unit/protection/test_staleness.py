"""Old protection data: counted in days on which the counter was open, since nothing is sent on the others."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.domain.dates import Calendar
from madoguchi.domain.protection import open_days_since, stale

CALENDAR = Calendar()
days = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("as_of", "today", "old"),
    [
        (date(2026, 11, 19), date(2026, 11, 20), False),  # Thursday to Friday
        (date(2026, 11, 20), date(2026, 11, 24), False),  # over a weekend and 勤労感謝の日 to Tuesday
        (date(2026, 11, 20), date(2026, 11, 25), True),
        (date(2026, 12, 28), date(2027, 1, 4), False),  # over the year's end
        (date(2026, 12, 28), date(2027, 1, 5), True),
        (date(2026, 11, 20), date(2026, 11, 20), False),
        (None, date(2026, 11, 20), True),
    ],
)
def test_one_open_day_is_allowed(as_of, today, old):
    assert stale(as_of, today, 1, CALENDAR) is old


def test_a_temporary_opening_counts():
    saturday = date(2026, 11, 21)
    opened = Calendar(openings={saturday: "臨時開庁"})
    assert open_days_since(date(2026, 11, 20), saturday, opened) == 1
    assert open_days_since(date(2026, 11, 20), saturday, CALENDAR) == 0


@given(days, st.integers(0, 40), st.integers(0, 5))
def test_what_is_old_stays_old(as_of, later, allowed):
    today = as_of + timedelta(days=later)
    if stale(as_of, today, allowed, CALENDAR):
        assert stale(as_of, today + timedelta(days=1), allowed, CALENDAR)
        assert stale(as_of - timedelta(days=1), today, allowed, CALENDAR)


@given(days, st.integers(0, 40))
def test_never_more_open_days_than_days(day, later):
    today = day + timedelta(days=later)
    assert 0 <= open_days_since(day, today, CALENDAR) <= later
    assert open_days_since(today, day, CALENDAR) == 0


@given(days, st.integers(0, 30), st.integers(0, 30))
def test_days_add_up(day, first, second):
    middle = day + timedelta(days=first)
    end = middle + timedelta(days=second)
    whole = open_days_since(day, end, CALENDAR)
    assert whole == open_days_since(day, middle, CALENDAR) + open_days_since(middle, end, CALENDAR)
