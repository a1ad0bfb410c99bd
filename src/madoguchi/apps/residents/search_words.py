"""What was typed into the search box, understood word by word. Pure; the SQL is `queries.search`."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from madoguchi.domain import text
from madoguchi.domain.dates import parse_range

MAX_WORDS = 6


class Kind(StrEnum):
    NUMBER = "number"
    BIRTH = "birth"
    PHONE = "phone"
    KANA = "kana"
    TEXT = "text"


LABELS = {
    Kind.NUMBER: "宛名番号",
    Kind.BIRTH: "生年月日",
    Kind.PHONE: "電話番号下4桁",
    Kind.KANA: "カナ",
    Kind.TEXT: "氏名・住所",
}


@dataclass(frozen=True, slots=True)
class Word:
    typed: str
    kind: Kind
    born: tuple[date, date] | None = None


def understand(typed: str) -> tuple[Word, ...]:
    """The words of a query in their order, six at most, each with how it is taken.

    Digits: four are the last of a telephone number; eight that make a day are a birth date; other five to
    fifteen are a 宛名番号. Japanese and western dates in any form are a birth date. Only kana is a reading.
    """
    # "/" leads to the box from anywhere; pressed once too often it stands in it.
    words = typed.replace("\u3000", " ").strip().lstrip("/／").split()
    return tuple(_word(w) for w in words[:MAX_WORDS])


def _word(typed: str) -> Word:
    # Only to recognise the kind: names themselves are never normalised.
    plain = unicodedata.normalize("NFKC", typed)
    if plain.isdigit() and len(plain) == 4:
        return Word(typed, Kind.PHONE)
    born = parse_range(plain)
    if born is not None:
        return Word(typed, Kind.BIRTH, born)
    if plain.isdigit() and 5 <= len(plain) <= 15:
        return Word(typed, Kind.NUMBER)
    if plain and all(_kana(c) for c in plain):
        return Word(typed, Kind.KANA)
    return Word(typed, Kind.TEXT)


def _kana(character: str) -> bool:
    return "\u3041" <= character <= "\u30ff" or character in "ー・-"


def number_forms(typed: str) -> list[str]:
    """A 宛名番号 as typed and with the leading zeros that people leave out."""
    digits = text.phone_key(typed)
    return [digits, digits.zfill(15), digits.zfill(10)]
