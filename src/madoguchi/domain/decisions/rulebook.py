"""Decision tables as functions of facts that may be unknown.

A rulebook joins the tables of any number of models over one set of facts. Every decision table with one
boolean output is a procedure: true means required; no row, null and false mean not required. Tables may feed
on tables of the same model. What cannot be worked out under unknowns (expressions in cells, knowledge models)
is refused by name.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from decimal import Decimal

from madoguchi.domain.decisions.axes import Axis, FactCatalogue, FactDomain, build_axis, constants_of
from madoguchi.domain.decisions.diagrams import IMPOSSIBLE, LEAF, NO, YES, Diagrams, bits
from madoguchi.domain.decisions.errors import CellError, CellPlace, DecisionError, FeelError
from madoguchi.domain.decisions.feel import syntax as s
from madoguchi.domain.decisions.feel.evaluate import compile_tests, constant
from madoguchi.domain.decisions.feel.parser import parse_expression, parse_unary_tests
from madoguchi.domain.decisions.feel.values import Value, equal
from madoguchi.domain.decisions.model import DecisionTable, Definitions, InputClause

_KINDS = {
    "boolean": "boolean",
    "string": "string",
    "number": "number",
    "integer": "number",
    "long": "number",
    "double": "number",
    "date": "date",
}


@dataclass(frozen=True, slots=True)
class Constraint:
    """Facts that cannot occur together: all tests hold at once. `tests` is FEEL text by fact."""

    name: str
    tests: Mapping[str, str]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One decision table and where it is from; `version` is what the caller says, as a sha256."""

    decision: str
    table: DecisionTable
    model: Definitions
    version: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure ready to be asked about.

    `root` is its diagram with impossible combinations marked, `free` the same without constraints; the
    `known_` forms are those without null. `reads` has the bits of the facts its tables
    name, `levels` the levels its diagrams depend on, `support` their bits.
    """

    name: str
    source: Source
    root: int
    free: int
    reads: int
    known_root: int
    known_free: int
    levels: tuple[int, ...]
    support: int
    full: tuple[int, ...]

    def cut(self, diagrams: Diagrams, known: Mapping[int, int], *, constrained: bool) -> int:
        """What is left of the procedure given masks by level. Unknown facts are never null."""
        node = self.known_root if constrained else self.known_free
        for level in self.levels:
            mask = known.get(level)
            if mask is None:
                continue
            if mask & ~self.full[level]:
                return self._cut_with_null(diagrams, known, constrained=constrained)
            node = diagrams.cut(node, level, mask)
            if diagrams.level[node] == LEAF:
                break
        return node

    def _cut_with_null(self, diagrams: Diagrams, known: Mapping[int, int], *, constrained: bool) -> int:
        node = self.root if constrained else self.free
        for level in bits(diagrams.support(node)):
            node = diagrams.cut(node, level, known.get(level, self.full[level]))
        return node


class Rulebook:
    """The procedures of a set of models, over the axes of all facts they read."""

    def __init__(
        self,
        models: Sequence[Definitions],
        catalogue: FactCatalogue | None = None,
        constraints: Sequence[Constraint] = (),
        *,
        versions: Mapping[int, tuple[str, str]] | None = None,
        bound: int = 8_000_000,
    ) -> None:
        self.catalogue = catalogue
        self.constraints = tuple(constraints)
        labels = versions or {}
        self.sources = _needed(
            [
                Source(decision.name, table, model, *labels.get(i, ("", "")))
                for i, model in enumerate(models)
                for decision, table in model.tables()
            ]
        )
        self.domains = _domains(self.sources, constraints, catalogue)
        self.axes = self._build_axes()
        self.level = {axis.name: i for i, axis in enumerate(self.axes)}
        self.diagrams = Diagrams([axis.width for axis in self.axes], bound)
        self.forbidden = [self._forbid(constraint) for constraint in self.constraints]
        self._functions: dict[tuple[int, str, int], int] = {}
        self.procedures = tuple(self._procedure(source) for source in self.sources if is_procedure(source))

    def with_only(self, procedures: tuple[Procedure, ...]) -> Rulebook:
        """The same facts and diagrams with some of the procedures."""
        part = copy(self)
        part.procedures = procedures
        return part

    # -- facts

    def _build_axes(self) -> list[Axis]:
        tests: dict[str, list[s.UnaryTests]] = {name: [] for name in self.domains}
        for source in self.sources:
            for column, clause in enumerate(source.table.inputs):
                if clause.expression in tests:
                    tests[clause.expression] += (
                        cell_tests(source, row, column) for row in _rows(source.table)
                    )
        for constraint in self.constraints:
            for name, text in constraint.tests.items():
                tests[name].append(parse_unary_tests(text))
        return [build_axis(domain, tests[name]) for name, domain in self.domains.items()]

    def facts_of(self, mask: int) -> list[str]:
        return [self.axes[level].name for level in bits(mask)]

    def _forbid(self, constraint: Constraint) -> int:
        masks = []
        for name, text in constraint.tests.items():
            axis = self.axes[self.level[name]]
            masks.append((self.level[name], axis.satisfying(compile_tests(parse_unary_tests(text)))))
        return self.diagrams.conjunction(masks)

    # -- procedures

    def _procedure(self, source: Source) -> Procedure:
        return self._ready(source, self._function(source, 0, ()))

    def variant(self, procedure: Procedure, table: DecisionTable) -> Procedure:
        """A procedure with another table over the same facts and values, to try an edit out.

        The table may name no value that no table of the book names: its cells would be too coarse.
        """
        source = replace(procedure.source, table=table)
        return self._ready(source, self._build(source, 0, (source.decision,)))

    def _ready(self, source: Source, value: int) -> Procedure:
        free = self.diagrams.relabel(value, lambda found: YES if _holds_true(found) else NO)
        root = self._constrained(free)
        known = (self._without_null(root), self._without_null(free))
        full = tuple(axis.full for axis in self.axes)
        support = self.diagrams.support(root) | self.diagrams.support(free)
        reads, levels = self._reads(source, ()), tuple(bits(support))
        return Procedure(source.decision, source, root, free, reads, *known, levels, support, full)

    def _without_null(self, node: int) -> int:
        for level in bits(self.diagrams.support(node)):
            node = self.diagrams.cut(node, level, self.axes[level].full)
        return node

    def _reads(self, source: Source, path: tuple[str, ...]) -> int:
        found = 0
        for clause in source.table.inputs:
            feeding = self._feeding(source, clause)
            if feeding is None:
                found |= 1 << self.level[clause.expression]
            elif feeding[0].decision not in path:
                found |= self._reads(feeding[0], (*path, source.decision))
        return found

    def _feeding(self, source: Source, clause: InputClause) -> tuple[Source, int] | None:
        return feeding_table(self.sources, source, clause)

    def _constrained(self, root: int) -> int:
        """The function with impossible combinations marked, by all constraints that bear on its facts."""
        known, pending = self.diagrams.support(root), list(self.forbidden)
        while touching := [one for one in pending if self.diagrams.support(one) & known]:
            pending = [one for one in pending if one not in touching]
            for one in touching:
                known |= self.diagrams.support(one)
                root = self.diagrams.choose(one, IMPOSSIBLE, root)
        return root

    def _function(self, source: Source, output: int, path: tuple[str, ...]) -> int:
        """The diagram of one output of a table; its leaves are values (lists as tuples)."""
        if source.decision in path:
            raise DecisionError("決定が自分自身に戻っています: " + " → ".join((*path, source.decision)))
        key = (id(source.model), source.decision, output)
        if key not in self._functions:
            self._functions[key] = self._build(source, output, (*path, source.decision))
        return self._functions[key]

    def _build(self, source: Source, output: int, path: tuple[str, ...]) -> int:
        conditions = [self._condition(source, row, path) for row in _rows(source.table)]
        results = [output_value(source, row, output) for row in _rows(source.table)]
        default = default_value(source, output)
        return combine(self.diagrams, source.table, conditions, results, default, output)

    def _condition(self, source: Source, row: int, path: tuple[str, ...]) -> int:
        own: list[tuple[int, int]] = []
        fed: list[int] = []
        for column, clause in enumerate(source.table.inputs):
            tests = cell_tests(source, row, column)
            feeding = self._feeding(source, clause)
            if isinstance(tests, s.AnyValue):
                continue
            if feeding is None:
                level = self.level[clause.expression]
                own.append((level, self.axes[level].satisfying(compile_tests(tests))))
            else:
                fed.append(self._fed_condition(feeding, tests, path))
        condition = self.diagrams.conjunction(own)
        for part in fed:
            condition = self.diagrams.both(condition, part)
        return condition

    def _fed_condition(self, feeding: tuple[Source, int], tests: s.UnaryTests, path: tuple[str, ...]) -> int:
        function = self._function(*feeding, path)
        holds = compile_tests(tests)
        assert holds is not None
        return self.diagrams.relabel(function, lambda v: YES if holds(_thaw(v), {}) is True else NO)


def is_procedure(source: Source) -> bool:
    """One boolean output: by its type, its variable's type, or because every result is a boolean."""
    table = source.table
    if len(table.outputs) != 1 or table.aggregation:
        return False
    own = table.outputs[0].type_ref or table.type_ref or source.model.decision(source.decision).type_ref
    kind = source.model.base_type(own)
    if kind and kind.lower() != "any":
        return kind == "boolean"
    texts = {rule.outputs[0].text for rule in table.rules if rule.outputs}
    return bool(texts) and texts <= {"true", "false"}


def feeding_table(
    sources: Sequence[Source], source: Source, clause: InputClause
) -> tuple[Source, int] | None:
    """The table of the same model that an input draws on, and which of its outputs; None for a fact."""
    name, _, part = clause.expression.partition(".")
    if any(d.name == clause.expression and d.table is None for d in source.model.decisions):
        place = CellPlace(source.decision, 0, clause.title, clause.expression)
        raise CellError(place, "表でない決定(式など)の結果を条件にすると、未知の値に対して扱えません")
    for other in sources:
        if other.model is not source.model:
            continue
        if other.decision == clause.expression:
            return other, 0
        if other.decision == name.strip():
            names = [output.name for output in other.table.outputs]
            return (other, names.index(part.strip())) if part.strip() in names else None
    return None


def _needed(sources: Sequence[Source]) -> list[Source]:
    """The procedures and the tables they draw on; other tables are none of our business here."""
    pending, found = [source for source in sources if is_procedure(source)], set[int]()
    while pending:
        source = pending.pop()
        if id(source) not in found:
            found.add(id(source))
            fed = (feeding_table(sources, source, clause) for clause in source.table.inputs)
            pending += [feeding[0] for feeding in fed if feeding is not None]
    return [source for source in sources if id(source) in found]


def _rows(table: DecisionTable) -> range:
    return range(len(table.rules))


def cell_tests(source: Source, row: int, column: int) -> s.UnaryTests:
    """The parsed content of an input cell. Raises CellError."""
    clause = source.table.inputs[column]
    cells = source.table.rules[row].inputs
    text = cells[column].text if column < len(cells) else ""
    try:
        tests = parse_unary_tests(text)
        constants_of(tests)
    except FeelError as error:
        place = CellPlace(source.decision, row + 1, clause.title, text)
        raise CellError(place, error.problem, error.position) from error
    except DecisionError as error:
        raise CellError(CellPlace(source.decision, row + 1, clause.title, text), str(error)) from error
    return tests


def output_value(source: Source, row: int, output: int) -> Value:
    """The constant in an output cell. Raises CellError if it is none."""
    clause = source.table.outputs[output]
    cells = source.table.rules[row].outputs
    text = cells[output].text if output < len(cells) else ""
    place = CellPlace(source.decision, row + 1, clause.title, text)
    return _constant(text, place)


def default_value(source: Source, output: int) -> Value:
    clause = source.table.outputs[output]
    return _constant(clause.default, CellPlace(source.decision, 0, clause.title, clause.default))


def _constant(text: str, place: CellPlace) -> Value:
    if text in ("", "-"):
        return None
    try:
        return constant(parse_expression(text))
    except FeelError as error:
        raise CellError(place, error.problem, error.position) from error
    except DecisionError as error:
        raise CellError(place, str(error)) from error


def combine(
    diagrams: Diagrams,
    table: DecisionTable,
    conditions: Sequence[int],
    results: Sequence[Value],
    default: Value,
    output: int = 0,
) -> int:
    """What the hit policy makes of the rows, as one diagram.

    UNIQUE and ANY tables whose rows overlap give the common result, and null where they contradict each
    other; the static analysis reports either. Lists (RULE ORDER, OUTPUT ORDER, COLLECT) hold true for a
    procedure if any row that fires does.
    """
    function = diagrams.leaf(_freeze(default))
    if table.hit_policy == "FIRST":
        for condition, result in reversed(list(zip(conditions, results, strict=True))):
            function = diagrams.choose(condition, diagrams.leaf(_freeze(result)), function)
        return function
    groups: dict[Hashable, int] = {}
    for condition, result in zip(conditions, results, strict=True):
        value = _freeze(result)
        groups[value] = diagrams.either(groups.get(value, NO), condition)
    if table.hit_policy in ("UNIQUE", "ANY"):
        return _agreeing(diagrams, groups, function)
    for value in reversed(_by_priority(table, groups, output)):
        function = diagrams.choose(groups[value], diagrams.leaf(value), function)
    return function


def _agreeing(diagrams: Diagrams, groups: Mapping[Hashable, int], function: int) -> int:
    contradiction, seen = NO, NO
    for value, condition in groups.items():
        contradiction = diagrams.either(contradiction, diagrams.both(seen, condition))
        seen = diagrams.either(seen, condition)
        function = diagrams.choose(condition, diagrams.leaf(value), function)
    return diagrams.choose(contradiction, diagrams.leaf(None), function)


def _by_priority(table: DecisionTable, groups: Mapping[Hashable, int], output: int) -> list[Hashable]:
    """Results in the order of the output's values; true before false where the table gives no order."""
    text = table.outputs[output].values
    listed = constant(parse_expression(f"[{text}]")) if text else [True]
    wanted = listed if isinstance(listed, list) else []
    if table.hit_policy != "PRIORITY":
        wanted = [True]

    def rank(value: Hashable) -> int:
        return next((i for i, w in enumerate(wanted) if equal(_thaw(value), w)), len(wanted))

    return sorted(groups, key=rank)


def _holds_true(value: Hashable) -> bool:
    return value is True or (isinstance(value, tuple) and True in value)


def _freeze(value: Value) -> Hashable:
    return tuple(map(_freeze, value)) if isinstance(value, list) else value  # type: ignore[return-value]


def _thaw(value: object) -> Value:
    return [_thaw(item) for item in value] if isinstance(value, tuple) else value  # type: ignore[return-value]


def _domains(
    sources: Sequence[Source], constraints: Iterable[Constraint], catalogue: FactCatalogue | None
) -> dict[str, FactDomain]:
    """The domain of every fact read, in the order of first appearance."""
    found: dict[str, FactDomain] = {}
    for source in sources:
        for clause in source.table.inputs:
            if feeding_table(sources, source, clause) is None:
                name = clause.expression
                known = catalogue.domain(name) if catalogue else None
                found[name] = known or _joined(found.get(name), column_domain(source, clause))
    for constraint in constraints:
        for name in constraint.tests:
            known = catalogue.domain(name) if catalogue else None
            if name not in found and known is None:
                raise DecisionError(
                    f"制約「{constraint.name}」の項目「{name}」は、表にも項目の一覧にもありません"
                )
            found.setdefault(name, known or found.get(name))  # type: ignore[arg-type]
    return found


def column_domain(source: Source, clause: InputClause) -> FactDomain:
    """What a table itself says of a column's fact: the type and allowed values of the input or its data."""
    model = source.model
    data = next((i for i in model.inputs if i.name == clause.expression), None)
    refs = [ref for ref in (clause.type_ref, data.type_ref if data else "") if ref]
    kinds = [model.base_type(ref) for ref in refs]
    kind = next((k for k in kinds if k and k.lower() != "any"), "")
    allowed = clause.values or next((v for ref in refs if (v := model.allowed_values(ref))), "")
    return FactDomain(clause.expression, _KINDS.get(kind, kind) or _guess(source, clause), allowed)


def _guess(source: Source, clause: InputClause) -> str:
    """The kind of an input that declares none: the kind of the first value its cells name."""
    column = source.table.inputs.index(clause)
    for row in _rows(source.table):
        for value in constants_of(cell_tests(source, row, column)):
            kinds = {bool: "boolean", str: "string", Decimal: "number"}
            return next((kind for type_, kind in kinds.items() if isinstance(value, type_)), "date")
    return "string"


def _joined(known: FactDomain | None, new: FactDomain) -> FactDomain:
    """Two tables' views of a fact: the values either allows. Raises DecisionError for different types."""
    if known is None:
        return new
    if known.kind != new.kind:
        raise DecisionError(f"項目「{new.name}」の型が表によって違います({known.kind}と{new.kind})")
    texts = [text for text in (known.allowed, new.allowed) if text]
    return FactDomain(new.name, new.kind, ", ".join(dict.fromkeys(texts)))
