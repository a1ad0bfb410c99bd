"""Searching the register through the door."""

from __future__ import annotations

import pytest

from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.audit.types import Action
from madoguchi.apps.residents import queries
from madoguchi.apps.residents.search_words import Kind, understand
from madoguchi.apps.residents.types import WITHHELD, Purpose
from tests.factories import make_resident, protect

COUNTER = (Right.COUNTER,)


def found(staff, typed, rights=COUNTER):
    return [r.name for r in queries.search(staff(*rights), Purpose.COUNTER, understand(typed)).rows]


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("4321", Kind.PHONE),
        ("４３２１", Kind.PHONE),
        ("1234567", Kind.NUMBER),
        ("000000000012345", Kind.NUMBER),
        ("S45", Kind.BIRTH),
        ("S45.3.1", Kind.BIRTH),
        ("昭和45年3月1日", Kind.BIRTH),
        ("19700301", Kind.BIRTH),
        ("1970/3/1", Kind.BIRTH),
        ("おおの", Kind.KANA),
        ("オオノ", Kind.KANA),
        ("ｵｵﾉ", Kind.KANA),
        ("大野", Kind.TEXT),
        ("薗", Kind.TEXT),
    ],
)
def test_a_word_is_understood_by_its_form(typed, kind):
    assert [w.kind for w in understand(typed)] == [kind]


@pytest.mark.parametrize(
    "typed",
    [
        "髙﨑",
        "高崎",
        "タカサキ",
        "たかさき",
        "ﾀｶｻｷ",
        "高崎 花子",
        "S45.3.1",
        "1970/3/1",
        "S45",
        "タカ 薗",
        "4321",
    ],
)
def test_one_person_is_found_in_many_ways(staff, typed):
    make_resident(
        name="髙﨑　花子", name_kana="タカサキ　ハナコ", phone="0738-00-4321", birth_date="1970-03-01"
    )
    make_resident(
        name="見本　一郎", name_kana="ミホン　イチロウ", address_town="湯川町財部", birth_date="1980-01-01"
    )
    assert found(staff, typed) == ["髙﨑　花子"]


def test_a_resident_number_is_found_without_its_leading_zeros(staff):
    one = make_resident(resident_number="000000000123456")
    assert found(staff, "123456") == [one.name]


def test_an_uncertain_birth_date_matches_its_whole_range(staff):
    make_resident(name="不詳　太郎", birth_date="", birth_uncertain_text="昭和20年月日不詳")
    assert found(staff, "S20.8.1") == ["不詳　太郎"]
    assert found(staff, "S21") == []


def test_the_count_is_honest_and_the_list_is_short(staff):
    for _ in range(55):
        make_resident(name="架空　多数")
    answer = queries.search(staff(*COUNTER), Purpose.COUNTER, understand("架空"))
    assert (len(answer.rows), answer.total, answer.capped) == (50, 55, False)


def test_a_protected_address_and_telephone_answer_as_for_nobody(staff):
    hidden = make_resident(
        name="保護　花子", address_town="島", address_number="99番地9", phone="0738-00-7777"
    )
    make_resident(household_number=hidden.household_number, name="保護　一郎", relationship="子", phone="")
    protect(hidden)
    assert found(staff, "99番地9") == []
    assert found(staff, "7777") == []
    assert found(staff, "保護") == ["保護　花子", "保護　一郎"] or len(found(staff, "保護")) == 2
    rows = queries.search(staff(*COUNTER), Purpose.COUNTER, understand("保護")).rows
    assert all(r.address is WITHHELD and r.care for r in rows)


def test_with_the_right_the_address_is_searched_and_shown(staff):
    hidden = make_resident(address_number="99番地9")
    protect(hidden)
    rights = (Right.COUNTER, Right.PROTECTION_RELEASE)
    assert found(staff, "99番地9", rights) == [hidden.name]


def test_a_search_is_written_down_without_what_was_typed(staff, trail):
    one = make_resident(name="架空　花子")
    found(staff, "架空 S45")
    event = trail()[-1]
    assert event.action == Action.SEARCHED
    assert event.subjects == [one.pk]
    assert event.detail == {"kinds": ["text", "birth"], "total": 1}


def test_nothing_typed_finds_nobody_and_leaves_no_trace(staff, trail):
    actor = staff(*COUNTER)
    before = len(trail())
    assert queries.search(actor, Purpose.COUNTER, ()).rows == ()
    assert len(trail()) == before


def test_the_list_takes_one_query_and_one_event(staff, django_assert_num_queries):
    from django.db import connections

    for _ in range(5):
        make_resident(name="架空　五人")
    actor = staff(*COUNTER)
    with django_assert_num_queries(2, connection=connections["default"]):  # the list, the freshness
        queries.search(actor, Purpose.COUNTER, understand("架空"))


@pytest.mark.parametrize("typed", ["サトー", "さとう", "サト", "/サトウ"])
def test_long_sounds_and_a_stray_slash_do_not_matter(staff, typed):
    make_resident(name="佐藤　花子", name_kana="サトウ　ハナコ")
    assert found(staff, typed) == ["佐藤　花子"]


def test_a_surname_comes_before_an_alias(staff):
    make_resident(
        name="ALIAS DEMO", name_kana="アリアス　デモ", alias="田中　一", alias_kana="タナカ　ハジメ"
    )
    make_resident(name="田中　花子", name_kana="タナカ　ハナコ")
    assert found(staff, "たなか") == ["田中　花子", "ALIAS DEMO"]
    assert found(staff, "田中") == ["田中　花子", "ALIAS DEMO"]
