"""What of a visit another department gets: only what its own procedures use, and on a recorded basis."""

from __future__ import annotations

from dataclasses import dataclass

from madoguchi.domain.facts import Absent
from madoguchi.domain.visits.plan import Plan, PlanItem


@dataclass(frozen=True, slots=True)
class HandedFact:
    """`basis` is "" for a fact that needs none."""

    fact: str
    basis: str


@dataclass(frozen=True, slots=True)
class Handover:
    """`facts`: what the department may see for this procedure. `referral`: the result itself rests on something it
    mustn't know, so it gets no more than 「○○課へご案内」."""

    department: str
    item: PlanItem
    facts: tuple[HandedFact, ...]
    referral: bool


def handover(plan: Plan, item: PlanItem, department: str) -> Handover:
    """Purpose limits of one procedure towards one department, the leading one or another."""
    facts, withheld = _split(plan, item, department)
    referral = any(line.fact in withheld for line in plan.reason(item).lines)
    return Handover(department, item, () if referral else facts, referral)


def _split(plan: Plan, item: PlanItem, department: str) -> tuple[tuple[HandedFact, ...], frozenset[str]]:
    """The known facts that the procedure's tables read: those the department may have, and the others."""
    case = plan.case(item.events[0])
    given, withheld = [], set()
    for fact in read_by(plan, item):
        member = item.member if fact in plan.rules.person_facts else None
        if isinstance(case.value(fact, member), Absent):
            continue
        basis = plan.rules.purposes.basis(department, fact)
        if basis is None:
            withheld.add(fact)
        else:
            given.append(HandedFact(fact, basis))
    return tuple(given), frozenset(withheld)


def read_by(plan: Plan, item: PlanItem) -> list[str]:
    """The facts that the procedure's tables name."""
    decision = item.procedure.decision
    found = next(p for p in plan.rules.book.procedures if p.name == decision)
    return plan.rules.book.facts_of(found.reads)
