"""Deadlines: every row of counter-practice §4.1 from the standard pack, and the civil code's counting."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.domain.dates import (
    Calendar,
    DateError,
    Deadline,
    DeadlineRule,
    Kind,
    Limit,
    Roll,
    Unit,
    count,
    deadline,
    parse_date,
    read_deadlines,
)

PACK = Path(__file__).parents[3] / "packs/standard"
RULES, FAULTS = read_deadlines(PACK / "deadlines/standard.yaml")
BY_KEY = {rule.key: rule for rule in RULES}
CALENDAR = Calendar()
DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2090, 12, 31))


def due(key: str, **starts: str) -> Deadline:
    named = {name.replace("__", "."): parse_date(text) for name, text in starts.items()}
    return deadline(BY_KEY[key], named, CALENDAR)


def test_the_standard_rules_can_be_read() -> None:
    assert FAULTS == []
    assert len(RULES) > 40


@pytest.mark.parametrize(
    ("key", "start", "on", "last"),
    [
        ("move_in", "event__date", "2026-04-01", "2026-04-15"),  # 翌日起算14日
        ("move_in", "event__date", "2026-04-04", "2026-04-20"),  # 4/18 is a Saturday
        ("move_in", "event__date", "2026-12-15", "2027-01-04"),  # 12/29 → first open day
        ("move_in", "event__date", "2026-04-19", "2026-05-07"),  # 5/3–5/6 are holidays
        ("move_within", "event__date", "2026-04-01", "2026-04-15"),
        ("birth", "event__date", "2026-04-01", "2026-04-14"),  # 当日算入14日
        ("birth", "event__date", "2026-04-05", "2026-04-20"),
        ("birth_overseas", "event__date", "2026-04-01", "2026-06-30"),
        ("death", "event__learned_on", "2026-04-01", "2026-04-07"),  # 知った日算入7日
        ("death", "event__learned_on", "2026-04-05", "2026-04-13"),
        ("child_allowance_birth", "event__date", "2026-04-01", "2026-04-16"),  # 出生日の翌日起算15日
        ("child_allowance_move_in", "event__planned_out_on", "2026-03-31", "2026-04-15"),  # 転出予定日から
        ("keep_married_name", "event__date", "2026-04-10", "2026-07-10"),
        ("divorce_ruling", "event__date", "2026-04-01", "2026-04-10"),
        ("funeral_benefit", "event__funeral_on", "2026-04-10", "2028-04-10"),
        ("card_overseas", "event__date", "2026-04-10", "2026-04-09"),  # the day before
        ("card_overseas", "event__date", "2026-04-06", "2026-04-05"),  # a Sunday: lapses don't roll
        ("unregistered_house", "event__date", "2026-04-10", "2026-12-31"),
        ("adult_screening", "event__date", "2026-04-10", "2027-03-31"),
        ("fixed_asset_owner", "event__owner_known_on", "2026-11-30", "2027-03-01"),  # 2/28 is a Sunday
    ],
)
def test_the_last_day(key: str, start: str, on: str, last: str) -> None:
    case = due(key, **{start: on})
    assert case.on == date.fromisoformat(last)
    assert case.kept(date.fromisoformat(last)) is True
    assert case.kept(date.fromisoformat(last) + timedelta(days=1)) is False


class TestTheThreeLimitsOfTheCard:
    """マイナンバーカード: 異動日から14日, 転出予定日から30日, 転入届出日から90日."""

    def test_each_has_its_day(self) -> None:
        case = due(
            "card_continuation",
            event__date="2026-04-01",
            event__planned_out_on="2026-03-20",
            event__notified_on="2026-04-10",
        )
        assert [str(d.on) for d in case.dues] == ["2026-04-15", "2026-04-19", "2026-07-09"]
        assert case.on == date(2026, 4, 15)
        assert case.kept(date(2026, 4, 15)) is True
        assert case.kept(date(2026, 4, 16)) is False

    def test_what_is_not_known_is_named_and_decides_nothing(self) -> None:
        case = due("card_continuation", event__date="2026-04-01")
        assert [d.missing for d in case.dues] == ["", "event.planned_out_on", "event.notified_on"]
        assert case.on is None
        assert case.kept(date(2026, 4, 10)) is None
        assert case.kept(date(2026, 4, 16)) is False  # one broken limit is enough

    def test_lapses_do_not_wait_for_the_office_to_open(self) -> None:
        assert due("card_continuation", event__date="2026-04-04").dues[0].on == date(2026, 4, 18)


def test_a_right_begins_on_a_day() -> None:
    case = due("pension_maternity", event__due_on="2026-08-31")
    assert case.dues[0].on == date(2026, 2, 28)
    assert case.dues[0].kept(date(2026, 2, 27)) is False
    assert case.dues[0].kept(date(2026, 2, 28)) is True
    assert case.on is None  # there is no last day


def test_an_uncertain_start_counts_from_its_earliest_day() -> None:
    case = due("pension_survivor", event__date="令和8年3月上旬")
    assert (case.on, case.dues[0].uncertain) == (date(2031, 3, 1), True)
    assert not due("pension_survivor", event__date="令和8年3月1日").dues[0].uncertain
    assert due("pension_survivor", event__date="年月日不詳").dues[0].missing == "event.date"


@pytest.mark.parametrize(
    ("start", "amount", "unit", "count_start", "last"),
    [
        ("2026-04-01", 14, Unit.DAYS, False, "2026-04-15"),
        ("2026-04-01", 14, Unit.DAYS, True, "2026-04-14"),
        ("2026-04-01", 0, Unit.DAYS, False, "2026-04-01"),
        ("2026-01-31", 1, Unit.MONTHS, False, "2026-02-28"),
        ("2026-01-30", 1, Unit.MONTHS, False, "2026-02-28"),
        ("2026-01-28", 1, Unit.MONTHS, False, "2026-02-28"),
        ("2026-01-27", 1, Unit.MONTHS, False, "2026-02-27"),
        ("2024-01-30", 1, Unit.MONTHS, False, "2024-02-29"),
        ("2025-11-30", 3, Unit.MONTHS, False, "2026-02-28"),
        ("2026-04-01", 3, Unit.MONTHS, True, "2026-06-30"),
        ("2025-12-31", 3, Unit.MONTHS, False, "2026-03-31"),
        ("2026-04-10", 2, Unit.YEARS, False, "2028-04-10"),
        ("2024-02-28", 1, Unit.YEARS, False, "2025-02-28"),
        ("2024-02-29", 1, Unit.YEARS, False, "2025-02-28"),
        ("2026-02-10", 0, Unit.END_OF_MONTH, False, "2026-02-28"),
        ("2026-03-31", 0, Unit.END_OF_FISCAL_YEAR, False, "2026-03-31"),
        ("2026-04-01", 0, Unit.END_OF_FISCAL_YEAR, False, "2027-03-31"),
    ],
)
def test_periods_end_as_the_civil_code_says(
    start: str, amount: int, unit: Unit, count_start: bool, last: str
) -> None:
    assert count(date.fromisoformat(start), amount, unit, count_start=count_start) == date.fromisoformat(last)


@given(DAYS, st.integers(1, 400))
def test_counting_the_first_day_ends_one_day_earlier(start: date, days: int) -> None:
    assert count(start, days, count_start=True) == count(start, days) - timedelta(days=1)


@given(DAYS, st.integers(1, 120))
def test_twelve_months_are_a_year_and_months_never_go_back(start: date, months: int) -> None:
    assert count(start, 12 * months, Unit.MONTHS) == count(start, months, Unit.YEARS)
    assert count(start, months, Unit.MONTHS) <= count(start + timedelta(days=1), months, Unit.MONTHS)


@given(DAYS, st.integers(0, 60), st.sampled_from(list(Roll)))
def test_rolling_only_ever_gives_more_time_and_never_skips_an_open_day(
    start: date, days: int, how: Roll
) -> None:
    rule = DeadlineRule("x", "x", (Limit("x", "x", "event.date", days, roll=how),))
    (due_day,) = deadline(rule, {"event.date": start}, CALENDAR).dues
    assert due_day.on is not None and due_day.before_rolling is not None
    between = (due_day.on - due_day.before_rolling).days
    skipped = [due_day.before_rolling + timedelta(days=d) for d in range(between)]
    assert not any(CALENDAR.is_working_day(d) for d in skipped)
    assert how is Roll.NONE or CALENDAR.is_working_day(due_day.on)


def test_a_day_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(DateError, match="9999"):
        count(date(9999, 12, 30), 14)


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ("{start: event.date}", "どれか1つ"),
        ("{start: event.date, days: 1, months: 1}", "どれか1つ"),
        ("{start: event.date, days: -1}", "0 以上"),
        ("{start: event.date, days: 1, roll: maybe}", "roll"),
        ("{start: event.date, days: 1, before: true, count_start: true}", "一緒に"),
        ("{start: event.date, until: end_of_year, before: true}", "until"),
        ("{days: 1}", "start"),
        ("{start: event.date, days: 1, dayz: 2}", "dayz"),
    ],
)
def test_a_faulty_limit_is_refused_at_its_line(tmp_path: Path, limit: str, words: str) -> None:
    path = tmp_path / "d.yaml"
    path.write_text(
        f"deadlines:\n  - key: a\n    label: あ\n    limits:\n      - {limit}\n", encoding="utf-8"
    )
    rules, findings = read_deadlines(path)
    assert rules == () and findings[0].line == 5
    assert words in findings[0].message


def test_a_rule_needs_a_limit_and_a_key_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "d.yaml"
    path.write_text("deadlines:\n  - {key: a, label: あ}\n", encoding="utf-8")
    assert "limits" in read_deadlines(path)[1][0].message
    rule = "  - {key: a, label: あ, limits: [{start: event.date, days: 1}]}\n"
    path.write_text(f"deadlines:\n{rule}{rule}", encoding="utf-8")
    assert "2回" in read_deadlines(path)[1][0].message


def test_the_start_can_lie_days_after_the_fact() -> None:
    """社保の喪失は死亡日の翌日: the city's setting, not the program's."""
    rule = DeadlineRule("x", "x", (Limit("x", "x", "event.date", 14, shift=1),))
    assert deadline(rule, {"event.date": date(2026, 4, 1)}, CALENDAR).on == date(2026, 4, 16)


def test_opening_days_are_not_last_days() -> None:
    assert all(limit.kind is Kind.FROM for limit in BY_KEY["pension_maternity"].limits)
