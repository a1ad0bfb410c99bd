"""Taken up again on another day: what that day changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from madoguchi.apps.visits.building import plan_of
from madoguchi.apps.visits.presenting.common import People, due_of, whom
from madoguchi.apps.visits.presenting.results import HEADS
from madoguchi.apps.visits.types import OpenVisit
from madoguchi.domain.dates import wareki
from madoguchi.domain.visits import Passed, passed


@dataclass(frozen=True, slots=True)
class SinceThen:
    """`day`: of the visit before. `lines` is empty where only the day is another."""

    day: str
    lines: tuple[str, ...]


def since_then(opened: OpenVisit, people: People) -> SinceThen | None:
    """None for a visit that began today. Works out the plan of the other day: asked for once a page."""
    left = opened.reception.passage.left_on
    if left is None or left >= opened.visit.today:
        return None
    then = plan_of(replace(opened.visit, today=left), opened.sources, opened.closed)
    found: dict[str, list[str | None]] = {}
    for one in passed(then, opened.plan):
        for words in _words(one):
            found.setdefault(words, []).append(one.item.member)
    lines = tuple(f"{whom(people, members)}　{words}" for words, members in found.items())
    return SinceThen(wareki(left, with_weekday=True), lines)


def _words(one: Passed) -> Iterator[str]:
    name = one.item.procedure.name
    if one.before is not None:
        yield f"{name}：{HEADS[one.before]} → {HEADS[one.item.status]}"
    if one.overdue:
        due = due_of(one.item.deadline)
        yield f"{name}：期限（{due.when}）を過ぎました"
