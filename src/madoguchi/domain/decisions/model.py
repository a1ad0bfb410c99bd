"""A DMN model as plain data: what was read, with every id, label and annotation it came with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from madoguchi.domain.decisions.errors import DecisionError

HIT_POLICIES = (
    "UNIQUE",
    "ANY",
    "PRIORITY",
    "FIRST",
    "RULE ORDER",
    "OUTPUT ORDER",
    "COLLECT",
)


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class InputClause:
    """A column of conditions. `values` is the text of its allowed values."""

    expression: str
    type_ref: str = ""
    values: str = ""
    label: str = ""
    id: str = ""

    @property
    def title(self) -> str:
        return self.label or self.expression


@dataclass(frozen=True, slots=True)
class OutputClause:
    name: str = ""
    type_ref: str = ""
    values: str = ""
    default: str = ""
    label: str = ""
    id: str = ""

    @property
    def title(self) -> str:
        return self.label or self.name or "結果"


@dataclass(frozen=True, slots=True)
class Rule:
    inputs: tuple[Cell, ...]
    outputs: tuple[Cell, ...]
    annotations: tuple[str, ...] = ()
    description: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """`aggregation` is SUM, MIN, MAX, COUNT or empty; `annotations` heads the annotation columns."""

    inputs: tuple[InputClause, ...]
    outputs: tuple[OutputClause, ...]
    rules: tuple[Rule, ...]
    hit_policy: str = "UNIQUE"
    aggregation: str = ""
    annotations: tuple[str, ...] = ()
    output_label: str = ""
    type_ref: str = ""
    id: str = ""

    def annotation(self, row: int, name: str) -> str:
        """The text of a named annotation of a rule (rows from 1), or nothing."""
        texts = dict(zip(self.annotations, self.rules[row - 1].annotations, strict=False))
        return texts.get(name, "")


@dataclass(frozen=True, slots=True)
class Literal:
    text: str
    type_ref: str = ""


@dataclass(frozen=True, slots=True)
class Invocation:
    function: str
    bindings: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True, slots=True)
class BoxedContext:
    """Named entries; the context itself is the value unless `result` is given."""

    entries: tuple[tuple[str, Expression], ...]
    result: Expression | None


@dataclass(frozen=True, slots=True)
class Foreign:
    """A kind of expression this engine does not have; `feature` names it."""

    feature: str


Expression: TypeAlias = DecisionTable | Literal | Invocation | BoxedContext | Foreign


@dataclass(frozen=True, slots=True)
class ItemDefinition:
    name: str
    type_ref: str = ""
    allowed_values: str = ""
    is_collection: bool = False
    components: tuple[ItemDefinition, ...] = ()


@dataclass(frozen=True, slots=True)
class InputData:
    name: str
    type_ref: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class BusinessKnowledge:
    name: str
    parameters: tuple[str, ...]
    body: Expression | None
    requires: tuple[str, ...] = ()
    id: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """`requires` are the names of inputs, decisions and knowledge models it draws on."""

    name: str
    expression: Expression | None
    requires: tuple[str, ...] = ()
    type_ref: str = ""
    description: str = ""
    question: str = ""
    id: str = ""

    @property
    def table(self) -> DecisionTable | None:
        return self.expression if isinstance(self.expression, DecisionTable) else None


@dataclass(frozen=True, slots=True)
class Definitions:
    """One file. `xml` is what it was read from: it carries what the model does not name (diagrams)."""

    name: str
    decisions: tuple[Decision, ...] = ()
    inputs: tuple[InputData, ...] = ()
    knowledge: tuple[BusinessKnowledge, ...] = ()
    types: tuple[ItemDefinition, ...] = ()
    services: tuple[str, ...] = ()
    namespace: str = ""
    id: str = ""
    xml: bytes = field(default=b"", repr=False, compare=False)

    def decision(self, name: str) -> Decision:
        for decision in self.decisions:
            if decision.name == name:
                return decision
        raise DecisionError(f"決定「{name}」がありません")

    def tables(self) -> Iterator[tuple[Decision, DecisionTable]]:
        for decision in self.decisions:
            if decision.table is not None:
                yield decision, decision.table

    def type(self, name: str) -> ItemDefinition | None:
        return next((item for item in self.types if item.name == name), None)

    def base_type(self, name: str) -> str:
        """The FEEL type behind a type reference, following the model's own types."""
        for _ in range(20):
            item = self.type(name)
            if item is None or item.is_collection or not item.type_ref:
                return name
            name = item.type_ref
        return name

    def allowed_values(self, name: str) -> str:
        """The text of the allowed values behind a type reference; empty if there are none."""
        for _ in range(20):
            item = self.type(name)
            if item is None or item.allowed_values:
                return item.allowed_values if item else ""
            name = item.type_ref
        return ""
