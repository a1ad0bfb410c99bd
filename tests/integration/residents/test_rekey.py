"""New search keys for everybody, beside a working counter."""

from __future__ import annotations

from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import system
from madoguchi.apps.audit.types import Action
from madoguchi.apps.residents import queries, services
from madoguchi.apps.residents.models import Resident
from madoguchi.apps.residents.search_words import understand
from madoguchi.apps.residents.types import Purpose
from madoguchi.domain import text
from tests.factories import make_resident, protect

BY = system("試験").who


def outdated(**given) -> Resident:
    """A resident as an older program left them: keys that today's search doesn't look for."""
    resident = make_resident(**given)
    Resident.objects.filter(pk=resident.pk).update(
        name_keys="?", kana_keys="?", kana_sort="?", address_key="?", phone_key="?", key_version=-1
    )
    return resident


def test_everybody_is_found_again_afterwards(staff, trail):
    one = outdated(name="髙﨑　花子", phone="0738-00-4321")
    actor = staff(Right.COUNTER)
    assert queries.search(actor, Purpose.COUNTER, understand("高崎")).rows == ()
    assert services.rekey(by=BY) == 1
    assert [r.id for r in queries.search(actor, Purpose.COUNTER, understand("高崎 4321")).rows] == [one.pk]
    assert Action.REKEYED in [e.action for e in trail()]


def test_keys_are_those_that_an_import_would_make(database):
    fresh = make_resident(name="渡邉󠄒　架空")
    outdated_one = Resident.objects.get(pk=fresh.pk)
    Resident.objects.filter(pk=fresh.pk).update(name_keys="?", address_key="?", key_version=-1)
    services.rekey(by=BY)
    again = Resident.objects.get(pk=fresh.pk)
    assert (again.name_keys, again.address_key) == (outdated_one.name_keys, outdated_one.address_key)


def test_it_can_be_repeated_and_then_has_nothing_to_do(database):
    for _ in range(3):
        outdated()
    assert services.rekey(by=BY) == 3
    assert services.rekey(by=BY) == 0
    assert set(Resident.objects.values_list("key_version", flat=True)) == {text.KEY_VERSION}


def test_nobody_loses_protection_while_the_keys_change(database):
    hidden = outdated(address_number="1番地")
    neighbour = outdated(address_number="1番地")
    protect(hidden)
    services.rekey(by=BY)
    assert set(Resident.objects.filter(guarded=True).values_list("pk", flat=True)) == {
        hidden.pk,
        neighbour.pk,
    }
