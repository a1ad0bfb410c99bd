"""What a visitor stated against what the register says: whether it matches, and nothing else.

For visitors who may not see the register, being able to state it is itself part of the proof: so the answer is a
match or none, and neither value is in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

from madoguchi.domain.dates import AnyDate, DateError, UncertainDate, parse_date
from madoguchi.domain.text import address_key, name_key, names_meet
from madoguchi.domain.text import same_address as addresses_meet

# Where a 方書 may begin: after the house number, at a space or at the first two letters of a building's name.
_BUILDING = re.compile(
    r"(?<=[0-9０-９〇一二三四五六七八九十百地番号])"
    r"(?:\s+(?![\s0-9０-９のノ之\-－‐])|(?=[ァ-ヺーA-Za-zＡ-Ｚａ-ｚｦ-ﾟ]{2}))(?P<name>.*)"
)
_NOT_A_BUILDING = re.compile("丁目|番|条|線|地割|^[のノ之]")


class Match(StrEnum):
    YES = "yes"
    NO = "no"
    OPEN = "open"
    """Nothing was stated, or nothing is registered: there is nothing to compare."""


def same_name(stated: str, name: str, former_surname: str = "", alias: str = "") -> Match:
    """Variants of characters, width and spaces don't count. 旧氏 may take the surname's place, 通称 the name's."""
    names = [name, alias, *_with_former(name, former_surname)]
    registered = [n for n in names if name_key(n)]
    if not name_key(stated) or not registered:
        return Match.OPEN
    return _match(any(names_meet(stated, n) for n in registered))


def _with_former(name: str, former_surname: str) -> tuple[str, ...]:
    given = name.replace("　", " ").split(" ")[1:]
    return (former_surname + "".join(given),) if former_surname and given else ()


def same_address(stated: str, registered: str) -> Match:
    """丁目・番地・号, width and the prefecture don't count, nor a 方書 that only one of the two has."""
    if not address_key(stated) or not address_key(registered):
        return Match.OPEN
    pairs = [(stated, registered), *((cut, registered) for cut in _without_building(stated))]
    pairs += [(stated, cut) for cut in _without_building(registered)]
    return _match(any(addresses_meet(one, other) for one, other in pairs))


def _without_building(address: str) -> Iterator[str]:
    """The address up to its house number. Nothing where it can't be told what is house and what is number."""
    for found in _BUILDING.finditer(address.strip()):
        rest, house = found["name"], address.strip()[: found.start()]
        if rest and not _NOT_A_BUILDING.search(rest) and address_key(house)[-1:].isdigit():
            yield house


def same_birth(stated: str, registered: AnyDate | None) -> Match:
    """和暦 and 西暦 alike. A day nobody knows exactly matches only one as vague. Unreadable is no match."""
    if not stated.strip() or registered is None:
        return Match.OPEN
    try:
        return _match(_same_day(parse_date(stated), registered))
    except DateError:
        return Match.NO


def _same_day(stated: AnyDate, registered: AnyDate) -> bool:
    if isinstance(stated, UncertainDate) and isinstance(registered, UncertainDate):
        known = stated.earliest is not None or stated.latest is not None
        days = (stated.earliest, stated.latest) == (registered.earliest, registered.latest)
        return stated.text == registered.text or (known and days)
    return stated == registered


def same_text(stated: str, registered: str) -> Match:
    """筆頭者 and the like: compared as names are."""
    if not name_key(stated) or not name_key(registered):
        return Match.OPEN
    return _match(names_meet(stated, registered))


def _match(same: bool) -> Match:
    return Match.YES if same else Match.NO
