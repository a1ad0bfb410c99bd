"""Ages by law: the boundaries on both sides (counter-practice §4.1)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.domain.dates import (
    DateError,
    UncertainDate,
    age_on,
    at_least,
    check_born,
    fiscal_age,
    fiscal_year_end,
    fiscal_year_start,
    parse_date,
    reaches,
    school_year,
    until_fiscal_year_end,
    within_fiscal_year_end,
)

BIRTHS = st.dates(min_value=date(1900, 1, 1), max_value=date(2026, 12, 31))
ONE_DAY = timedelta(days=1)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("birth", "age", "rule", "reached"),
    [
        ("1961-10-01", 65, "day_before", "2026-09-30"),  # 介護保険: 10/1生は9/30到達
        ("1961-04-01", 65, "day_before", "2026-03-31"),  # 4/1生は3月分から
        ("1961-04-02", 65, "day_before", "2026-04-01"),
        ("1961-01-01", 65, "day_before", "2025-12-31"),
        ("1951-10-01", 75, "birthday", "2026-10-01"),  # 後期高齢者医療: 誕生日当日
        ("1952-02-29", 75, "birthday", "2027-03-01"),
        ("1952-02-29", 76, "birthday", "2028-02-29"),
        ("1952-02-29", 75, "day_before", "2027-02-28"),
        ("1952-02-29", 76, "day_before", "2028-02-28"),
        ("2006-03-01", 20, "day_before", "2026-02-28"),
        ("2004-03-01", 20, "day_before", "2024-02-29"),
    ],
)
def test_an_age_is_reached_on_its_day_and_not_before(birth: str, age: int, rule: str, reached: str) -> None:
    b, on = day(birth), day(reached)
    assert reaches(b, age, rule) == on  # type: ignore[arg-type]
    assert age_on(b, on, rule) == age  # type: ignore[arg-type]
    assert age_on(b, on - ONE_DAY, rule) == age - 1  # type: ignore[arg-type]
    assert at_least(b, age, on, rule) is True  # type: ignore[arg-type]
    assert at_least(b, age, on - ONE_DAY, rule) is False  # type: ignore[arg-type]


@given(BIRTHS, st.integers(0, 110), st.sampled_from(["birthday", "day_before"]))
def test_ages_grow_by_one_on_the_day_they_are_reached(birth: date, age: int, rule: str) -> None:
    on = reaches(birth, age, rule)  # type: ignore[arg-type]
    if on >= birth:
        assert age_on(birth, on, rule) == age  # type: ignore[arg-type]
    if on > birth:
        assert age_on(birth, on - ONE_DAY, rule) == age - 1  # type: ignore[arg-type]


@given(BIRTHS, st.integers(0, 40_000))
def test_the_law_counts_one_day_ahead_of_everyday_speech(birth: date, later: int) -> None:
    on = birth + timedelta(days=later)
    assert age_on(birth, on, "day_before") == age_on(birth, on + ONE_DAY, "birthday")


@pytest.mark.parametrize(
    ("birth", "age", "until"),
    [
        ("2008-03-31", 18, "2026-03-31"),
        ("2008-04-01", 18, "2026-03-31"),  # 早生まれ側
        ("2008-04-02", 18, "2027-03-31"),
        ("2004-04-01", 22, "2026-03-31"),
        ("2004-04-02", 22, "2027-03-31"),
        ("2008-02-29", 18, "2026-03-31"),
    ],
)
def test_until_the_end_of_the_fiscal_year(birth: str, age: int, until: str) -> None:
    b, end = day(birth), day(until)
    assert until_fiscal_year_end(b, age) == end
    assert within_fiscal_year_end(b, age, end) is True
    assert within_fiscal_year_end(b, age, end + ONE_DAY) is False


@pytest.mark.parametrize(
    ("birth", "on", "year"),
    [
        ("2019-04-01", "2025-04-01", "小1"),  # 4/1生は前の学年
        ("2019-04-02", "2025-04-01", "就学前"),
        ("2019-04-02", "2026-03-31", "就学前"),
        ("2019-04-02", "2026-04-01", "小1"),
        ("2014-04-01", "2026-03-31", "小6"),
        ("2014-04-01", "2026-04-01", "中1"),
        ("2011-04-01", "2026-03-31", "中3"),
        ("2011-04-01", "2026-04-01", "高校年代"),
        ("2008-04-01", "2026-03-31", "高校年代"),
        ("2008-04-01", "2026-04-01", "大学生年代"),
        ("2004-04-01", "2026-03-31", "大学生年代"),
        ("2004-04-01", "2026-04-01", "以後"),
        ("2025-06-01", "2025-10-01", "就学前"),
    ],
)
def test_school_years_change_on_the_first_of_april(birth: str, on: str, year: str) -> None:
    assert str(school_year(day(birth), day(on))) == year


def test_fiscal_age_decides_who_enters_school_next() -> None:
    assert fiscal_age(day("2020-04-01"), day("2025-10-01")) == 5
    assert fiscal_age(day("2020-04-02"), day("2025-10-01")) == 4
    assert fiscal_age(day("2025-06-01"), day("2025-10-01")) == 0


@given(BIRTHS, st.dates(min_value=date(1900, 1, 1), max_value=date(2120, 12, 31)))
def test_the_school_year_agrees_with_the_ends_of_the_fiscal_years(birth: date, on: date) -> None:
    if on < birth:
        return
    stage = str(school_year(birth, on))
    assert (stage in ("大学生年代", "以後")) == (within_fiscal_year_end(birth, 18, on) is False)
    assert (stage == "以後") == (within_fiscal_year_end(birth, 22, on) is False)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)))
def test_every_day_lies_in_one_fiscal_year(on: date) -> None:
    start, end = fiscal_year_start(on), fiscal_year_end(on)
    assert start <= on <= end
    assert (start.month, start.day, end.month, end.day, end.year - start.year) == (4, 1, 3, 31, 1)


class TestUncertainBirths:
    """An age that depends on the unknown part isn't guessed."""

    def test_an_answer_that_all_days_share_is_given(self) -> None:
        birth = parse_date("昭和20年頃")
        assert age_on(birth, day("2026-12-31")) == 81
        assert age_on(birth, day("2026-06-01")) is None
        assert at_least(birth, 75, day("2026-06-01")) is True
        assert at_least(birth, 90, day("2026-06-01")) is False
        assert at_least(birth, 81, day("2026-06-01")) is None

    def test_fiscal_year_ends(self) -> None:
        birth = parse_date("平成20年4月　日不詳")
        assert until_fiscal_year_end(birth, 18) is None
        assert within_fiscal_year_end(birth, 18, day("2026-03-31")) is True
        assert within_fiscal_year_end(birth, 18, day("2026-04-01")) is None
        assert within_fiscal_year_end(birth, 18, day("2027-04-01")) is False
        assert fiscal_age(birth, day("2026-04-01")) is None
        assert school_year(birth, day("2026-04-01")) is None

    def test_nothing_known_gives_nothing(self) -> None:
        nothing = UncertainDate("年月日不詳")
        assert age_on(nothing, day("2026-04-01")) is None
        assert at_least(nothing, 0, day("2026-04-01")) is None
        assert until_fiscal_year_end(nothing, 18) is None
        assert within_fiscal_year_end(nothing, 18, day("2026-04-01")) is None

    @given(BIRTHS, st.integers(0, 800), st.integers(0, 40_000))
    def test_a_known_answer_holds_for_every_possible_day(self, low: date, width: int, later: int) -> None:
        high = low + timedelta(days=width)
        on = high + timedelta(days=later)
        age = age_on(UncertainDate("x", low, high), on)
        ages = {age_on(low + timedelta(days=d), on) for d in {0, width // 2, width}}
        assert age is None or ages == {age}


def test_nobody_is_counted_before_birth() -> None:
    assert age_on(day("2026-10-01"), day("2026-09-30"), "day_before") is None
    with pytest.raises(DateError):
        check_born(day("2026-10-01"), day("2026-09-30"))
    check_born(parse_date("令和8年"), day("2026-01-01"))
