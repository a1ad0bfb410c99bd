"""What every act on a reception needs: the locked row, the move between states, the event."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry, Who
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.receptions import composing, policies
from madoguchi.apps.receptions.guarding import check_start
from madoguchi.apps.receptions.models import Reception
from madoguchi.apps.receptions.states import Status
from madoguchi.apps.receptions.types import (
    ReceptionView,
    Stale,
)
from madoguchi.apps.residents import queries as residents
from madoguchi.apps.residents.types import Purpose


def composition_of(view: ReceptionView, by: Actor) -> composing.Composition:
    """What the papers are made of, through the door. Raises NeedsCheck."""
    household = residents.open_household(by, Purpose.COUNTER, view.subject_id, reference=view.number)
    check_start(household, view.subject_id, by, view.number)
    return composing.Composition(
        reception=view,
        household=household,
        certificates={c.key: c for c in catalogue.certificates()},
        rules=catalogue.identity_rules(),
        today=timezone.localdate(),
        staff_name=by.name,
    )


def locked(number: str, seen: int) -> Reception:
    reception = Reception.objects.select_for_update().get(number=number)
    if reception.version != seen:
        raise Stale(reception.saved_by_name, f"{timezone.localtime(reception.saved_at):%H時%M分}")
    return reception


def move(reception: Reception, to: Status, by: Actor) -> None:
    policies.check_move(reception, to)
    reception.status = to.value
    reception.version += 1
    if by.staff_id is not None:
        reception.saved_by, reception.saved_by_name = by.staff_id, by.name
    reception.save()


def note(
    action: Action,
    reception: Reception,
    who: Who,
    detail: Mapping[str, object] | None = None,
) -> None:
    audit.record(
        Entry(
            action,
            who,
            Purpose.COUNTER.value,
            subjects=[reception.subject_id],
            reference=reception.number,
            detail=detail,
        )
    )
