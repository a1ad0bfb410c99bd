"""手続漏れの案内: what the register alone says a household seems to have missed. `procedures/offers.yaml`.

A `sign` is a day in the register that tells of an event (somebody became a resident in spring, and wasn't born then);
the tables are asked what that event requires now. Nothing is asked and nothing guessed: a result that depends on an
unknown fact is no offer. Facts that aren't said aloud take no part, and of those bound to a purpose only what both
departments, the one that offers and the one that does the procedure, have a basis for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from madoguchi.domain.decisions.findings import Status
from madoguchi.domain.decisions.hearing import Planner
from madoguchi.domain.decisions.pack import ProcedureData
from madoguchi.domain.facts import Origin, SourceKind, Statement
from madoguchi.domain.visits.life_events import LifeEvent, Role
from madoguchi.domain.visits.missed import OfferRule, Sign
from madoguchi.domain.visits.plan import Plan, PlanItem, make_plan
from madoguchi.domain.visits.rules import Rules
from madoguchi.domain.visits.visit import MemberKey, Said, Subject, Visit, VisitEvent, VisitMember

EVENT = "sign"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who stands at the counter: a member of the household, or (`represents`) the legal representative of one."""

    member: MemberKey | None = None
    represents: MemberKey | None = None

    def may(self, who: Collection[str], member: MemberKey) -> bool:
        if self.represents is not None:
            return member == self.represents and "legal_representative" in who
        if self.member is None:
            return False
        return ("self" if member == self.member else "same_household") in who


@dataclass(frozen=True, slots=True)
class Offer:
    """`sign` and `since`: what in the register speaks for it. `reason`: in words that may be said."""

    procedure: ProcedureData
    member: MemberKey
    sign: str
    since: date
    reason: str
    basis: str


@dataclass(frozen=True, slots=True)
class Known:
    """A household as the register has it: statements of its sources, each about a member."""

    members: tuple[MemberKey, ...]
    said: tuple[Said, ...]
    today: date


def offers(
    rules: Rules, known: Known, wanted: Collection[str], department: str, visitor: Visitor | None
) -> tuple[Offer, ...]:
    """What seems unclaimed of the procedures that the city offers (`wanted`), for a visitor who may apply for it.

    `visitor` None: nobody is there yet; for a count, not to be told. `department`: the one that looks. In the
    order of the pack; the caller leaves out what was answered or begun.
    """
    found: list[Offer] = []
    for rule in rules.missed.offers:
        if rule.procedure in wanted:
            found += _offers(rules, known, rule, department, visitor)
    return tuple(found)


def _offers(
    rules: Rules, known: Known, rule: OfferRule, department: str, visitor: Visitor | None
) -> Iterator[Offer]:
    procedure, sign = rules.procedures[rule.procedure], rules.missed.sign(rule.sign)
    offices = (department, procedure.departments[0])
    said = tuple(one for one in known.said if usable(rules, one.statement.fact, offices))
    had = _had_it(replace(known, said=said), sign)
    if not any(had.values()):
        return
    plan = _plan(rules, replace(known, said=said), procedure, sign, had)
    for item in plan.items:
        since = had.get(item.member or "")
        if not item.member or not since or (visitor and not visitor.may(rule.who, item.member)):
            continue
        if _stands(plan, item, offices, rule):
            yield Offer(procedure, item.member, sign.label, since, _reason(plan, item, sign), procedure.basis)


def _reason(plan: Plan, item: PlanItem, sign: Sign) -> str:
    """What else speaks for it: the sign itself is told apart."""
    told = {sign.role, *sign.sets}
    lines = [line for line in plan.reason(item).lines if line.fact not in told]
    return "、".join(f"{line.label}が「{line.words}」" for line in lines)


def usable(rules: Rules, fact: str, departments: Sequence[str]) -> bool:
    """May an offer rest on this fact, as far as these departments go?"""
    entry = rules.catalogue.facts.get(fact)
    if entry is None or entry.silent:
        return False
    return all(rules.purposes.basis(department, fact) is not None for department in departments)


def _had_it(known: Known, sign: Sign) -> Mapping[MemberKey, date | None]:
    """By member: the day the event happened, None for whoever certainly had none; nobody of whom it isn't known."""
    found: dict[MemberKey, date | None] = {}
    for member in known.members:
        since = _day(known, sign.since, member)
        other = _day(known, sign.apart_from or sign.together_with, member)
        if since is None or (other is None and (sign.apart_from or sign.together_with)):
            continue
        recent = known.today - timedelta(days=sign.days) <= since <= known.today
        fits = since != other if sign.apart_from else since == other if sign.together_with else True
        found[member] = since if recent and fits else None
    return found


def _day(known: Known, fact: str, member: MemberKey) -> date | None:
    """The day that the sources agree on."""
    days = {
        one.statement.value for one in known.said if one.statement.fact == fact and one.about.member == member
    }
    value = days.pop() if len(days) == 1 else None
    return value if isinstance(value, date) else None


def _plan(
    rules: Rules, known: Known, procedure: ProcedureData, sign: Sign, had: Mapping[MemberKey, date | None]
) -> Plan:
    """The procedure alone, for an event of which nothing is said but what the sign says."""
    event = LifeEvent.model_construct(
        key=EVENT,
        label=sign.label,
        group="",
        order=0,
        sets=dict(sign.sets),
        roles=(Role(fact=sign.role, label=sign.label),),
        notifiers=(),
        acts=(),
    )
    alone = replace(
        rules, life_events={**rules.life_events, EVENT: event}, planner=_planner(rules, procedure.decision)
    )
    parts = tuple(_part(sign, member, day, known.today) for member, day in had.items())
    members = tuple(map(VisitMember, known.members))
    visit = Visit(known.today, members, (VisitEvent(EVENT, EVENT),), (*known.said, *parts))
    return make_plan(alone, visit)


def _part(sign: Sign, member: MemberKey, day: date | None, today: date) -> Said:
    origin = Origin(SourceKind.LAYOUT, EVENT, datetime.combine(day or today, time(), tzinfo=UTC))
    return Said(Statement(sign.role, day is not None, origin), Subject(member, EVENT))


def _planner(rules: Rules, decision: str) -> Planner:
    """Made once for each procedure: the diagrams are the rules' own."""
    if decision not in rules.offer_planners:
        only = tuple(p for p in rules.book.procedures if p.name == decision)
        rules.offer_planners[decision] = Planner(rules.book.with_only(only))
    return rules.offer_planners[decision]


def _stands(plan: Plan, item: PlanItem, offices: Sequence[str], rule: OfferRule) -> bool:
    """Required by what is known, by nothing that isn't said, and not claimed yet."""
    if item.status is not Status.REQUIRED or item.silent or item.contradiction:
        return False
    if rule.claimed and plan.case(EVENT).value(rule.claimed, item.member) is not False:
        return False
    lines = plan.reason(item).lines
    return all(not line.silent and usable(plan.rules, line.fact, offices) for line in lines)
