"""The few fixed people of every demo set, whatever its size and seed: what tests and guides search for.

They come first in the files. Each says what it is there to show.
"""

from __future__ import annotations

from dataclasses import replace

from . import numbers
from .places import PREFECTURE, Address, Elsewhere, town
from .register import (
    BORN,
    DIED,
    FEMALE,
    FOREIGN,
    MALE,
    MOVED_IN,
    MOVED_OUT,
    Birth,
    Foreigner,
    Person,
    Protection,
    Removal,
    Seal,
)

__all__ = [
    "FOREIGN_WITH_ALIAS",
    "LEFT",
    "NON_CALENDAR_BIRTH",
    "PROTECTED",
    "PROTECTED_CHILD",
    "RARE_CHARACTER",
    "SCENARIOS",
    "UNCERTAIN_BIRTH",
    "USUAL",
    "USUAL_CHILD",
    "USUAL_SPOUSE",
    "VARIANT_NAME",
]


def _address(town_name: str, number: str, building: str = "") -> Address:
    return Address(town(town_name), number, building)


def _person(household: int, place: int, name: str, kana: str, sex: str, birth: Birth, since: str) -> Person:
    """A head who has lived at 薗 9001番地 since a move in; what differs is replaced."""
    return Person(
        number=numbers.resident_number(household, place),
        household=numbers.household_number(household),
        name=name,
        kana=kana,
        sex=sex,
        birth=birth,
        relationship=("01",),
        address=_address("薗", f"{9001 + household}番地"),
        since=since,
        became=since,
        event=MOVED_IN,
        event_on=since,
        domicile=f"{PREFECTURE}御坊市薗{9001 + household}番地",
        register_head=name,
        moved_in_from=Elsewhere("大阪府", "堺市堺区", "見本町", "9100番地"),
    )


# A usual family of four; the head has a registered seal, the wife a 旧氏.
USUAL = replace(
    _person(0, 0, "窓口　太郎", "マドグチ　タロウ", MALE, Birth("1980-05-12"), "2010-04-01"),
    phone="0738-00-1234",
    seal=Seal(numbers.seal_number(0, 0), "2012-06-18"),
)
USUAL_SPOUSE = replace(
    _person(0, 1, "窓口　さくら", "マドグチ　サクラ", FEMALE, Birth("1982-11-03"), "2010-04-01"),
    relationship=("03",),
    register_head=USUAL.name,
    former_surname="塩路",
    former_surname_kana="シオジ",
    phone="090-0000-4321",
)
USUAL_CHILD = replace(
    _person(0, 2, "窓口　大和", "マドグチ　ヤマト", MALE, Birth("2012-08-20"), "2012-08-20"),
    relationship=("11",),
    register_head=USUAL.name,
    event=BORN,
    moved_in_from=None,
)
_YOUNGER_CHILD = replace(
    USUAL_CHILD,
    number=numbers.resident_number(0, 3),
    name="窓口　紬",
    kana="マドグチ　ツムギ",
    sex=FEMALE,
    birth=Birth("2017-02-01"),
    since="2017-02-01",
    became="2017-02-01",
    event_on="2017-02-01",
)

# 邉 with a selector of Moji_Joho (MJ060238), which differs from the bare 邉 to the eye. A widow.
VARIANT_NAME = replace(
    _person(1, 0, "渡邉\U000e0112　澄子", "ワタナベ　スミコ", FEMALE, Birth("1948-01-09"), "1975-10-10"),
    address=_address("湯川町財部", "9010番地2"),
    phone="0738-00-5678",
    seal=Seal(numbers.seal_number(1, 0), "1990-09-03"),
)
_LATE_HUSBAND = replace(
    _person(1, 1, "渡邉\U000e0112　勲", "ワタナベ　イサオ", MALE, Birth("1944-07-30"), "1975-10-10"),
    status="3",
    event=DIED,
    event_on="2024-12-02",
    removal=Removal("2024-12-02", DIED),
    address=VARIANT_NAME.address,
)

# A protected household: nothing of where they live, telephone or 本籍 may show anywhere.
PROTECTED = replace(
    _person(2, 0, "架空　みどり", "カクウ　ミドリ", FEMALE, Birth("1988-06-15"), "2025-02-10"),
    address=_address("名田町野島", "9777番地5", "みほん荘 203号"),
    phone="090-0000-9777",
    seal=Seal(numbers.seal_number(2, 0), "2025-03-03"),
    protections=(
        Protection(1, "2025-02-20", "2026-02-20", "1"),
        Protection(2, "2026-02-20", "2027-02-20", "1"),
    ),
)
PROTECTED_CHILD = replace(
    _person(2, 1, "架空　海斗", "カクウ　カイト", MALE, Birth("2015-12-24"), "2025-02-10"),
    relationship=("11",),
    address=PROTECTED.address,
    register_head=PROTECTED.name,
    protections=(Protection(1, "2026-02-20", "2027-02-20", "5"),),
)

# Known to the neighbours by the 通称, to the register by kanji and roman letters.
FOREIGN_WITH_ALIAS = replace(
    _person(3, 0, "金　見本", "キム　ギョンボン", MALE, Birth("1968-03-31"), "1999-05-20"),
    kind=FOREIGN,
    alias="金田　正夫",
    alias_kana="カネダ　マサオ",
    domicile="",
    register_head="",
    phone="0738-00-2468",
    foreigner=Foreigner("KIM GYEONBON", "金　見本", "KOR", "韓国", "105", "", "2012-07-09"),
)

# 1971 was no leap year; the register says so all the same.
NON_CALENDAR_BIRTH = _person(4, 0, "湯川　典子", "ユカワ　ノリコ", FEMALE, Birth("1971-02-29"), "1998-03-20")

UNCERTAIN_BIRTH = _person(5, 0, "玉置　ハル", "タマキ　ハル", FEMALE, Birth("", "昭和5年頃"), "1955-11-01")

# 𠮷 (U+20BB7) lies outside the basic plane and outside Shift_JIS.
RARE_CHARACTER = replace(
    _person(6, 0, "𠮷田　亮", "ヨシダ　リョウ", MALE, Birth("1991-09-07"), "2019-07-01"),
    seal=Seal(numbers.seal_number(6, 0), "2020-01-15"),
)

# 除票: moved out, the seal registration ended with it.
LEFT = replace(
    _person(7, 0, "塩路　博", "シオジ　ヒロシ", MALE, Birth("1963-10-05"), "1990-04-01"),
    status="3",
    event=MOVED_OUT,
    event_on="2025-03-28",
    removal=Removal("2025-03-28", MOVED_OUT, Elsewhere("和歌山県", "田辺市", "見本町", "9200番地")),
    seal=Seal(numbers.seal_number(7, 0), "2001-02-02", "2025-03-28", "11"),
)

SCENARIOS: tuple[tuple[Person, ...], ...] = (
    (USUAL, USUAL_SPOUSE, USUAL_CHILD, _YOUNGER_CHILD),
    (VARIANT_NAME, _LATE_HUSBAND),
    (PROTECTED, PROTECTED_CHILD),
    (FOREIGN_WITH_ALIAS,),
    (NON_CALENDAR_BIRTH,),
    (UNCERTAIN_BIRTH,),
    (RARE_CHARACTER,),
    (LEFT,),
)
