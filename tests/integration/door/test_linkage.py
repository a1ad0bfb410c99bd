"""What comes in crooked and what goes out late gives nobody away."""

from __future__ import annotations

import pytest

from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.inbound import queries as inbound
from madoguchi.apps.outbound.services import drain
from madoguchi.apps.residents.models import Resident
from madoguchi.integrations.objectstore import DirectoryStore, StoreUnavailable
from tests.factories import make_resident, protect
from tests.integration.inbound.conftest import day, store, take
from tests.integration.inbound.sets import protection, put_set, resident
from tests.integration.outbound.records import queue

__all__ = ["day", "store", "take"]  # fixtures of the inbound tests
NUMBERS = [f"{n:09d}" for n in range(1, 7)]
SHIFTED = "秘密町77番地"


def quarantined_values(clerk, take, store, day, number: str, **cells: str) -> list[str | None]:
    """What a clerk sees of one bad line beside good ones; the first resident is protected."""
    lines = [resident(n) for n in NUMBERS]
    put_set(store, day(1), {"001.residents": lines, "001.protection": [protection(NUMBERS[0])]})
    take()
    bad = [line for line in lines if line[0] != number] + [resident(number, **cells)]
    put_set(store, day(2), {"001.residents": bad, "001.protection": [protection(NUMBERS[0])]})
    rows, _ = inbound.quarantine(clerk, take().id)
    return [row.value for row in rows]


def test_an_address_in_the_wrong_column_stays_closed(clerk, take, store, day):
    """Columns that slipped by one: the address stands under 性別."""
    assert quarantined_values(clerk, take, store, day, NUMBERS[0], 性別=SHIFTED) == [None]


def test_of_somebody_unknown_only_codes_are_shown(clerk, take, store, day):
    assert quarantined_values(clerk, take, store, day, "000000099", 性別=SHIFTED) == [None]


def test_a_wrong_code_of_somebody_unknown_can_be_put_right(clerk, take, store, day):
    assert quarantined_values(clerk, take, store, day, "000000099", 性別="X") == ["X"]


def test_who_may_see_protected_people_sees_it(staff, take, store, day):
    actor = staff(Right.IMPORT_VIEW, Right.PROTECTION_RELEASE)
    assert quarantined_values(actor, take, store, day, NUMBERS[0], 性別=SHIFTED) == [SHIFTED]


def test_a_protection_that_finds_nobody_is_told(take, store, day):
    lines = [resident(n) for n in NUMBERS]
    put_set(store, day(1), {"001.residents": lines, "001.protection": [protection("000000777")]})
    (note,) = [n for n in take().notes if "支援措置" in n]
    assert "1 件" in note
    assert "000000777" not in note


def test_a_protection_that_finds_its_person_needs_no_word(take, store, day):
    lines = [resident(n) for n in NUMBERS]
    put_set(store, day(1), {"001.residents": lines, "001.protection": [protection(NUMBERS[0].lstrip("0"))]})
    assert not take().notes
    assert Resident.objects.get(resident_number=NUMBERS[0]).guarded


class DiesBeforeTheManifest(DirectoryStore):
    def put(self, key, body, sha256):
        if key.endswith("_MANIFEST.json"):
            raise StoreUnavailable("試験")
        super().put(key, body, sha256)


def test_a_file_left_without_its_manifest_is_emptied_when_protection_came(store, tmp_path):
    person = make_resident()
    queue("20261120-0001", person.resident_number, visitor_address=SHIFTED)
    from django.utils import timezone

    drain(DiesBeforeTheManifest(tmp_path / "objects"), timezone.now())
    assert SHIFTED in everything_on(tmp_path / "objects")
    protect(person)
    assert drain(store, timezone.now()).held == 1
    assert SHIFTED not in everything_on(tmp_path / "objects")


def everything_on(folder) -> str:
    return "".join(p.read_text(errors="replace") for p in folder.rglob("*") if p.is_file())


@pytest.mark.parametrize("number", [NUMBERS[1], "000000099"])
@pytest.mark.parametrize("columns", [{"住所_町字": SHIFTED * 40}, {"電話番号": SHIFTED * 9}])
def test_an_address_or_telephone_stays_closed_whosever_it_is(clerk, take, store, day, columns, number):
    """The line may move somebody, protected or not until now, into a protected home."""
    columns = columns | {"世帯番号": NUMBERS[0]}
    assert quarantined_values(clerk, take, store, day, number, **columns) == [None]
