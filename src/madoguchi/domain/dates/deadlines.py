"""Deadlines as data: what the city's packs say, counted as 民法138–143条 and 地方自治法4条の2 say."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from .ages import fiscal_year_end
from .business_days import Calendar
from .uncertain import AnyDate, DateError, UncertainDate, earliest


class Unit(StrEnum):
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"
    END_OF_MONTH = "end_of_month"  # the month of the start
    END_OF_YEAR = "end_of_year"
    END_OF_FISCAL_YEAR = "end_of_fiscal_year"


class Roll(StrEnum):
    """What becomes of a deadline that ends on a closed day. Rights that lapse (時効, 失効) don't roll."""

    NONE = "none"
    NEXT_OPEN = "next_open"


class Kind(StrEnum):
    BY = "by"
    FROM = "from"  # the day from which it can be done (更新は満了の1か月前から)


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit. `start` names the fact that gives the first day; `shift` days lie between that fact and the
    start (社保の喪失は死亡日の翌日: 1). `count_start`: 初日算入. `before` counts back from the start."""

    key: str
    label: str
    start: str
    amount: int = 0
    unit: Unit = Unit.DAYS
    count_start: bool = False
    shift: int = 0
    before: bool = False
    roll: Roll = Roll.NONE
    kind: Kind = Kind.BY
    late: str = ""  # what happens to those who come later, for the guide


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """The limits of some procedures (by id); all hold at once. `text` is printed beside the days."""

    key: str
    label: str
    limits: tuple[Limit, ...]
    text: str = ""
    basis: str = ""
    procedures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """A limit in a case: `on` is its day, None if the start isn't known well enough (`missing` names it).

    `uncertain`: counted from the earliest day that an uncertain start can be.
    """

    limit: Limit
    on: date | None
    before_rolling: date | None = None
    missing: str = ""
    uncertain: bool = False

    def kept(self, today: date) -> bool | None:
        if self.on is None:
            return None
        return today <= self.on if self.limit.kind is Kind.BY else today >= self.on


@dataclass(frozen=True, slots=True)
class Deadline:
    """A rule in a case. `on` is the first of its last days, if they are all known."""

    rule: DeadlineRule
    dues: tuple[Due, ...]

    @property
    def on(self) -> date | None:
        days = [d.on for d in self.dues if d.limit.kind is Kind.BY]
        return min((d for d in days if d), default=None) if None not in days else None

    def kept(self, today: date) -> bool | None:
        """Whether every limit is kept today; one that is broken decides, else one that is unknown."""
        answers = {d.kept(today) for d in self.dues}
        if False in answers:
            return False
        return None if None in answers else True


def deadline(rule: DeadlineRule, starts: Mapping[str, AnyDate], calendar: Calendar) -> Deadline:
    """Count a rule for a case. `starts` gives the facts by name; an uncertain one counts from its earliest
    day, which can only warn too early."""
    return Deadline(rule, tuple(_due(limit, starts.get(limit.start), calendar) for limit in rule.limits))


def _due(limit: Limit, start: AnyDate | None, calendar: Calendar) -> Due:
    first = earliest(start) if start is not None else None
    if first is None:
        return Due(limit, None, missing=limit.start)
    plain = count(
        first + timedelta(days=limit.shift),
        limit.amount,
        limit.unit,
        count_start=limit.count_start,
        before=limit.before,
    )
    on = roll(plain, limit.roll, calendar)
    return Due(limit, on, plain, uncertain=isinstance(start, UncertainDate))


def roll(day: date, how: Roll, calendar: Calendar) -> date:
    return calendar.next_working_day(day) if how is Roll.NEXT_OPEN else day


def count(
    start: date, amount: int, unit: Unit = Unit.DAYS, *, count_start: bool = False, before: bool = False
) -> date:
    """The last day of a period (民法140–143条), or with `before` the day that far ahead of `start`.

    Months and years end on the day before the one that corresponds to the first day counted; where the month
    has no such day, on its last day (143条2項).
    """
    try:
        return _count(start, amount, unit, count_start, before)
    except (OverflowError, ValueError):
        raise DateError("期限が計算できる範囲（西暦9999年まで）を超えます。") from None


def _count(start: date, amount: int, unit: Unit, count_start: bool, before: bool) -> date:
    if unit is Unit.DAYS:
        days = amount - count_start
        return start - timedelta(days=days) if before else start + timedelta(days=days)
    if unit in (Unit.MONTHS, Unit.YEARS):
        months = amount * (12 if unit is Unit.YEARS else 1)
        return _months_before(start, months) if before else _months_after(start, months, count_start)
    return _period_end(start, unit)


def _months_after(start: date, months: int, count_start: bool) -> date:
    first = start if count_start else start + timedelta(days=1)
    year, month = _shift(first, months)
    length = monthrange(year, month)[1]
    if first.day > length:
        return date(year, month, length)
    return date(year, month, first.day) - timedelta(days=1)


def _months_before(start: date, months: int) -> date:
    year, month = _shift(start, -months)
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def _shift(day: date, months: int) -> tuple[int, int]:
    years, month = divmod(day.month - 1 + months, 12)
    return day.year + years, month + 1


def _period_end(start: date, unit: Unit) -> date:
    if unit is Unit.END_OF_MONTH:
        return date(start.year, start.month, monthrange(start.year, start.month)[1])
    return date(start.year, 12, 31) if unit is Unit.END_OF_YEAR else fiscal_year_end(start)
