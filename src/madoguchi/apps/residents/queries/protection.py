"""Reading protections and applications: for people with that right alone, each look in the trail."""

from __future__ import annotations

from collections.abc import Collection

from madoguchi.apps.accounts.policies import needs
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry
from madoguchi.apps.residents.models import Protection, Resident
from madoguchi.apps.residents.types import ProtectionView, Purpose, ResidentId

MAY_SEE = needs(Right.PROTECTION_RELEASE)


def protections_of(
    actor: Actor, numbers: Collection[str], *, reference: str = ""
) -> tuple[ProtectionView, ...]:
    """Every protection, in force or ended, of these 宛名番号. Raises Refused without the right."""
    MAY_SEE.check(actor)
    people = {_bare(r.resident_number): r for r in Resident.objects.filter(resident_number__in=set(numbers))}
    ids = sorted(r.pk for r in people.values())
    audit.record_now(
        Entry(Action.LOOKED, actor.who, Purpose.RELEASE.value, subjects=ids, reference=reference)
    )
    wanted = {form for number in numbers for form in (number, _bare(number))}
    rows = Protection.objects.filter(resident_number__in=wanted).order_by("-active", "resident_number", "pk")
    return tuple(_view(row, people.get(_bare(row.resident_number))) for row in rows)


def _bare(number: str) -> str:
    return number.lstrip("0")


def _view(row: Protection, person: Resident | None) -> ProtectionView:
    return ProtectionView(
        id=row.pk,
        resident_id=ResidentId(person.pk) if person else None,
        resident_number=row.resident_number,
        name=person.name if person else "",
        source=row.source,
        history_number=row.history_number,
        kind=row.kind,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        active=row.active,
        as_of=row.as_of,
        ending_asked_by=row.ending_asked_by,
        ending_asked_by_name=row.ending_asked_by_name,
        ending_reason=row.ending_reason,
        ended_by_name=row.ended_by_name,
        ended_at=row.ended_at,
    )
