"""Who is guarded: also when people move, files differ and imports run at the same moment."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from madoguchi.apps.residents import queries
from madoguchi.apps.residents.models import Protection, Resident
from madoguchi.apps.residents.search_words import understand
from madoguchi.apps.residents.services import protect_provisionally, refresh_guard
from madoguchi.apps.residents.types import Purpose
from tests.factories import make_resident, protect


def guarded(*people: Resident) -> list[bool]:
    return [Resident.objects.get(pk=p.pk).guarded for p in people]


def neighbour(of: Resident, **given: object) -> Resident:
    """Of another household."""
    parts = ("address_town", "address_number", "address_building")
    return make_resident(**{part: getattr(of, part) for part in parts} | given)


def test_whoever_lives_with_somebody_at_the_address_is_guarded(family):
    parent = neighbour(family[0])
    child = make_resident(household_number=parent.household_number, address_town="秘密町", relationship="子")
    protect(family[0])
    assert guarded(parent, child) == [True, True]


def test_the_address_of_each_member_of_the_household_counts(family):
    """The same house is written in more than one way: 101, 101号."""
    Resident.objects.filter(pk=family[1].pk).update(
        address_building="秘密荘101号", address_key="himitsu-101-go"
    )
    other = neighbour(family[0])
    Resident.objects.filter(pk=other.pk).update(address_key="himitsu-101-go")
    protect(family[0])
    assert guarded(other) == [True]


def test_one_who_left_long_ago_guards_nobody_at_the_old_address(family):
    gone = make_resident(
        household_number=family[0].household_number, resident_status="3", address_number="5番地"
    )
    there_now = neighbour(gone)
    protect(family[0])
    assert guarded(gone, there_now) == [True, False]


def test_a_removed_resident_at_the_address_is_guarded(family):
    removed = neighbour(family[0], resident_status="3")
    dropped = neighbour(family[0], in_register=False)
    protect(family[0])
    assert guarded(removed, dropped) == [True, True]


def test_leading_zeros_dont_undo_a_protection(family):
    """A file that went through a spreadsheet has lost them."""
    Protection.objects.create(
        resident_number=family[0].resident_number.lstrip("0"), source="core", as_of=timezone.now()
    )
    refresh_guard()
    assert guarded(*family) == [True, True]


def test_two_without_an_address_guard_only_their_households(database):
    first, second = make_resident(), make_resident()
    Resident.objects.update(address_key="")
    protect(first)
    assert guarded(first, second) == [True, False]


def test_one_who_moves_in_while_protection_is_set_is_guarded(family, clerk):
    """The import hasn't committed when the counter protects: both have to end with the newcomer guarded."""
    newcomer, written, protecting = make_resident(), threading.Event(), threading.Event()

    def run_import() -> None:
        with transaction.atomic():
            refresh_guard()  # holds what an import holds from its first look at the register to its commit
            Resident.objects.filter(pk=newcomer.pk).update(household_number=family[0].household_number)
            refresh_guard()
            written.set()
            protecting.wait(0.5)
        connection.close()

    importing = threading.Thread(target=run_import)
    importing.start()
    written.wait()
    protect_provisionally(family[0].pk, by=clerk)
    protecting.set()
    importing.join()
    assert guarded(newcomer) == [True]


def test_a_protection_at_the_counter_stands_even_if_it_has_to_wait(family, clerk):
    """While an import runs, stored copies are closed already."""
    held, done = threading.Event(), threading.Event()

    def run_import() -> None:
        with transaction.atomic():
            refresh_guard()
            held.set()
            done.wait(5)
        connection.close()

    importing = threading.Thread(target=run_import)
    importing.start()
    held.wait()
    protecting = threading.Thread(
        target=lambda: (protect_provisionally(family[0].pk, by=clerk), connection.close())
    )
    protecting.start()
    until = timezone.now() + timedelta(seconds=3)
    closed = frozenset[str]()
    while not closed and timezone.now() < until:
        closed = queries.guarded_numbers([family[0].resident_number])
    done.set()
    importing.join()
    protecting.join()
    assert closed
    assert guarded(*family) == [True, True]


def test_one_who_is_no_longer_in_the_register_counts_as_removed(clerk, family):
    Resident.objects.filter(pk=family[0].pk).update(in_register=False)
    assert queries.open_resident(clerk, Purpose.COUNTER, family[0].pk).removed


@pytest.mark.parametrize(
    "typed",
    ["秘密町", "秘密町77", "秘密荘", "7777", "見本 秘密町", "ミホン 秘密町", "秘密の旧住所", "秘密県"],
)
def test_nothing_withheld_matches(clerk, family, typed):
    protect(family[0])
    assert queries.search(clerk, Purpose.COUNTER, understand(typed)).total == 0
