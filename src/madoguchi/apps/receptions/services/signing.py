"""The signature: given on the screen or on paper, void when the request is opened again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.audit.types import Action, Who
from madoguchi.apps.documents import services as documents
from madoguchi.apps.documents.types import SignatureGiven
from madoguchi.apps.outbox import services as outbox
from madoguchi.apps.receptions import composing, policies, seats
from madoguchi.apps.receptions.models import Reception
from madoguchi.apps.receptions.queries import view_of
from madoguchi.apps.receptions.services.common import composition_of, locked, move, note
from madoguchi.apps.receptions.states import Status
from madoguchi.apps.receptions.types import (
    ChangedMeanwhile,
    ReceptionView,
)

SIGNING_SCREEN = "署名画面"


@transaction.atomic
def sign(
    number: str, recording: Mapping[str, object], *, content_digest: str, terminal: str, by: Actor
) -> None:
    """The resident signed on the screen: papers get the signature, the record goes to the outbox.

    `by` is the screen's own actor; the trail names the clerk beside it. Raises SignatureVoid when the request changed meanwhile,
    ChangedMeanwhile when the register did, NeedsCheck, StrokesError, RenderingError.
    """
    reception = Reception.objects.select_for_update().get(number=number)
    policies.check_move(reception, Status.MAKING)
    given = SignatureGiven(
        recording=recording,
        content_digest=content_digest,
        terminal=terminal,
        shown_at=reception.shown_at or timezone.now(),
        staff_id=reception.saved_by,
    )
    clerk = f"{SIGNING_SCREEN}（担当 {reception.saved_by_name}）"
    who = replace(by.who, staff_id=reception.saved_by, staff_name=clerk, terminal=terminal)
    documents.sign(number, given, by=who)
    _finish(reception, by)


@transaction.atomic
def sign_on_paper(number: str, *, seen: int, by: Actor) -> ReceptionView:
    """The resident signs the printed form by hand: the paper's signature field stays open."""
    reception = locked(number, seen)
    policies.check_move(reception, Status.MAKING)
    reception.signed_on_paper = True
    note(Action.SIGNED, reception, by.who, {"on": "paper"})
    _finish(reception, by)
    return view_of(reception)


def _finish(reception: Reception, by: Actor) -> None:
    """作成待ち: the request is whole, and its record leaves with the same commit."""
    composition = composition_of(view_of(reception), by)
    _check_as_shown(reception, composition)
    rows = composing.record_rows(composition, timezone.localtime(reception.opened_at))
    outbox.add(composing.RECORD, reception.number, rows, composition.tag)
    reception.signed_at = timezone.now()
    move(reception, Status.MAKING, by)
    note(Action.RECEPTION_FINISHED, reception, by.who, {"certificates": len(rows), "fee": reception.fee_yen})
    seats.done(reception)


def _check_as_shown(reception: Reception, composition: composing.Composition) -> None:
    """A record must say what was signed: the register, the day or the form may have changed since."""
    now = composing.papers(replace(composition, staff_name=reception.saved_by_name))
    if documents.content_digest(now) != reception.content_digest:
        raise ChangedMeanwhile


@transaction.atomic
def reopen(number: str, *, seen: int, by: Actor) -> ReceptionView:
    """Back to the request page to change something: a signature given before is void. Raises Refused, Stale."""
    reception = locked(number, seen)
    policies.check_move(reception, Status.OPEN)
    void_signature(reception, by.who)
    reception.save()
    return view_of(reception)


def void_signature(reception: Reception, who: Who) -> None:
    if reception.status == Status.MAKING and not outbox.withdraw(composing.RECORD, reception.number):
        raise Refused(
            "連携データはもう送信されています。取り消してから、新しい受付で受け付け直してください。"
        )
    if documents.supersede(reception.number) or reception.signed_on_paper:
        note(Action.SIGNATURE_VOIDED, reception, who)
    reception.status, reception.content_digest = Status.OPEN.value, ""
    reception.signed_at, reception.signed_on_paper = None, False
    reception.version += 1
    seats.clear(reception)


def parse_recording(text: str) -> Mapping[str, object]:
    """The JSON of the signature page. Raises ValueError for anything else."""
    recording = json.loads(text)
    if not isinstance(recording, dict):
        raise ValueError("not an object")
    return recording
