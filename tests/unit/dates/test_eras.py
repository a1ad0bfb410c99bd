"""和暦 in every style."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.domain.dates import ERAS, DateError, parse_date, seireki, to_era, wareki


@pytest.mark.parametrize(
    ("day", "long", "short", "padded"),
    [
        ("2026-08-12", "令和8年8月12日", "R8.8.12", "令和 8年 8月12日"),
        ("2019-05-01", "令和元年5月1日", "R1.5.1", "令和元年 5月 1日"),
        ("2019-04-30", "平成31年4月30日", "H31.4.30", "平成31年 4月30日"),
        ("1989-01-07", "昭和64年1月7日", "S64.1.7", "昭和64年 1月 7日"),
        ("1989-01-08", "平成元年1月8日", "H1.1.8", "平成元年 1月 8日"),
        ("1926-12-25", "昭和元年12月25日", "S1.12.25", "昭和元年12月25日"),
        ("1926-12-24", "大正15年12月24日", "T15.12.24", "大正15年12月24日"),
        ("1912-07-30", "大正元年7月30日", "T1.7.30", "大正元年 7月30日"),
        ("1912-07-29", "明治45年7月29日", "M45.7.29", "明治45年 7月29日"),
        ("1873-01-01", "明治6年1月1日", "M6.1.1", "明治 6年 1月 1日"),
    ],
)
def test_styles(day: str, long: str, short: str, padded: str) -> None:
    d = date.fromisoformat(day)
    assert (wareki(d), wareki(d, "short"), wareki(d, "padded")) == (long, short, padded)


def test_weekdays_and_western_years() -> None:
    assert wareki(date(2026, 8, 12), with_weekday=True) == "令和8年8月12日（水）"
    assert seireki(date(1970, 3, 1)) == "1970年3月1日"


def test_before_the_new_calendar_there_is_only_the_western_date() -> None:
    assert wareki(date(1872, 12, 31)) == "1872年12月31日"
    with pytest.raises(DateError):
        to_era(date(1872, 12, 31))


def test_uncertain_dates_are_printed_as_written() -> None:
    assert wareki(parse_date("昭和20年　月日不詳")) == "昭和20年　月日不詳"


@given(st.dates(min_value=date(1873, 1, 1)))
def test_the_parts_make_the_day_again(day: date) -> None:
    parts = to_era(day)
    assert date(parts.era.first.year + parts.year - 1, parts.month, parts.day) == day
    assert parts.era.first <= day <= parts.era.last


def test_eras_leave_no_day_out() -> None:
    for era, following in itertools.pairwise(ERAS):
        assert following.first - era.last <= timedelta(days=1)


def test_the_years_of_an_era_leave_no_day_out() -> None:
    for era in ERAS[:-1]:
        spans = [era.span(y) for y in range(1, era.length + 1)]
        assert spans[0][0] == era.first and spans[-1][1] == era.last
        assert all(b[0] - a[1] == timedelta(days=1) for a, b in itertools.pairwise(spans))
