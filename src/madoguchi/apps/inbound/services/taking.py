"""Taking one set: claim, fetch, then everything in one transaction. The old state or the new one, never between."""

from __future__ import annotations

import logging
import secrets
import traceback
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import connections, transaction
from django.db.models import Q
from django.utils import timezone

from madoguchi.apps.accounts.types import system
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry, Who
from madoguchi.apps.inbound import words
from madoguchi.apps.inbound.models import InboundSet
from madoguchi.apps.inbound.services.checking import check
from madoguchi.apps.inbound.services.discovering import discover
from madoguchi.apps.inbound.services.fetching import PROTECTION, SEAL, Fetched, fetched, read_manifest
from madoguchi.apps.inbound.services.others import OTHERS
from madoguchi.apps.inbound.services.recording import record_files, supersede
from madoguchi.apps.inbound.services.staging import stage
from madoguchi.apps.inbound.states import NEXT, State
from madoguchi.apps.inbound.types import FileResult, Progress, SetResult, Stopped
from madoguchi.apps.residents.services import (
    Applied,
    Batch,
    NotNext,
    OlderThanRegister,
    Staged,
    TooManyDropped,
    apply_batch,
)
from madoguchi.domain.layouts import Follows, Mode
from madoguchi.integrations.objectstore import ObjectStore, StoreUnavailable

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=15)
"""For fetching the files. From then on the row's lock, held by the importing transaction, keeps others off."""
MOST_ATTEMPTS = 3
JOB = system("前方連携").who


def take_all(
    store: ObjectStore,
    now: datetime,
    progress: Progress = lambda _words: None,
    *,
    by: Who = JOB,
    rest: float = 0.0,
) -> list[SetResult]:
    """Take every set that waits, the oldest 基準日時 first. Raises StoreUnavailable; what was taken is taken.

    `rest`: seconds of rest after a second of writing, for those who work meanwhile.
    """
    results = discover(store, now, by=by)
    while result := _take(store, now, progress, by, rest):
        results.append(result)
    return results


def take_next(
    store: ObjectStore, now: datetime, progress: Progress = lambda _words: None, *, by: Who = JOB
) -> SetResult | None:
    """Take the waiting set of the oldest 基準日時, or None. Raises StoreUnavailable; then the set waits on."""
    noted = discover(store, now, by=by)
    return _take(store, now, progress, by) or (noted[-1] if noted else None)


def _take(
    store: ObjectStore, now: datetime, progress: Progress, by: Who, rest: float = 0.0
) -> SetResult | None:
    row = _claim(now, by)
    if row is None:
        return None
    try:
        return _with_claim(store, row, progress, by, rest)
    except _Lost:
        return SetResult(row.pk, row.set_id, State.TAKING, words.LOST)


def _with_claim(store: ObjectStore, row: InboundSet, progress: Progress, by: Who, rest: float) -> SetResult:
    files: list[FileResult] = []
    try:
        if row.attempts > MOST_ATTEMPTS:
            raise Stopped(words.tried_enough(MOST_ATTEMPTS))
        manifest = read_manifest(store, row)
        with fetched(store, row, manifest, progress) as inputs:
            return _apply(row, manifest.follows, inputs, files, progress, by, rest)
    except Stopped as stop:
        return _stop(row, stop, files, by)
    except StoreUnavailable as error:
        _give_back(row, error.words)
        raise
    except _Lost:
        raise
    except Exception as error:
        log.error("import of set %s failed: %s", row.pk, _kind(error))
        return _give_back(row, words.UNEXPECTED, count=True)


def _kind(error: Exception) -> str:
    """What failed and where. Never the message: the database quotes the row at fault in it."""
    ours = [f for f in traceback.extract_tb(error.__traceback__) if "madoguchi" in f.filename][-1]
    state = getattr(error.__cause__, "sqlstate", None)
    return f"{type(error).__name__} {state or ''} in {ours.name}, line {ours.lineno}"


@transaction.atomic
def _claim(now: datetime, by: Who) -> InboundSet | None:
    free = Q(state=State.WAITING) | Q(state=State.TAKING, lease_until__lt=now)
    waiting = InboundSet.objects.select_for_update(skip_locked=True).filter(free)
    row = waiting.order_by("as_of", "pk").first()
    if row is None:
        return None
    row.state, row.owner, row.lease_until = State.TAKING, secrets.token_hex(8), now + LEASE
    row.attempts += 1
    row.started_at, row.reason = timezone.now(), ""
    row.save()
    audit.record(Entry(Action.IMPORT_STARTED, by, reference=row.set_id, detail={"attempt": row.attempts}))
    return row


@transaction.atomic
def _apply(
    row: InboundSet,
    follows: Follows | None,
    inputs: Sequence[Fetched],
    files: list[FileResult],
    progress: Progress,
    by: Who,
    rest: float,
) -> SetResult:
    """Stage, check and apply. `files` is filled on the way, so that a stop can say what was found until then."""
    _hold(row)
    staged: list[Staged] = []
    with connections["default"].cursor() as cursor:
        # Compiling the checks of 83 columns would take longer than running them.
        # And one processor is enough: the others are the counter's.
        cursor.execute(
            "SET LOCAL statement_timeout = 0; SET LOCAL jit = off; SET LOCAL work_mem = '128MB';"
            " SET LOCAL max_parallel_workers_per_gather = 0"
        )
        for file in inputs:
            table, result = stage(cursor, file, progress)
            files.append(result)
            progress(f"{result.layout_name}を確かめています（{result.rows:,} 行）")
            check(cursor, table, result)
            staged.append(_readable(table, result))
    assert row.as_of is not None  # a set without a readable manifest is never claimed
    batch = Batch(row.set_id, row.as_of, staged, row.allow_drop, follows, rest)
    applied = _into_register(batch, by, progress)
    for result in files:
        result.written = applied.written.get(result.layout_id, 0)
    notes = _notes(files, applied)
    state = State.PARTLY if any(result.bad for result in files) else State.APPLIED
    supersede(row, staged)
    _finish(row, state, files, dropped=applied.dropped, notes=notes)
    _call_those_ahead()
    progress("確定しています")
    return SetResult(row.pk, row.set_id, state, "", notes, tuple(files), applied.dropped)


class _Lost(Exception):
    """The lease ran out and another worker has the set: nothing of it is ours to change."""


def _hold(row: InboundSet) -> None:
    """Lock the set for the rest of the transaction. Raises _Lost."""
    mine = InboundSet.objects.select_for_update().filter(pk=row.pk, owner=row.owner, state=State.TAKING)
    if mine.first() is None:
        raise _Lost


def _readable(staged: Staged, result: FileResult) -> Staged:
    """The staged file with what is known of its bad lines.

    Raises Stopped if they leave open whom to protect, or whose seal registration is no longer what we have.
    """
    nameless = [bad.line for bad in result.bad if not bad.number]
    if staged.layout.id == PROTECTION and nameless:
        raise Stopped(words.unreadable_protection(result.name, nameless[0]))
    if staged.layout.id == SEAL and staged.mode is Mode.DIFF and nameless:
        raise Stopped(words.unreadable_seal(result.name, nameless[0]))
    unread = frozenset(bad.number for bad in result.bad if bad.number)
    return replace(staged, unread=unread, nameless=len(nameless))


def _into_register(batch: Batch, by: Who, progress: Progress) -> Applied:
    try:
        return apply_batch(batch, by=by, progress=progress, others=OTHERS)
    except OlderThanRegister as error:
        raise Stopped(words.older(error.layout.name, batch.as_of, error.in_force)) from None
    except NotNext as error:
        assert batch.follows is not None  # only a difference can be out of its place
        raise _out_of_place(error, batch.follows) from None
    except TooManyDropped as error:
        asks = words.too_many_dropped(error.layout, error.dropped, error.before)
        raise Stopped(asks, state=State.ASKS, dropped=error.dropped) from None


def _out_of_place(error: NotNext, follows: Follows) -> Stopped:
    """Wait for what comes before, if it may still come."""
    name, there = error.layout.name, error.in_force
    if there.set_id == follows.previous:
        return Stopped(words.misnumbered(name, follows, there))
    applied = InboundSet.objects.filter(set_id=follows.previous, state__in=(State.APPLIED, State.PARTLY))
    if applied.exists():
        return Stopped(words.passed(name, follows, there))
    return Stopped(words.ahead(name, follows, there), state=State.AHEAD)


def _call_those_ahead() -> None:
    """A set was applied: differences that waited for theirs are tried again."""
    InboundSet.objects.filter(state=State.AHEAD).update(
        state=State.WAITING, attempts=0, reason="", finished_at=None
    )


def _notes(files: Sequence[FileResult], applied: Applied) -> tuple[str, ...]:
    protected = sum(len(result.bad) for result in files if result.layout_id == PROTECTION)
    return (
        *((words.protected_by_default(protected),) if protected else ()),
        *((words.protected_unknown(applied.protected_unknown),) if applied.protected_unknown else ()),
        *((words.protection_kept(applied.protection_kept),) if applied.protection_kept else ()),
        *((words.seals_to_confirm(applied.to_confirm),) if applied.to_confirm else ()),
        *((words.DROP_POSTPONED,) if applied.drop_postponed else ()),
        *(words.converted_selectors(f.layout_name, f.converted) for f in files if f.converted),
        *(words.unsettled_selectors(f.layout_name, f.unsettled) for f in files if f.unsettled),
    )


@transaction.atomic
def _stop(row: InboundSet, stop: Stopped, files: Sequence[FileResult], by: Who) -> SetResult:
    _hold(row)
    _finish(row, stop.state, files, dropped=stop.dropped, reason=stop.words)
    detail = {"state": stop.state.value, "files": [f"{f.layout_id}: {len(f.bad)} bad" for f in files]}
    audit.record(Entry(Action.IMPORT_REFUSED, by, reference=row.set_id, detail=detail))
    return SetResult(row.pk, row.set_id, stop.state, stop.words, (), tuple(files), stop.dropped)


@transaction.atomic
def _give_back(row: InboundSet, why: str, *, count: bool = False) -> SetResult:
    """The set waits on. A failure of the storage isn't counted as a try: it may last a whole night."""
    _hold(row)
    row.attempts -= 0 if count else 1
    row.state, row.owner, row.lease_until, row.reason = State.WAITING, "", None, why
    row.save()
    return SetResult(row.pk, row.set_id, State.WAITING, why)


def _finish(
    row: InboundSet,
    state: State,
    files: Sequence[FileResult],
    *,
    dropped: int,
    reason: str = "",
    notes: Sequence[str] = (),
) -> None:
    assert state in NEXT[State(row.state)]
    row.state, row.reason, row.notes, row.dropped = state, reason, list(notes), dropped
    row.owner, row.lease_until, row.finished_at = "", None, timezone.now()
    row.save()
    record_files(row, files)
