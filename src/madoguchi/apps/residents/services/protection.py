"""支援措置: who is guarded, and protection set at the counter. Nothing here ends a protection by itself."""

from __future__ import annotations

from django.db import connections, transaction
from django.utils import timezone

from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry
from madoguchi.apps.residents.models import Protection, Resident

# Guarded: everybody at a home of someone under protection, and everybody of the households there (§3.6: a household
# is stopped as a whole even if only some of its members are named). A home is the person's own address and that of
# each present member of the household: one house is written in more than one way. Numbers match without their
# leading zeros, which a file loses in a spreadsheet.
REFRESH = """
WITH flagged AS (
    SELECT r.household_number, r.address_key
    FROM protection p JOIN resident r ON ltrim(r.resident_number, '0') = ltrim(p.resident_number, '0')
    WHERE p.active
), homes AS (
    SELECT address_key FROM flagged WHERE address_key <> ''
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
  AND NOT EXISTS (SELECT FROM resident r WHERE ltrim(r.resident_number, '0') = ltrim(p.resident_number, '0'))
"""

REGISTER_LOCK = 72612
"""Whoever changes who lives where, or who is guarded, holds it to the end of the transaction."""


def refresh_guard() -> int:
    """Bring `guarded` in line with the protections in force, in the caller's transaction. Returns rows changed.

    Waits for a running import: neither could see whom the other protects or moves.
    """
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [REGISTER_LOCK])
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
    _set_provisional(resident_id, by)
    with transaction.atomic():
        with connections["default"].cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '10min'")
        refresh_guard()


@transaction.atomic
def _set_provisional(resident_id: int, by: Actor) -> None:
    resident = Resident.objects.get(pk=resident_id)
    Protection.objects.get_or_create(
        resident_number=resident.resident_number,
        source="counter",
        history_number="provisional",
        defaults={"kind": "8", "starts_on": timezone.localdate().isoformat(), "as_of": timezone.now()},
    )
    audit.record(
        Entry(Action.PROTECTION_CHANGED, by.who, subjects=[resident_id], detail={"change": "provisional"})
    )
