"""The systems that have to take an application in: the city's own list, until it says so unconfirmed."""

from __future__ import annotations

from madoguchi.domain.protection import Office, ProtectionRules, System

RULES = ProtectionRules(
    systems=(System(key="records", label="住民記録"), System(key="seals", label="印鑑登録")),
    offices=(Office(key="police", label="警察"),),
    basis="試験の要領",
)


def test_until_the_city_confirms_it_the_list_is_open():
    (found,) = RULES.unconfirmed
    assert (found.what, found.value) == ("反映を確かめる先と相談機関", "住民記録・印鑑登録・警察")
    assert (found.kind, found.key, found.mark) == ("protection", "systems", "confirmed: true")


def test_confirmed_nothing_is_left():
    assert not list(RULES.model_copy(update={"confirmed": True}).unconfirmed)
