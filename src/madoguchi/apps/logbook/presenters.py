"""Events of the trail in words for the auditor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from madoguchi.apps.audit.queries import EventView
from madoguchi.apps.audit.types import LABELS, Action
from madoguchi.apps.residents.types import PURPOSE_LABELS, Purpose

SHOWN_TARGETS = 3


@dataclass(frozen=True, slots=True)
class EventRow:
    number: int
    when: str
    who: str
    department: str
    kind: str
    target: str
    purpose: str
    outcome: str
    seal: str

    @classmethod
    def of(cls, event: EventView, numbers: Mapping[int, str]) -> EventRow:
        known = event.action in set(Action)
        return cls(
            number=event.id,
            when=f"{timezone.localtime(event.at):%Y-%m-%d %H:%M:%S}",
            who=event.staff_name,
            department=event.department,
            kind=LABELS[Action(event.action)] if known else event.action,
            target=_target(event, numbers),
            purpose=PURPOSE_LABELS[Purpose(event.purpose)]
            if event.purpose in set(Purpose)
            else event.purpose,
            outcome="拒否" if event.action in (Action.REFUSED, Action.SIGN_IN_FAILED) else "許可",
            seal="封印済" if event.sealed else "封印待ち",
        )


def _target(event: EventView, numbers: Mapping[int, str]) -> str:
    """宛名番号 of the first few, how many more, and what was worked on. Names stay behind the door."""
    people = [numbers.get(s, "—") for s in event.subjects[:SHOWN_TARGETS]]
    more = len(event.subjects) - len(people)
    words = "、".join(people) + (f" ほか{more}人" if more > 0 else "")
    return "　".join(filter(None, (event.reference, words)))
