"""Is the protection data that the core system sent too old to rely on alone?"""

from __future__ import annotations

from datetime import date, timedelta

from madoguchi.domain.dates import Calendar


def open_days_since(day: date, today: date, calendar: Calendar) -> int:
    """Days on which the counter was open after `day`, up to and with today. 0 for a day in the future."""
    span = (today - day).days
    return sum(calendar.is_open(day + timedelta(days=n)) for n in range(1, span + 1))


def stale(as_of: date | None, today: date, allowed: int, calendar: Calendar) -> bool:
    """Older than so many open days; data that never came is older than any."""
    return as_of is None or open_days_since(as_of, today, calendar) > allowed
