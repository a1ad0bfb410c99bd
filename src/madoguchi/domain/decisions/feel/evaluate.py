"""Syntax to Python closures: compiled once, called for every household.

Arithmetic and comparison with null or with mixed types give null (DMN 1.5 §10.3.2.13 ff.),
never an exception.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, DecimalException
from typing import TypeAlias

from madoguchi.domain.decisions.errors import DecisionError, UnsupportedFeatureError
from madoguchi.domain.decisions.feel import syntax as s
from madoguchi.domain.decisions.feel.functions import FUNCTIONS, PARAMETERS, property_of
from madoguchi.domain.decisions.feel.values import NUMBERS, Months, Range, Value, contains, equal, order

Scope: TypeAlias = Mapping[str, Value]
Compiled: TypeAlias = Callable[[Scope], Value]
CompiledTest: TypeAlias = Callable[[Value, Scope], bool | None]

_ORDER: Mapping[str, Callable[[int], bool]] = {
    "<": lambda place: place < 0,
    "<=": lambda place: place <= 0,
    ">": lambda place: place > 0,
    ">=": lambda place: place >= 0,
}


def compare(op: str, left: Value, right: Value) -> bool | None:
    if op in ("=", "!="):
        same = equal(left, right)
        return same if op == "=" or same is None else not same
    place = order(left, right)
    return None if place is None else _ORDER[op](place)


def compile_expression(node: s.Expr) -> Compiled:
    """A function of the scope. Names not in the scope give null."""
    return _COMPILERS[type(node)](node)


def compile_tests(tests: s.UnaryTests) -> CompiledTest | None:
    """A function of the cell's input value and the scope; None for `-`, which always holds."""
    if isinstance(tests, s.AnyValue):
        return None
    parts = [_compile_test(test) for test in tests.tests]
    if tests.negated:
        return lambda value, scope: _not(_any(part(value, scope) for part in parts))
    if len(parts) == 1:
        return parts[0]
    return lambda value, scope: any(part(value, scope) is True for part in parts)


def _any(results: object) -> bool | None:
    answer: bool | None = False
    for result in results:  # type: ignore[attr-defined]
        if result is True:
            return True
        answer = None if result is None else answer
    return answer


def _not(value: bool | None) -> bool | None:
    return None if value is None else not value


def _compile_test(test: s.Test) -> CompiledTest:
    if isinstance(test, s.Operator):
        op, operand = test.op, compile_expression(test.operand)
        return lambda value, scope: compare(op, value, operand(scope))
    if isinstance(test.expression, s.Const):
        single = test.expression.value
        return lambda value, _: equal(value, single)
    if isinstance(test.expression, s.Interval) and not _reads_names(test.expression):
        interval = constant(test.expression)
        return lambda value, _: matches(value, interval)
    expression = compile_expression(test.expression)
    if test.on_input:
        return lambda value, scope: expression({**scope, "?": value}) is True
    return lambda value, scope: matches(value, expression(scope))


def matches(value: Value, wanted: Value) -> bool | None:
    """Whether a value is what a cell names: the same, in the interval, or in the list."""
    if isinstance(wanted, Range) and not isinstance(value, Range):
        return contains(wanted, value)
    if isinstance(wanted, list) and not isinstance(value, list):
        return any(matches(value, item) for item in wanted)
    if isinstance(wanted, list) and isinstance(value, list):
        return equal(value, wanted) or any(matches(value, item) for item in wanted)
    return equal(value, wanted)


def _const(node: s.Const) -> Compiled:
    value = node.value
    return lambda _: value


def _name(node: s.Name) -> Compiled:
    name = node.name
    built_in = FUNCTIONS.get(name)
    return lambda scope: scope.get(name, built_in)


def _path(node: s.Path) -> Compiled:
    base, name = compile_expression(node.base), node.name
    return lambda scope: property_of(base(scope), name)


def _negative(node: s.Negative) -> Compiled:
    inner = compile_expression(node.of)

    def run(scope: Scope) -> Value:
        value = inner(scope)
        if isinstance(value, Months):
            return Months(-value.count)
        return -value if isinstance(value, Decimal | timedelta) else None

    return run


def _arithmetic(node: s.Arithmetic) -> Compiled:
    op, left, right = node.op, compile_expression(node.left), compile_expression(node.right)
    on_numbers = _NUMBER_OPS[op]

    def run(scope: Scope) -> Value:
        a, b = left(scope), right(scope)
        try:
            if isinstance(a, Decimal) and isinstance(b, Decimal):
                return on_numbers(a, b)
            return _other_arithmetic(op, a, b)
        except (DecimalException, OverflowError, ZeroDivisionError, ValueError, TypeError):
            return None

    return run


_NUMBER_OPS: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": NUMBERS.add,
    "-": NUMBERS.subtract,
    "*": NUMBERS.multiply,
    "/": NUMBERS.divide,
    "**": NUMBERS.power,
}


def _other_arithmetic(op: str, a: Value, b: Value) -> Value:
    if op == "+" and isinstance(a, str) and isinstance(b, str):
        return a + b
    if isinstance(a, date | time) and op in "+-":
        return _shift(op, a, b)
    if op == "+" and isinstance(b, date | time) and isinstance(a, Months | timedelta):
        return _shift(op, b, a)
    return _durations(op, a, b)


def _durations(op: str, a: Value, b: Value) -> Value:
    if isinstance(a, Months) and isinstance(b, Months):
        return _months_with_months(op, a.count, b.count)
    if isinstance(a, timedelta) and isinstance(b, timedelta) and op in "+-/":
        return Decimal(a / b) if op == "/" else (a + b if op == "+" else a - b)
    if isinstance(a, Decimal) and op == "*":
        a, b = b, a
    if isinstance(b, Decimal) and op in "*/" and isinstance(a, Months | timedelta):
        return _scaled(op, a, b)
    return None


def _months_with_months(op: str, a: int, b: int) -> Value:
    if op == "/":
        return NUMBERS.divide(Decimal(a), Decimal(b))
    return {"+": Months(a + b), "-": Months(a - b)}.get(op)


def _scaled(op: str, span: Months | timedelta, by: Decimal) -> Value:
    if isinstance(span, Months):
        return Months(int(span.count * by if op == "*" else span.count / by))
    return span * float(by) if op == "*" else span / float(by)


def _shift(op: str, at: date | time, by: Value) -> Value:
    if isinstance(by, Months) and isinstance(at, date):
        return add_months(at, by.count if op == "+" else -by.count)
    if isinstance(by, timedelta):
        return _move(at, by if op == "+" else -by)
    if op == "-" and isinstance(at, date) and isinstance(by, date):
        return _as_datetime(at) - _as_datetime(by)
    return None


def _as_datetime(at: date) -> datetime:
    return at if isinstance(at, datetime) else datetime(at.year, at.month, at.day)  # noqa: DTZ001


def _move(at: date | time, by: timedelta) -> Value:
    if isinstance(at, time):
        return (datetime.combine(date(2000, 1, 1), at) + by).timetz()
    return at + by if isinstance(at, datetime) else (_as_datetime(at) + by).date()


def add_months(at: date, months: int) -> date:
    """The same day of the month, or its last day if that month is shorter."""
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    for day in range(at.day, 27, -1):
        try:
            return at.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    return at.replace(year=year, month=month + 1)


def _compare(node: s.Compare) -> Compiled:
    op, left, right = node.op, compile_expression(node.left), compile_expression(node.right)
    return lambda scope: compare(op, left(scope), right(scope))


def _logic(node: s.Logic) -> Compiled:
    """Three-valued: one decisive side is enough, anything that is no boolean counts as null."""
    left, right, decisive = compile_expression(node.left), compile_expression(node.right), node.op == "or"

    def run(scope: Scope) -> Value:
        a, b = left(scope), right(scope)
        if a is decisive or b is decisive:
            return decisive
        return (not decisive) if isinstance(a, bool) and isinstance(b, bool) else None

    return run


def _if(node: s.If) -> Compiled:
    test, then, other = (compile_expression(part) for part in (node.test, node.then, node.other))
    return lambda scope: then(scope) if test(scope) is True else other(scope)


def _between(node: s.Between) -> Compiled:
    value, low, high = (compile_expression(part) for part in (node.value, node.low, node.high))
    return lambda scope: _inside(value(scope), low(scope), high(scope))


def _inside(value: Value, low: Value, high: Value) -> bool | None:
    if low is None or high is None:
        return None
    return contains(Range(low, high, low_closed=True, high_closed=True), value)


def _in(node: s.In) -> Compiled:
    value = compile_expression(node.value)
    tests = compile_tests(s.Tests(node.tests))
    assert tests is not None
    return lambda scope: tests(value(scope), scope)


def _call(node: s.Call) -> Compiled:
    function = compile_expression(node.function)
    arguments = [compile_expression(part) for part in node.positional]
    named = [(key, compile_expression(part)) for key, part in node.named]
    called = node.function.name if isinstance(node.function, s.Name) else ""
    order_of = _argument_order(called, [key for key, _ in named]) if named else ()

    def run(scope: Scope) -> Value:
        target = function(scope)
        if target is None and called and called not in scope:
            raise UnsupportedFeatureError(f"function {called}()")
        if not callable(target):
            return None
        values = [argument(scope) for argument in arguments]
        given = {key: part(scope) for key, part in named}
        values += [given.pop(key) for key in order_of if key in given]
        try:
            return target(*values, **given)
        except TypeError:
            return None

    return run


def _argument_order(called: str, keys: list[str]) -> tuple[str, ...]:
    """The order of a built-in's named arguments; empty for functions of the model."""
    return next((names for names in PARAMETERS.get(called, ()) if set(keys) <= set(names)), ())


def _list(node: s.ListOf) -> Compiled:
    items = [compile_expression(item) for item in node.items]
    return lambda scope: [item(scope) for item in items]


def _context(node: s.ContextOf) -> Compiled:
    entries = [(key, compile_expression(part)) for key, part in node.entries]

    def run(scope: Scope) -> Value:
        found: dict[str, Value] = {}
        for key, part in entries:
            found[key] = part({**scope, **found})
        return found

    return run


def _interval(node: s.Interval) -> Compiled:
    low = compile_expression(node.low) if node.low else None
    high = compile_expression(node.high) if node.high else None
    low_closed, high_closed = node.low_closed, node.high_closed

    def run(scope: Scope) -> Value:
        ends = (low(scope) if low else None, high(scope) if high else None)
        if (low and ends[0] is None) or (high and ends[1] is None):
            return None
        return Range(ends[0], ends[1], low_closed, high_closed)

    return run


_COMPILERS: Mapping[type, Callable[..., Compiled]] = {
    s.Const: _const,
    s.Name: _name,
    s.Path: _path,
    s.Negative: _negative,
    s.Arithmetic: _arithmetic,
    s.Compare: _compare,
    s.Logic: _logic,
    s.If: _if,
    s.Between: _between,
    s.In: _in,
    s.Call: _call,
    s.ListOf: _list,
    s.ContextOf: _context,
    s.Interval: _interval,
}


def constant(node: s.Expr) -> Value:
    """The value of an expression that reads no name but built-in functions. Raises DecisionError."""
    if _reads_names(node):
        raise DecisionError("固定の値ではありません")
    return compile_expression(node)({})


def _reads_names(node: s.Expr) -> bool:
    if isinstance(node, s.Name):
        return True
    if isinstance(node, s.Call):
        own = isinstance(node.function, s.Name) and node.function.name in FUNCTIONS
        return not own or any(_reads_names(part) for part in (*node.positional, *(p for _, p in node.named)))
    if isinstance(node, s.Interval):
        return any(_reads_names(end) for end in (node.low, node.high) if end is not None)
    if isinstance(node, s.ListOf):
        return any(_reads_names(item) for item in node.items)
    return not isinstance(node, s.Const)


__all__ = ["Compiled", "CompiledTest", "Scope", "compare", "compile_expression", "compile_tests", "constant"]
