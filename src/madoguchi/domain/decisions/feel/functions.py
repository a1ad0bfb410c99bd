"""The built-in functions that decision tables over facts need. Each returns null for what it cannot take."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from madoguchi.domain.decisions.feel.values import (
    NUMBERS,
    Function,
    Months,
    Range,
    Value,
    equal,
    order,
    parse_date,
    parse_datetime,
    parse_duration,
    parse_time,
    to_text,
)


def negation(value: Value) -> Value:
    return not value if isinstance(value, bool) else None


def make_date(
    from_: Value = None, month: Value = None, day: Value = None, *, year: Value = None
) -> date | None:
    if isinstance(from_, datetime):
        return from_.date()
    if isinstance(from_, date):
        return from_
    if isinstance(from_, str):
        return parse_date(from_)
    parts = (year if from_ is None else from_, month, day)
    try:
        return date(*(int(p) for p in parts if isinstance(p, Decimal)))
    except (TypeError, ValueError, OverflowError):
        return None


def make_time(from_: Value = None, minute: Value = None, second: Value = None) -> time | None:
    if isinstance(from_, datetime):
        return from_.timetz()
    if isinstance(from_, str):
        return parse_time(from_)
    try:
        hour, minutes, seconds = (int(p) for p in (from_, minute, second) if isinstance(p, Decimal))
        return time(hour, minutes, seconds)
    except ValueError:
        return None


def make_datetime(from_: Value = None, clock: Value = None) -> datetime | None:
    if isinstance(from_, str):
        return parse_datetime(from_)
    day = make_date(from_)
    return datetime.combine(day, clock) if day is not None and isinstance(clock, time) else None


def make_duration(from_: Value) -> Value:
    return parse_duration(from_) if isinstance(from_, str) else None


def months_between(from_: Value, to: Value) -> Months | None:
    if not isinstance(from_, date) or not isinstance(to, date):
        return None
    first, last, sign = (from_, to, 1) if from_ <= to else (to, from_, -1)
    whole = (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
    return Months(sign * whole)


def make_number(from_: Value) -> Decimal | None:
    try:
        return NUMBERS.create_decimal(from_) if isinstance(from_, str) else None
    except InvalidOperation:
        return None


def make_string(from_: Value) -> str | None:
    return None if from_ is None else from_ if isinstance(from_, str) else to_text(from_)


def list_contains(items: Value, element: Value) -> bool | None:
    return any(equal(item, element) for item in items) if isinstance(items, list) else None


def _items(args: tuple[Value, ...]) -> list[Value]:
    return args[0] if len(args) == 1 and isinstance(args[0], list) else list(args)


def count(*args: Value) -> Decimal | None:
    return Decimal(len(args[0])) if len(args) == 1 and isinstance(args[0], list) else None


def total(*args: Value) -> Decimal | None:
    numbers = [item for item in _items(args) if isinstance(item, Decimal)]
    if not numbers or len(numbers) != len(_items(args)):
        return None
    return sum(numbers[1:], numbers[0])


def smallest(*args: Value) -> Value:
    return _extreme(_items(args), -1)


def largest(*args: Value) -> Value:
    return _extreme(_items(args), 1)


def _extreme(items: list[Value], sign: int) -> Value:
    best = items[0] if items else None
    for item in items[1:]:
        place = order(item, best)
        if place is None:
            return None
        best = item if place == sign else best
    return best


FUNCTIONS: Mapping[str, Function] = {
    "not": negation,
    "date": make_date,
    "time": make_time,
    "date and time": make_datetime,
    "duration": make_duration,
    "years and months duration": months_between,
    "number": make_number,
    "string": make_string,
    "list contains": list_contains,
    "count": count,
    "sum": total,
    "min": smallest,
    "max": largest,
}

# Named arguments of the standard, in the order of our parameters.
PARAMETERS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "not": (("negand",),),
    "date": (("from",), ("year", "month", "day"), ("date",)),
    "time": (("from",), ("hour", "minute", "second")),
    "date and time": (("from",), ("date", "time")),
    "duration": (("from",),),
    "years and months duration": (("from", "to"),),
    "number": (("from",),),
    "string": (("from",),),
    "list contains": (("list", "element"),),
    "count": (("list",),),
    "sum": (("list",),),
    "min": (("list",),),
    "max": (("list",),),
}


def property_of(value: Value, name: str) -> Value:
    """`.name` of a context or of a date, time or duration; null where there is none."""
    if isinstance(value, dict):
        return value.get(name)
    if isinstance(value, list):
        return [property_of(item, name) for item in value]
    if isinstance(value, Range):
        ends = {"start": value.low, "end": value.high}
        return ends.get(
            name, {"start included": value.low_closed, "end included": value.high_closed}.get(name)
        )
    found = _temporal_property(value, name)
    return Decimal(found) if isinstance(found, int) else found


def _temporal_property(value: Value, name: str) -> int | Value:
    if isinstance(value, Months):
        sign = 1 if value.count >= 0 else -1
        return {"years": sign * (abs(value.count) // 12), "months": sign * (abs(value.count) % 12)}.get(name)
    if isinstance(value, timedelta):
        return _span_property(value, name)
    if isinstance(value, datetime | time) and name == "time offset":
        return value.utcoffset()
    if isinstance(value, date) and name == "weekday":
        return value.isoweekday()
    allowed: tuple[str, ...] = ("year", "month", "day") if isinstance(value, date) else ()
    allowed += ("hour", "minute", "second") if isinstance(value, datetime | time) else ()
    return getattr(value, name, None) if name in allowed else None


def _span_property(value: timedelta, name: str) -> int | None:
    sign = -1 if value < timedelta() else 1
    seconds = abs(value) // timedelta(seconds=1)
    parts = {
        "days": seconds // 86400,
        "hours": seconds // 3600 % 24,
        "minutes": seconds // 60 % 60,
        "seconds": seconds % 60,
    }
    return sign * parts[name] if name in parts else None
