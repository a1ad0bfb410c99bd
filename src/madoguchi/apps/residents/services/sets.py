"""What a linkage set is to the register: staged files, what came of them, why nothing did."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from madoguchi.domain.layouts import Follows, Layout, Mode

RESIDENTS, PROTECTION, SEAL = "001.residents", "001.protection", "002.seal"
TABLES = {RESIDENTS: "resident", SEAL: "seal_registration"}
"""Of the layouts whose rows carry a digest: a line with the same one changes nothing."""

Progress = Callable[[str], None]


class TooManyDropped(Exception):
    """A full file lacks more than its layout allows. Nothing was applied; a person has to say yes."""

    def __init__(self, layout: Layout, dropped: int, before: int) -> None:
        self.layout, self.dropped, self.before = layout, dropped, before
        super().__init__(f"{layout.id}: {dropped} of {before}")


class AnotherPerson(Exception):
    """A line whose number a person changed would overwrite somebody who was born on another day. Nothing applied."""


class NotNext(Exception):
    """A difference doesn't follow what is in force: another set, or another number, comes first. Nothing was applied."""

    def __init__(self, layout: Layout, in_force: InForce) -> None:
        self.layout, self.in_force = layout, in_force
        super().__init__(layout.id)


class OlderThanRegister(Exception):
    """A file shows an older 基準日時 than what is in force. Nothing was applied."""

    def __init__(self, layout: Layout, in_force: datetime) -> None:
        self.layout, self.in_force = layout, in_force
        super().__init__(layout.id)


@dataclass(frozen=True, slots=True)
class InForce:
    """What the register shows of a layout: since when, by which set, and how many differences since the full one."""

    as_of: datetime
    set_id: str
    sequence: int


@dataclass(frozen=True, slots=True)
class Staged:
    """A file in a temporary table of this connection: `line integer, hash text, c1 … cN text`, good lines only.

    `layout` is that of the file's mode. `changed` names a table of the lines that differ from the register, those
    that end a row excluded (made by `find_changed`).
    """

    layout: Layout
    table: str
    changed: str
    unread: frozenset[str] = frozenset()
    """宛名番号 (of notices the 届出番号) of lines that could not be taken. Such a resident is in the file: not dropped; and a protection
    row that could not be read protects."""
    nameless: int = 0
    """Lines of which not even the 宛名番号 could be read: nobody can be told to be missing from this file."""
    mode: Mode = Mode.FULL


@dataclass(frozen=True, slots=True)
class Batch:
    """One set: all its files bear the same 基準日時 and stand or fall together. `follows` is None for a full one."""

    reference: str
    as_of: datetime
    files: Sequence[Staged]
    allow_drop: bool = False
    follows: Follows | None = None
    rest: float = 0.0
    """Seconds of rest after each second of writing."""


@dataclass(slots=True)
class Applied:
    """What changed, per layout id: new or altered rows; and residents that are no longer in the register."""

    written: dict[str, int] = field(default_factory=dict)
    dropped: int = 0
    drop_postponed: bool = False
    """Some are missing from a file with nameless lines: they stay until a file shows who is really gone."""
    protected_unknown: int = 0
    """宛名番号 under protection that the register doesn't have: they guard nobody."""
    protection_kept: int = 0
    """Protections that a difference would have ended: only a person ends one."""
    to_confirm: int = 0
    """Seal registrations on which nothing is issued: a newer line about them can't be read."""
