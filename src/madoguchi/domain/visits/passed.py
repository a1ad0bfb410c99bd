"""What the days since a visit was put aside changed of its result, whatever else stayed as it was said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from madoguchi.domain.decisions.findings import Status
from madoguchi.domain.visits.plan import Plan, PlanItem


@dataclass(frozen=True, slots=True)
class Passed:
    """`before`: its status on the day before, None where it stayed. `overdue`: its deadline has passed meanwhile."""

    item: PlanItem
    before: Status | None
    overdue: bool


def passed(then: Plan, now: Plan) -> tuple[Passed, ...]:
    """Of two plans of the same visit on two days; what is silent on either isn't among them."""
    return tuple(_passed({item.key: item for item in then.items}, now))


def _passed(then: dict[tuple[str, str | None], PlanItem], now: Plan) -> Iterator[Passed]:
    for item in now.items:
        old = then.get(item.key)
        if old is None or item.silent or old.silent:
            continue
        before = old.status if old.status is not item.status else None
        overdue = item.status is not Status.NOT_REQUIRED and _is_over(item) and not _is_over(old)
        if before is not None or overdue:
            yield Passed(item, before, overdue)


def _is_over(item: PlanItem) -> bool:
    return item.deadline.days_left is not None and item.deadline.days_left < 0
