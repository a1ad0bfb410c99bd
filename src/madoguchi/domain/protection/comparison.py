"""月次突合: our protections, the core system's last file and the applications (申出書) laid side by side.

One city published that a list beside the register had let somebody's protection end (目黒区); two that one of several
systems had been forgotten (大網白里市, 呉市). So every person of any list is on this one, and each gap has words.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class Difference(StrEnum):
    """What a person has to look into."""

    NOT_HERE = "not_here"
    NOT_IN_CORE = "not_in_core"
    NO_APPLICATION = "no_application"
    UNKNOWN_PERSON = "unknown_person"
    UNREFLECTED = "unreflected"
    NOT_ARRIVED = "not_arrived"
    """Asked for at a visit by somebody whom the core system hasn't sent yet."""


@dataclass(frozen=True, slots=True)
class Line:
    """One 宛名番号 and where it stands. No difference: all lists say the same. Of a newcomer whom the register doesn't
    have yet, `number` is the reception's and their key."""

    number: str
    here: bool
    in_core: bool
    applied: bool
    differences: tuple[Difference, ...]


def compare(
    here: Collection[str],
    core: Collection[str],
    applied: Collection[str],
    *,
    unreflected: Collection[str] = (),
    registered: Collection[str],
    awaited: Collection[str] = (),
) -> tuple[Line, ...]:
    """Everybody of any list in the order of their numbers, those with a difference first; above all, who is `awaited`.

    Numbers are compared without leading zeros, which a file loses in a spreadsheet; the longest form is shown.
    `registered` are the numbers the register knows, `unreflected` those whose application some system hasn't taken in.
    """
    shown: dict[str, str] = {}
    for number in (*here, *core, *applied):
        bare = _bare(number)
        shown[bare] = max(shown.get(bare, ""), number, key=len)
    lists = [{_bare(n) for n in numbers} for numbers in (here, core, applied, unreflected, registered)]
    lines = (_line(bare, number, lists) for bare, number in shown.items())
    known = sorted(lines, key=lambda line: (not line.differences, line.number.zfill(15)))
    return (*map(_awaited, sorted(awaited)), *known)


def _awaited(number: str) -> Line:
    """No other list can have somebody without a 宛名番号."""
    return Line(number, True, False, False, (Difference.NOT_ARRIVED,))


def _line(bare: str, number: str, lists: list[set[str]]) -> Line:
    here, core, applied, unreflected, registered = (bare in numbers for numbers in lists)
    found = (
        (not here, Difference.NOT_HERE),
        (not core, Difference.NOT_IN_CORE),
        (not applied, Difference.NO_APPLICATION),
        (unreflected, Difference.UNREFLECTED),
        (not registered, Difference.UNKNOWN_PERSON),
    )
    return Line(number, here, core, applied, tuple(difference for differs, difference in found if differs))


def _bare(number: str) -> str:
    return number.lstrip("0")
