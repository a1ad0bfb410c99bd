"""What was said since an earlier state of the same visit, so that only what rests on it is worked out again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from madoguchi.domain.visits.rules import Rules
from madoguchi.domain.visits.visit import Ruling, Said, Visit


@dataclass(frozen=True, slots=True)
class Since:
    """`said`: the facts of which something else is said, of whomever; `affected`: all whose value may differ."""

    said: frozenset[str]
    affected: frozenset[str]


def since(rules: Rules, before: Visit, now: Visit) -> Since | None:
    """None if more differs than what was said: then nothing of the earlier state can be taken over."""
    if _frame(before) != _frame(now):
        return None
    said = _differing(_by_fact(before.said), _by_fact(now.said))
    ruled = _differing(_rulings_by_fact(before.rulings), _rulings_by_fact(now.rulings))
    return Since(said, said | ruled | {name for fact in said for name in rules.derived_from.get(fact, ())})


def _frame(visit: Visit) -> tuple[object, ...]:
    return visit.today, visit.notified_on, visit.members, visit.events


def _differing(before: dict[str, list[object]], now: dict[str, list[object]]) -> frozenset[str]:
    return frozenset(fact for fact in before.keys() | now.keys() if before.get(fact) != now.get(fact))


def _by_fact(said: Iterable[Said]) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {}
    for one in said:
        found.setdefault(one.statement.fact, []).append(one)
    return found


def _rulings_by_fact(rulings: Iterable[Ruling]) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {}
    for one in rulings:
        found.setdefault(one.fact, []).append(one)
    return found
