"""The results as they grow: required, to check, not required. What is silent isn't among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from madoguchi.apps.visits.presenting.common import Due, People, due_of, office_names, whom
from madoguchi.domain.visits import Plan, PlanItem, ReasonLine, ReasonWords, Status
from madoguchi.domain.visits.visit import MemberKey

Before = Mapping[tuple[str, MemberKey | None], Status]
"""The status of each item before the last answer."""

HEADS = {Status.REQUIRED: "必要", Status.OPEN: "要確認", Status.NOT_REQUIRED: "不要"}
KEYS = {Status.REQUIRED: "required", Status.OPEN: "open", Status.NOT_REQUIRED: "not_required"}
STATUSES = {key: status for status, key in KEYS.items()}


@dataclass(frozen=True, slots=True)
class Line:
    """One procedure with everybody for whom it has this status. `changed`: what the last answer did."""

    procedure: str
    name: str
    whom: str
    office: str
    due: Due
    done_with: str
    changed: str
    contradiction: bool
    by_staff: str


@dataclass(frozen=True, slots=True)
class Part:
    """`key`: required, open, not_required. `lines` is empty for a part that is opened on demand."""

    key: str
    label: str
    count: int
    changed: int
    lines: tuple[Line, ...] = ()


def before_of(plan: Plan) -> Before:
    return {item.key: item.status for item in plan.items}


def parts(plan: Plan, people: People, before: Before | None = None) -> tuple[Part, ...]:
    """Required and open ones with their lines; of those not required only how many."""
    order = (Status.REQUIRED, Status.OPEN, Status.NOT_REQUIRED)
    return tuple(_part(plan, people, status, before) for status in order)


def lines_of(plan: Plan, people: People, status: Status, before: Before | None = None) -> tuple[Line, ...]:
    return tuple(_line(plan, people, items, before) for items in spoken(plan, status).values())


def spoken(plan: Plan, status: Status) -> Mapping[str, list[PlanItem]]:
    """By procedure, without what isn't spoken of. What isn't required of some and silent for others is left out for
    all: who is missing from such a line would be told by it."""
    closed = {item.procedure.id for item in plan.items if item.silent and status is Status.NOT_REQUIRED}
    grouped: dict[str, list[PlanItem]] = {}
    for item in plan.of(status):
        if not item.silent and item.procedure.id not in closed:
            grouped.setdefault(item.procedure.id, []).append(item)
    return grouped


def _part(plan: Plan, people: People, status: Status, before: Before | None) -> Part:
    lines = lines_of(plan, people, status, before)
    changed = sum(bool(line.changed) for line in lines)
    shown = () if status is Status.NOT_REQUIRED else lines
    return Part(KEYS[status], HEADS[status], len(lines), changed, shown)


def _line(plan: Plan, people: People, items: list[PlanItem], before: Before | None) -> Line:
    first = min(items, key=lambda i: (i.deadline.days_left is None, i.deadline.days_left or 0))
    return Line(
        first.procedure.id,
        first.procedure.name,
        whom(people, (i.member for i in items)),
        office_names(plan, first),
        due_of(first.deadline),
        first.done_with,
        _changed(items, before),
        any(i.contradiction for i in items),
        next((i.change.reason for i in items if i.change), ""),
    )


def _changed(items: list[PlanItem], before: Before | None) -> str:
    """Words for what the last answer turned; "" if nothing or if there was no answer."""
    if before is None:
        return ""
    turned = [i for i in items if before.get(i.key) is not i.status]
    if not turned:
        return ""
    was = before.get(turned[0].key)
    return f"{HEADS[was]}から変更" if was else "追加"


@dataclass(frozen=True, slots=True)
class Why:
    """Why one procedure has its status for one member. Silent facts aren't in the words."""

    whom: str
    because: tuple[ReasonLine, ...]
    waits: tuple[str, ...]
    would_need: str
    bases: tuple[str, ...]
    table: str
    file: str
    change: str


def whys(plan: Plan, people: People, procedure: str, status: Status) -> tuple[Why, ...]:
    items = [i for i in plan.of(status) if i.procedure.id == procedure and not i.silent]
    return tuple(_why(plan.reason(item), item, people) for item in items)


def _why(reason: ReasonWords, item: PlanItem, people: People) -> Why:
    need = "、".join(f"{line.label}が「{line.words}」" for line in reason.would_need if not line.silent)
    return Why(
        whom(people, (item.member,)),
        tuple(line for line in reason.lines if not line.silent),
        tuple(line.label for line in reason.waits if not line.silent),
        need,
        reason.bases or ((item.procedure.basis,) if item.procedure.basis else ()),
        reason.table,
        reason.file,
        f"{item.change.by}：{item.change.reason}" if item.change else "",
    )
