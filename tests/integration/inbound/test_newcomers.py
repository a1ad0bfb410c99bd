"""An import brings whom a visit announced: guarded in the transaction that brings them, or not brought at all."""

from __future__ import annotations

import threading
import time
from datetime import date

import pytest
from django.db import connection, transaction

from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.inbound.states import State
from madoguchi.apps.residents import services as register
from madoguchi.apps.residents.models import Arrival, ArrivalMatch, Protection, Resident
from madoguchi.apps.residents.services.protection import REGISTER_LOCK
from madoguchi.apps.residents.types import Announced
from tests.factories import make_resident
from tests.integration.inbound.sets import protection, put_difference, put_set, resident

VISIT = "20261122-0007"
MOTHER = {"氏名": "架空　桜", "氏名_フリガナ": "カクウ　サクラ", "性別": "2", "生年月日": "1987-05-01"}
HOME = "350番地"


@pytest.fixture
def clerk(staff):
    return staff(Right.COUNTER)


@pytest.fixture
def full(store, take, day) -> str:
    rows = [resident(f"{n:09d}") for n in range(1, 31)]
    name = put_set(store, day(1), {"001.residents": rows, "001.protection": [protection("000000001")]})
    assert take().state is State.APPLIED
    return name


def announce(clerk, *, asking: bool) -> None:
    mother = Announced("n1", "架空　桜", "カクウ　サクラ", date(1987, 5, 1), "和歌山県御坊市薗350番地")
    register.note_arrivals(VISIT, [mother])
    if asking:
        register.protect_arrivals(VISIT, ["n1"], by=clerk)


def brought(store, take, day, full: str, *rows: list[str]) -> str:
    """What the page of the import says of it."""
    put_difference(store, day(2), {"001.residents": list(rows), "001.protection": []}, full, 1)
    result = take()
    assert result.state is State.APPLIED
    return str(result.words)


def guarded(number: str) -> bool:
    return Resident.objects.get(resident_number=number).guarded


def test_she_comes_guarded_and_her_household_with_her(store, take, day, full, clerk):
    announce(clerk, asking=True)
    mother = [*resident("000000099", 住所_番地号表記=HOME, **MOTHER), "1"]
    child = [*resident("000000098", 世帯番号="000000099", 氏名="架空　葵", 住所_番地号表記="三五〇"), "1"]
    somebody = [*resident("000000097", 氏名="架空　桜"), "1"]
    brought(store, take, day, full, mother, child, somebody)
    assert [guarded(number) for number in ("000000099", "000000098", "000000097")] == [True, True, False]
    (row,) = Protection.objects.filter(source="counter", resident_number="000000099")
    assert row.active and row.kind == "8" and row.history_number.startswith(f"{VISIT}/n1#")


def test_nobody_is_told_as_unknown_while_she_is_awaited(store, take, day, full, clerk):
    announce(clerk, asking=True)
    assert brought(store, take, day, full, [*resident("000000097"), "1"]) == ""
    assert Protection.objects.filter(active=True, source="counter").count() == 1


def test_of_whom_nothing_was_asked_only_the_papers_follow(store, take, day, full, clerk):
    announce(clerk, asking=False)
    brought(store, take, day, full, [*resident("000000099", 住所_番地号表記=HOME, **MOTHER), "1"])
    assert not guarded("000000099")
    assert ArrivalMatch.objects.get().resident_number == "000000099"


def test_asked_after_she_came_she_is_guarded_by_the_word(store, take, day, full, clerk):
    announce(clerk, asking=False)
    brought(store, take, day, full, [*resident("000000099", 住所_番地号表記=HOME, **MOTHER), "1"])
    register.protect_arrivals(VISIT, ["n1"], by=clerk)
    register.guard_now()
    assert guarded("000000099")


def test_what_she_was_called_is_forgotten_but_not_whose_the_papers_are(store, take, day, full, clerk):
    announce(clerk, asking=False)
    brought(store, take, day, full, [*resident("000000099", 住所_番地号表記=HOME, **MOTHER), "1"])
    assert register.forget_arrivals(date(2026, 11, 22)) == 0
    assert register.forget_arrivals(date(2026, 11, 23)) == 1
    kept = Arrival.objects.get()
    assert (kept.name, kept.kana, kept.born_from, kept.address_key) == ("", "", None, "")
    register.protect_arrivals(VISIT, ["n1"], by=clerk)
    register.guard_now()
    assert guarded("000000099")


def test_whoever_asked_for_protection_is_known_as_long_as_it_lasts(clerk, database):
    announce(clerk, asking=True)
    assert register.forget_arrivals(date(2027, 11, 23)) == 0
    assert Arrival.objects.get().name == "架空　桜"


def test_a_home_typed_while_an_import_runs_waits_for_nothing(clerk, database):
    """That import's own end, or the next, guards who lives there already."""
    lives_there = make_resident(address_number=HOME)
    announce(clerk, asking=True)
    held, done = threading.Event(), threading.Event()

    def run_import() -> None:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [REGISTER_LOCK])
            held.set()
            done.wait(5)
        connection.close()

    importing = threading.Thread(target=run_import)
    importing.start()
    held.wait()
    began = time.monotonic()
    register.guard_if_free()
    waited = time.monotonic() - began
    done.set()
    importing.join()
    assert waited < 1 and not guarded(lives_there.resident_number)
    register.guard_if_free()
    assert guarded(lives_there.resident_number)


def test_new_search_keys_find_her_still(store, take, day, full, clerk):
    announce(clerk, asking=True)
    Resident.objects.update(key_version=0)
    register.rekey(by=clerk.who)
    brought(
        store,
        take,
        day,
        full,
        [*resident("000000099", 住所_番地号表記=HOME, **MOTHER | {"生年月日": "1987-05-11"}), "1"],
    )
    assert guarded("000000099")
