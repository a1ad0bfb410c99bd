"""What every act on a visit needs: the locked record, the visit as it stands, one event."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry
from madoguchi.apps.receptions import queries as receptions
from madoguchi.apps.receptions.types import Stale
from madoguchi.apps.residents.types import Purpose
from madoguchi.apps.visits import arriving, policies, queries
from madoguchi.apps.visits.models import VisitRecord
from madoguchi.apps.visits.storing import freeze
from madoguchi.apps.visits.types import Body, OpenVisit

Edit = Callable[[OpenVisit], Body]


def change(
    number: str, edit: Edit, did: str, facts: Iterable[str] = (), *, seen: int, by: Actor
) -> OpenVisit:
    """One change of an open visit, saved with its event; the visit as it is then.

    `did` and the names of the facts go into the trail, never a value. Whoever asks for protection by it is protected
    with it. Raises Stale, NotYet and whatever `edit` raises; then nothing is changed.
    """
    after, follows = _changed(number, edit, did, facts, seen, by)
    arriving.settle(follows)
    if follows is not arriving.Follows.GUARD:
        return after
    return replace(queries.open_visit(number, by=by), before=after.before)


@transaction.atomic
def _changed(
    number: str, edit: Edit, did: str, facts: Iterable[str], seen: int, by: Actor
) -> tuple[OpenVisit, arriving.Follows]:
    record = locked(number, seen)
    view = receptions.get(number)
    policies.check_open(view)
    before = queries.opened(record, view, by)
    body = edit(before)
    keep(record, body, by)
    note(record, did, facts, by)
    after = queries.with_body(record, view, body, before.sources, before.guard, before.plan)
    return replace(after, before=before.plan), arriving.follow(before, after, by)


def locked(number: str, seen: int) -> VisitRecord:
    """The record, held until the transaction ends. Raises Stale, NoSuchVisit."""
    record = VisitRecord.objects.select_for_update().filter(reception_number=number).first()
    if record is None:
        raise queries.NoSuchVisit(number)
    if record.version != seen:
        raise stale(record)
    return record


def stale(record: VisitRecord) -> Stale:
    return Stale(record.saved_by_name, f"{timezone.localtime(record.saved_at):%-H時%M分}")


def keep(record: VisitRecord, body: Body, by: Actor) -> None:
    """The version moves when another person saves, so that one's own saves in quick succession never collide."""
    if record.saved_by != by.person:
        record.version += 1
    record.body = freeze(body)
    record.residents = sorted(p.resident_id for p in body.persons if p.resident_id is not None)
    record.saved_by, record.saved_by_name = by.person, by.name
    record.save()


def note(record: VisitRecord, did: str, facts: Iterable[str], by: Actor) -> None:
    detail: dict[str, object] = {"did": did}
    if named := sorted(set(facts)):
        detail["facts"] = named
    audit.record(
        Entry(
            Action.VISIT_CHANGED,
            by.who,
            Purpose.COUNTER.value,
            subjects=record.residents,
            reference=record.reception_number,
            detail=detail,
        )
    )
