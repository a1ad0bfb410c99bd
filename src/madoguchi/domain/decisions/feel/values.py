"""FEEL values as Python objects, their order and equality.

Numbers are always `Decimal` (34 digits, DMN 1.5 §10.3.2.3.1), never int or float, so `True` is no number.
`None` is FEEL's null, which is a value. What is unknown never reaches this module.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

NUMBERS = Context(prec=34, traps=[InvalidOperation, DivisionByZero, Overflow])


@dataclass(frozen=True, slots=True, order=True)
class Months:
    """A years-and-months duration, as a number of months."""

    count: int


@dataclass(frozen=True, slots=True)
class Range:
    """An interval; an end of `None` is open towards infinity."""

    low: Value
    high: Value
    low_closed: bool
    high_closed: bool


Function: TypeAlias = Callable[..., "Value"]
Value: TypeAlias = (
    Decimal
    | str
    | bool
    | date
    | datetime
    | time
    | timedelta
    | Months
    | Range
    | list["Value"]
    | dict[str, "Value"]
    | Function
    | None
)

_ORDERED = (Decimal, str, date, time, timedelta, Months)
_PLAIN = frozenset((Decimal, str, date, timedelta, Months))  # compared without further ado if of one type


def _kind(value: Value) -> type | None:
    """The FEEL type that decides comparability; datetime is not a date here, bool is not a number."""
    if isinstance(value, bool):
        return bool
    if isinstance(value, datetime):
        return datetime
    return next((k for k in (*_ORDERED, list, dict, Range) if isinstance(value, k)), None)


def equal(left: Value, right: Value) -> bool | None:
    """FEEL `=`: null for values of different types, but null equals only null."""
    if type(left) is type(right) and type(left) in _PLAIN:
        return left == right
    if left is None or right is None:
        return left is right
    if _kind(left) is not _kind(right) or _kind(left) is None:
        return None
    if isinstance(left, list) and isinstance(right, list):
        return _equal_lists(left, right)
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(equal(left[k], right[k]) for k in left)
    return left == right


def _equal_lists(left: Sequence[Value], right: Sequence[Value]) -> bool:
    return len(left) == len(right) and all(equal(a, b) for a, b in zip(left, right, strict=True))


def order(left: Value, right: Value) -> int | None:
    """-1, 0 or 1; None where FEEL has no order (null, booleans, mixed types, zoned with unzoned)."""
    if type(left) is type(right) and type(left) in _PLAIN:
        return (left > right) - (left < right)  # type: ignore[operator]
    if _kind(left) is not _kind(right) or not isinstance(left, _ORDERED) or isinstance(left, bool):
        return None
    try:
        return (left > right) - (left < right)  # type: ignore[operator]
    except TypeError:
        return None


def contains(interval: Range, value: Value) -> bool | None:
    """Whether the interval holds the value; null if they cannot be compared."""
    low = 1 if interval.low is None else order(value, interval.low)
    high = -1 if interval.high is None else order(value, interval.high)
    if low is None or high is None or value is None:
        return None
    return (low > 0 or (low == 0 and interval.low_closed)) and (
        high < 0 or (high == 0 and interval.high_closed)
    )


_DATE = re.compile(r"(-?\d{4,9})-(\d\d)-(\d\d)")
_TIME = re.compile(r"(\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?(Z|[+-]\d\d:\d\d|@[\w/+-]+)?")
_YEARS = re.compile(r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?")
_DAYS = re.compile(r"(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?")


def parse_date(text: str) -> date | None:
    match = _DATE.fullmatch(text)
    try:
        return date(*(int(part) for part in match.groups())) if match else None
    except (ValueError, OverflowError):
        return None


def parse_time(text: str) -> time | None:
    match = _TIME.fullmatch(text.removeprefix("T"))
    if match is None:
        return None
    hour, minute, second, fraction, zone = match.groups()
    micro = int(Decimal(fraction or 0) * 1_000_000)
    try:
        return time(int(hour), int(minute), int(second or 0), micro, _zone(zone))
    except (ValueError, ZoneInfoNotFoundError):
        return None


def _zone(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text == "Z":
        return timezone.utc  # noqa: UP017 - reads as the letter it stands for
    if text.startswith("@"):
        return ZoneInfo(text[1:])
    hours, minutes = text[1:].split(":")
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-offset if text[0] == "-" else offset)


def parse_datetime(text: str) -> datetime | None:
    day_text, _, time_text = text.partition("T")
    day, clock = parse_date(day_text), parse_time(time_text or "00:00:00")
    return datetime.combine(day, clock) if day is not None and clock is not None else None


def parse_duration(text: str) -> Months | timedelta | None:
    if (match := _YEARS.fullmatch(text)) and (match[2] or match[3]):
        months = int(match[2] or 0) * 12 + int(match[3] or 0)
        return Months(-months if match[1] else months)
    if (match := _DAYS.fullmatch(text)) and any(match.groups()[1:]):
        return _days(match)
    return None


def _days(match: re.Match[str]) -> timedelta | None:
    sign, days, hours, minutes, seconds = match.groups()
    try:
        span = timedelta(int(days or 0), 0, 0, 0, int(minutes or 0), int(hours or 0))
        span += timedelta(microseconds=int(Decimal(seconds or 0) * 1_000_000))
    except OverflowError:
        return None
    return -span if sign else span


def parse_temporal(text: str) -> Value:
    """The value of an `@"..."` literal, or None if the text is none."""
    if "P" in text:
        return parse_duration(text)
    if "T" in text[1:]:
        return parse_datetime(text)
    day = parse_date(text)
    return day if day is not None else parse_time(text)


def to_text(value: Value) -> str:
    """The value as FEEL's `string()` writes it; numbers without needless zeros."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Months | timedelta):
        return _duration_text(value)
    return "null" if value is None else str(value)


def number_text(value: Decimal) -> str:
    plain = f"{value:f}"
    return (plain.rstrip("0").rstrip(".") if "." in plain else plain) or "0"


def _duration_text(value: Months | timedelta) -> str:
    count = value.count if isinstance(value, Months) else value // timedelta(seconds=1)
    sign, count = ("-", -count) if count < 0 else ("", count)
    if isinstance(value, Months):
        parts = [f"{n}{u}" for n, u in ((count // 12, "Y"), (count % 12, "M")) if n]
        return f"{sign}P{''.join(parts) or '0M'}"
    days, rest = divmod(count, 86400)
    clock = [f"{n}{u}" for n, u in ((rest // 3600, "H"), (rest // 60 % 60, "M"), (rest % 60, "S")) if n]
    day = f"{days}D" if days else ""
    return f"{sign}P{day}{'T' + ''.join(clock) if clock else ''}" if day or clock else "PT0S"


def literal(value: Value) -> str:
    """The value as it is written in a cell of a table."""
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, date):
        return f'date("{value.isoformat()}")'
    return to_text(value)


def plain(value: Value) -> object:
    """The value as JSON can carry it: whole numbers as int, dates as text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else to_text(value)
