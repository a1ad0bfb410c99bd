"""Rows of the register turned into views. Withholding happens here, once, for every path."""

from __future__ import annotations

from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.residents.models import Resident, SealRegistration
from madoguchi.apps.residents.register import ADDRESS_PARTS, CLASS_OF, FIELDS, REMOVED
from madoguchi.apps.residents.types import WITHHELD, ResidentId, ResidentView, Shown
from madoguchi.domain.dates import AnyDate, DateError, from_columns


def sees_protected(actor: Actor) -> bool:
    return actor.may(Right.PROTECTION_RELEASE)


def birth_of(value: str, words: str) -> AnyDate | None:
    """A birth date as the layout's columns tell it; None where the register has none."""
    if not (value or words):
        return None
    try:
        return from_columns(value, "1" if words else "0", words)
    except DateError:
        return None


def address_of(row: Resident) -> str:
    """Prefecture to number without a gap, the building after a space, as an envelope would have it."""
    *street, building = (getattr(row, part) for part in ADDRESS_PARTS)
    return "\u3000".join(filter(None, ("".join(street), building)))


def resident_view(row: Resident, may_see: bool, seal: SealRegistration | None = None) -> ResidentView:
    """`may_see`: also what is withheld of a guarded resident."""
    hide = row.guarded and not may_see

    def shown(field: str) -> Shown:
        return WITHHELD if hide and field in CLASS_OF else str(getattr(row, field))

    return ResidentView(
        id=ResidentId(row.pk),
        resident_number=row.resident_number,
        household_number=row.household_number,
        name=row.name,
        name_kana=row.name_kana,
        name_roman=row.name_roman,
        former_surname=row.former_surname,
        alias=row.alias,
        sex=row.sex,
        birth=birth_of(row.birth_date, row.birth_uncertain_text),
        relationship=row.relationship,
        removed=row.resident_status == REMOVED or not row.in_register,
        removed_on=row.removed_on,
        removal_reason=row.removal_reason,
        nationality=row.nationality,
        address=WITHHELD if hide else address_of(row),
        postal_code=shown("postal_code"),
        address_since=shown("address_since"),
        previous_address=shown("previous_address"),
        domicile=shown("domicile"),
        head_of_family_register=shown("head_of_family_register"),
        phone=shown("phone"),
        care=row.guarded,
        seal_registration_number=seal.registration_number if seal and not seal.to_confirm else "",
        seal_to_confirm=bool(seal and seal.to_confirm),
        as_of=row.as_of,
        columns={name: shown(name) for name in FIELDS},
    )
