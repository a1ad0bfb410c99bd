"""Proofs about one table: what it leaves out, what contradicts, what can never happen.

Every finding has the table, the column, the rows (from 1) and, where one exists, a concrete combination of
facts. Null is no value here: it is what a fact has when a hearing is not finished properly.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations

from madoguchi.domain.decisions.axes import KINDS, Axis, FactCatalogue, FactDomain, build_axis, constants_of
from madoguchi.domain.decisions.diagrams import NO, Diagrams, WorkBoundError, bits
from madoguchi.domain.decisions.errors import (
    CellError,
    CellPlace,
    DecisionError,
    FeelError,
    UnsupportedFeatureError,
)
from madoguchi.domain.decisions.feel import syntax as s
from madoguchi.domain.decisions.feel.evaluate import compile_tests, constant
from madoguchi.domain.decisions.feel.parser import parse_expression, parse_unary_tests
from madoguchi.domain.decisions.feel.values import Value, equal, literal
from madoguchi.domain.decisions.model import DecisionTable, Definitions
from madoguchi.domain.decisions.rulebook import (
    Source,
    cell_tests,
    column_domain,
    default_value,
    feeding_table,
    is_procedure,
    output_value,
)

ERROR, WARNING = "error", "warning"
WORK_BOUND = 1_500_000
PAIR_BOUND = 2_000_000
CELL_BOUND = 150_000
TEST_BOUND = 1_500_000
_MULTIPLE = ("RULE ORDER", "OUTPUT ORDER", "COLLECT")


@dataclass(frozen=True, slots=True)
class Finding:
    """`kind`: gap, overlap, unreachable, unsatisfiable, not_allowed, type, unused, syntax or unfinished."""

    kind: str
    severity: str
    table: str
    column: str
    message: str
    rows: tuple[int, ...] = ()
    example: Mapping[str, object] | None = None
    file: str = ""

    def to_json(self) -> dict[str, object]:
        return {
            "kind": self.kind,
            "severity": self.severity,
            "file": self.file,
            "table": self.table,
            "column": self.column,
            "rows": list(self.rows),
            "example": None if self.example is None else dict(self.example),
            "message": self.message,
        }


class Budget:
    """The work one file may cost, counted in steps so that the answer is always the same."""

    def __init__(self) -> None:
        self.cells, self.pairs, self.nodes, self.tests = CELL_BOUND, PAIR_BOUND, WORK_BOUND, TEST_BOUND


def check(model: Definitions, catalogue: FactCatalogue | None = None, file: str = "") -> list[Finding]:
    """All findings about the tables of a model, in the order of the tables."""
    sources = [Source(decision.name, table, model, file=file) for decision, table in model.tables()]
    budget = Budget()
    found = [f for source in sources for f in _TableCheck(source, sources, catalogue, budget).all()]
    return [replace(finding, file=file) for finding in found]


class _TableCheck:
    def __init__(
        self, source: Source, sources: Sequence[Source], catalogue: FactCatalogue | None, budget: Budget
    ) -> None:
        self.source, self.sources, self.catalogue, self.budget = source, sources, catalogue, budget
        self.table: DecisionTable = source.table
        self.columns = ", ".join(clause.expression for clause in self.table.inputs)
        self.axes: list[Axis] = []
        self.masks: list[list[int]] = []

    def finding(self, kind: str, severity: str, message: str, **more: object) -> Finding:
        column = str(more.pop("column", self.columns))
        return Finding(kind, severity, self.source.decision, column, message, **more)  # type: ignore[arg-type]

    def all(self) -> list[Finding]:
        """The findings; a table that draws on what cannot be analysed is honestly not finished."""
        found: list[Finding] = []
        try:
            found.extend(self.run())
        except DecisionError as error:
            found.append(self.finding("unfinished", WARNING, f"この表は解析できません: {error}"))
        return found

    def run(self) -> Iterator[Finding]:
        size = len(self.table.rules) * max(1, len(self.table.inputs) + len(self.table.outputs))
        self.budget.cells -= size
        if self.budget.cells < 0:
            yield self.unfinished()
            return
        cells = [*self._cells(), *self._outputs()]
        yield from cells
        if any(f.kind in ("syntax", "type") for f in cells):
            return  # what the rows mean is not settled yet
        try:
            self.axes = [self._axis(column) for column in range(len(self.table.inputs))]
        except WorkBoundError:
            yield self.unfinished()
            return
        except DecisionError as error:
            yield self.finding("unfinished", WARNING, f"この表は解析できません: {error}")
            return
        told = {(row, f.column) for f in cells if f.kind == "not_allowed" for row in f.rows}
        yield from self._about_rows(told)

    def unfinished(self) -> Finding:
        message = (
            "表が大きいため、解析を途中で打ち切りました。見つかった点のほかにも問題があるかもしれません。"
        )
        return self.finding("unfinished", WARNING, message)

    # -- single cells

    def _cells(self) -> Iterator[Finding]:
        for row in range(len(self.table.rules)):
            if len(self.table.rules[row].inputs) != len(self.table.inputs):
                message = f"{row + 1}行目: 条件の列の数が見出しと合いません"
                yield self.finding("syntax", ERROR, message, rows=(row + 1,))
                continue
            for column in range(len(self.table.inputs)):
                yield from self._cell(row, column)

    def _cell(self, row: int, column: int) -> Iterator[Finding]:
        clause = self.table.inputs[column]
        try:
            tests = cell_tests(self.source, row, column)
        except (CellError, UnsupportedFeatureError) as error:
            yield self.finding("syntax", ERROR, str(error), column=clause.expression, rows=(row + 1,))
            return
        domain = self._domain(column)
        if domain is None:
            return
        kind, allowed = domain
        text = self.table.rules[row].inputs[column].text
        place = CellPlace(self.source.decision, row + 1, clause.title, text)
        named = _named(tests)
        for value in constants_of(tests):
            yield from self._value(value, kind, allowed if value in named else "", place, clause.expression)

    def _domain(self, column: int) -> tuple[str, str] | None:
        """The kind and allowed values of a column; None if it draws on a table or cannot be told."""
        clause = self.table.inputs[column]
        feeding = feeding_table(self.sources, self.source, clause)
        if feeding is not None:
            return None
        known = self.catalogue.domain(clause.expression) if self.catalogue else None
        try:
            domain = known or column_domain(self.source, clause)
        except DecisionError:
            return None
        return domain.kind, domain.allowed

    def _value(
        self, value: Value, kind: str, allowed: str, place: CellPlace, column: str
    ) -> Iterator[Finding]:
        if value is None or kind not in KINDS:
            return
        if not isinstance(value, KINDS[kind]) or isinstance(value, bool) != (kind == "boolean"):
            message = f"{place}: {_kind_name(kind)}の列に{literal(value)}は書けません"
            yield self.finding("type", ERROR, message, column=column, rows=(place.row,))
        elif allowed and not _allows(allowed, value):
            message = f"{place}: {literal(value)}は選べる値({allowed})にありません"
            yield self.finding("not_allowed", ERROR, message, column=column, rows=(place.row,))

    def _outputs(self) -> Iterator[Finding]:
        for index, clause in enumerate(self.table.outputs):
            ref = clause.type_ref or (self.table.type_ref if len(self.table.outputs) == 1 else "")
            kind = self.source.model.base_type(ref)
            allowed = clause.values or self.source.model.allowed_values(ref)
            for row in range(len(self.table.rules)):
                yield from self._output(row, index, kind, allowed)
            if clause.default:
                yield from self._default(index, kind, allowed)

    def _output(self, row: int, index: int, kind: str, allowed: str) -> Iterator[Finding]:
        clause = self.table.outputs[index]
        try:
            value = output_value(self.source, row, index)
        except CellError as error:
            if "固定の値" not in error.problem:
                yield self.finding("syntax", ERROR, str(error), column=clause.title, rows=(row + 1,))
            return
        except UnsupportedFeatureError as error:
            yield self.finding("syntax", ERROR, str(error), column=clause.title, rows=(row + 1,))
            return
        place = CellPlace(self.source.decision, row + 1, clause.title, literal(value))
        yield from self._value(value, kind, allowed, place, clause.title)

    def _default(self, index: int, kind: str, allowed: str) -> Iterator[Finding]:
        clause = self.table.outputs[index]
        place = CellPlace(self.source.decision, 0, clause.title, clause.default)
        try:
            value = default_value(self.source, index)
        except (CellError, UnsupportedFeatureError) as error:
            yield self.finding("syntax", ERROR, str(error), column=clause.title)
            return
        yield from self._value(value, kind, allowed, place, clause.title)

    # -- rows together

    def _axis(self, column: int) -> Axis:
        clause = self.table.inputs[column]
        same = [i for i, other in enumerate(self.table.inputs) if other.expression == clause.expression]
        tests = [cell_tests(self.source, row, i) for i in same for row in range(len(self.table.rules))]
        values = {value for test in tests for value in map(literal, constants_of(test))}
        self.budget.tests -= len(tests) * (2 * len(values) + 1)
        if self.budget.tests < 0:
            raise WorkBoundError("列の値が多すぎます")
        feeding = feeding_table(self.sources, self.source, clause)
        if feeding is not None:
            return build_axis(_fed_domain(feeding, clause.expression), tests)
        known = self.catalogue.domain(clause.expression) if self.catalogue else None
        return build_axis(known or column_domain(self.source, clause), tests)

    def _about_rows(self, misspelt: set[tuple[int, str]]) -> Iterator[Finding]:
        for row in range(len(self.table.rules)):
            tests = (compile_tests(cell_tests(self.source, row, c)) for c in range(len(self.axes)))
            self.masks.append([a.satisfying(t) & a.full for a, t in zip(self.axes, tests, strict=True)])
        empty = list(self._unsatisfiable(misspelt))
        yield from empty
        dead = {row for row, masks in enumerate(self.masks) if not all(masks)}
        try:
            if self.table.hit_policy in ("UNIQUE", "ANY"):
                yield from self._overlaps()
            yield from self._diagram_findings(dead)
        except (WorkBoundError, RecursionError):
            yield self.unfinished()

    def _unsatisfiable(self, misspelt: set[tuple[int, str]]) -> Iterator[Finding]:
        for row, masks in enumerate(self.masks):
            for column, mask in enumerate(masks):
                clause = self.table.inputs[column]
                if not mask and (row + 1, clause.expression) not in misspelt:
                    text = self.table.rules[row].inputs[column].text
                    place = CellPlace(self.source.decision, row + 1, clause.title, text)
                    message = f"{place}: どの値でも成り立たない条件です"
                    yield self.finding(
                        "unsatisfiable", ERROR, message, column=clause.expression, rows=(row + 1,)
                    )

    def _overlaps(self) -> Iterator[Finding]:
        rows = range(len(self.masks))
        self.budget.pairs -= len(self.masks) * (len(self.masks) - 1) // 2
        if self.budget.pairs < 0:
            raise WorkBoundError("行の組が多すぎます")
        for first, second in combinations(rows, 2):
            joint = self._meeting((first, second))
            if joint is None:
                continue
            contradicting = self._result(first) != self._result(second)
            if self.table.hit_policy == "ANY" and not contradicting:
                continue
            words = "結果が食い違います" if contradicting else "結果は同じです"
            message = f"{first + 1}行目と{second + 1}行目が同時に成り立ちます({words})"
            yield self.finding("overlap", ERROR, message, rows=(first + 1, second + 1), example=joint)

    def _meeting(self, rows: tuple[int, int]) -> dict[str, object] | None:
        """A combination in both rows. Columns of the same fact have to agree."""
        left: dict[str, int] = {}
        for row in rows:
            for axis, mask in zip(self.axes, self.masks[row], strict=True):
                left[axis.name] = left.get(axis.name, axis.full) & mask
        if not all(left.values()):
            return None
        return {axis.name: axis.sample(left[axis.name]) for axis in self.axes}

    def _result(self, row: int) -> tuple[str, ...]:
        """The outputs of a row as text that is equal if the results are."""
        found = []
        for index, cell in enumerate(self.table.rules[row].outputs):
            try:
                found.append(literal(output_value(self.source, row, index)))
            except CellError:
                found.append(f"= {cell.text}")
        return tuple(found)

    def _diagram_findings(self, dead: set[int]) -> Iterator[Finding]:
        names = list(dict.fromkeys(axis.name for axis in self.axes))
        self.unique = {axis.name: axis for axis in self.axes}
        self.level = {name: i for i, name in enumerate(names)}
        self.diagrams = Diagrams([self.unique[name].width for name in names], self.budget.nodes)
        try:
            conditions = [self._condition(row) for row in range(len(self.masks))]
            if self.table.hit_policy == "FIRST":
                yield from self._unreachable(conditions, dead)
            yield from self._gaps(conditions)
            yield from self._never_required(conditions)
            yield from self._unused(conditions)
        finally:
            self.budget.nodes = max(0, self.budget.nodes - self.diagrams.work)

    def _condition(self, row: int) -> int:
        levels = (self.level[axis.name] for axis in self.axes)
        return self.diagrams.conjunction(zip(levels, self.masks[row], strict=True))

    def _unreachable(self, conditions: Sequence[int], dead: set[int]) -> Iterator[Finding]:
        above = NO
        for row, condition in enumerate(conditions):
            if row not in dead and self.diagrams.choose(above, NO, condition) == NO:
                message = f"{row + 1}行目には届きません。上の行がすべて先に当てはまります"
                yield self.finding("unreachable", ERROR, message, rows=(row + 1,))
            above = self.diagrams.either(above, condition)

    def _gaps(self, conditions: Sequence[int]) -> Iterator[Finding]:
        if any(clause.default for clause in self.table.outputs) or self.table.aggregation == "COUNT":
            return
        covered = NO
        for condition in conditions:
            covered = self.diagrams.either(covered, condition)
        example = self._example(self._valued(covered), 1)
        if example is not None:
            severity = WARNING if self.table.hit_policy in _MULTIPLE else ERROR
            message = "どの行にも当てはまらない組合せがあります"
            yield self.finding("gap", severity, message, example=example)

    def _valued(self, node: int) -> int:
        """The function without the null cells."""
        for level in bits(self.diagrams.support(node)):
            name = next(n for n, i in self.level.items() if i == level)
            node = self.diagrams.cut(node, level, self.unique[name].full)
        return node

    def _example(self, node: int, wanted: int) -> dict[str, object] | None:
        path = self.diagrams.find(node, wanted)
        if path is None or any(not axis.full for axis in self.axes):
            return None
        found = {name: axis.sample(axis.full) for name, axis in self.unique.items()}
        names = list(self.level)
        for level, cell in path:
            found[names[level]] = self.unique[names[level]].sample(1 << cell)
        return found

    def _never_required(self, conditions: Sequence[int]) -> Iterator[Finding]:
        if not is_procedure(self.source):
            return
        requiring = [c for row, c in enumerate(conditions) if self._result(row) == ("true",) and c != NO]
        if not requiring and not any(clause.default == "true" for clause in self.table.outputs):
            message = "この手続が必要になる組合せがありません"
            yield self.finding("unreachable", ERROR, message)

    def _unused(self, conditions: Sequence[int]) -> Iterator[Finding]:
        used = self.diagrams.support(self._valued(self._results(conditions)))
        for name, level in self.level.items():
            if not used >> level & 1 and len(self.unique[name].cells) > 0:
                message = f"列「{name}」は結果を変えません"
                yield self.finding("unused", WARNING, message, column=name)

    def _results(self, conditions: Sequence[int]) -> int:
        """What the table gives, told apart by the rows' outputs; UNIQUE and ANY as the standard has them."""
        policy = self.table.hit_policy
        if policy in _MULTIPLE:
            return self._collected(conditions)
        results = [self.diagrams.leaf(self._result(row)) for row in range(len(conditions))]
        function = self.diagrams.leaf("なし")
        rows = self._in_priority() if policy == "PRIORITY" else range(len(conditions))
        for row in reversed(list(rows)):
            function = self.diagrams.choose(conditions[row], results[row], function)
        if policy in ("UNIQUE", "ANY"):
            clash = self._clashes(conditions, same_clash=policy == "UNIQUE")
            function = self.diagrams.choose(clash, self.diagrams.leaf("重複"), function)
        return function

    def _in_priority(self) -> list[int]:
        listed: Value = None
        if values := self.table.outputs[0].values:
            listed = constant(parse_expression(f"[{values}]"))
        order = listed if isinstance(listed, list) else []

        def rank(row: int) -> int:
            value = output_value(self.source, row, 0)
            return next((i for i, wanted in enumerate(order) if equal(value, wanted)), len(order))

        return sorted(range(len(self.table.rules)), key=rank)

    def _clashes(self, conditions: Sequence[int], *, same_clash: bool) -> int:
        """Where more than one row holds; with ANY only where their results differ."""
        clash, seen = NO, NO
        groups: dict[tuple[str, ...], int] = {}
        for row, condition in enumerate(conditions):
            key = (str(row),) if same_clash else self._result(row)
            groups[key] = self.diagrams.either(groups.get(key, NO), condition)
        for condition in groups.values():
            clash = self.diagrams.either(clash, self.diagrams.both(seen, condition))
            seen = self.diagrams.either(seen, condition)
        return clash

    def _collected(self, conditions: Sequence[int]) -> int:
        """The list of results as a chain of leaves: one function per set of rows that fire."""
        function = self.diagrams.leaf(())
        for row, condition in enumerate(conditions):
            result = self._result(row)
            longer = self.diagrams.relabel(function, partial(self._longer, result))
            function = self.diagrams.choose(condition, longer, function)
        return function

    def _longer(self, result: tuple[str, ...], found: Hashable) -> int:
        assert isinstance(found, tuple)
        return self.diagrams.leaf((*found, result))


def _fed_domain(feeding: tuple[Source, int], name: str) -> FactDomain:
    """The values another table of the model can give."""
    source, index = feeding
    values = {output_value(source, row, index) for row in range(len(source.table.rules))}
    values.add(default_value(source, index))
    known = [value for value in values if value is not None]
    kind = next((k for k, t in KINDS.items() if known and isinstance(known[0], t)), "string")
    return FactDomain(name, kind, ", ".join(sorted(map(literal, known))))


def _named(tests: s.UnaryTests) -> list[Value]:
    """The values a cell names outright; the end of a comparison or interval may lie outside the domain."""
    parts = tests.tests if isinstance(tests, s.Tests) else ()
    found: list[Value] = []
    for part in parts:
        if isinstance(part, s.Matches) and not isinstance(part.expression, s.Interval):
            value = constant(part.expression)
            found += value if isinstance(value, list) else [value]
        elif isinstance(part, s.Operator) and part.op in ("=", "!="):
            found.append(constant(part.operand))
    return found


def _allows(allowed: str, value: Value) -> bool:
    try:
        test = compile_tests(parse_unary_tests(allowed))
    except FeelError:
        return True
    return test is None or test(value, {}) is True


def _kind_name(kind: str) -> str:
    return {"string": "文字列", "number": "数値", "boolean": "はい・いいえ", "date": "日付"}.get(kind, kind)
