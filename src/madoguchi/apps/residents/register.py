"""The register's columns, named once: the layouts feed them, the import moves them, the door hands them out."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class ItemClass(StrEnum):
    """Kinds of personal data that are withheld together for a protected household."""

    ADDRESS = "address"
    PHONE = "phone"
    DOMICILE = "domicile"


ADDRESS_PARTS = ("address_prefecture", "address_city", "address_town", "address_number", "address_building")

FIELDS: tuple[str, ...] = (
    "resident_number",
    "household_number",
    "resident_kind",
    "resident_status",
    "name",
    "name_kana",
    "name_roman",
    "name_foreign_kanji",
    "former_surname",
    "former_surname_kana",
    "alias",
    "alias_kana",
    "sex",
    "birth_date",
    "birth_uncertain_text",
    "relationship",
    "relationship_codes",
    "address_city_code",
    "address_town_code",
    *ADDRESS_PARTS,
    "postal_code",
    "became_resident_on",
    "address_since",
    "previous_address",
    "moved_in_from",
    "moving_out_to",
    "moved_out_to",
    "removed_on",
    "removal_reason",
    "nationality",
    "residence_status",
    "residence_period_ends",
    "domicile",
    "head_of_family_register",
    "phone",
)

CLASS_OF: Mapping[str, ItemClass] = {
    **dict.fromkeys(
        (
            *ADDRESS_PARTS,
            "address_city_code",
            "address_town_code",
            "postal_code",
            "address_since",
            "previous_address",
            "moved_in_from",
            "moving_out_to",
            "moved_out_to",
        ),
        ItemClass.ADDRESS,
    ),
    "phone": ItemClass.PHONE,
    "domicile": ItemClass.DOMICILE,
    "head_of_family_register": ItemClass.DOMICILE,
}
"""Everything not named here stays visible: name, kana, birth date, numbers."""

REMOVED = "3"
"""住民状態 消除 of a removed resident (除票). Provisional until the official code list comes."""
