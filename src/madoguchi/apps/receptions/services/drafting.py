"""The request page: begun, kept at every change, complete enough to be signed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.audit.types import Action
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.documents import services as documents
from madoguchi.apps.receptions import composing, policies, seats
from madoguchi.apps.receptions.guarding import check_start
from madoguchi.apps.receptions.models import Reception
from madoguchi.apps.receptions.queries import view_of
from madoguchi.apps.receptions.services.common import composition_of, locked, move, note
from madoguchi.apps.receptions.services.signing import void_signature
from madoguchi.apps.receptions.states import Status
from madoguchi.apps.receptions.types import (
    Incomplete,
    Line,
    ReceptionView,
    RequestDraft,
)
from madoguchi.apps.residents import queries as residents
from madoguchi.apps.residents.types import Purpose


def start(resident_id: int, *, by: Actor) -> ReceptionView:
    """Begin a certificate request for this resident. Raises NeedsCheck, Refused, NoSuchResident."""
    household = residents.open_household(by, Purpose.COUNTER, resident_id)
    check_start(household, resident_id, by, "start")
    return _create(resident_id, household.member(resident_id).resident_number, by)


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
    note(Action.RECEPTION_STARTED, reception, by.who)
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
    reception = locked(number, seen)
    if reception.status != Status.OPEN:
        policies.check_move(reception, Status.OPEN)
        void_signature(reception, by.who)
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
    reception = locked(number, seen)
    if reception.status != Status.OPEN:
        policies.check_move(reception, Status.OPEN)
        void_signature(reception, by.who)
    view = _keep(reception, draft, by)
    composition = composition_of(view, by)
    check_complete(composition)
    papers = composing.papers(composition)
    documents.make(papers)
    reception.content_digest = documents.content_digest(papers)
    reception.fee_yen = composition.fee
    move(reception, Status.SIGNING, by)
    note(Action.IDENTITY_RECORDED, reception, by.who, {"papers": reception.identity})
    note(Action.SIGNATURE_ASKED, reception, by.who, {"content": reception.content_digest})
    seats.show(reception, by)
    return view_of(reception)


def check_complete(composition: composing.Composition) -> None:
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
