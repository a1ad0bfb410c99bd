"""What is stored of a visit comes back as it was; taking back is never having said."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.apps.receptions.types import OralAnswer, Party
from madoguchi.apps.visits import editing
from madoguchi.apps.visits.storing import UnknownVersionError, freeze, thaw
from madoguchi.apps.visits.types import Body, Brought, Newcomer, Notifier, Person, Wanted
from madoguchi.domain.counter import VisitorKind
from madoguchi.domain.dates import UncertainDate
from madoguchi.domain.facts import NOT_APPLICABLE, UNKNOWN, Origin, SourceKind, Statement
from madoguchi.domain.guide import Language
from madoguchi.domain.visits import Change, Ruling, Said, Subject, Unanswered, VisitEvent

words = st.text(max_size=8)
date_min, date_max = (datetime.fromisoformat(f"{year}-01-01") for year in (2020, 2030))
days = st.dates(date(1900, 1, 1), date(2100, 1, 1))
moments = st.datetimes(date_min, date_max, timezones=st.just(UTC))
uncertain = st.builds(lambda text, day: UncertainDate(text, day, None), words, days)
scalars = st.one_of(
    st.booleans(), st.integers(-(10**9), 10**9), words, days, uncertain, st.decimals(-99, 99, places=2)
)
values = st.one_of(
    scalars, st.lists(scalars, max_size=3).map(tuple), st.sampled_from([UNKNOWN, NOT_APPLICABLE])
)
subjects = st.builds(Subject, st.none() | words, st.none() | words)
origins = st.builds(Origin, st.sampled_from(SourceKind), words, moments)
said = st.builds(Said, st.builds(Statement, words, values, origins, st.booleans()), subjects)
newcomers = st.builds(Newcomer, words, words, st.none() | days | uncertain, words, words, words, words, words)
persons = st.builds(Person, words, st.none() | st.integers(1, 99), st.none() | newcomers, st.none() | moments)
events = st.builds(
    VisitEvent, words, words, st.dictionaries(words, st.frozensets(words, max_size=3), max_size=2)
)
notifiers = st.builds(
    Notifier,
    st.sampled_from(VisitorKind),
    words,
    st.builds(Party, words, words, words),
    words,
    st.lists(words, max_size=2).map(tuple),
    st.lists(words, max_size=2).map(tuple),
    st.lists(st.builds(OralAnswer, words, st.booleans()), max_size=2).map(tuple),
    st.booleans(),
    st.none() | days,
)
bodies = st.builds(
    Body,
    persons=st.lists(persons, max_size=2).map(tuple),
    events=st.lists(events, max_size=2).map(tuple),
    said=st.lists(said, max_size=4).map(tuple),
    rulings=st.lists(st.builds(Ruling, words, scalars, subjects, words, words, moments), max_size=2).map(
        tuple
    ),
    unanswered=st.lists(st.builds(Unanswered, words, subjects, st.booleans()), max_size=2).map(tuple),
    changes=st.lists(
        st.builds(Change, words, st.none() | words, st.booleans(), words, words, moments), max_size=2
    ).map(tuple),
    notifier=st.none() | notifiers,
    brought=st.lists(st.builds(Brought, words, st.none() | words, st.booleans()), max_size=2).map(tuple),
    certificates=st.lists(
        st.builds(Wanted, words, st.integers(1, 9), st.lists(words, max_size=2).map(tuple)), max_size=2
    ).map(tuple),
    language=st.sampled_from(Language),
    large_print=st.booleans(),
    busy=st.booleans(),
)


@given(bodies)
def test_a_body_comes_back_as_it_was(body):
    assert thaw(json.loads(json.dumps(freeze(body)))) == body


@pytest.mark.parametrize("value", [Decimal("1.50"), True, 1, "1", date(2026, 1, 1), UncertainDate("不詳")])
def test_a_value_keeps_its_type(value):
    one = Said(Statement("f", value, Origin(SourceKind.QUESTION, "", datetime(2026, 1, 1, tzinfo=UTC))))
    back = thaw(json.loads(json.dumps(freeze(Body(said=(one,)))))).said[0].statement.value
    assert (type(back), back) == (type(value), value)


@given(bodies, said)
def test_an_answer_taken_back_is_as_if_never_given(body, one):
    fact, about = one.statement.fact, one.about
    clean = editing.without(body, fact, about)
    counter = Said(
        Statement(fact, one.statement.value, Origin(SourceKind.QUESTION, "1", one.statement.origin.as_of)),
        about,
    )
    assert editing.without(editing.with_said(body, counter), fact, about) == clean


@given(bodies, said)
def test_answered_twice_is_the_last_answer(body, one):
    counter = Said(
        Statement(one.statement.fact, "x", Origin(SourceKind.STAFF, "", one.statement.origin.as_of)),
        one.about,
    )
    twice = editing.with_said(editing.with_said(body, counter), counter)
    assert twice == editing.with_said(body, counter)
    assert sum(s == counter for s in twice.said) == 1


def test_a_later_releases_visit_is_refused_not_misread():
    with pytest.raises(UnknownVersionError):
        thaw(freeze(Body()) | {"v": 2})
