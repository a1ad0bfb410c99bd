"""Putting records in and taking them along the way out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from madoguchi.apps.outbox.models import OutboxRow
from madoguchi.apps.outbox.states import NEXT, HoldReason, State
from madoguchi.apps.residents.types import CopyTag


def add(kind: str, key: str, rows: Sequence[Mapping[str, str]], tag: CopyTag) -> None:
    """Queue a record in the caller's transaction: it leaves if, and only if, the caller's work is committed.

    `rows` are its lines as {field: value}, the fields being the `to` of the outbound layout `kind`. The same
    (kind, key) again changes nothing. Raises TransactionManagementError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("outbox.add belongs into the transaction it tells of")
    row = OutboxRow(
        kind=kind,
        key=key,
        payload=[dict(line) for line in rows],
        resident_numbers=sorted(tag.resident_numbers),
        classes=sorted(tag.classes),
    )
    OutboxRow.objects.bulk_create([row], ignore_conflicts=True)


def withdraw(kind: str, key: str) -> bool:
    """Take back a record that has not begun to leave. False when it is in a file or sent: then a person must act."""
    row = OutboxRow.objects.select_for_update().filter(kind=kind, key=key).first()
    if row is None:
        return True
    if row.state in (State.SENT, State.ENTERED) or row.batch_id is not None:
        return False
    row.delete()
    return True


def assign(kind: str, batch_id: int, at_most: int) -> int:
    """Give pending records without a batch to this one. Records that another transaction holds are passed over."""
    free = OutboxRow.objects.select_for_update(skip_locked=True).filter(
        kind=kind, state=State.PENDING, batch_id__isnull=True
    )
    ids = list(free.order_by("pk").values_list("pk", flat=True)[:at_most])
    return OutboxRow.objects.filter(pk__in=ids).update(batch_id=batch_id)


def hold(ids: Collection[int], reason: HoldReason) -> None:
    """These go to a person: out of their batch, into no file."""
    OutboxRow.objects.filter(pk__in=ids, state=State.PENDING).update(
        state=State.HELD, hold_reason=reason.value, batch_id=None
    )


def settle(record_id: int, how: State, because: str, *, by: str, at: datetime) -> bool:
    """A person worked a held record off. False if it isn't held any more; then nothing is changed."""
    if how not in NEXT[State.HELD]:
        raise ValueError(f"no way from held to {how}")
    held = OutboxRow.objects.filter(pk=record_id, state=State.HELD)
    return bool(held.update(state=how, settled_by=by, settled_at=at, settled_because=because))


def mark_sent(batch_id: int, at: datetime) -> int:
    """All records of a batch whose file is out. Returns how many."""
    waiting = OutboxRow.objects.filter(batch_id=batch_id, state=State.PENDING)
    return waiting.update(state=State.SENT, sent_at=at)
