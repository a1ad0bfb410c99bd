"""要確認: what one department can find out by itself about a procedure whose result is still open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from madoguchi.domain.decisions.findings import Status
from madoguchi.domain.visits.asking import Asking
from madoguchi.domain.visits.handover import handover
from madoguchi.domain.visits.plan import Plan, PlanItem
from madoguchi.domain.visits.visit import MemberKey


@dataclass(frozen=True, slots=True)
class OpenPoints:
    """`askings`: what the department may know and answer. `elsewhere`: how many more only others can; nothing of
    them is told."""

    askings: tuple[Asking, ...]
    elsewhere: int = 0


def open_points(plan: Plan, procedure: str, department: str) -> OpenPoints:
    """What the result of a procedure still depends on, within the purpose limits of the department.

    The plan has to be one that asks for everything (not `busy`). Nothing where the result already rests on something
    that the department mustn't know.
    """
    open_items = [i for i in plan.of(Status.OPEN) if i.procedure.id == procedure and i.change is None]
    if any(handover(plan, item, department).referral for item in open_items):
        return OpenPoints(())
    waiting = [one for one in plan.askings if any(p.id == procedure for p in plan.why(one))]
    own = [one for one in waiting if _may(plan, one, department)] if open_items else []
    askings = (_of_whom(one, open_items) for one in own)
    return OpenPoints(tuple(askings), len(waiting) - len(own) if open_items else 0)


def _may(plan: Plan, one: Asking, department: str) -> bool:
    """The fact itself and everything of the tables that it decides."""
    return all(plan.rules.purposes.basis(department, f) is not None for f in (one.fact, *one.decides))


def _of_whom(one: Asking, items: list[PlanItem]) -> Asking:
    """Asked of those whose result is open, where the question is put to some of them."""
    return replace(one, members=tuple(_members(one, items)) or one.members, left=False)


def _members(one: Asking, items: list[PlanItem]) -> Iterator[MemberKey]:
    concerned = {item.member for item in items}
    return (m for m in (*(one.members or ()), *one.left_by) if m in concerned)
