"""Days on which the city hall is open (地方自治法4条の2: weekends, 国民の祝日, 12/29–1/3, local days)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Literal

import jpholiday
from pydantic import BaseModel, ConfigDict, Field

from ..packfile import Document, Finding, load_yaml, validate

SATURDAY, SUNDAY = 5, 6
MonthDay = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]


@dataclass(frozen=True, slots=True)
class Calendar:
    """A city's calendar. Days not named follow the law.

    A temporary opening (臨時開庁) takes people in but doesn't make the day a working day in law: deadlines
    that end on it still roll on (`is_working_day`), unless the day is listed in `working`. A temporary
    closing moves deadlines, since nobody can hand anything in.
    """

    name: str = "暦"
    closed_weekdays: frozenset[int] = frozenset({SATURDAY, SUNDAY})
    year_end: tuple[tuple[int, int], tuple[int, int]] = ((12, 29), (1, 3))
    openings: Mapping[date, str] = field(default_factory=dict)
    working: frozenset[date] = frozenset()
    closings: Mapping[date, str] = field(default_factory=dict)

    def is_open(self, day: date) -> bool:
        """Whether the counter takes people in."""
        return day in self.openings or self.is_working_day(day)

    def is_working_day(self, day: date) -> bool:
        """Whether a deadline can end on the day."""
        return day in self.working or self.why_closed(day) is None

    def why_closed(self, day: date) -> str | None:
        """What makes the day a closed one, for people; None on a working day. Temporary openings aside."""
        if day in self.closings:
            return self.closings[day] or "臨時閉庁"
        if day.weekday() in self.closed_weekdays:
            return f"{'月火水木金土日'[day.weekday()]}曜日"
        start, end = self.year_end
        if (day.month, day.day) >= start or (day.month, day.day) <= end:
            return "年末年始"
        return holiday_name(day)

    def next_open(self, day: date) -> date:
        """The day itself or the first open day after it."""
        return _first(day, self.is_open)

    def next_working_day(self, day: date) -> date:
        """The day itself or the first working day after it (地方自治法4条の2第4項, 民法142条)."""
        return _first(day, self.is_working_day)


def _first(day: date, wanted: Callable[[date], bool]) -> date:
    for ahead in range(366):
        if wanted(found := day + timedelta(days=ahead)):
            return found
    raise ValueError("開庁日が1年間ありません。暦の設定を確かめてください。")


def holiday_name(day: date) -> str | None:
    """国民の祝日 and 休日 (国民の祝日に関する法律), None on other days."""
    name = jpholiday.is_holiday_name(day)
    return str(name) if name else None


class _Special(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    day: date
    reason: str = Field(min_length=1)


class _Opening(_Special):
    deadlines_end: bool = False


class _CalendarFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str = Field(min_length=1)
    closed_weekdays: tuple[Literal["月", "火", "水", "木", "金", "土", "日"], ...] = ("土", "日")
    year_end: tuple[MonthDay, MonthDay] = ("12-29", "01-03")
    openings: tuple[_Opening, ...] = ()
    closings: tuple[_Special, ...] = ()


def read_calendar(path: Path, *, name: str | None = None) -> tuple[Calendar | None, list[Finding]]:
    """A calendar file of a pack; all faults at once."""
    document, findings = load_yaml(path, name=name)
    return calendar_of(document) if document else (None, findings)


def calendar_of(document: Document) -> tuple[Calendar | None, list[Finding]]:
    """`read_calendar` for a document that is already in hand."""
    file, findings = validate(document, _CalendarFile)
    if file is None:
        return None, findings
    findings = list(_contradictions(document, file))
    return (None if findings else _calendar(file)), findings


def _calendar(file: _CalendarFile) -> Calendar:
    return Calendar(
        name=file.name,
        closed_weekdays=frozenset("月火水木金土日".index(w) for w in file.closed_weekdays),
        year_end=(_month_day(file.year_end[0]), _month_day(file.year_end[1])),
        openings={o.day: o.reason for o in file.openings},
        working=frozenset(o.day for o in file.openings if o.deadlines_end),
        closings={c.day: c.reason for c in file.closings},
    )


def _contradictions(document: Document, file: _CalendarFile) -> Iterator[Finding]:
    seen: set[date] = set()
    for kind in ("openings", "closings"):
        for i, special in enumerate(getattr(file, kind)):
            if special.day in seen:
                yield document.finding((kind, i, "day"), f"{special.day} が2回書かれています。")
            seen.add(special.day)


def _month_day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)
