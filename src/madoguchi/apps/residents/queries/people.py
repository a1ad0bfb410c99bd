"""Opening one resident or one household, and naming many."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry
from madoguchi.apps.residents.models import Resident, SealRegistration
from madoguchi.apps.residents.queries.frozen import resident_view, sees_protected
from madoguchi.apps.residents.queries.release import released
from madoguchi.apps.residents.register import REMOVED
from madoguchi.apps.residents.types import HouseholdView, Label, Purpose, ResidentId, ResidentView

VALID_SEAL = "1"
SEAL_NUMBER_MOST = 12
"""Digits of 印鑑登録番号 in the layout."""


class NoSuchResident(LookupError):
    """Nobody with that id is in the register."""


def open_resident(actor: Actor, purpose: Purpose, resident_id: int, *, reference: str = "") -> ResidentView:
    """One resident. Raises NoSuchResident."""
    row = Resident.objects.filter(pk=resident_id).first()
    if row is None:
        raise NoSuchResident(resident_id)
    _looked(actor, purpose, [row.pk], reference)
    may_see = _may_see(actor, purpose, [row], reference, "")
    return resident_view(row, may_see, _seals([row]).get(row.resident_number))


def open_household(
    actor: Actor, purpose: Purpose, resident_id: int, *, reference: str = "", request: str = ""
) -> HouseholdView:
    """The household of a resident: the head first, then by birth. A removed resident is alone in theirs.

    With a reception's number as `reference` it is opened for that reception: a guarded household's address is then
    given by a release for exactly this `request` (its digest) and by nothing else, whatever rights the actor has.
    Raises NoSuchResident.
    """
    one = Resident.objects.filter(pk=resident_id).first()
    if one is None:
        raise NoSuchResident(resident_id)
    rows = [one]
    if one.in_register and one.resident_status != REMOVED:
        same = Resident.objects.filter(household_number=one.household_number, in_register=True)
        rows = list(same.exclude(resident_status=REMOVED))
        rows.sort(key=lambda r: (r.relationship != "世帯主", r.birth_date or "9999", r.pk))
    _looked(actor, purpose, [r.pk for r in rows], reference)
    seals = _seals(rows)
    may_see = _may_see(actor, purpose, rows, reference, request)
    members = tuple(resident_view(r, may_see, seals.get(r.resident_number)) for r in rows)
    return HouseholdView(one.household_number, members, care=any(r.guarded for r in rows))


def labels(actor: Actor, purpose: Purpose, resident_ids: Collection[int]) -> Mapping[ResidentId, Label]:
    """Names for a list: one query, one event with all ids. Unknown ids are simply not in the answer."""
    if not resident_ids:
        return {}
    rows = Resident.objects.filter(pk__in=set(resident_ids)).only(
        "pk", "name", "name_kana", "resident_number", "guarded"
    )
    found = {
        ResidentId(r.pk): Label(ResidentId(r.pk), r.name, r.name_kana, r.resident_number, r.guarded)
        for r in rows
    }
    audit.record_now(Entry(Action.LISTED, actor.who, purpose.value, subjects=sorted(found)))
    return found


def numbers_of(resident_ids: Collection[int]) -> Mapping[int, str]:
    """宛名番号 by resident id: for tagging copies. Hands out nothing else, so it leaves no trace."""
    rows = Resident.objects.filter(pk__in=set(resident_ids)).values_list("pk", "resident_number")
    return {int(pk): str(number) for pk, number in rows}


def id_of(resident_number: str) -> int | None:
    """The resident id behind a 宛名番号, for filtering the trail. Hands out nothing else."""
    return Resident.objects.filter(resident_number=resident_number).values_list("pk", flat=True).first()


def _may_see(actor: Actor, purpose: Purpose, rows: list[Resident], reference: str, request: str) -> bool:
    if not reference or purpose is Purpose.RELEASE or not any(r.guarded for r in rows):
        return sees_protected(actor)
    found = released(reference, [r.resident_number for r in rows])
    return found is not None and found.with_address and found.ask.digest == request


def holder_of_seal(actor: Actor, purpose: Purpose, card: str) -> int | None:
    """The resident id behind the number on a 印鑑登録証, if the registration is valid. Nothing else is handed out.

    Leading zeros and full width don't count. The trail gets that somebody looked by such a number, and who was found.
    """
    digits = "".join(str(int(c)) for c in card if c.isdecimal()).lstrip("0")
    forms = [digits.zfill(length) for length in range(len(digits), SEAL_NUMBER_MOST + 1)] if digits else []
    valid = SealRegistration.objects.filter(
        registration_number__in=forms, status=VALID_SEAL, to_confirm=False
    )
    numbers = list(valid.values_list("resident_number", flat=True))
    ids = list(
        Resident.objects.filter(resident_number__in=numbers, in_register=True)
        .exclude(resident_status=REMOVED)
        .values_list("pk", flat=True)
    )
    detail = {"kinds": ["seal"], "total": len(ids)}
    audit.record_now(Entry(Action.SEARCHED, actor.who, purpose.value, subjects=ids, detail=detail))
    return ids[0] if len(ids) == 1 else None


def _looked(actor: Actor, purpose: Purpose, ids: list[int], reference: str) -> None:
    audit.record_now(Entry(Action.LOOKED, actor.who, purpose.value, subjects=ids, reference=reference))


def _seals(rows: list[Resident]) -> Mapping[str, SealRegistration]:
    numbers = [r.resident_number for r in rows]
    found = SealRegistration.objects.filter(resident_number__in=numbers, status=VALID_SEAL)
    return {s.resident_number: s for s in found}
