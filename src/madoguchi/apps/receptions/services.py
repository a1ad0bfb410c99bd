"""The reception from start to handing over. Each is one act of a person: one transaction, one event."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry, Who
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.documents import services as documents
from madoguchi.apps.documents.types import SignatureGiven
from madoguchi.apps.outbox import services as outbox
from madoguchi.apps.receptions import composing, policies, queries, seats
from madoguchi.apps.receptions.models import Reception
from madoguchi.apps.receptions.queries import view_of
from madoguchi.apps.receptions.states import Status
from madoguchi.apps.receptions.types import (
    ChangedMeanwhile,
    Incomplete,
    Line,
    ReceptionView,
    RequestDraft,
    Stale,
)
from madoguchi.apps.residents import queries as residents
from madoguchi.apps.residents.types import HouseholdView, Purpose

SIGNING_SCREEN = "署名画面"


def start(resident_id: int, *, by: Actor) -> ReceptionView:
    """Begin a certificate request for this resident. Raises NeedsCheck, Refused, NoSuchResident."""
    household = residents.open_household(by, Purpose.COUNTER, resident_id)
    _check_start(household, resident_id, by, "start")
    return _create(resident_id, household.member(resident_id).resident_number, by)


def _check_start(household: HouseholdView, subject_id: int, by: Actor, reference: str) -> None:
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


@transaction.atomic
def _create(resident_id: int, resident_number: str, by: Actor) -> ReceptionView:
    today = timezone.localdate()
    reception = Reception.objects.create(
        number=f"{today:%Y%m%d}-{_next_number(today):04d}",
        day=today,
        subject_id=resident_id,
        subject_number=resident_number,
        department=by.who.department,
        opened_by=by.person,
        saved_by=by.person,
        saved_by_name=by.name,
    )
    _note(Action.RECEPTION_STARTED, reception, by.who)
    return view_of(reception)


def _next_number(day: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO reception_counter (day, last) VALUES (%s, 1)"
            " ON CONFLICT (day) DO UPDATE SET last = reception_counter.last + 1 RETURNING last",
            [day],
        )
        return int(cursor.fetchone()[0])


@transaction.atomic
def save_draft(number: str, draft: RequestDraft, *, seen: int, by: Actor) -> ReceptionView:
    """Keep the request page as it stands, complete or not. Raises Stale, Refused.

    The version moves only when another person saves, so that one's own saves in quick succession never collide.
    """
    reception = _locked(number, seen)
    if reception.status != Status.OPEN:
        policies.check_move(reception, Status.OPEN)
        _reopen(reception, by.who)
    return _keep(reception, draft, by)


def _keep(reception: Reception, draft: RequestDraft, by: Actor) -> ReceptionView:
    if reception.saved_by != by.staff_id:
        reception.version += 1
    known = {c.key: c for c in catalogue.certificates()}
    reception.visitor_kind = draft.visitor_kind.value
    reception.visitor_id = draft.visitor_id
    papers = {document.key for document in catalogue.identity_rules().documents}
    reception.identity = [key for key in draft.identity if key in papers]
    reception.lines = [_stored(line) for line in draft.lines]
    reception.fee_yen = sum(
        known[x.certificate].fee_yen * x.copies for x in draft.lines if x.certificate in known
    )
    reception.saved_by, reception.saved_by_name = by.person, by.name
    reception.save()
    return view_of(reception)


def with_draft(view: ReceptionView, draft: RequestDraft) -> ReceptionView:
    """The reception as it would be with this draft; nothing is saved."""
    return replace(view, draft=draft)


def _stored(line: Line) -> dict[str, Any]:
    return {
        "certificate": line.certificate,
        "copies": line.copies,
        "members": list(line.members),
        "items": list(line.items),
        "fields": dict(line.fields or {}),
    }


@transaction.atomic
def ask_signature(number: str, draft: RequestDraft, *, seen: int, by: Actor) -> ReceptionView:
    """The request is complete: make its papers and show them to the resident.

    Raises Incomplete with every fault, NeedsCheck (also when protection came meanwhile), RenderingError, Stale;
    what was entered is kept in each case by the page's own saves.
    """
    reception = _locked(number, seen)
    if reception.status != Status.OPEN:
        policies.check_move(reception, Status.OPEN)
        _reopen(reception, by.who)
    view = _keep(reception, draft, by)
    composition = composition_of(view, by)
    _check_complete(composition)
    papers = composing.papers(composition)
    documents.make(papers)
    reception.content_digest = documents.content_digest(papers)
    reception.fee_yen = composition.fee
    _move(reception, Status.SIGNING, by)
    _note(Action.IDENTITY_RECORDED, reception, by.who, {"papers": reception.identity})
    _note(Action.SIGNATURE_ASKED, reception, by.who, {"content": reception.content_digest})
    seats.show(reception, by)
    return view_of(reception)


def composition_of(view: ReceptionView, by: Actor) -> composing.Composition:
    """What the papers are made of, through the door. Raises NeedsCheck."""
    household = residents.open_household(by, Purpose.COUNTER, view.subject_id, reference=view.number)
    _check_start(household, view.subject_id, by, view.number)
    return composing.Composition(
        reception=view,
        household=household,
        certificates={c.key: c for c in catalogue.certificates()},
        rules=catalogue.identity_rules(),
        today=timezone.localdate(),
        staff_name=by.name,
    )


def _check_complete(composition: composing.Composition) -> None:
    faults = policies.request_faults(
        composition.reception.draft,
        composition.household,
        composition.reception.subject_id,
        dict(composition.certificates),
        composition.rules,
        composition.today,
    )
    if faults:
        raise Incomplete(faults)


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
    reception = _locked(number, seen)
    policies.check_move(reception, Status.MAKING)
    reception.signed_on_paper = True
    _note(Action.SIGNED, reception, by.who, {"on": "paper"})
    _finish(reception, by)
    return view_of(reception)


def _finish(reception: Reception, by: Actor) -> None:
    """作成待ち: the request is whole, and its record leaves with the same commit."""
    composition = composition_of(view_of(reception), by)
    _check_as_shown(reception, composition)
    rows = composing.record_rows(composition, timezone.localtime(reception.opened_at))
    outbox.add(composing.RECORD, reception.number, rows, composition.tag)
    reception.signed_at = timezone.now()
    _move(reception, Status.MAKING, by)
    _note(Action.RECEPTION_FINISHED, reception, by.who, {"certificates": len(rows), "fee": reception.fee_yen})
    seats.done(reception)


def _check_as_shown(reception: Reception, composition: composing.Composition) -> None:
    """A record must say what was signed: the register, the day or the form may have changed since."""
    now = composing.papers(replace(composition, staff_name=reception.saved_by_name))
    if documents.content_digest(now) != reception.content_digest:
        raise ChangedMeanwhile


@transaction.atomic
def reopen(number: str, *, seen: int, by: Actor) -> ReceptionView:
    """Back to the request page to change something: a signature given before is void. Raises Refused, Stale."""
    reception = _locked(number, seen)
    policies.check_move(reception, Status.OPEN)
    _reopen(reception, by.who)
    reception.save()
    return view_of(reception)


def _reopen(reception: Reception, who: Who) -> None:
    if reception.status == Status.MAKING and not outbox.withdraw(composing.RECORD, reception.number):
        raise Refused(
            "連携データはもう送信されています。取り消してから、新しい受付で受け付け直してください。"
        )
    if documents.supersede(reception.number) or reception.signed_on_paper:
        _note(Action.SIGNATURE_VOIDED, reception, who)
    reception.status, reception.content_digest = Status.OPEN.value, ""
    reception.signed_at, reception.signed_on_paper = None, False
    reception.version += 1
    seats.clear(reception)


@transaction.atomic
def issue(number: str, typed: str, *, seen: int, by: Actor) -> ReceptionView:
    """Hand over: the number on the visitor's slip (its last four digits) has to fit.

    Raises Incomplete, Stale, NeedsCheck (protection may have come after the signature).
    """
    reception = _locked(number, seen)
    policies.check_move(reception, Status.ISSUED)
    composition_of(view_of(reception), by)
    if typed.strip()[-4:] != number[-4:]:
        raise Incomplete((queries.number_fault(),))
    reception.issued_at = timezone.now()
    _move(reception, Status.ISSUED, by)
    _note(Action.RECEPTION_ISSUED, reception, by.who)
    return view_of(reception)


@transaction.atomic
def cancel(number: str, reason: str, *, seen: int, by: Actor) -> ReceptionView:
    """Cancel with a reason. A record that is still waiting doesn't leave; one that left needs a person."""
    reception = _locked(number, seen)
    policies.check_move(reception, Status.CANCELLED)
    sent = reception.status == Status.MAKING and not outbox.withdraw(composing.RECORD, number)
    note = "（連携データは送信済みです。基幹システム側の取消も必要です）" if sent else ""
    reception.cancelled_reason = f"{reason}{note}"
    documents.supersede(number)
    _move(reception, Status.CANCELLED, by)
    _note(Action.RECEPTION_CANCELLED, reception, by.who, {"reason": reason, "record sent": sent})
    seats.clear(reception)
    return view_of(reception)


def _locked(number: str, seen: int) -> Reception:
    reception = Reception.objects.select_for_update().get(number=number)
    if reception.version != seen:
        raise Stale(reception.saved_by_name, f"{timezone.localtime(reception.saved_at):%H時%M分}")
    return reception


def _move(reception: Reception, to: Status, by: Actor) -> None:
    policies.check_move(reception, to)
    reception.status = to.value
    reception.version += 1
    if by.staff_id is not None:
        reception.saved_by, reception.saved_by_name = by.staff_id, by.name
    reception.save()


def _note(
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


def parse_recording(text: str) -> Mapping[str, object]:
    """The JSON of the signature page. Raises ValueError for anything else."""
    recording = json.loads(text)
    if not isinstance(recording, dict):
        raise ValueError("not an object")
    return recording
