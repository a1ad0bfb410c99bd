"""Who of a visit asks for protection: one word anywhere is enough, and no other word undoes it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.apps.visits.arriving import asking
from madoguchi.apps.visits.types import PROTECTED, PROTECTION, Body, Newcomer, Person
from madoguchi.domain.facts import Origin, SourceKind, Statement
from madoguchi.domain.visits import Ruling, Said, Subject, VisitEvent

NOW = datetime(2026, 11, 23, tzinfo=UTC)
PEOPLE = (
    Person("n1", newcomer=Newcomer("架空　桜")),
    Person("n2", newcomer=Newcomer("架空　葵")),
    Person("r7", 7),
)
KEYS = tuple(person.key for person in PEOPLE)


def said(member: str, value: str, kind: SourceKind = SourceKind.STAFF) -> Said:
    return Said(Statement(PROTECTION, value, Origin(kind, "1", NOW)), Subject(member))


def ruled(member: str, value: str) -> Ruling:
    return Ruling(PROTECTION, value, Subject(member), "試験", "聞取り", NOW)


def played(*members: str) -> VisitEvent:
    return VisitEvent("e1", "protection", {PROTECTION: frozenset(members)})


@pytest.mark.parametrize(
    "body",
    [
        Body(PEOPLE, said=(said("n1", "希望"),)),
        Body(PEOPLE, said=(said("n1", "措置中", SourceKind.LAYOUT), said("n1", "なし"))),
        Body(PEOPLE, rulings=(ruled("n1", "希望"),), said=(said("n1", "なし"),)),
        Body(PEOPLE, events=(played("n1"),)),
    ],
    ids=["answer", "foretold, contradicted", "ruling", "part of the event"],
)
def test_however_it_was_said(body):
    assert asking(body) == {"n1"}


words = st.tuples(st.sampled_from(KEYS), st.sampled_from((*PROTECTED, "なし")))


@given(st.lists(words), st.lists(words), st.sets(st.sampled_from(KEYS)))
def test_nobody_is_lost_and_nobody_is_added(spoken, rulings, playing):
    body = Body(
        PEOPLE,
        events=(played(*playing),),
        said=tuple(said(*one) for one in spoken),
        rulings=tuple(ruled(*one) for one in rulings),
    )
    asked = {member for member, value in (*spoken, *rulings) if value in PROTECTED}
    assert asking(body) == asked | playing


def test_somebody_who_is_not_of_the_visit_any_more_is_not_asked_for():
    assert asking(Body(PEOPLE[1:], said=(said("n1", "希望"),))) == frozenset()
