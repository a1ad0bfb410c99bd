"""What an answer would change, before it is given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time

from madoguchi.domain.decisions.findings import Status
from madoguchi.domain.facts import Origin, SourceKind, Value
from madoguchi.domain.visits.asking import Asking, Choice
from madoguchi.domain.visits.case import answer
from madoguchi.domain.visits.plan import Plan, PlanItem, make_plan
from madoguchi.domain.visits.visit import MemberKey, Ruling, Visit


@dataclass(frozen=True, slots=True)
class Turned:
    """An item that has another status with the answer."""

    item: PlanItem
    before: Status


@dataclass(frozen=True, slots=True)
class Effect:
    """`turned`: what is decided by the answer; `questions`: how many could still come after it."""

    choice: Choice
    turned: tuple[Turned, ...]
    questions: int


def effects(plan: Plan, asking: Asking, member: MemberKey | None = None) -> tuple[Effect, ...]:
    """One preview for each choice, given for `member` or for everyone asked. Makes a plan for each of them."""
    return tuple(_effect(plan, asking, choice, member) for choice in asking.choices)


def _effect(plan: Plan, asking: Asking, choice: Choice, member: MemberKey | None) -> Effect:
    after = make_plan(plan.rules, supposed(plan, asking, choice.value, member), plan)
    was = {item.key: item.status for item in plan.items}
    turned = tuple(
        Turned(item, was[item.key])
        for item in after.items
        if item.key in was and was[item.key] is not item.status
    )
    return Effect(choice, turned, after.most_questions)


def supposed(plan: Plan, asking: Asking, value: Value, member: MemberKey | None = None) -> Visit:
    """The visit as if the answer had been given today."""
    at = datetime.combine(plan.visit.today, time(23, 59), tzinfo=UTC)
    case = plan.case(asking.case)
    whom = (member,) if member is not None else asking.members if asking.members is not None else (None,)
    if asking.ruling:
        rulings = (Ruling(asking.fact, value, asking.about(m), "", "", at) for m in whom)
        return plan.visit.with_rulings(*rulings)
    origin = Origin(SourceKind.QUESTION, "", at)
    said = (answer(case, asking.fact, m, value, origin, settles=asking.conflict) for m in whom)
    return plan.visit.with_said(*said)
