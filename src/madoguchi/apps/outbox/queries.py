"""Reading the outbox. A payload is handed out by `open_records` only, which asks the door."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.outbox.models import OutboxRow
from madoguchi.apps.outbox.states import HoldReason, State
from madoguchi.apps.outbox.types import Counts, Opened, Record
from madoguchi.apps.residents.queries import open_copies
from madoguchi.apps.residents.register import ItemClass
from madoguchi.apps.residents.types import CopyTag, Purpose


def counts() -> Counts:
    per_state = {state: Count("pk", filter=Q(state=state)) for state in State}
    return Counts(**OutboxRow.objects.aggregate(**{state.value: count for state, count in per_state.items()}))


def pending_count() -> int:
    return OutboxRow.objects.filter(state=State.PENDING).count()


def has_free(kind: str) -> bool:
    """Is there a pending record of that kind that no batch has yet?"""
    return OutboxRow.objects.filter(kind=kind, state=State.PENDING, batch_id__isnull=True).exists()


def records(
    *,
    state: State | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    start: int = 0,
    at_most: int = 100,
) -> tuple[tuple[Record, ...], int]:
    """Records by their time of completion (`until` is excluded), the newest first; and how many there are."""
    found = _period(since, until).filter(**({"state": state} if state else {}))
    page = found.order_by("-pk").defer("payload")[start : start + at_most]
    return tuple(map(_record, page)), found.count()


def held(record_id: int) -> Record | None:
    """A record that is, or was, with a person. None for any other."""
    row = OutboxRow.objects.exclude(hold_reason="").filter(pk=record_id).defer("payload").first()
    return _record(row) if row else None


def numbers_of(record_id: int) -> tuple[str, ...]:
    """Whose 宛名番号 a record is about: to ask the door with, nothing to show."""
    return tuple(OutboxRow.objects.values_list("resident_numbers", flat=True).get(pk=record_id))


def ids_between(kind: str, since: datetime, until: datetime) -> tuple[int, ...]:
    """Records of a kind completed in the period, in order; those that a person had to work off excluded."""
    found = _period(since, until).filter(kind=kind, state__in=(State.PENDING, State.SENT))
    return tuple(found.order_by("pk").values_list("pk", flat=True))


def ids_of_batch(batch_id: int) -> tuple[int, ...]:
    return tuple(OutboxRow.objects.filter(batch_id=batch_id).order_by("pk").values_list("pk", flat=True))


def open_records(
    actor: Actor, purpose: Purpose, ids: Sequence[int], *, reference: str = ""
) -> tuple[Opened, ...]:
    """Records with their payloads, in the order of their ids; closed ones without. One event, before all else."""
    rows = list(OutboxRow.objects.filter(pk__in=ids).order_by("pk"))
    answers = open_copies(actor, purpose, [_tag(row) for row in rows], reference=reference)
    return tuple(
        Opened(row.pk, row.key, tuple(row.payload) if answer.whole else None)
        for row, answer in zip(rows, answers, strict=True)
    )


def _period(since: datetime | None, until: datetime | None) -> QuerySet[OutboxRow]:
    found = OutboxRow.objects.all()
    if since:
        found = found.filter(created_at__gte=since)
    return found.filter(created_at__lt=until) if until else found


def _tag(row: OutboxRow) -> CopyTag:
    return CopyTag(tuple(row.resident_numbers), frozenset(map(ItemClass, row.classes)))


def _record(row: OutboxRow) -> Record:
    return Record(
        row.pk,
        row.kind,
        row.key,
        State(row.state),
        HoldReason(row.hold_reason) if row.hold_reason else None,
        row.batch_id,
        row.created_at,
        row.sent_at,
        row.settled_by,
        row.settled_at,
        row.settled_because,
    )
