"""Before a certificate leaves: the register and the core terminal are asked again, and how it leaves."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from madoguchi.apps.receptions import guarding, policies, queries
from madoguchi.apps.receptions.composing import Composition
from madoguchi.apps.receptions.passage import Passing
from madoguchi.apps.receptions.types import Fault, Incomplete
from madoguchi.domain.counter import Handing

NOT_NOW = "登録が変わったので、このまま交付できません。{} 請求を直すか、受付を取り消してください。"
NOT_SENT = "本人の住民票の住所あてに発送してから、「発送した」に印を付けてください。"


@dataclass(frozen=True, slots=True)
class Leaving:
    """Handed to whoever has the slip, posted to the person's registered address, or partly each.

    `core_check`: protection data is too old to hand anything over without a look at the core terminal.
    """

    in_hand: bool = True
    by_post: bool = False
    core_check: bool = False

    @classmethod
    def of(cls, composition: Composition | None) -> Leaving:
        """None: not a request for certificates; what the visitor takes home is there."""
        if composition is None:
            return cls()
        ways = {composition.case.handing_of(line) for line, _ in composition.case.lines}
        return cls(
            in_hand=ways != {Handing.POST_TO_PRINCIPAL},
            by_post=Handing.POST_TO_PRINCIPAL in ways,
            core_check=composition.guard.core_check_needed,
        )


def check(composition: Composition | None, said: Passing, slips: Sequence[str]) -> Leaving:
    """`slips`: the numbers that the visitor may hold. Raises Incomplete with the first thing that is in the way."""
    leaving = Leaving.of(composition)
    fault = next(_faults(composition, leaving, said, slips), None)
    if fault is not None:
        raise Incomplete((fault,))
    return leaving


def _faults(
    composition: Composition | None, leaving: Leaving, said: Passing, slips: Sequence[str]
) -> Iterator[Fault]:
    if composition is not None:
        for words in policies.no_longer_holds(composition.case):
            yield Fault(NOT_NOW.format(words), "step")
    if leaving.core_check and not said.core_checked:
        yield Fault(guarding.CORE_CHECK, "core_checked")
    if leaving.by_post and not said.sent:
        yield Fault(NOT_SENT, "sent")
    if leaving.in_hand and not any(_fits(said.number, slip) for slip in slips):
        yield queries.number_fault()


def _fits(typed: str, number: str) -> bool:
    """The last four digits; full-width ones count, for an input method may be on."""
    digits = "".join(str(unicodedata.digit(c)) for c in typed if c.isdecimal())
    return digits[-4:] == number[-4:]
