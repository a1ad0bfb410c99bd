"""From the outbox to the object store: data file first, manifest last, then the mark.

A batch is locked while its file is on its way. Killed anywhere in between, it is still open: the next run puts
the same records under the same key, or finds the manifest already there and only marks.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import connections, transaction
from django.utils import timezone

from madoguchi.apps.accounts.types import Actor, system
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.outbound.models import OutboundBatch
from madoguchi.apps.outbound.services.writing import write
from madoguchi.apps.outbound.states import BatchState
from madoguchi.apps.outbound.types import Drained
from madoguchi.apps.outbox import queries as outbox
from madoguchi.apps.outbox import services as records
from madoguchi.apps.outbox.states import HoldReason
from madoguchi.apps.residents.types import Purpose
from madoguchi.domain.layouts import MANIFEST_NAME, Layout, Manifest, Mode
from madoguchi.domain.layouts import Entry as ManifestEntry
from madoguchi.integrations.objectstore import ObjectStore, StoreUnavailable

KIND = "out.certificate_request"
KINDS = (KIND, "out.resident_move")
"""Layouts of what goes out; each in a folder of its own, `out/…`."""
AT_ONCE = 500
JOB = system("後方連携")


def drain(store: ObjectStore, now: datetime, *, by: Actor = JOB) -> Drained:
    """Send what waits. Never raises for a storage that fails: its words are in the answer, the records stay."""
    done = Drained()
    while True:
        batch_id = _next_open() or _gather(now)
        if batch_id is None:
            return done
        try:
            done += _deliver(store, batch_id, by)
        except StoreUnavailable as error:
            _note_failure(batch_id, error.words)
            return done + Drained(stopped=error.words)


def _next_open() -> int | None:
    return (
        OutboundBatch.objects.filter(state=BatchState.OPEN)
        .order_by("pk")
        .values_list("pk", flat=True)
        .first()
    )


@transaction.atomic
def _gather(now: datetime) -> int | None:
    """A new batch of the records that wait. Its names are fixed from here on: they are what a retry repeats."""
    kind = next(filter(outbox.has_free, KINDS), None)
    if kind is None:
        return None
    batch = OutboundBatch.objects.create(kind=kind, as_of=now.replace(microsecond=0))
    batch.rows = records.assign(kind, batch.pk, AT_ONCE)
    if not batch.rows:  # another worker was quicker
        transaction.set_rollback(True)
        return None
    stamp = timezone.localtime(batch.as_of)
    batch.set_id = f"{catalogue.municipality().code}-{stamp:%Y%m%d%H%M%S}-{batch.pk:06d}"
    batch.folder = f"{kind.replace('.', '/')}/{batch.set_id}"
    batch.save()
    return batch.pk


@transaction.atomic
def _deliver(store: ObjectStore, batch_id: int, by: Actor) -> Drained:
    with connections["default"].cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '10min'")
    batch = OutboundBatch.objects.select_for_update().get(pk=batch_id)
    if batch.state != BatchState.OPEN:
        return Drained()
    manifest_key = f"{batch.folder}/{MANIFEST_NAME}"
    if store.exists(manifest_key):
        return _mark(batch, by)
    held = _put(store, batch, manifest_key, by)
    return _mark(batch, by) + Drained(held=held)


def _put(store: ObjectStore, batch: OutboundBatch, manifest_key: str, by: Actor) -> int:
    """Ask the door, write the file, put it with its manifest. Returns how many records went to a person."""
    opened = outbox.open_records(by, Purpose.DELIVERY, outbox.ids_of_batch(batch.pk), reference=batch.set_id)
    layout = catalogue.layout(batch.kind)
    written = write(layout, opened)
    closed = [record.id for record in opened if record.lines is None]
    _hold(closed, HoldReason.CHECK, batch, by)
    _hold(written.unwritable, HoldReason.UNWRITABLE, batch, by)
    batch.rows, batch.sha256 = written.rows, hashlib.sha256(written.body).hexdigest()
    stamp = timezone.localtime(batch.as_of)
    entry = _entry(layout, batch, stamp, len(written.body))
    data_key = f"{batch.folder}/{entry.name}"
    # Without a row, only a file that an earlier try left is replaced: it may hold what is withheld by now.
    if written.rows or store.exists(data_key):
        store.put(data_key, written.body, batch.sha256)
    if written.rows:
        manifest = Manifest(
            set_id=batch.set_id, municipality=catalogue.municipality().code, as_of=stamp, files=(entry,)
        ).write()
        store.put(manifest_key, manifest, hashlib.sha256(manifest).hexdigest())
    return len(closed) + len(written.unwritable)


def _entry(layout: Layout, batch: OutboundBatch, stamp: datetime, size: int) -> ManifestEntry:
    return ManifestEntry(
        name=layout.file_name(catalogue.municipality().code, Mode.DIFF, stamp),
        layout=layout.id,
        layout_version=layout.version,
        mode=Mode.DIFF,
        sha256=batch.sha256,
        bytes=size,
        rows=batch.rows,
    )


def _hold(ids: list[int] | tuple[int, ...], reason: HoldReason, batch: OutboundBatch, by: Actor) -> None:
    if ids:
        records.hold(ids, reason)
        detail = {"reason": reason.value, "count": len(ids)}
        audit.record(Entry(Action.RECORD_HELD, by.who, reference=batch.set_id, detail=detail))


def _mark(batch: OutboundBatch, by: Actor) -> Drained:
    now = timezone.now()
    sent = records.mark_sent(batch.pk, now)
    batch.state, batch.sent_at, batch.reason = (BatchState.SENT if sent else BatchState.EMPTY), now, ""
    batch.attempts += 1
    batch.save()
    if not sent:
        return Drained()
    detail = {"records": sent, "rows": batch.rows, "sha256": batch.sha256}
    audit.record(Entry(Action.RECORD_DELIVERED, by.who, reference=batch.set_id, detail=detail))
    return Drained(batches=1, sent=sent)


@transaction.atomic
def _note_failure(batch_id: int, words: str) -> None:
    batch = OutboundBatch.objects.select_for_update().get(pk=batch_id)
    batch.attempts += 1
    batch.reason = words
    batch.save(update_fields=["attempts", "reason"])
