"""Random tables for comparison with brute force, written so that nothing of the engine is used to judge them.

A cell is a piece of FEEL text and a Python predicate side by side; the DMN file is built from the texts, the
truth from the predicates over every combination of sample values.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import product
from xml.sax.saxutils import escape

XMLNS = "https://www.omg.org/spec/DMN/20191111/MODEL/"
POLICIES = ["FIRST", "FIRST", "UNIQUE", "ANY", "PRIORITY", "COLLECT", "RULE ORDER"]
DAY = date(2026, 4, 1)


@dataclass
class Fact:
    name: str
    kind: str
    values: list = field(default_factory=list)
    """Every value worth trying: all of them, or both sides of every threshold."""
    thresholds: list = field(default_factory=list)
    allowed: str = ""


@dataclass
class Cell:
    text: str
    holds: Callable[[object], bool]


@dataclass
class Table:
    name: str
    facts: list[Fact]
    rows: list[tuple[list[Cell], bool]]
    policy: str

    def required(self, values: dict) -> bool:
        fired = [
            result
            for cells, result in self.rows
            if all(c.holds(values[f.name]) for c, f in zip(cells, self.facts, strict=True))
        ]
        if not fired:
            return False
        if self.policy in ("UNIQUE", "ANY"):
            return all(fired)
        return fired[0] if self.policy == "FIRST" else any(fired)


def random_fact(rng: random.Random, name: str) -> Fact:
    kind = rng.choice(["boolean", "string", "string", "number", "date"])
    if kind == "boolean":
        return Fact(name, kind, [True, False])
    if kind == "string":
        values = [f"{name}{letter}" for letter in "甲乙丙"[: rng.randint(2, 3)]]
        return Fact(name, kind, values, allowed=", ".join(f'"{v}"' for v in values))
    points = sorted(rng.sample(range(0, 90, 3), rng.randint(1, 2)))
    if kind == "number":
        values = sorted({p + d for p in points for d in (-1, 0, 1)})
        return Fact(name, kind, values, points)
    days = [DAY + timedelta(days=p) for p in points]
    return Fact(name, kind, sorted({d + timedelta(days=n) for d in days for n in (-1, 0, 1)}), days)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return f'date("{value.isoformat()}")'
    return f'"{value}"' if isinstance(value, str) else str(value)


def random_cell(rng: random.Random, fact: Fact) -> Cell:
    if rng.random() < 0.35:
        return Cell("-", lambda v: True)
    if fact.thresholds:
        return _ordered_cell(rng, fact)
    chosen = rng.sample(fact.values, rng.randint(1, len(fact.values) - 1))
    text = ", ".join(map(_written, chosen))
    if rng.random() < 0.3:
        return Cell(f"not({text})", lambda v: v not in chosen)
    return Cell(text, lambda v: v in chosen)


def _ordered_cell(rng: random.Random, fact: Fact) -> Cell:
    low, high = fact.thresholds[0], fact.thresholds[-1]
    point = rng.choice(fact.thresholds)
    w = _written
    return rng.choice(
        [
            Cell(f"< {w(point)}", lambda v: v < point),
            Cell(f">= {w(point)}", lambda v: v >= point),
            Cell(f"<= {w(point)}", lambda v: v <= point),
            Cell(f"> {w(point)}", lambda v: v > point),
            Cell(w(point), lambda v: v == point),
            Cell(f"[{w(low)}..{w(high)}]", lambda v: low <= v <= high),
            Cell(f"not([{w(low)}..{w(high)}))", lambda v: not low <= v < high),
            Cell(f"({w(low)}..{w(high)}), {w(point)}", lambda v: low < v < high or v == point),
        ]
    )


def random_table(rng: random.Random, name: str, facts: list[Fact]) -> Table:
    chosen = rng.sample(facts, rng.randint(1, min(3, len(facts))))
    rows = [
        ([random_cell(rng, fact) for fact in chosen], rng.random() < 0.6) for _ in range(rng.randint(1, 5))
    ]
    return Table(name, chosen, rows, rng.choice(POLICIES))


def to_dmn(tables: list[Table]) -> bytes:
    body = "".join(map(_decision, tables))
    return f'<definitions xmlns="{XMLNS}" name="random" namespace="urn:r">{body}</definitions>'.encode()


def _decision(table: Table) -> str:
    heads = "".join(
        f'<input><inputExpression typeRef="{f.kind}"><text>{f.name}</text></inputExpression>'
        + (f"<inputValues><text>{escape(f.allowed)}</text></inputValues>" if f.allowed else "")
        + "</input>"
        for f in table.facts
    )
    order = "<outputValues><text>true, false</text></outputValues>" if table.policy == "PRIORITY" else ""
    rules = "".join(
        "<rule>"
        + "".join(f"<inputEntry><text>{escape(c.text)}</text></inputEntry>" for c in cells)
        + f"<outputEntry><text>{_written(result)}</text></outputEntry></rule>"
        for cells, result in table.rows
    )
    return (
        f'<decision name="{table.name}"><decisionTable hitPolicy="{table.policy}">{heads}'
        f'<output typeRef="boolean">{order}</output>{rules}</decisionTable></decision>'
    )


def assignments(facts: list[Fact], possible: dict[str, list]) -> list[dict]:
    """Every combination of values that what is known leaves."""
    pools = [possible.get(fact.name, fact.values) for fact in facts]
    return [dict(zip((f.name for f in facts), values, strict=True)) for values in product(*pools)]


def truth(table: Table, possible: dict[str, list], admissible=lambda values: True) -> tuple[str, set[str]]:
    """Status and relevant facts of one procedure, by trying everything."""
    outcomes: dict[tuple, bool] = {}
    names = [fact.name for fact in table.facts]
    for values in assignments(table.facts, possible):
        if admissible(values):
            outcomes[tuple(values[n] for n in names)] = table.required(values)
    found = set(outcomes.values())
    status = "open" if len(found) == 2 else "required" if True in found else "not_required"
    return status, {name for i, name in enumerate(names) if _matters(outcomes, i)}


def _matters(outcomes: dict[tuple, bool], position: int) -> bool:
    seen: dict[tuple, bool] = {}
    for key, outcome in outcomes.items():
        rest = key[:position] + key[position + 1 :]
        if seen.setdefault(rest, outcome) != outcome:
            return True
    return False
