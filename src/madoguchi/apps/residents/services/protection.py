"""支援措置: who is guarded, how protection begins at the counter, how two people end it. Nothing ends it by itself."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connections, transaction
from django.utils import timezone

from madoguchi.apps.accounts.policies import needs
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry
from madoguchi.apps.residents.models import Application, Protection, Resident
from madoguchi.apps.residents.services.arrivals import PROVISIONAL, match_arrivals
from madoguchi.apps.residents.states import EndReason
from madoguchi.apps.residents.types import reference_of

MAY_END = needs(Right.PROTECTION_RELEASE)
# Guarded: everybody at a home of someone under protection, and everybody of the households there (§3.6: a household
# is stopped as a whole even if only some of its members are named). A home is the person's own address and that of
# each present member of the household: one house is written in more than one way. Numbers match without their
# leading zeros, which a file loses in a spreadsheet. Of a protected newcomer, whom no register has yet, the home is
# the new address and that of the residents of the same visit.
REFRESH = """
WITH flagged AS (
    SELECT r.household_number, r.address_key
    FROM protection p JOIN resident r ON ltrim(r.resident_number, '0') = ltrim(p.resident_number, '0')
    WHERE p.active
    UNION
    SELECT r.household_number, r.address_key
    FROM protection p JOIN arrival a ON a.tag = p.resident_number
    CROSS JOIN LATERAL unnest(a.beside) AS beside(number) JOIN resident r ON r.resident_number = beside.number
    WHERE p.active
), homes AS (
    SELECT address_key FROM flagged WHERE address_key <> ''
    UNION
    SELECT a.address_key FROM protection p JOIN arrival a ON a.tag = p.resident_number
    WHERE p.active AND a.address_key <> ''
    UNION
    SELECT r.address_key FROM resident r
    WHERE r.household_number IN (SELECT household_number FROM flagged)
      AND r.address_key <> '' AND r.in_register AND r.resident_status <> '3'
), households AS (
    SELECT household_number FROM flagged
    UNION
    SELECT r.household_number FROM resident r
    WHERE r.address_key IN (SELECT address_key FROM homes) AND r.in_register AND r.resident_status <> '3'
), now_guarded AS (
    SELECT r.id FROM resident r WHERE r.household_number IN (SELECT household_number FROM households)
    UNION
    SELECT r.id FROM resident r WHERE r.address_key IN (SELECT address_key FROM homes)
)
UPDATE resident r SET guarded = NOT r.guarded
FROM (
    (SELECT id FROM now_guarded EXCEPT SELECT id FROM resident WHERE guarded)
    UNION ALL
    (SELECT id FROM resident WHERE guarded EXCEPT SELECT id FROM now_guarded)
) AS changed
WHERE r.id = changed.id
"""


UNKNOWN = """
SELECT count(DISTINCT p.resident_number) FROM protection p WHERE p.active
  AND NOT EXISTS (SELECT FROM arrival a WHERE a.tag = p.resident_number)
  AND NOT EXISTS (SELECT FROM resident r WHERE ltrim(r.resident_number, '0') = ltrim(p.resident_number, '0'))
"""

REGISTER_LOCK = 72612
"""Whoever changes who lives where, or who is guarded, holds it to the end of the transaction."""


def refresh_guard() -> int:
    """Bring `guarded` in line with the protections in force, in the caller's transaction. Returns rows changed.

    Whoever may be a protected newcomer of a visit is under protection from here on. Waits for a running import:
    neither could see whom the other protects or moves.
    """
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [REGISTER_LOCK])
        match_arrivals()
        cursor.execute(REFRESH)
        return int(cursor.rowcount)


def protected_unknown() -> int:
    """How many 宛名番号 under protection the register doesn't have."""
    with connections["default"].cursor() as cursor:
        cursor.execute(UNKNOWN)
        return int(cursor.fetchone()[0])


def protect_provisionally(resident_id: int, *, by: Actor) -> None:
    """仮支援措置 at the counter: works from this moment; no import takes it away.

    Committed before the household is guarded, which waits for a running import: whatever happens meanwhile, the
    protection stands and the next import guards. Raises Resident.DoesNotExist.
    """
    begin_provisional([resident_id], by)
    guard_now()


def guard_now() -> None:
    """Who is guarded, after protections were committed; waits for a running import."""
    with transaction.atomic():
        with connections["default"].cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '10min'")
        refresh_guard()


def guard_if_free() -> None:
    """The same, unless an import is running: its own end does it, or the next one's. For what guards nobody new whose
    address could be read yet."""
    with transaction.atomic():
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [REGISTER_LOCK])
            free = cursor.fetchone()[0]
        if free:
            refresh_guard()


@transaction.atomic
def begin_provisional(resident_ids: Sequence[int], by: Actor) -> None:
    """For those who are not under protection of the counter yet. One that was ended before begins anew, as a row
    of its own: an old end says nothing about a new application."""
    now = timezone.now()
    for resident in Resident.objects.filter(pk__in=resident_ids).order_by("pk").select_for_update():
        mine = Protection.objects.filter(
            resident_number=resident.resident_number, source="counter", active=True
        )
        if mine.exists():
            continue
        Protection.objects.create(
            resident_number=resident.resident_number,
            source="counter",
            history_number=f"{timezone.localtime(now):%Y%m%d%H%M%S%f}",
            kind=PROVISIONAL,
            starts_on=timezone.localdate(now).isoformat(),
            as_of=now,
        )
        detail = {"change": "provisional"}
        audit.record(Entry(Action.PROTECTION_CHANGED, by.who, subjects=[resident.pk], detail=detail))


@transaction.atomic
def ask_end(protection_id: int, reason: str, *, by: Actor) -> None:
    """The first of two people: this protection is to end, because. Raises Refused, Protection.DoesNotExist."""
    MAY_END.check(by)
    row = Protection.objects.select_for_update().get(pk=protection_id)
    if reason not in set(EndReason):
        raise Refused("理由を選んでください。支援措置はそのままです。")
    if not row.active:
        raise Refused("この支援措置はもう終わっています。")
    row.ending_asked_by, row.ending_asked_by_name = by.person, by.name
    row.ending_asked_at, row.ending_reason = timezone.now(), reason
    row.save()
    _note_end(row, by, "end asked")


@transaction.atomic
def confirm_end(protection_id: int, *, by: Actor) -> None:
    """The second of two people: it ends now, and with the last one of its home the guard. Raises Refused."""
    MAY_END.check(by)
    row = Protection.objects.select_for_update().get(pk=protection_id)
    if not row.active or row.ending_asked_by is None:
        raise Refused("終了を求められている支援措置ではありません。一覧から開き直してください。")
    if row.ending_asked_by == by.person:
        raise Refused("終了を求めた本人は認められません。別の職員が確認してください。")
    row.active, row.ended_at = False, timezone.now()
    row.ended_by, row.ended_by_name = by.person, by.name
    row.save()
    _note_end(row, by, "ended")
    _close_applications()
    refresh_guard()


@transaction.atomic
def keep_after_all(protection_id: int, *, by: Actor) -> None:
    """Whoever of the two it is: it doesn't end. Raises Refused, Protection.DoesNotExist."""
    MAY_END.check(by)
    row = Protection.objects.select_for_update().get(pk=protection_id)
    if row.active and row.ending_asked_by is not None:
        _note_end(row, by, "kept")
        row.ending_asked_by, row.ending_asked_by_name = None, ""
        row.ending_asked_at, row.ending_reason = None, ""
        row.save()


def _note_end(row: Protection, by: Actor, change: str) -> None:
    subjects = list(Resident.objects.filter(resident_number=row.resident_number).values_list("pk", flat=True))
    detail = {
        "change": change,
        "reason": row.ending_reason,
        "source": row.source,
        "asked by": row.ending_asked_by,
    }
    reference = reference_of(row.resident_number) or reference_of(row.history_number)
    audit.record(
        Entry(Action.PROTECTION_CHANGED, by.who, subjects=subjects, reference=reference, detail=detail)
    )


def _close_applications() -> None:
    """An application is over when nobody of it is under protection any more."""
    for application in Application.objects.filter(closed_at=None):
        people = application.resident_numbers
        if not Protection.objects.filter(resident_number__in=people, active=True).exists():
            application.closed_at = timezone.now()
            application.save(update_fields=["closed_at"])
