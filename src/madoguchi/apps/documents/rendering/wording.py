"""How a value is written on paper."""

from __future__ import annotations

from datetime import date

from madoguchi.domain.dates import UncertainDate, wareki
from madoguchi.domain.forms.model import Field, Value
from madoguchi.domain.forms.strokes import Strokes


def in_words(field: Field, value: Value | None) -> str:
    """The value as it stands on the paper; nothing for an absent one and for a signature."""
    match value:
        case None | bool() | Strokes():
            return ""
        case date() | UncertainDate():
            return wareki(value)
        case tuple():
            return "、".join(value)
        case str() if field.choices:
            return field.choices.get(value, "")
        case int():
            return f"{value:,}"
        case _:
            return value
