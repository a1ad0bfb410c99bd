"""A visit begins: with a household of the register, or with people nobody has yet."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.receptions import services as receptions
from madoguchi.apps.residents import queries as residents
from madoguchi.apps.residents.types import HouseholdView, Purpose, ResidentView
from madoguchi.apps.visits import arriving, editing, queries
from madoguchi.apps.visits.foretold import body_of
from madoguchi.apps.visits.models import VisitRecord
from madoguchi.apps.visits.services.common import keep, locked, note
from madoguchi.apps.visits.storing import freeze
from madoguchi.apps.visits.types import KIND, Body, Foretold, OpenVisit, Person


def start(resident_id: int | None, kinds: Sequence[str] = (), *, by: Actor) -> OpenVisit:
    """Begin a visit for these life events, for the household of a resident or (None) for newcomers alone.

    Raises NeedsCheck for a guarded household, NoSuchResident, Refused for a life event the pack doesn't have.
    """
    household = _household(resident_id, by)
    if household is not None:
        receptions.check_start(household, by)
    return _begin(household, resident_id, kinds, by)


def start_guarded(resident_id: int, kinds: Sequence[str] = (), *, by: Actor) -> OpenVisit:
    """Begin it for a guarded household, to ask a second person about it: addresses stay closed, nothing is made."""
    return _begin(_household(resident_id, by), resident_id, kinds, by)


def _household(resident_id: int | None, by: Actor) -> HouseholdView | None:
    if resident_id is None:
        return None
    return residents.open_household(by, Purpose.COUNTER, resident_id)


@transaction.atomic
def start_foretold(foretold: Foretold, *, careful: bool = False, by: Actor) -> OpenVisit:
    """Begin it with the people that another municipality told of. Who has come is still to be identified.

    Whoever is told to be under protection is protected with it: who is guarded then is known once the caller's
    transaction is committed. `careful`: somebody of them may be guarded already, so the register is asked at once
    instead of at its next import. Raises Refused for a life event the pack doesn't have.
    """
    _check_kinds([foretold.kind])
    empty = _open(Body(), None, [foretold.kind], by)
    record = locked(empty.number, empty.version)
    body = body_of(foretold, queries.rules())
    keep(record, body, by)
    note(record, "foretold", {said.statement.fact for said in body.said}, by)
    opened = queries.opened(record, empty.reception, by)
    follows = arriving.follow(empty, opened, by)
    transaction.on_commit(lambda: arriving.settle(arriving.Follows.GUARD if careful else follows))
    return opened


def _check_kinds(kinds: Sequence[str]) -> None:
    known = queries.rules().life_events
    if unknown := [kind for kind in kinds if kind not in known]:
        raise Refused(f"「{'、'.join(unknown)}」という届出・手続はありません。受付は始めていません。")


def _begin(
    household: HouseholdView | None, resident_id: int | None, kinds: Sequence[str], by: Actor
) -> OpenVisit:
    _check_kinds(kinds)
    subject: ResidentView | None = None
    body = Body()
    if household is not None and resident_id is not None:
        subject = household.member(resident_id)
        body = Body(persons=tuple(Person(f"r{member.id}", member.id) for member in household.members))
    for kind in kinds:
        body = editing.with_event(body, kind)
    return _open(body, subject, kinds, by)


@transaction.atomic
def _open(body: Body, subject: ResidentView | None, kinds: Sequence[str], by: Actor) -> OpenVisit:
    view = receptions.open_for(KIND, subject, by=by)
    record = VisitRecord.objects.create(
        reception_number=view.number,
        body=freeze(body),
        residents=sorted(p.resident_id for p in body.persons if p.resident_id is not None),
        saved_by=by.person,
        saved_by_name=by.name,
    )
    note(record, "start", kinds, by)
    return queries.opened(record, view, by)
