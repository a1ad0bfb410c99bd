"""May this resident be the one whom a visit announced (転入, 出生 …)? Loose on purpose.

Somebody wrongly taken for a protected newcomer is put right by two people; one who is missed is found by whom they fled.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from madoguchi.domain.text import address_key, kana_query, name_key, name_query
from madoguchi.domain.text.addresses import without_prefecture

ENOUGH: Final = 2
"""Of name, day of birth and home: one of the three may be written, or typed, wrongly."""
BETWEEN: Final = "|"
_DIGIT = re.compile("[0-9]")


@dataclass(frozen=True, slots=True)
class Marks:
    """What somebody is known again by, as search keys. Empty and None: not known. `born`: first and last possible day."""

    names: frozenset[str] = frozenset()
    readings: frozenset[str] = frozenset()
    born: tuple[date, date] | None = None
    home: str = ""

    @classmethod
    def typed(cls, name: str, kana: str, born: tuple[date, date] | None, home: str) -> Marks:
        """Of what was typed at the counter, in every writing that a search for it would find."""
        names = frozenset(filter(None, (name_key(name), *name_query(name))))
        return cls(names, frozenset(kana_query(kana)), born, address_key(home))

    @classmethod
    def stored(cls, names: str, readings: str, born: tuple[date, date] | None, home: str) -> Marks:
        """Of stored keys, several names apart by `BETWEEN`."""
        return cls(_apart(names), _apart(readings), born, home)


def may_be(one: Marks, other: Marks) -> bool:
    """Whether two of these three agree: name or reading, day of birth, home. The order doesn't matter."""
    named = not one.names.isdisjoint(other.names) or not one.readings.isdisjoint(other.readings)
    return named + _born_alike(one, other) + same_home(one.home, other.home) >= ENOUGH


def same_home(one: str, other: str) -> bool:
    """Whether two address keys may be one house: the prefecture, or what follows the number, may be missing."""
    shorter, longer = sorted(map(without_prefecture, (one, other)), key=len)
    if not _DIGIT.search(shorter) or not longer.startswith(shorter):
        return False
    return not longer[len(shorter) : len(shorter) + 1].isdecimal()


def _born_alike(one: Marks, other: Marks) -> bool:
    if one.born is None or other.born is None:
        return False
    return one.born[0] <= other.born[1] and other.born[0] <= one.born[1]


def _apart(keys: str) -> frozenset[str]:
    return frozenset(filter(None, keys.split(BETWEEN)))
