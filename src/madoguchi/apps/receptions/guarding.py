"""May this reception go on for these people? Asked through the door each time, refusals committed at once."""

from __future__ import annotations

from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry
from madoguchi.apps.receptions import policies
from madoguchi.apps.residents.types import HouseholdView, Purpose


def check_start(household: HouseholdView, subject_id: int, by: Actor, reference: str) -> None:
    """A stop is written down at once: it outlives the transaction that it ends."""
    try:
        policies.check_start(household, subject_id)
    except Refused as refusal:
        subjects = [m.id for m in household.members]
        audit.record_now(
            Entry(Action.REFUSED, by.who, Purpose.COUNTER.value, subjects=subjects, reference=reference)
        )
        refusal.recorded = True
        raise
