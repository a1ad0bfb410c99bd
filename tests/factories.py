"""People and things for tests. All names are made up and recognisable: 試験, 見本, 架空."""

from __future__ import annotations

from itertools import count
from typing import Any

from django.utils import timezone

from madoguchi.apps.accounts.models import Department, Group, Staff
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.audit.types import Who
from madoguchi.apps.residents.models import Protection, Resident, SealRegistration, SourceState
from madoguchi.apps.residents.services import refresh_guard
from madoguchi.apps.residents.services.keys import SOURCE_COLUMNS, Source, keys_of
from madoguchi.domain import text

NUMBERS = count(1)
PASSWORD = "shiken-no-himitsu-1"


def make_staff(*rights: Right, name: str = "試験 職員") -> Staff:
    """An account with a group of its own that has exactly these rights."""
    number = next(NUMBERS)
    department, _ = Department.objects.get_or_create(code="citizen", defaults={"name": "市民課"})
    group, _ = Group.objects.get_or_create(
        code=f"test-{number}", defaults={"name": "試験", "rights": [r.value for r in rights]}
    )
    staff = Staff.objects.create_user(
        f"shiken{number}", PASSWORD, name=name, department=department, counter="3番窓口"
    )
    staff.groups.set([group])
    return staff


def make_actor(*rights: Right, name: str = "試験 職員") -> Actor:
    staff = make_staff(*rights, name=name)
    who = Who(staff.pk, staff.name, staff.department.name, "3番窓口 127.0.0.1")
    return Actor(who=who, rights=frozenset(rights))


def make_resident(**given: Any) -> Resident:
    """A resident of the register, with the keys that an import would have made. Alone in a household by default.

    As if imported a moment ago, protections and all: else each request would ask for a look at the core terminal.
    """
    protection_data_of_today()
    number = next(NUMBERS)
    fields: dict[str, Any] = {
        "resident_number": f"{number:010d}",
        "household_number": f"{number:010d}",
        "resident_kind": "1",
        "resident_status": "1",
        "name": "架空　太郎",
        "name_kana": "カクウ　タロウ",
        "sex": "1",
        "birth_date": "1970-03-01",
        "relationship": "世帯主",
        "address_prefecture": "和歌山県",
        "address_city": "御坊市",
        "address_town": "薗",
        "address_number": f"{number}番地",
        "postal_code": "6440002",
        "domicile": f"和歌山県御坊市薗{number}番地",
        "head_of_family_register": "架空　太郎",
        "phone": f"0738-00-{number:04d}",
        "as_of": timezone.now(),
    } | given
    address = "".join(
        fields.get(p, "")
        for p in ("address_prefecture", "address_city", "address_town", "address_number", "address_building")
    )
    source = Source(*(address if name == "address" else fields.get(name, "") for name in SOURCE_COLUMNS))
    return Resident.objects.create(**fields, **keys_of(source)._asdict(), key_version=text.KEY_VERSION)


def protection_data_of_today() -> None:
    SourceState.objects.get_or_create(pk="001.protection", defaults={"as_of": timezone.now()})


def protect(resident: Resident) -> None:
    """Put a resident under protection, as an import of the protection file would."""
    Protection.objects.create(
        resident_number=resident.resident_number, source="core", kind="1", as_of=timezone.now()
    )
    refresh_guard()


def register_seal(resident: Resident, number: str = "000123") -> None:
    SealRegistration.objects.create(
        resident_number=resident.resident_number, registration_number=number, status="1", as_of=timezone.now()
    )
