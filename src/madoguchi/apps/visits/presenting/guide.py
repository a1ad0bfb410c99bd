"""Result and guide: departments in walking order, deadlines, what to bring, what staff change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from madoguchi.apps.visits.presenting.common import Due, People, due_of, whom
from madoguchi.apps.visits.presenting.results import HEADS, KEYS, spoken
from madoguchi.domain.visits import Plan, PlanItem, Status
from madoguchi.domain.visits.visit import MemberKey

Brought = Mapping[tuple[str, MemberKey | None], bool]
"""(thing, whose) → had; what isn't named hasn't been asked."""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something to bring, for all people of the line. `state`: had, missing, open."""

    label: str
    state: str


@dataclass(frozen=True, slots=True)
class Line:
    """A procedure at this department. `members`: keys, for the buttons; the household's is ""."""

    procedure: str
    name: str
    status: str
    head: str
    whom: str
    members: tuple[str, ...]
    due: Due
    things: tuple[Thing, ...]
    forms: tuple[str, ...]
    act: bool
    done_with: str
    also: str
    by_staff: str
    today: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """A department on the walk. `outside`: not at the city hall."""

    name: str
    counter: str
    minutes: int
    outside: bool
    lines: tuple[Line, ...]


def stops(plan: Plan, people: People, brought: Brought, *, silent: bool = False) -> tuple[Stop, ...]:
    """What is required and what is still to be checked. `silent`: only what isn't spoken of, for staff's eyes."""
    wanted = [i for i in plan.items if i.status is not Status.NOT_REQUIRED and i.silent is silent]
    grouped: dict[str, dict[tuple[str, Status], list[PlanItem]]] = {}
    for item in wanted:
        place = grouped.setdefault(item.procedure.departments[0], {})
        place.setdefault((item.procedure.id, item.status), []).append(item)
    order = sorted(grouped, key=lambda code: plan.rules.offices[code].order)
    return tuple(_stop(plan, code, grouped[code].values(), people, brought) for code in order)


def _stop(plan: Plan, code: str, groups: Iterable[list[PlanItem]], people: People, brought: Brought) -> Stop:
    office = plan.rules.offices[code]
    lines = [_line(plan, items, people, brought) for items in groups]
    lines.sort(key=lambda line: (not line.act, line.status != "required"))
    return Stop(office.name, office.counter, office.minutes, office.outside, tuple(lines))


def _line(plan: Plan, items: list[PlanItem], people: People, brought: Brought) -> Line:
    first = min(items, key=lambda i: (i.deadline.days_left is None, i.deadline.days_left or 0))
    members = tuple(i.member for i in items)
    others = first.procedure.departments[1:]
    change = next((i.change for i in items if i.change), None)
    return Line(
        first.procedure.id,
        first.procedure.name,
        KEYS[first.status],
        HEADS[first.status],
        whom(people, members),
        tuple(m or "" for m in members),
        due_of(first.deadline),
        tuple(_thing(label, members, brought) for label in first.procedure.bring),
        first.forms,
        first.act,
        first.done_with,
        "・".join(plan.rules.offices[o].name for o in others),
        f"{change.by}：{change.reason}" if change else "",
        first.procedure.today,
    )


def _thing(label: str, members: tuple[MemberKey | None, ...], brought: Brought) -> Thing:
    states = {brought.get((label, m)) for m in members}
    if states == {True}:
        return Thing(label, "had")
    return Thing(label, "missing" if False in states else "open")


@dataclass(frozen=True, slots=True)
class Addable:
    """A procedure that staff can add, with those of whom it isn't required."""

    procedure: str
    name: str
    office: str
    whom: str
    members: tuple[str, ...]


def addable(plan: Plan, people: People) -> tuple[Addable, ...]:
    """What was judged not required, without what only a silent fact decided."""
    return tuple(
        Addable(
            procedure,
            items[0].procedure.name,
            plan.rules.offices[items[0].procedure.departments[0]].name,
            whom(people, (i.member for i in items)),
            tuple(i.member or "" for i in items),
        )
        for procedure, items in spoken(plan, Status.NOT_REQUIRED).items()
    )


def counts(plan: Plan) -> tuple[tuple[str, int], ...]:
    """How many procedures of each status can be spoken of."""
    order = (Status.REQUIRED, Status.OPEN, Status.NOT_REQUIRED)
    return tuple((HEADS[status], len(spoken(plan, status))) for status in order)
