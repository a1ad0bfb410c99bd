"""Finding sets: a folder counts once its `_MANIFEST.json` is there, which the sender writes last."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime

from django.db import connections, transaction

from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry, Who
from madoguchi.apps.inbound import words
from madoguchi.apps.inbound.models import InboundSet
from madoguchi.apps.inbound.states import State
from madoguchi.apps.inbound.types import SetResult
from madoguchi.domain.layouts import MANIFEST_NAME, Manifest, ManifestRefused
from madoguchi.integrations.objectstore import NotThere, ObjectStore, Stored

PREFIX = "in/"
LARGEST_MANIFEST = 1 << 20
LOCK = 72613


def discover(store: ObjectStore, now: datetime, *, by: Who) -> list[SetResult]:
    """Write down the sets that weren't known. Returns those that need no taking: repeated or unreadable ones.

    Raises StoreUnavailable.
    """
    return [done for stored in _unknown(store) if (done := _note(stored, _content(store, stored), now, by))]


def _unknown(store: ObjectStore) -> Iterator[Stored]:
    known = set(InboundSet.objects.values_list("manifest_key", "manifest_version"))
    for stored in store.listing(PREFIX):
        if stored.key.endswith(f"/{MANIFEST_NAME}") and (stored.key, stored.version) not in known:
            yield stored


def _content(store: ObjectStore, stored: Stored) -> bytes:
    """Empty if it is too large to be a manifest, or gone again."""
    if stored.size > LARGEST_MANIFEST:
        return b""
    try:
        with store.open(stored.key) as stream:
            return b"".join(iter(lambda: stream.read(LARGEST_MANIFEST), b""))
    except NotThere:
        return b""


@transaction.atomic
def _note(stored: Stored, raw: bytes, now: datetime, by: Who) -> SetResult | None:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    digest = hashlib.sha256(raw).hexdigest()
    known = InboundSet.objects.exclude(state=State.REPEATED).filter(manifest_sha256=digest).first()
    if known is None:
        return _first_time(stored, raw, digest, now, by)
    return _again(known, stored, now)


def _first_time(stored: Stored, raw: bytes, digest: str, now: datetime, by: Who) -> SetResult | None:
    row = InboundSet(
        manifest_sha256=digest, manifest_key=stored.key, manifest_version=stored.version, found_at=now
    )
    try:
        manifest = Manifest.read(raw)
    except ManifestRefused as refusal:
        row.state, row.reason, row.finished_at = State.REFUSED, words.unreadable_manifest(str(refusal)), now
        row.save()
        audit.record(Entry(Action.IMPORT_REFUSED, by, reference=str(row.pk), detail={"reason": "manifest"}))
        return SetResult(row.pk, "", State.REFUSED, row.reason)
    row.set_id, row.as_of = manifest.set_id, manifest.as_of
    if manifest.follows:
        row.sequence, row.previous = manifest.follows.sequence, manifest.follows.previous
    row.save()
    return None


def _again(known: InboundSet, stored: Stored, now: datetime) -> SetResult | None:
    """The same manifest once more: after a refusal a new try, after a success nothing to do."""
    if known.state in (State.APPLIED, State.PARTLY):
        row = InboundSet.objects.create(
            manifest_sha256=known.manifest_sha256,
            manifest_key=stored.key,
            manifest_version=stored.version,
            set_id=known.set_id,
            as_of=known.as_of,
            state=State.REPEATED,
            reason=words.REPEATED,
            found_at=now,
            finished_at=now,
        )
        return SetResult(row.pk, row.set_id, State.REPEATED, row.reason)
    known.manifest_key, known.manifest_version = stored.key, stored.version
    if known.state == State.REFUSED and known.set_id:
        known.state, known.attempts, known.reason = State.WAITING, 0, ""
    known.save()
    return None
