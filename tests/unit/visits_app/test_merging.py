"""Two visits made one: nothing that either says is lost, nobody's word wins unasked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.apps.visits import editing
from madoguchi.apps.visits.merging import lay_beside
from madoguchi.apps.visits.types import Body, Newcomer, Notifier, Person, Wanted
from madoguchi.domain.counter import VisitorKind
from madoguchi.domain.facts import Origin, SourceKind, Statement
from madoguchi.domain.visits import Change, Ruling, Said, Subject, Unanswered

AT = datetime(2026, 11, 22, tzinfo=UTC)
TARO = Newcomer("架空　太郎", "カクウ　タロウ", date(1990, 1, 1))
HANA = Newcomer("架空　花", birth=date(1992, 2, 2))


def said(fact: str, value: object, member: str | None = None, event: str | None = None) -> Said:
    return Said(Statement(fact, value, Origin(SourceKind.QUESTION, "1", AT)), Subject(member, event))


def body(*newcomers: Newcomer, kinds: tuple[str, ...] = ("birth",)) -> Body:
    persons = tuple(Person(f"n{n}", None, one, AT) for n, one in enumerate(newcomers, start=1))
    made = Body(persons=(Person("r1", 1), *persons))
    for kind in kinds:
        made = editing.with_event(made, kind)
    return made


@st.composite
def visits(draw) -> Body:
    """A visit as edits make it: a household of two, some newcomers, answers about them and the events."""
    new = draw(st.lists(st.sampled_from([TARO, HANA]), unique=True, max_size=2))
    made = body(*new, kinds=tuple(draw(st.lists(st.sampled_from(["birth", "death", "move"]), max_size=3))))
    keys, events = [p.key for p in made.persons], [e.key for e in made.events]
    facts, values = st.sampled_from(["f1", "f2"]), st.integers(1, 2)
    abouts = st.builds(Subject, st.sampled_from([None, *keys]), st.sampled_from([None, *events]))
    for fact, about, value in draw(st.lists(st.tuples(facts, abouts, values), max_size=4)):
        made = editing.with_said(made, said(fact, value, about.member, about.event))
    for fact, about in draw(st.lists(st.tuples(facts, abouts), max_size=2)):
        made = editing.with_unanswered(made, Unanswered(fact, about, later=True))
    for fact, about, value in draw(st.lists(st.tuples(st.just("d1"), abouts, values), max_size=1)):
        made = editing.with_ruling(made, Ruling(fact, value, about, "試験", "理由", AT))
    for key in events:
        players = draw(st.frozensets(st.sampled_from(keys)))
        made = editing.with_roles(made, key, {"part": players})
    changes = st.lists(st.tuples(st.sampled_from(["KH-01", "NK-01"]), st.booleans()), max_size=2)
    for procedure, added in draw(changes):
        made = editing.with_change(made, Change(procedure, keys[0], added, "試験", "理由", AT))
    made = editing.with_brought(made, "通帳", draw(st.sampled_from([None, *keys])), draw(st.booleans()))
    who = draw(st.none() | st.sampled_from(keys))
    notifier = Notifier(VisitorKind.SELF, who) if who else None
    wanted = tuple(Wanted("copy", n) for n in draw(st.lists(st.integers(1, 2), max_size=1)))
    return replace(made, notifier=notifier, certificates=wanted)


def statements(one: Body) -> set[tuple[object, ...]]:
    return {(s.statement.fact, s.about, s.statement.value) for s in one.said}


@given(visits())
def test_with_itself_nothing_changes_and_nobody_is_asked(one):
    merge = lay_beside(one, one)
    assert merge.conflicts == () and merge.settled(()) == one and merge.taken_over == 0


@given(visits())
def test_with_an_empty_one_nothing_changes(one):
    assert lay_beside(one, Body()).settled(()) == replace(one, busy=False)
    assert statements(lay_beside(Body(), one).settled(())) == statements(lay_beside(Body(), one).other)


@given(visits(), visits(), st.data())
def test_nothing_either_says_is_lost_but_what_somebody_chose_against(one, two, data):
    merge = lay_beside(one, two)
    keys = [conflict.key for conflict in merge.conflicts]
    assert len(keys) == len(set(keys))
    chosen = set(data.draw(st.lists(st.sampled_from(keys), unique=True))) if keys else set()
    done = merge.settled(chosen)
    about = {(fact, of) for fact, of, _ in statements(one) | statements(merge.other)}
    assert {(fact, of) for fact, of, _ in statements(done)} == about
    dropped = (statements(one) | statements(merge.other)) - statements(done)
    assert len(dropped) == sum(c.slot[0] == "said" for c in merge.conflicts)
    for conflict in merge.conflicts:
        if conflict.slot[0] == "said":
            winner = conflict.other if conflict.key in chosen else conflict.kept
            assert winner in done.said
    # Everybody and every event of both, once.
    names = {p.newcomer.name for p in (*one.persons, *two.persons) if p.newcomer}
    assert sorted(p.newcomer.name for p in done.persons if p.newcomer) == sorted(names)
    for kind in {e.kind for e in (*one.events, *two.events)}:
        most = max(sum(e.kind == kind for e in b.events) for b in (one, two))
        assert sum(e.kind == kind for e in done.events) == most
    # Each key stands for somebody or something of this visit.
    people, events = {p.key for p in done.persons}, {e.key for e in done.events}
    assert len(people) == len(done.persons) and len(events) == len(done.events)
    for of in [s.about for s in done.said] + [u.about for u in done.unanswered]:
        assert (of.member or "r1") in people and (of.event is None or of.event in events)
    assert all(members <= people for e in done.events for members in e.roles.values())


@given(visits(), visits())
def test_whichever_is_kept_the_same_is_asked_about(one, two):
    def facts(a: Body, b: Body) -> list[str]:
        return sorted(c.slot[0] for c in lay_beside(a, b).conflicts)

    assert facts(one, two) == facts(two, one)


def test_the_same_newcomer_is_known_by_name_and_birth_and_each_adds_what_the_other_left_out():
    mine = body(HANA, TARO)
    theirs = replace(
        body(replace(TARO, name="架空 太郎", kana="", sex="1")), said=(said("f", 1, "n1", "e1"),)
    )
    done = lay_beside(mine, theirs).settled(())
    assert [p.key for p in done.persons] == ["r1", "n1", "n2"]
    assert done.person("n2").newcomer == replace(TARO, sex="1")
    assert done.said == (said("f", 1, "n2", "e1"),)


def test_another_newcomer_gets_a_key_of_their_own():
    theirs = replace(body(HANA), said=(said("f", 1, "n1"),))
    done = lay_beside(body(TARO), theirs).settled(())
    key = next(p.key for p in done.persons if p.newcomer == HANA)
    assert key != "n1" and done.said == (said("f", 1, key),)


def test_an_answer_closes_what_the_other_left_open():
    about = Subject("r1", "e1")
    mine = replace(body(), unanswered=(Unanswered("f", about, later=True),))
    theirs = replace(body(), said=(said("f", 1, "r1", "e1"),))
    for done in (lay_beside(mine, theirs).settled(()), lay_beside(theirs, mine).settled(())):
        assert done.unanswered == () and len(done.said) == 1
