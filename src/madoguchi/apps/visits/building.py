"""From what is stored and what the register says to a visit with its plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from madoguchi.apps.residents.types import HouseholdView, ResidentView
from madoguchi.apps.visits.register_facts import Register, closed_of, statements_of
from madoguchi.apps.visits.types import Body, Person, PersonView
from madoguchi.domain.counter import VisitorKind
from madoguchi.domain.facts import Absent, Origin, SourceKind, Statement
from madoguchi.domain.visits import (
    Asking,
    Plan,
    Rules,
    Said,
    Subject,
    Visit,
    VisitMember,
    make_plan,
)

RELATION, QUALIFICATION = "event.notifier_rel", "event.notifier_qualification"
RELATIONS = {
    VisitorKind.SELF: "本人",
    VisitorKind.SAME_HOUSEHOLD: "同一世帯員",
    VisitorKind.LEGAL_REPRESENTATIVE: "法定代理人",
    VisitorKind.AGENT: "任意代理人",
    VisitorKind.MESSENGER: "使者",
}
"""届出人の区分, where the kind of visitor says it."""
GONE = "（いまはこの世帯にいません）"
Closed = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Sources:
    """All that a visit is made of besides its body. `household`: None where nobody is in the register."""

    rules: Rules
    register: Register
    household: HouseholdView | None
    today: date

    def resident(self, person: Person) -> ResidentView | None:
        members = self.household.members if self.household else ()
        return next((m for m in members if m.id == person.resident_id), None)


def visit_of(body: Body, sources: Sources) -> Visit:
    """What a rule of yesterday knew and one of today doesn't is left out, not lost: it stays in the body."""
    rules = sources.rules
    said = (*_register(body, sources), *_newcomers(body), *_notifying(body, rules), *_heard(body, rules))
    return Visit(
        today=sources.today,
        members=tuple(VisitMember(p.key, newcomer=p.newcomer is not None) for p in body.persons),
        events=tuple(event for event in body.events if event.kind in rules.life_events),
        said=said,
        rulings=tuple(r for r in body.rulings if r.fact in rules.catalogue),
        unanswered=tuple(u for u in body.unanswered if u.fact in rules.catalogue),
        changes=tuple(c for c in body.changes if c.procedure in rules.procedures),
        busy=body.busy,
    )


def veiled(visit: Visit, rules: Rules) -> Visit:
    """Without whatever the door would keep of a register, whoever said it."""
    open_ = {fact.key for fact in rules.catalogue if not fact.item_class}
    return replace(
        visit,
        said=tuple(said for said in visit.said if said.statement.fact in open_),
        rulings=tuple(ruling for ruling in visit.rulings if ruling.fact in open_),
    )


def _register(body: Body, sources: Sources) -> Iterator[Said]:
    for person in body.persons:
        resident = sources.resident(person)
        if resident is None or sources.household is None:
            continue
        catalogue = sources.rules.catalogue
        for statement in statements_of(resident, sources.household, catalogue, sources.register):
            yield Said(statement, Subject(person.key))


def _newcomers(body: Body) -> Iterator[Said]:
    """What was typed. What was foretold is said already; typed otherwise it is the last word, beside the other."""
    told = {
        (s.about.member, s.statement.fact): s.statement.value for s in body.said if is_foretold(s.statement)
    }
    for person in body.persons:
        if person.newcomer is not None and person.typed_at is not None:
            origin = Origin(SourceKind.STAFF, "newcomer", person.typed_at)
            for fact, value in person.newcomer.facts().items():
                before = told.get((person.key, fact))
                if value != before:
                    said = Statement(fact, value, origin, settles=before is not None)
                    yield Said(said, Subject(person.key))


def is_foretold(statement: Statement) -> bool:
    """Of those that a visit's body holds, the ones that came in a file (転出証明書情報) before anybody came."""
    return statement.origin.kind is SourceKind.LAYOUT


def _notifying(body: Body, rules: Rules) -> Iterator[Said]:
    """Who notifies, and as what, was recorded with the identity: it isn't asked again."""
    notifier, heard = body.notifier, {said.statement.fact for said in body.said}
    if notifier is None or notifier.on is None:
        return
    origin = Origin(SourceKind.STAFF, "notifier", datetime.combine(notifier.on, time(), tzinfo=UTC))
    given = {RELATION: RELATIONS.get(notifier.kind, ""), QUALIFICATION: notifier.qualification}
    for fact, value in given.items():
        entry = rules.catalogue.facts.get(fact)
        if entry and value and fact not in heard and entry.accepts(value):
            for event in body.events:
                yield Said(Statement(fact, value, origin), Subject(None, event.key))


def _heard(body: Body, rules: Rules) -> Iterator[Said]:
    for said in body.said:
        fact = rules.catalogue.facts.get(said.statement.fact)
        value = said.statement.value
        if fact and not fact.derivation and (isinstance(value, Absent) or fact.accepts(value)):
            yield said


def plan_of(visit: Visit, sources: Sources, closed: Closed, before: Plan | None = None) -> Plan:
    """The plan without questions for what the door keeps."""
    plan = make_plan(sources.rules, visit, before)
    return replace(plan, askings=tuple(_open(plan.askings, closed))) if closed else plan


def _open(askings: tuple[Asking, ...], closed: Closed) -> Iterator[Asking]:
    for one in askings:
        members = one.members and tuple(m for m in one.members if (one.fact, m) not in closed)
        if members or one.members is None:
            yield replace(one, members=members)


def closed_facts(body: Body, sources: Sources) -> Closed:
    return frozenset(
        (fact, person.key)
        for person in body.persons
        if (resident := sources.resident(person))
        for fact in closed_of(resident, sources.rules.catalogue)
    )


def person_views(body: Body, sources: Sources, *, guarded: bool) -> Iterator[PersonView]:
    """`guarded`: the visit is; then its newcomers are whom it may be about."""
    for person in body.persons:
        resident = sources.resident(person)
        if person.newcomer is not None:
            new = person.newcomer
            yield PersonView(person.key, new.name, new.kana, True, guarded, None)
        elif resident is not None:
            yield PersonView(person.key, resident.name, resident.name_kana, False, resident.care, resident)
        else:
            yield PersonView(person.key, GONE, "", False, False, None)
