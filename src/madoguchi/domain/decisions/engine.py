"""Evaluation with everything known: decisions of a model, compiled once, run on plain values.

This is ordinary DMN (compliance level 2 and the tables of level 3). For unknown facts see `procedures`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import TypeAlias, TypeVar

from madoguchi.domain.decisions.errors import (
    CellError,
    CellPlace,
    DecisionError,
    FeelError,
    UnsupportedFeatureError,
)
from madoguchi.domain.decisions.feel.evaluate import (
    Compiled,
    CompiledTest,
    Scope,
    compile_expression,
    compile_tests,
)
from madoguchi.domain.decisions.feel.parser import parse_expression, parse_unary_tests
from madoguchi.domain.decisions.feel.syntax import Expr
from madoguchi.domain.decisions.feel.values import NUMBERS, Value, equal, order
from madoguchi.domain.decisions.model import (
    BoxedContext,
    DecisionTable,
    Definitions,
    Expression,
    Foreign,
    Invocation,
    Literal,
)

Names: TypeAlias = tuple[str, ...]
Built = TypeVar("Built")
MAX_CHAIN = 200


@dataclass(frozen=True, slots=True)
class _Row:
    """One rule, ready to run: only the cells that test something, with the place of their input."""

    tests: tuple[tuple[int, CompiledTest], ...]
    outputs: tuple[Compiled, ...]

    def fires(self, values: list[Value], scope: Scope) -> bool:
        return all(test(values[column], scope) is True for column, test in self.tests)


def compile_boxed(expression: Expression | None, names: Names, owner: str) -> Compiled:
    """A function of the scope. Raises UnsupportedFeatureError, FeelError or CellError while compiling."""
    if isinstance(expression, Literal):
        return compile_expression(parse_expression(expression.text, names))
    if isinstance(expression, DecisionTable):
        return compile_table(expression, names, owner)
    if isinstance(expression, Invocation):
        return _compile_invocation(expression, names, owner)
    if isinstance(expression, BoxedContext):
        return _compile_context(expression, names, owner)
    raise UnsupportedFeatureError(expression.feature if isinstance(expression, Foreign) else "式のない決定")


def _compile_invocation(node: Invocation, names: Names, owner: str) -> Compiled:
    function = compile_expression(parse_expression(node.function, names))
    bindings = [(name, compile_boxed(value, names, owner)) for name, value in node.bindings]

    def run(scope: Scope) -> Value:
        target = function(scope)
        return target(**{name: value(scope) for name, value in bindings}) if callable(target) else None

    return run


def _compile_context(node: BoxedContext, names: Names, owner: str) -> Compiled:
    names = (*names, *(name for name, _ in node.entries))
    entries = [(name, compile_boxed(value, names, owner)) for name, value in node.entries]
    result = compile_boxed(node.result, names, owner) if node.result is not None else None

    def run(scope: Scope) -> Value:
        found: dict[str, Value] = {}
        for name, value in entries:
            found[name] = value({**scope, **found})
        return found if result is None else result({**scope, **found})

    return run


def compile_table(table: DecisionTable, names: Names, owner: str) -> Compiled:
    """A decision table as a function of the scope: null, one value or context, or a list of them."""
    inputs = [compile_expression(_head(owner, clause.expression, names)) for clause in table.inputs]
    rows = [_compile_row(table, index, names, owner) for index in range(len(table.rules))]
    finish = _finisher(table, names)
    single = table.hit_policy == "FIRST"

    def run(scope: Scope) -> Value:
        values = [value(scope) for value in inputs]
        hits = []
        for row in rows:
            if row.fires(values, scope):
                hits.append(row)
                if single:
                    break
        return finish(hits, scope)

    return run


def _head(owner: str, text: str, names: Names) -> Expr:
    try:
        return parse_expression(text, names)
    except FeelError as error:
        raise CellError(CellPlace(owner, 0, text, text), error.problem, error.position) from error


def _compile_row(table: DecisionTable, index: int, names: Names, owner: str) -> _Row:
    rule = table.rules[index]
    if len(rule.inputs) != len(table.inputs) or len(rule.outputs) != len(table.outputs):
        raise CellError(CellPlace(owner, index + 1, "", ""), "列の数が見出しと合いません")
    tests = []
    for column, (clause, cell) in enumerate(zip(table.inputs, rule.inputs, strict=True)):
        place = CellPlace(owner, index + 1, clause.title, cell.text)
        test = _located(place, partial(_build_tests, cell.text, names))
        if test is not None:
            tests.append((column, test))
    return _Row(tuple(tests), _compile_outputs(table, index, names, owner))


def _compile_outputs(table: DecisionTable, index: int, names: Names, owner: str) -> tuple[Compiled, ...]:
    compiled = []
    for clause, cell in zip(table.outputs, table.rules[index].outputs, strict=True):
        place = CellPlace(owner, index + 1, clause.title, cell.text)
        text = cell.text if cell.text not in ("", "-") else "null"
        compiled.append(_located(place, partial(_build_value, text, names)))
    return tuple(compiled)


def _build_tests(text: str, names: Names) -> CompiledTest | None:
    return compile_tests(parse_unary_tests(text, names))


def _build_value(text: str, names: Names) -> Compiled:
    return compile_expression(parse_expression(text, names))


def _located(place: CellPlace, build: Callable[[], Built]) -> Built:
    try:
        return build()
    except FeelError as error:
        raise CellError(place, error.problem, error.position) from error


def _finisher(table: DecisionTable, names: Names) -> Callable[[list[_Row], Scope], Value]:
    """What the hit policy makes of the rows that fired."""
    keys = [clause.name or clause.label for clause in table.outputs]
    default = _default(table, names)
    priorities = [_priorities(clause.values, names) for clause in table.outputs]

    def output(row: _Row, scope: Scope) -> Value:
        values = [cell(scope) for cell in row.outputs]
        return values[0] if len(values) == 1 else dict(zip(keys, values, strict=True))

    def finish(hits: list[_Row], scope: Scope) -> Value:
        if not hits and table.aggregation != "COUNT":
            return default(scope)
        results = [output(row, scope) for row in hits]
        if table.hit_policy in ("PRIORITY", "OUTPUT ORDER"):
            results.sort(key=lambda result: _rank(result, priorities))
        return _combine(table, results)

    return finish


def _default(table: DecisionTable, names: Names) -> Compiled:
    if not any(clause.default for clause in table.outputs):
        return lambda _: None
    cells = [
        compile_expression(parse_expression(clause.default or "null", names)) for clause in table.outputs
    ]
    if len(cells) == 1:
        return cells[0]
    keys = [clause.name or clause.label for clause in table.outputs]
    return lambda scope: {key: cell(scope) for key, cell in zip(keys, cells, strict=True)}


def _priorities(values: str, names: Names) -> list[Value]:
    if not values:
        return []
    listed = parse_expression(f"[{values}]", names)
    found = compile_expression(listed)({})
    return found if isinstance(found, list) else []


def _rank(result: Value, priorities: list[list[Value]]) -> tuple[int, ...]:
    values = list(result.values()) if isinstance(result, dict) else [result]
    return tuple(
        next((i for i, wanted in enumerate(listed) if equal(value, wanted)), len(listed))
        for value, listed in zip(values, priorities, strict=False)
    )


def _combine(table: DecisionTable, results: list[Value]) -> Value:
    policy = table.hit_policy
    if policy == "UNIQUE":
        return results[0] if len(results) == 1 else None
    if policy == "ANY":
        return results[0] if all(equal(results[0], other) for other in results) else None
    if policy in ("FIRST", "PRIORITY"):
        return results[0]
    if policy in ("RULE ORDER", "OUTPUT ORDER") or not table.aggregation:
        return results
    return _aggregate(table.aggregation, results)


def _aggregate(how: str, results: list[Value]) -> Value:
    if how == "COUNT":
        return Decimal(len(results))
    if how == "SUM":
        numbers = [value for value in results if isinstance(value, Decimal)]
        whole = Decimal(0)
        for number in numbers:
            whole = NUMBERS.add(whole, number)
        return whole if len(numbers) == len(results) else None
    best, sign = results[0], -1 if how == "MIN" else 1
    for value in results[1:]:
        place = order(value, best)
        if place is None:
            return None
        best = value if place == sign else best
    return best


class Engine:
    """Runs the decisions of one model. One decision that cannot be compiled does not stop the others."""

    def __init__(self, model: Definitions) -> None:
        self.model = model
        self._decisions = {decision.name: decision for decision in model.decisions}
        self._knowledge = {knowledge.name: knowledge for knowledge in model.knowledge}
        self._compiled: dict[str, Compiled] = {}
        self._plans: dict[str, tuple[tuple[str, Compiled], ...]] = {}

    def evaluate(self, decision: str, values: Mapping[str, Value]) -> Value:
        """The decision's value. Inputs that are not given are null. Raises DecisionError."""
        plan = self._plans.get(decision)
        if plan is None:
            plan = self._plans[decision] = self._plan(decision)
        scope = dict(values)
        for name, run in plan:
            scope[name] = run(scope)
        return scope[decision]

    def _plan(self, decision: str) -> tuple[tuple[str, Compiled], ...]:
        """What has to run, in order, to have the decision's value."""
        if decision not in self._decisions:
            raise DecisionError(f"決定「{decision}」がありません")
        ordered: dict[str, Compiled] = {}
        self._visit(decision, ordered, ())
        return tuple(ordered.items())

    def _visit(self, name: str, ordered: dict[str, Compiled], path: Names) -> None:
        if name in path or len(path) > MAX_CHAIN:
            raise DecisionError("決定が自分自身に戻っています: " + " → ".join((*path, name)))
        node = self._decisions.get(name) or self._knowledge.get(name)
        if node is None or name in ordered:
            return
        for required in node.requires:
            self._visit(required, ordered, (*path, name))
        ordered[name] = self._compile(name)

    def _compile(self, name: str) -> Compiled:
        if name not in self._compiled:
            make = self._decision if name in self._decisions else self._function
            self._compiled[name] = make(name)
        return self._compiled[name]

    def _decision(self, name: str) -> Compiled:
        decision = self._decisions[name]
        run = compile_boxed(decision.expression, self._scope_names(decision.requires), name)
        wanted = self.model.base_type(decision.type_ref)
        return lambda scope: _as_type(run(scope), wanted)

    def _function(self, name: str) -> Compiled:
        knowledge = self._knowledge[name]
        names = (*self._scope_names(knowledge.requires), *knowledge.parameters)
        body = compile_boxed(knowledge.body, names, name)
        parameters = knowledge.parameters

        def bound(scope: Scope) -> Value:
            def call(*positional: Value, **named: Value) -> Value:
                given = dict(zip(parameters, positional, strict=False)) | named
                if len(positional) > len(parameters) or set(given) != set(parameters):
                    return None
                return body({**scope, **given})

            return call

        return bound

    def _scope_names(self, requires: Names) -> Names:
        parts = {part.name for item in self.model.types for part in item.components}
        outputs = {o.name for _, table in self.model.tables() for o in table.outputs if o.name}
        return tuple(sorted({*requires, *(i.name for i in self.model.inputs), *parts, *outputs}))


def _as_type(value: Value, wanted: str) -> Value:
    """The coercion of DMN 1.5 §10.3.2.9.4: a list of one becomes its element; another type becomes null."""
    kinds: Mapping[str, type] = {"string": str, "number": Decimal, "boolean": bool}
    kind = kinds.get(wanted)
    if kind is None or isinstance(value, kind):
        return value
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], kind):
        return value[0]
    return value if isinstance(value, list) else None
