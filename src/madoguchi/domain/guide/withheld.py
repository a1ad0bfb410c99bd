"""Whether a text gives away a value the door keeps closed, however it is written."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from madoguchi.domain.text import address_key, phone_key

SHORTEST = 2
"""A shorter value (号室 "1") is looked for as a whole text only: it is in half of all texts."""
PHONE = 9
"""Fewer digits are no telephone number."""


def _letters(text: str) -> str:
    """Without what a person may write differently: width, case, spaces, marks between the parts."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if unicodedata.category(char)[0] in "LNSM")


@dataclass(frozen=True)
class Withheld:
    """Values that must not be on the paper. Names, addresses and telephones are known in any writing."""

    values: frozenset[str]

    @cached_property
    def _letters(self) -> frozenset[str]:
        return frozenset(filter(None, map(_letters, self.values)))

    @cached_property
    def _addresses(self) -> frozenset[str]:
        return frozenset(key for key in map(address_key, self.values) if len(key) >= SHORTEST)

    @cached_property
    def _phones(self) -> frozenset[str]:
        return frozenset(key for key in map(phone_key, self.values) if len(key) >= PHONE)

    def within(self, text: str) -> bool:
        """Whether `text` holds one of the values."""
        letters = _letters(text)
        return (
            any(value == letters or (len(value) >= SHORTEST and value in letters) for value in self._letters)
            or _any_in(self._addresses, address_key(text))
            or _any_in(self._phones, phone_key(text))
        )

    def clean(self, text: str) -> str:
        """The text, or nothing."""
        return "" if self.within(text) else text

    def also(self, values: Iterable[str]) -> Withheld:
        return Withheld(self.values.union(values))


def _any_in(keys: frozenset[str], text: str) -> bool:
    return any(key in text for key in keys)
