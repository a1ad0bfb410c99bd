"""What a second person's answer holds for: one reception, one request as it was asked, one day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Answer(StrEnum):
    """Of the second person. Stored; renaming one needs a migration."""

    WAITING = "waiting"
    RELEASED = "released"
    REFUSED = "refused"
    ENDED = "ended"


class Standing(StrEnum):
    """How a request stands now."""

    UNASKED = "unasked"
    ASKED = "asked"
    RELEASED = "released"
    CHANGED = "changed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Ask:
    """The newest time somebody asked for a reception. `digest` is that of the request as it was then, the
    requester included; `people` are the 宛名番号 of everybody who was of the household."""

    reference: str
    digest: str
    people: frozenset[str]
    asked_on: date
    answer: Answer


def standing(ask: Ask | None, reference: str, digest: str, people: frozenset[str], today: date) -> Standing:
    """Released only for exactly what was asked, today; whoever joined the household since wasn't looked at."""
    if ask is None or ask.reference != reference or ask.asked_on != today or ask.answer is Answer.ENDED:
        return Standing.UNASKED
    if ask.digest != digest or not people <= ask.people:
        return Standing.CHANGED
    match ask.answer:
        case Answer.RELEASED:
            return Standing.RELEASED
        case Answer.REFUSED:
            return Standing.REFUSED
        case _:
            return Standing.ASKED
