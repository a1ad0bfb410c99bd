"""The parsed form of FEEL expressions and unary tests (DMN 1.5, clause 10.3.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from madoguchi.domain.decisions.feel.values import Value


@dataclass(frozen=True, slots=True)
class Const:
    value: Value


@dataclass(frozen=True, slots=True)
class Name:
    name: str


@dataclass(frozen=True, slots=True)
class Path:
    base: Expr
    name: str


@dataclass(frozen=True, slots=True)
class Negative:
    of: Expr


@dataclass(frozen=True, slots=True)
class Arithmetic:
    op: str
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Compare:
    op: str
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Logic:
    """`and` or `or`, three-valued."""

    op: str
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class If:
    test: Expr
    then: Expr
    other: Expr


@dataclass(frozen=True, slots=True)
class Between:
    value: Expr
    low: Expr
    high: Expr


@dataclass(frozen=True, slots=True)
class In:
    value: Expr
    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Call:
    function: Expr
    positional: tuple[Expr, ...]
    named: tuple[tuple[str, Expr], ...]


@dataclass(frozen=True, slots=True)
class ListOf:
    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class ContextOf:
    entries: tuple[tuple[str, Expr], ...]


@dataclass(frozen=True, slots=True)
class Interval:
    """`[low..high]`; an end of None is unbounded (from `(< 5)`)."""

    low: Expr | None
    high: Expr | None
    low_closed: bool
    high_closed: bool


Expr: TypeAlias = (
    Const
    | Name
    | Path
    | Negative
    | Arithmetic
    | Compare
    | Logic
    | If
    | Between
    | In
    | Call
    | ListOf
    | ContextOf
    | Interval
)


@dataclass(frozen=True, slots=True)
class AnyValue:
    """`-`"""


@dataclass(frozen=True, slots=True)
class Operator:
    """`< 5`, `>= date("2026-04-01")`, `!= "a"`"""

    op: str
    operand: Expr


@dataclass(frozen=True, slots=True)
class Matches:
    """An expression: equal to the value, an interval or list that holds it, or a condition on `?`."""

    expression: Expr
    on_input: bool


Test: TypeAlias = Operator | Matches


@dataclass(frozen=True, slots=True)
class Tests:
    """The content of one input cell: any of the tests, or none of them if negated."""

    tests: tuple[Test, ...]
    negated: bool = False


UnaryTests: TypeAlias = AnyValue | Tests
