"""What holds for every visit: the order of answers, answers taken back, knowing more, the busy mode."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from households import FAMILY, NOON, RULES, TODAY, is_personal, moving_in, said
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.domain.decisions.hearing import Planner
from madoguchi.domain.facts import FactType
from madoguchi.domain.visits import (
    Change,
    Plan,
    Ruling,
    Said,
    Status,
    Subject,
    Unanswered,
    Visit,
    VisitEvent,
    known_facts,
    make_plan,
)
from tests.thoroughness import examples

SLOW = settings(max_examples=examples(20))
BASE = sorted({base for name in RULES.book.domains for base in RULES.catalogue.base_of(name)})
SETTLED = {"person.birth_date", "person.newcomer", "event.date", "event.notified_on"}
FIXED = SETTLED.union(*(event.sets for event in RULES.life_events.values()))
"""What the visit or its event says by itself: the contrary is a conflict, not one answer more."""
ASKED = [
    fact
    for fact in BASE
    if fact not in FIXED and fact not in RULES.closed_roles and RULES.catalogue[fact].constant is None
]
DERIVED = [fact for fact in RULES.book.domains if RULES.catalogue[fact].derivation]
KINDS = sorted(RULES.life_events)


def values(fact: str) -> st.SearchStrategy:
    entry = RULES.catalogue[fact]
    if entry.type is FactType.BOOLEAN:
        return st.booleans()
    if entry.type is FactType.ENUMERATION:
        return st.sampled_from(sorted(entry.allowed))
    if entry.type is FactType.INTEGER:
        return st.integers(0, 500)
    if entry.type is FactType.STRING:
        return st.sampled_from(["世帯主", "妻", "子"])
    return st.dates(date(2026, 1, 1), date(2026, 12, 31))


@st.composite
def answers(draw: st.DrawFn) -> list[Said]:
    """At most one answer for each fact and member."""
    facts = draw(st.lists(st.sampled_from(ASKED), unique=True, max_size=25))
    found = []
    for fact in facts:
        whom = draw(st.sets(st.sampled_from(sorted(FAMILY)))) if is_personal(fact) else {None}
        found += [said(fact, draw(values(fact)), member) for member in sorted(whom, key=str)]
    return found


@st.composite
def visits(draw: st.DrawFn) -> Visit:
    """The family for any event, or two, with everything settled about who plays which part."""
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=2, unique=True))
    events = []
    for number, kind in enumerate(kinds):
        roles = {
            role.fact: frozenset(draw(st.sets(st.sampled_from(sorted(FAMILY)))))
            for role in RULES.life_events[kind].roles
        }
        events.append(VisitEvent("e" if number == 0 else "e2", kind, roles))
    family = replace(moving_in(), events=tuple(events))
    unsaid = {"person.relationship", "person.sex", "person.resident_kind"}
    return replace(family, said=tuple(s for s in family.said if s.statement.fact not in unsaid))


def outcome(plan: Plan) -> tuple:
    asked = {(a.fact, a.members, a.event, a.conflict, a.left, a.decides) for a in plan.askings}
    return plan.items, asked, plan.next, plan.problems


@SLOW
@given(visits(), answers(), st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(visit: Visit, spoken: list[Said], rng) -> None:
    shuffled = list(spoken)
    rng.shuffle(shuffled)
    first, second = (make_plan(RULES, visit.with_said(*some)) for some in (spoken, shuffled))
    assert outcome(first) == outcome(second)


@SLOW
@given(visits(), answers(), st.data())
def test_an_answer_taken_back_was_never_given(visit: Visit, spoken: list[Said], data) -> None:
    if not spoken:
        return
    gone = data.draw(st.sampled_from(spoken))
    never = visit.with_said(*(s for s in spoken if s is not gone))
    back = visit.with_said(*spoken).without_said(gone.statement.fact, gone.about)
    assert outcome(make_plan(RULES, back)) == outcome(make_plan(RULES, never))


@SLOW
@given(visits(), answers(), st.integers(0, 25))
def test_knowing_more_never_turns_a_decided_result(visit: Visit, spoken: list[Said], cut: int) -> None:
    """Required and not required are exact: only a contradiction among what is known can turn them.

    Who says something else than what spared a question (`unasked`) corrects it; that is no knowing more.
    """
    first, later = spoken[:cut], [s for s in spoken[cut:] if not RULES.catalogue[s.statement.fact].unasked]
    before = make_plan(RULES, visit.with_said(*first))
    after = {item.key: item for item in make_plan(RULES, visit.with_said(*first, *later)).items}
    for item in before.items:
        now = after[item.key]
        if item.status is not Status.OPEN and not (item.contradiction or now.contradiction):
            assert now.status is item.status


@SLOW
@given(visits(), answers())
def test_the_busy_mode_asks_less_and_drops_nothing(visit: Visit, spoken: list[Said]) -> None:
    calm, busy = (make_plan(RULES, replace(visit.with_said(*spoken), busy=b)) for b in (False, True))
    assert busy.items == calm.items
    assert {a.fact for a in busy.askings} <= {a.fact for a in calm.askings}
    if busy.next is None:
        open_today = {i.procedure.id for i in busy.open_work} & RULES.today_procedures
        assert not open_today


@SLOW
@given(visits(), answers())
def test_what_is_left_unanswered_stays_open_and_is_not_asked_again(visit: Visit, spoken: list[Said]) -> None:
    plan = make_plan(RULES, visit.with_said(*spoken))
    one = plan.next
    if one is None or one.ruling:
        return
    whom = one.members if one.members is not None else (None,)
    left = plan.visit.with_unanswered(*(Unanswered(one.fact, one.about(m)) for m in whom))
    after = make_plan(RULES, left)
    assert [item.status for item in after.items] == [item.status for item in plan.items]
    assert after.next is None or (after.next.fact, after.next.members) != (one.fact, one.members)
    assert after.most_questions == plan.most_questions - 1


@SLOW
@given(visits(), answers())
def test_what_is_shown_says_nothing_silent(visit: Visit, spoken: list[Said]) -> None:
    """What may be shown is the same whatever silent facts are, as far as it isn't hidden."""
    silent = [s for s in spoken if RULES.catalogue[s.statement.fact].silent]
    plain = [s for s in spoken if not RULES.catalogue[s.statement.fact].silent]
    known = make_plan(RULES, visit.with_said(*spoken))
    without = {item.key: item for item in make_plan(RULES, visit.with_said(*plain)).items}
    for item in known.shown:
        was = without[item.key]
        if item.contradiction or was.contradiction:
            continue
        assert item.status is was.status or item.status is Status.REQUIRED
    assert silent or known.items == tuple(without[i.key] for i in known.items)


@SLOW
@given(visits(), answers())
def test_what_is_kept_of_other_visits_changes_nothing(visit: Visit, spoken: list[Said]) -> None:
    fresh = replace(RULES, planner=Planner(RULES.book))
    first, used = (make_plan(rules, visit.with_said(*spoken)) for rules in (fresh, RULES))
    assert outcome(first) == outcome(used)


@st.composite
def edited(draw: st.DrawFn, visit: Visit) -> Visit:
    """A few things more, less, other or left open; sometimes another day, another event."""
    for said_ in draw(st.lists(st.sampled_from(visit.said), max_size=4)):
        visit = visit.without_said(said_.statement.fact, said_.about)
    visit = visit.with_said(*draw(answers())[:6])
    for fact, member in draw(
        st.lists(st.tuples(st.sampled_from(DERIVED), st.sampled_from(sorted(FAMILY))), max_size=2)
    ):
        about = Subject(member if is_personal(fact) else None)
        visit = visit.with_rulings(Ruling(fact, draw(values(fact)), about, "試験", "理由", NOON))
    for fact in draw(st.lists(st.sampled_from(ASKED), max_size=3)):
        visit = visit.with_unanswered(Unanswered(fact, Subject("父" if is_personal(fact) else None)))
    if draw(st.booleans()):
        visit = replace(visit, changes=(Change("KH-01", "父", draw(st.booleans()), "試験", "理由", NOON),))
    days = {"today": TODAY, "tomorrow": TODAY + timedelta(days=1)}
    return replace(visit, today=days[draw(st.sampled_from(["today", "today", "today", "tomorrow"]))])


@SLOW
@given(visits(), answers(), st.data())
def test_a_plan_made_from_an_earlier_one_is_the_same_as_one_from_scratch(
    visit: Visit, spoken: list[Said], data
) -> None:
    before = make_plan(RULES, visit.with_said(*spoken))
    now = data.draw(edited(before.visit))
    onward, scratch = make_plan(RULES, now, before), make_plan(RULES, now)
    assert outcome(onward) == outcome(scratch)
    for one, other in zip(onward.cases, scratch.cases, strict=True):
        assert known_facts(one) == known_facts(other)
        assert one.situation == other.situation
    again = data.draw(edited(now))
    assert outcome(make_plan(RULES, again, onward)) == outcome(make_plan(RULES, again))


def test_an_answer_about_the_other_event_changes_nothing_here() -> None:
    family = moving_in()
    two = replace(family, events=(*family.events, VisitEvent("e2", "marriage", {})))
    other = make_plan(RULES, two.with_said(said("event.same_pref", True, event="e2")))
    assert [a for a in other.askings if a.case == "e"] == [
        a for a in make_plan(RULES, two).askings if a.case == "e"
    ]
    assert other.visit.without_event("e2").said == family.said
    assert Subject() == Subject(None, None)
