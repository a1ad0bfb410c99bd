"""How a value is written on paper."""

from __future__ import annotations

from datetime import date, timedelta, timezone

from madoguchi.domain.forms.model import Field, Value
from madoguchi.domain.forms.strokes import Strokes

JST = timezone(timedelta(hours=9), "JST")
ERAS = (
    (date(2019, 5, 1), "令和"),
    (date(1989, 1, 8), "平成"),
    (date(1926, 12, 25), "昭和"),
    (date(1912, 7, 30), "大正"),
    (date(1868, 1, 25), "明治"),
)


def japanese_date(day: date) -> str:
    """「令和8年8月12日」; the Western year for a day before Meiji."""
    for begin, era in ERAS:
        if day >= begin:
            year = day.year - begin.year + 1
            return f"{era}{'元' if year == 1 else year}年{day.month}月{day.day}日"
    return f"西暦{day.year}年{day.month}月{day.day}日"


def in_words(field: Field, value: Value | None) -> str:
    """The value as it stands on the paper; nothing for an absent one and for a signature."""
    match value:
        case None | bool() | Strokes():
            return ""
        case date():
            return japanese_date(value)
        case tuple():
            return "、".join(value)
        case str() if field.choices:
            return field.choices.get(value, "")
        case int():
            return f"{value:,}"
        case _:
            return value
