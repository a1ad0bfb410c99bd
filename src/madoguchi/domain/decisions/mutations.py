"""Small damages to a table, one at a time: what a good set of sample households has to notice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from madoguchi.domain.decisions.model import Cell, DecisionTable, Rule


@dataclass(frozen=True, slots=True)
class Mutation:
    """`what`: the row is missing, its result is the opposite, or a cell has become `-` (column from 1)."""

    what: str
    row: int
    column: int
    table: DecisionTable


def mutations(table: DecisionTable) -> Iterator[Mutation]:
    """Every row left out, every boolean result turned round, every condition of one cell dropped."""
    for index, rule in enumerate(table.rules):
        row = index + 1
        yield Mutation("row missing", row, 0, _with(table, index, None))
        if (turned := _turned(rule)) is not None:
            yield Mutation("result turned", row, 0, _with(table, index, turned))
        for column, cell in enumerate(rule.inputs):
            if cell.text not in ("", "-"):
                yield Mutation(
                    "condition dropped", row, column + 1, _with(table, index, _loosened(rule, column))
                )


def _with(table: DecisionTable, index: int, rule: Rule | None) -> DecisionTable:
    kept = () if rule is None else (rule,)
    return replace(table, rules=(*table.rules[:index], *kept, *table.rules[index + 1 :]))


def _turned(rule: Rule) -> Rule | None:
    opposite = {"true": "false", "false": "true"}
    if len(rule.outputs) != 1 or rule.outputs[0].text not in opposite:
        return None
    return replace(rule, outputs=(Cell(opposite[rule.outputs[0].text], rule.outputs[0].id),))


def _loosened(rule: Rule, column: int) -> Rule:
    cells = list(rule.inputs)
    cells[column] = Cell("-", cells[column].id)
    return replace(rule, inputs=tuple(cells))
