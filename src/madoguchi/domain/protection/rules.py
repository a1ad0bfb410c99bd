"""What the city says about 支援措置: which systems have to take an application in, whose opinion it needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import Field, model_validator

from madoguchi.domain.counter.base import Frozen, Key
from madoguchi.domain.counter.confirming import CONFIRMED, Unconfirmed

SYSTEMS = "systems"
"""The key of the one such item of a catalogue."""


class System(Frozen):
    """A system that hands out an address. Until it has taken the application in, it may do so."""

    key: Key
    label: str
    note: str = ""
    """Who sees to it, and how."""


class Office(Frozen):
    """相談機関: whose opinion stands on the 申出書."""

    key: Key
    label: str


class ProtectionRules(Frozen):
    systems: Annotated[tuple[System, ...], Field(min_length=1)]
    offices: Annotated[tuple[Office, ...], Field(min_length=1)]
    basis: Annotated[str, Field(min_length=1)]
    confirmed: bool = False

    @model_validator(mode="after")
    def _once(self) -> Self:
        for what, keys in (
            ("systems", [s.key for s in self.systems]),
            ("offices", [o.key for o in self.offices]),
        ):
            if len(set(keys)) < len(keys):
                raise ValueError(f"{what} に同じ key が2つあります。")
        return self

    @property
    def unconfirmed(self) -> Iterator[Unconfirmed]:
        """What the city hasn't confirmed: a system that is missing here goes on handing out an address."""
        if not self.confirmed:
            labels = [*(system.label for system in self.systems), *(office.label for office in self.offices)]
            words = "・".join(labels)
            yield Unconfirmed(
                "protection", SYSTEMS, "支援措置", "反映を確かめる先と相談機関", words, CONFIRMED
            )

    def missing(self, done: frozenset[str]) -> tuple[System, ...]:
        """The systems that have not taken it in yet, in their order."""
        return tuple(system for system in self.systems if system.key not in done)
