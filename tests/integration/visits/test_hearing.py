"""A visit while it is filled in: who, what is known, answers, versions."""

from __future__ import annotations

import pytest

from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.receptions.types import Incomplete, Stale
from madoguchi.apps.residents.types import NeedsCheck
from madoguchi.apps.visits import queries, services
from madoguchi.apps.visits.models import VisitRecord
from madoguchi.apps.visits.services import Asked
from madoguchi.apps.visits.types import Newcomer
from madoguchi.domain.visits import known_facts
from tests.factories import make_resident, protect, register_seal
from tests.integration.visits import families


@pytest.fixture
def clerk(staff):
    return staff(Right.COUNTER, Right.ISSUE)


def test_a_family_nobody_has_yet_is_asked_only_what_decides_something(clerk):
    opened = families.arrived(clerk)
    assert [p.name for p in opened.persons] == [n.name for n in families.FAMILY]
    assert opened.plan.next is not None
    known = {(k.fact.key, k.member) for k in known_facts(opened.plan.cases[0])}
    asked = {(one.fact, m) for one in opened.plan.askings for m in one.members or (None,)}
    assert not known & asked
    assert any(i.procedure.id == "JK-01" and i.act for i in opened.plan.required)


def test_an_answer_taken_back_is_as_if_never_given(clerk):
    opened = families.arrived(clerk)
    before, one = opened.body, opened.plan.next
    given = services.answer(
        opened.number, families.asked(one), families.default_answer(one), seen=opened.version, by=clerk
    )
    assert one.fact not in {a.fact for a in given.plan.askings if a.members == one.members}
    back = services.take_back(given.number, families.asked(one), seen=given.version, by=clerk)
    assert back.body == before
    assert [a.fact for a in back.plan.askings] == [a.fact for a in opened.plan.askings]


def test_dont_know_is_not_asked_again_and_stays_open(clerk):
    opened = families.arrived(clerk)
    one = opened.plan.next
    left = services.leave_open(opened.number, families.asked(one), later=False, seen=opened.version, by=clerk)
    assert left.plan.next is None or left.plan.next.fact != one.fact
    assert left.plan.most_questions < opened.plan.most_questions


def test_what_cant_be_is_refused_with_its_field_and_nothing_is_kept(clerk):
    opened = families.arrived(clerk)
    with pytest.raises(Incomplete) as raised:
        services.answer(opened.number, Asked("event.date", (), "e1"), "昨日", seen=opened.version, by=clerk)
    assert raised.value.faults[0].target == "event.date"
    assert queries.open_visit(opened.number, by=clerk).body == opened.body


def test_a_stale_save_changes_nothing(clerk, staff):
    opened, other = families.arrived(clerk), staff(Right.COUNTER, name="試験 同僚")
    services.set_busy(opened.number, True, seen=opened.version, by=other)
    with pytest.raises(Stale, match="試験 同僚"):
        services.set_busy(opened.number, False, seen=opened.version, by=clerk)
    assert queries.open_visit(opened.number, by=clerk).body.busy


def test_the_register_speaks_for_itself_and_is_not_stored(clerk):
    head = make_resident(name="見本　太郎", birth_date="1960-04-02", nationality="")
    register_seal(head)
    opened = services.start(head.pk, ["move_within"], by=clerk)
    case = opened.plan.cases[0]
    key = opened.persons[0].key
    assert case.value("person.name", key) == "見本　太郎"
    assert case.value("person.resident_kind", key) == "日本人"
    assert case.value("person.address_town", key) == "薗"
    assert "見本" not in str(VisitRecord.objects.get().body)


def test_a_guarded_household_stops_in_neutral_words_and_keeps_its_address(clerk, trail):
    head = make_resident(name="見本　花子")
    protect(head)
    with pytest.raises(NeedsCheck):
        services.start(head.pk, ["move_within"], by=clerk)
    assert not VisitRecord.objects.exists()
    opened = services.start_guarded(head.pk, ["move_within"], by=clerk)
    key = opened.persons[0].key
    assert opened.guarded and opened.guard.words
    case = opened.plan.cases[0]
    assert all(
        case.held(fact.key, key).statements == ()
        for fact in opened.plan.rules.catalogue
        if fact.item_class and fact.key.startswith("person.") and not fact.derivation
    )
    assert not {a.fact for a in opened.plan.askings} & {"person.phone", "person.protection"}


def test_the_trail_names_facts_never_values(clerk, trail):
    opened = families.arrived(clerk)
    services.add_newcomer(opened.number, Newcomer("架空　秘密"), seen=opened.version, by=clerk)
    words = str([e.detail for e in trail()])
    assert "event.date" in words
    assert "秘密" not in words and "2021" not in words


def test_nothing_half_done_survives_an_exception(clerk, monkeypatch):
    opened = families.arrived(clerk)
    from madoguchi.apps.visits.services import common

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the server dies")

    monkeypatch.setattr(common, "note", broken)
    with pytest.raises(RuntimeError):
        services.set_busy(opened.number, True, seen=opened.version, by=clerk)
    monkeypatch.undo()
    assert queries.open_visit(opened.number, by=clerk).body == opened.body


def test_an_answer_about_somebody_who_is_not_of_the_visit_is_refused(clerk):
    opened = families.arrived(clerk)
    stranger = services.Asked("person.pregnant", ("r999",))
    for act in (
        lambda: services.answer(opened.number, stranger, "true", seen=opened.version, by=clerk),
        lambda: services.leave_open(opened.number, stranger, later=False, seen=opened.version, by=clerk),
        lambda: services.overrule(opened.number, stranger, "true", "聞いた", seen=opened.version, by=clerk),
    ):
        with pytest.raises(Refused, match="この受付にいない人"):
            act()
    assert queries.open_visit(opened.number, by=clerk).body == opened.body
