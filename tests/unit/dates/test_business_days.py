"""Open days: the law's holidays and the city's own."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.domain.dates import Calendar, read_calendar

CALENDAR = Calendar()
CITY = """\
name: 市の休日
openings:
  - {day: 2026-04-04, reason: 年度始めの臨時開庁}
  - {day: 2026-04-05, reason: 休日開庁, deadlines_end: true}
closings:
  - {day: 2026-04-06, reason: 台風}
"""


@pytest.fixture
def city(tmp_path: Path) -> Calendar:
    path = tmp_path / "city.yaml"
    path.write_text(CITY, encoding="utf-8")
    calendar, findings = read_calendar(path)
    assert calendar is not None and findings == []
    return calendar


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2026-04-04", "土曜日"),
        ("2026-04-05", "日曜日"),
        ("2026-04-29", "昭和の日"),
        ("2026-05-06", "憲法記念日 振替休日"),
        ("2026-09-22", "国民の休日"),
        ("2026-12-29", "年末年始"),
        ("2026-12-31", "年末年始"),
        ("2026-01-01", "年末年始"),
        ("2025-01-03", "年末年始"),
        ("2020-07-24", "スポーツの日"),  # moved for one year
        ("2020-10-12", None),
        ("2026-12-28", None),
        ("2027-01-04", None),
        ("2026-04-30", None),
    ],
)
def test_closed_days_and_why(day: str, why: str | None) -> None:
    assert CALENDAR.why_closed(date.fromisoformat(day)) == why
    assert CALENDAR.is_open(date.fromisoformat(day)) is (why is None)


def test_temporary_openings_and_closings(city: Calendar) -> None:
    saturday, sunday, monday, tuesday = (date(2026, 4, d) for d in (4, 5, 6, 7))
    assert [city.is_open(d) for d in (saturday, sunday, monday, tuesday)] == [True, True, False, True]
    assert city.next_open(saturday) == saturday
    assert city.next_open(monday) == tuesday
    assert city.why_closed(monday) == "台風"


def test_an_opening_on_a_holiday_does_not_shorten_deadlines(city: Calendar) -> None:
    assert not city.is_working_day(date(2026, 4, 4))
    assert city.next_working_day(date(2026, 4, 4)) == date(2026, 4, 5)  # deadlines_end says so
    assert city.next_working_day(date(2026, 4, 6)) == date(2026, 4, 7)


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2098, 12, 31)))
def test_the_next_open_day_is_the_first(day: date) -> None:
    found = CALENDAR.next_open(day)
    assert CALENDAR.is_open(found)
    assert not any(CALENDAR.is_open(day + timedelta(days=d)) for d in range((found - day).days))
    assert (found - day).days <= 10


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("name: x\nclosed_weekdays: [土, 日曜]\n", 2, "どれか"),
        ("name: x\nyear_end: [12-32, 01-03]\n", 2, "形が違います"),
        ("name: x\nopenings:\n  - {day: 2026-02-30, reason: x}\n", 3, "日付"),
        ("name: x\nopenings:\n  - {day: 2026-04-04}\n", 3, "reason"),
        (
            "name: x\nopenings: [{day: 2026-04-04, reason: x}]\nclosings: [{day: 2026-04-04, reason: x}]\n",
            3,
            "2回",
        ),
    ],
)
def test_faults_of_a_calendar_file(tmp_path: Path, text: str, line: int, words: str) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(text, encoding="utf-8")
    calendar, findings = read_calendar(path)
    assert calendar is None
    assert findings[0].line == line and words in findings[0].message


def test_a_calendar_without_an_open_day_is_told() -> None:
    never = Calendar(closed_weekdays=frozenset(range(7)))
    with pytest.raises(ValueError, match="暦の設定"):
        never.next_open(date(2026, 4, 1))
