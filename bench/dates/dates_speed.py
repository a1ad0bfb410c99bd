"""How fast dates are read and judged, as a multiple of `date.fromisoformat` in the same run.

Goal: reading a date column, which the import does for every row, takes at most 200 times the floor.
"""

from __future__ import annotations

import sys
import timeit
from collections.abc import Callable
from datetime import date, timedelta

from madoguchi.domain.dates import Calendar, age_on, from_columns, parse_date, parse_range, wareki

DAYS = [date(1926, 12, 25) + timedelta(days=37 * i) for i in range(900)]
ISO = [d.isoformat() for d in DAYS]
WAREKI = [wareki(d) for d in DAYS]
SHORT = [wareki(d, "short") for d in DAYS]
NAMES = ["山田太郎", "ヤマダ", "薗350", "0738-22-4111"] * 225
TODAY = date(2026, 4, 1)
GOAL = 200.0


def micros(work: Callable[[str], object], items: list[str]) -> float:
    """Best of five, in µs an item."""
    return min(timeit.repeat(lambda: [work(i) for i in items], number=1, repeat=5)) / len(items) * 1e6


def main() -> int:
    floor = micros(date.fromisoformat, ISO)
    column = micros(lambda t: from_columns(t, "0", ""), ISO)
    rows = [
        ("date.fromisoformat (floor)", floor),
        ("from_columns", column),
        ("parse_date 昭和45年3月1日", micros(parse_date, WAREKI)),
        ("parse_date S45.3.1", micros(parse_date, SHORT)),
        ("parse_range, words that are no dates", micros(parse_range, NAMES)),
        ("wareki", micros(lambda t: wareki(date.fromisoformat(t)), ISO)),
        ("age_on", micros(lambda t: age_on(date.fromisoformat(t), TODAY, "day_before"), ISO)),
        ("next_working_day", micros(lambda t: Calendar().next_working_day(date.fromisoformat(t)), ISO)),
    ]
    for name, took in rows:
        print(f"{name:40} {took:8.2f} µs   {took / floor:7.1f} × floor")
    return int(column / floor > GOAL)


if __name__ == "__main__":
    sys.exit(main())
