"""支援措置: who is guarded, and protection set at the counter. Nothing here ends a protection by itself."""

from __future__ import annotations

from django.db import connections, transaction
from django.utils import timezone

from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry
from madoguchi.apps.residents.models import Protection, Resident

# Guarded: someone in the household, or at the same present address, is under protection (§3.6: a household is
# stopped as a whole even if only some of its members are named).
REFRESH = """
WITH flagged AS (
    SELECT r.household_number, r.address_key, r.resident_number
    FROM protection p JOIN resident r USING (resident_number) WHERE p.active
), now_guarded AS (
    SELECT r.id FROM resident r WHERE r.household_number IN (SELECT household_number FROM flagged)
    UNION
    SELECT r.id FROM resident r
    WHERE r.address_key IN (SELECT address_key FROM flagged WHERE address_key <> '')
)
UPDATE resident r SET guarded = NOT r.guarded
WHERE r.guarded IS DISTINCT FROM (r.id IN (SELECT id FROM now_guarded))
  AND (r.guarded OR r.id IN (SELECT id FROM now_guarded))
"""


def refresh_guard() -> int:
    """Bring `guarded` in line with the protections in force, in the caller's transaction. Returns rows changed."""
    with connections["default"].cursor() as cursor:
        cursor.execute(REFRESH)
        return int(cursor.rowcount)


@transaction.atomic
def protect_provisionally(resident_id: int, *, by: Actor) -> None:
    """仮支援措置 at the counter: works from this moment; no import takes it away.

    Raises Resident.DoesNotExist.
    """
    resident = Resident.objects.get(pk=resident_id)
    Protection.objects.get_or_create(
        resident_number=resident.resident_number,
        source="counter",
        history_number="provisional",
        defaults={"kind": "8", "starts_on": timezone.localdate().isoformat(), "as_of": timezone.now()},
    )
    refresh_guard()
    audit.record(
        Entry(Action.PROTECTION_CHANGED, by.who, subjects=[resident_id], detail={"change": "provisional"})
    )
