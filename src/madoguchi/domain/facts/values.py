"""What a fact can be: values, the two ways of having none, and reading a value for a fact."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum

from ..dates import AnyDate, DateError, UncertainDate, parse_date


class FactType(StrEnum):
    BOOLEAN = "boolean"
    INTEGER = "integer"
    DECIMAL = "decimal"
    STRING = "string"
    ENUMERATION = "enumeration"
    DATE = "date"
    UNCERTAIN_DATE = "uncertain_date"  # a date, or one that is only roughly known
    LIST = "list"


class Absent(Enum):
    """Why a fact has no value. Unlike False or an empty text these say nothing about the person."""

    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"

    def __bool__(self) -> bool:
        raise TypeError("a fact without a value is neither true nor false")

    def __repr__(self) -> str:
        return self.name


UNKNOWN = Absent.UNKNOWN
NOT_APPLICABLE = Absent.NOT_APPLICABLE

Scalar = bool | int | Decimal | str | date | UncertainDate
Value = Scalar | tuple[Scalar, ...]
FactValue = Value | Absent


class FactError(ValueError):
    """A value that a fact can't take. The message is Japanese, for staff; it repeats typed dates only."""


def fits(value: object, kind: FactType, of: FactType | None = None, allowed: Sequence[str] = ()) -> bool:
    """Whether a Python value is one of that type (`of`: the type of a list's items)."""
    if kind is FactType.LIST:
        return isinstance(value, tuple) and all(fits(v, of or FactType.STRING, None, allowed) for v in value)
    if kind is FactType.ENUMERATION:
        return isinstance(value, str) and value in allowed
    if kind in (FactType.INTEGER, FactType.DECIMAL) and isinstance(value, bool):
        return False
    return isinstance(value, _PYTHON[kind])


_PYTHON: Mapping[FactType, tuple[type, ...]] = {
    FactType.BOOLEAN: (bool,),
    FactType.INTEGER: (int,),
    FactType.DECIMAL: (int, Decimal),
    FactType.STRING: (str,),
    FactType.DATE: (date,),
    FactType.UNCERTAIN_DATE: (date, UncertainDate),
}
_TRUE = {"true", "1", "はい", "有", "あり", "該当", "○"}
_FALSE = {"false", "0", "いいえ", "無", "なし", "非該当", "×"}


def read_scalar(text: str, kind: FactType, allowed: Mapping[str, str]) -> Scalar:
    """Read text from a column, an answer or a form. `allowed`: value → label; either is taken.

    Raises FactError.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if kind is FactType.BOOLEAN:
        return _boolean(plain)
    if kind is FactType.INTEGER:
        return _integer(plain)
    if kind is FactType.DECIMAL:
        return _decimal(plain)
    if kind is FactType.ENUMERATION:
        return _enumerated(text.strip(), allowed)
    if kind in (FactType.DATE, FactType.UNCERTAIN_DATE):
        return _date(text, kind)
    return text  # names stay as they are: normalising would change characters


def _boolean(plain: str) -> bool:
    if plain.lower() in _TRUE:
        return True
    if plain.lower() in _FALSE:
        return False
    raise FactError("「はい」か「いいえ」で答えてください。")


def _integer(plain: str) -> int:
    plain = plain.replace(",", "")
    if not re.fullmatch(r"[-+]?\d{1,15}", plain):
        raise FactError("整数を入力してください。")
    return int(plain)


def _decimal(plain: str) -> Decimal:
    plain = plain.replace(",", "")
    if not re.fullmatch(r"[-+]?\d{1,15}(?:\.\d{1,10})?", plain):
        raise FactError("数を入力してください。")
    return Decimal(plain)


def _enumerated(text: str, allowed: Mapping[str, str]) -> str:
    if text in allowed:
        return text
    for value, label in allowed.items():
        if text == label:
            return value
    raise FactError(f"次のどれかを選んでください: {'、'.join(allowed.values())}")


def _date(text: str, kind: FactType) -> AnyDate:
    try:
        day = parse_date(text)
    except DateError as error:
        raise FactError(str(error)) from None
    if kind is FactType.DATE and isinstance(day, UncertainDate):
        raise FactError("日まで決まった日付を入力してください。")
    return day
