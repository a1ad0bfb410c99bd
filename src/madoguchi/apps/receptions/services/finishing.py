"""Handing over and cancelling."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.audit.types import Action
from madoguchi.apps.documents import services as documents
from madoguchi.apps.outbox import services as outbox
from madoguchi.apps.receptions import composing, policies, queries, seats
from madoguchi.apps.receptions.queries import view_of
from madoguchi.apps.receptions.services.common import composition_of, locked, move, note
from madoguchi.apps.receptions.states import Status
from madoguchi.apps.receptions.types import (
    Incomplete,
    ReceptionView,
)


@transaction.atomic
def issue(number: str, typed: str, *, seen: int, by: Actor) -> ReceptionView:
    """Hand over: the number on the visitor's slip (its last four digits) has to fit.

    Raises Incomplete, Stale, NeedsCheck (protection may have come after the signature).
    """
    reception = locked(number, seen)
    policies.check_move(reception, Status.ISSUED)
    composition_of(view_of(reception), by)
    if typed.strip()[-4:] != number[-4:]:
        raise Incomplete((queries.number_fault(),))
    reception.issued_at = timezone.now()
    move(reception, Status.ISSUED, by)
    note(Action.RECEPTION_ISSUED, reception, by.who)
    return view_of(reception)


@transaction.atomic
def cancel(number: str, reason: str, *, seen: int, by: Actor) -> ReceptionView:
    """Cancel with a reason. A record that is still waiting doesn't leave; one that left needs a person."""
    reception = locked(number, seen)
    policies.check_move(reception, Status.CANCELLED)
    sent = reception.status == Status.MAKING and not outbox.withdraw(composing.RECORD, number)
    afterwards = "（連携データは送信済みです。基幹システム側の取消も必要です）" if sent else ""
    reception.cancelled_reason = f"{reason}{afterwards}"
    documents.supersede(number)
    move(reception, Status.CANCELLED, by)
    note(Action.RECEPTION_CANCELLED, reception, by.who, {"reason": reason, "record sent": sent})
    seats.clear(reception)
    return view_of(reception)
