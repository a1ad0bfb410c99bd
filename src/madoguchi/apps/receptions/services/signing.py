"""The signature: given on the screen or on paper, void when the request is opened again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.audit.types import Action
from madoguchi.apps.documents import services as documents
from madoguchi.apps.documents.types import SignatureGiven
from madoguchi.apps.outbox import services as outbox
from madoguchi.apps.receptions import composing, entering, kinds, policies, records, seats
from madoguchi.apps.receptions.models import Reception
from madoguchi.apps.receptions.passage import Act
from madoguchi.apps.receptions.queries import view_of
from madoguchi.apps.receptions.services.common import (
    complete,
    composition_of,
    enter,
    look,
    move,
    note,
    take_back,
    taken_up,
)
from madoguchi.apps.receptions.states import ACCEPTED, Status
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
    accept(reception, by)


@transaction.atomic
def sign_on_paper(number: str, *, seen: int, by: Actor) -> ReceptionView:
    """The resident signs the printed form by hand: the paper's signature field stays open."""
    reception, repeated = taken_up(number, seen, by, Act.ACCEPTED)
    if repeated:
        return view_of(reception)
    policies.check_move(reception, Status.MAKING)
    reception.signed_on_paper = True
    note(Action.SIGNED, reception, by.who, {"on": "paper"})
    accept(reception, by)
    return view_of(reception)


def accept(reception: Reception, by: Actor, *, act: Act = Act.ACCEPTED, as_shown: bool = True) -> None:
    """作成待ち: the request is whole, and its record leaves with the same commit.

    `as_shown`: the papers must still say what the resident saw. False for a request that is no paper of ours.
    Raises ChangedMeanwhile, NeedsCheck, Refused.
    """
    view = view_of(reception)
    kind = kinds.of(view)
    if kind is not None:
        _finish(kind, view, by, reception.saved_by_name if as_shown else "")
        detail: dict[str, object] = {"kind": kind.key}
    else:
        detail = {"certificates": _record(reception, by, as_shown=as_shown), "fee": reception.fee_yen}
    reception.signed_at = timezone.now()
    move(reception, Status.MAKING, by, act)
    if kind is None:
        entering.remember(reception)
    note(Action.RECEPTION_FINISHED, reception, by.who, detail)
    seats.done(reception)
    if kind is not None:  # nothing is made here: the departments go on
        move(reception, Status.GOING_ON, by, Act.HANDED_ON)
        if kind.over(view_of(reception)):
            complete(reception, by)


def _finish(kind: kinds.Kind, view: ReceptionView, by: Actor, shown_by: str) -> None:
    """`shown_by`: who made the papers that were shown, "" where none were."""
    look(view, by)
    if shown_by and documents.content_digest(kind.papers(view, by, shown_by)) != view.content_digest:
        raise ChangedMeanwhile
    kind.finish(view, by)


def _record(reception: Reception, by: Actor, *, as_shown: bool) -> int:
    """A request for certificates goes to the outbox. How many lines it has."""
    composition = composition_of(view_of(reception), by)
    if as_shown:
        _check_as_shown(reception, composition)
    rows = records.record_rows(composition, timezone.localtime(reception.opened_at))
    outbox.add(composing.RECORD, reception.number, rows, composition.tag)
    reception.charges = composing.charges(composition)
    return len(rows)


def _check_as_shown(reception: Reception, composition: composing.Composition) -> None:
    """A record must say what was signed: the register, the day or the form may have changed since."""
    now = composing.papers(replace(composition, staff_name=reception.saved_by_name))
    if documents.content_digest(now) != reception.content_digest:
        raise ChangedMeanwhile


@transaction.atomic
def reopen(number: str, *, seen: int, by: Actor) -> ReceptionView:
    """Back to the request page to change something: a signature given before is void. Raises Refused, Stale."""
    reception, repeated = taken_up(number, seen, by, Act.OPENED)
    if repeated:
        return view_of(reception)
    policies.check_move(reception, Status.OPEN)
    kinds.check_changeable(view_of(reception))
    void_signature(reception, by)
    return view_of(reception)


def void_signature(reception: Reception, by: Actor) -> None:
    """Open again. Raises Refused once the record has begun to leave, and for what has to be resumed instead."""
    if reception.status == Status.SUSPENDED:
        raise Refused("保留の受付です。「再開する」で続けてください。")
    if reception.status in ACCEPTED and not take_back(reception, by):
        raise Refused(
            "連携データはもう送信されています。取り消してから、新しい受付で受け付け直してください。"
        )
    if documents.supersede(reception.number) or reception.signed_on_paper:
        note(Action.SIGNATURE_VOIDED, reception, by.who)
    reception.content_digest, reception.signed_at, reception.signed_on_paper = "", None, False
    clear_passage(reception)
    enter(reception, Status.OPEN, by.who, Act.OPENED)
    seats.clear(reception)


def clear_passage(reception: Reception) -> None:
    """Made and reviewed for a request that no longer holds. What was paid stays paid."""
    reception.made_at, reception.made_by, reception.made_by_name = None, None, ""
    reception.reviewed_at, reception.reviewed_by, reception.reviewed_by_name = None, None, ""
    reception.charges, reception.suspended_reason, reception.missing = [], "", []


def parse_recording(text: str) -> Mapping[str, object]:
    """The JSON of the signature page. Raises ValueError for anything else."""
    recording = json.loads(text)
    if not isinstance(recording, dict):
        raise ValueError("not an object")
    return recording
