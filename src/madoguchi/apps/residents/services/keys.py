"""Search keys of a resident, from the stored text. One place for the import and for `rekey`."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from madoguchi.domain import text
from madoguchi.domain.dates import DateError, UncertainDate, from_columns

SOURCE_COLUMNS = (
    "name",
    "alias",
    "former_surname",
    "name_foreign_kanji",
    "name_roman",
    "name_kana",
    "alias_kana",
    "former_surname_kana",
    "address",
    "phone",
    "birth_date",
    "birth_uncertain_text",
)
BETWEEN = "|"
"""Stands between the names of one person, so that no search matches across two of them."""


class Source(NamedTuple):
    name: str
    alias: str
    former_surname: str
    name_foreign_kanji: str
    name_roman: str
    name_kana: str
    alias_kana: str
    former_surname_kana: str
    address: str
    phone: str
    birth_date: str
    birth_uncertain_text: str


class Keys(NamedTuple):
    name_keys: str
    kana_keys: str
    kana_sort: str
    address_key: str
    phone_key: str
    birth_from: date | None
    birth_to: date | None


def keys_of(source: Source) -> Keys:
    names = (
        source.name,
        source.alias,
        _with_former(source.former_surname, source.name),
        source.name_foreign_kanji,
        source.name_roman,
    )
    readings = (
        source.name_kana,
        source.alias_kana,
        _with_former(source.former_surname_kana, source.name_kana),
    )
    born = _born(source.birth_date, source.birth_uncertain_text)
    return Keys(
        name_keys=BETWEEN.join(text.name_key(n) for n in names if n),
        kana_keys=BETWEEN.join(text.kana_key(k) for k in readings if k),
        kana_sort=text.kana_key(source.name_kana),
        address_key=text.address_key(source.address),
        phone_key=text.phone_key(source.phone),
        birth_from=born[0],
        birth_to=born[1],
    )


def _with_former(former: str, name: str) -> str:
    """The name under the former surname: 旧氏 with the given name of today."""
    if not former:
        return ""
    given = name.replace("\u3000", " ").partition(" ")[2]
    return f"{former}{given}"


@lru_cache(maxsize=65_536)
def _born(value: str, words: str) -> tuple[date | None, date | None]:
    if not (value or words):
        return None, None
    try:
        born = from_columns(value, "1" if words else "0", words)
    except DateError:
        return None, None
    if isinstance(born, UncertainDate):
        return born.earliest, born.latest
    return born, born
