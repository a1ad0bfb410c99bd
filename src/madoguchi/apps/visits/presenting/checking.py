"""The open points of a department's task: one form for each point and person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from madoguchi.apps.receptions.presenters import Choice
from madoguchi.apps.visits.presenting.common import Field, field_of
from madoguchi.apps.visits.types import OpenVisit
from madoguchi.domain.facts import FactCatalogue
from madoguchi.domain.visits import Asking
from madoguchi.domain.visits.checking import OpenPoints


@dataclass(frozen=True, slots=True)
class Point:
    """`choices` to choose from, else a `field`. `help` stands with the first of several about the same.
    `closed`: nothing that is said aloud (口頭不可)."""

    id: str
    fact: str
    event: str
    member: str
    legend: str
    help: str
    closed: bool
    choices: tuple[Choice, ...]
    field: Field | None


def points(opened: OpenVisit, found: OpenPoints) -> tuple[Point, ...]:
    facts = opened.plan.rules.catalogue
    rows = ((one, member) for one in found.askings for member in one.members or ("",))
    made = [_point(opened, facts, one, member, n) for n, (one, member) in enumerate(rows, 1)]
    firsts = {point.fact: point for point in reversed(made)}
    return tuple(point if firsts[point.fact] is point else replace(point, help="") for point in made)


def _point(opened: OpenVisit, facts: FactCatalogue, one: Asking, member: str, number: int) -> Point:
    fact = facts[one.fact]
    choices = tuple(_options(one))
    whose = f"{opened.person(member).name}：" if member else ""
    return Point(
        f"point-{number}",
        one.fact,
        one.case or "",
        member,
        f"{whose}{one.label}",
        one.help,
        fact.silent,
        choices,
        None if choices else field_of(fact),
    )


def _options(one: Asking) -> Iterator[Choice]:
    for choice in one.choices:
        value = str(choice.value).lower() if isinstance(choice.value, bool) else str(choice.value)
        yield Choice(value, choice.label, choice.digit)
