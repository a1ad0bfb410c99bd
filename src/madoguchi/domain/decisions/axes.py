"""The values a fact can take, cut into finitely many cells that no test of the tables can tell apart.

Every cell has a `sample`: what a test says about the sample it says about the whole cell. Sets of cells are
bit masks; the bit after the last cell stands for null, which is a value only when somebody gave it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Protocol, TypeAlias

from madoguchi.domain.decisions.errors import BadInputError, DecisionError
from madoguchi.domain.decisions.feel import syntax as s
from madoguchi.domain.decisions.feel.evaluate import CompiledTest, compile_tests, constant
from madoguchi.domain.decisions.feel.parser import parse_unary_tests
from madoguchi.domain.decisions.feel.values import Range, Value, plain, to_text

KINDS = {"boolean": bool, "string": str, "number": Decimal, "date": date}
OTHER_TEXT = "(表にない値)"


@dataclass(frozen=True, slots=True)
class FactDomain:
    """What is known of a fact before any table is read.

    `allowed` is FEEL text: a list of values, or intervals (empty: anything). `priors` weighs values by their
    text (`true`, `転入`); values not named weigh 1. `cost` is in questions.
    """

    name: str
    kind: str
    allowed: str = ""
    scope: str = "household"
    label: str = ""
    silent: bool = False
    cost: float = 1.0
    priors: Mapping[str, float] | None = None


class FactCatalogue(Protocol):
    """Where facts are described; the fact catalogue of a pack is one."""

    def domain(self, name: str) -> FactDomain | None: ...

    def names(self) -> Iterable[str]: ...


@dataclass(frozen=True, slots=True)
class CellRange:
    """One cell: listed values, or an interval (ends included in discrete domains; None: unbounded)."""

    sample: Value
    values: tuple[Value, ...] = ()
    low: Decimal | int | None = None
    high: Decimal | int | None = None
    size: float = 1.0


@dataclass(frozen=True)
class Axis:
    """The cells of one fact."""

    name: str
    kind: str
    cells: tuple[CellRange, ...]
    discrete: bool = True

    @cached_property
    def full(self) -> int:
        """Every value the fact can take; null is none of them."""
        return (1 << len(self.cells)) - 1

    @cached_property
    def width(self) -> int:
        return len(self.cells) + 1

    def satisfying(self, test: CompiledTest | None) -> int:
        """The cells (null included) on which a test holds."""
        if test is None:
            return (1 << self.width) - 1
        samples = [cell.sample for cell in self.cells] + [None]
        return sum(1 << i for i, sample in enumerate(samples) if test(sample, {}) is True)

    def of_value(self, value: Value) -> int:
        """The cell of one value. Raises BadInputError if the fact cannot have it."""
        if value is None:
            return 1 << len(self.cells)
        if not isinstance(value, KINDS[self.kind]) or (isinstance(value, bool) != (self.kind == "boolean")):
            raise BadInputError(
                f"項目「{self.name}」に「{plain(value)}」は入れられません({self.kind}の項目です)"
            )
        for i, cell in enumerate(self.cells):
            if self._holds(cell, value):
                return 1 << i
        raise BadInputError(f"項目「{self.name}」に「{plain(value)}」は選べません")

    def between(self, low: Value, high: Value) -> int:
        """The cells that have a value from low to high (either may be None: no bound)."""
        ends = tuple(None if end is None else self._place(end) for end in (low, high))
        mask = sum(1 << i for i, cell in enumerate(self.cells) if _meets(cell, *ends))
        if not mask:
            raise BadInputError(f"項目「{self.name}」に、示された範囲の値はありません")
        return mask

    def _place(self, value: Value) -> Decimal | int:
        if self.kind == "date" and isinstance(value, date):
            return value.toordinal()
        if self.kind == "number" and isinstance(value, Decimal):
            return value
        raise BadInputError(f"項目「{self.name}」は範囲で示せません({self.kind}の項目です)")

    def _holds(self, cell: CellRange, value: Value) -> bool:
        if cell.values:
            return value in cell.values
        if self.kind == "string":
            return value not in self._listed
        place = self._place(value)
        if self.discrete and place != int(place):
            return False
        return _inside(cell, place)

    @cached_property
    def _listed(self) -> frozenset[Value]:
        return frozenset(value for cell in self.cells for value in cell.values)

    def describe(self, mask: int) -> list[object]:
        """The cells of a mask for JSON: listed values, or intervals as {min, max}."""
        shown: list[object] = []
        for i, cell in enumerate(self.cells):
            if not mask >> i & 1:
                continue
            if cell.values:
                shown.extend(plain(value) for value in cell.values)
            elif self.kind == "string":
                shown.append(OTHER_TEXT)
            else:
                shown.append({"min": self._end(cell.low), "max": self._end(cell.high)})
        return shown + ([None] if mask >> len(self.cells) & 1 else [])

    def _end(self, end: Decimal | int | None) -> object:
        if end is None:
            return None
        return date.fromordinal(int(end)).isoformat() if self.kind == "date" else plain(Decimal(end))

    def sample(self, mask: int) -> object:
        """One value of a mask, for an example."""
        for i, cell in enumerate(self.cells):
            if mask >> i & 1:
                return plain(cell.sample)
        return None


def _inside(cell: CellRange, place: Decimal | int) -> bool:
    if cell.low is not None and cell.low == cell.high:
        return place == cell.low
    above = cell.low is None or place >= cell.low
    below = cell.high is None or place <= cell.high
    return above and below and _not_an_open_end(cell, place)


def _not_an_open_end(cell: CellRange, place: Decimal | int) -> bool:
    """Cells of a continuous axis are points or open intervals; those of a discrete one include their ends."""
    return not _is_open(cell) or place not in (cell.low, cell.high)


def _is_open(cell: CellRange) -> bool:
    return any(isinstance(end, Decimal) for end in (cell.low, cell.high))


def _meets(cell: CellRange, low: Decimal | int | None, high: Decimal | int | None) -> bool:
    """Whether a cell has a value in [low, high]; for listed values, whether one of them lies there."""
    if cell.values:
        places = (v for v in map(_as_place, cell.values) if v is not None)
        return any((low is None or p >= low) and (high is None or p <= high) for p in places)
    open_ends = _is_open(cell)
    reaches_low = low is None or cell.high is None or (cell.high > low if open_ends else cell.high >= low)
    reaches_high = high is None or cell.low is None or (cell.low < high if open_ends else cell.low <= high)
    return reaches_low and reaches_high


def _as_place(value: Value) -> Decimal | int | None:
    if isinstance(value, date):
        return value.toordinal()
    return value if isinstance(value, Decimal) else None


def build_axis(domain: FactDomain, tests: Sequence[s.UnaryTests]) -> Axis:
    """The coarsest cells that all tests of a fact can tell apart. Raises DecisionError for other types."""
    allowed = parse_unary_tests(domain.allowed) if domain.allowed else s.AnyValue()
    tests = list(dict.fromkeys(tests))
    constants = [value for test in (*tests, allowed) for value in constants_of(test)]
    if domain.kind not in KINDS:
        raise DecisionError(f"項目「{domain.name}」の型「{domain.kind}」は、未知の値を扱えません")
    cells, discrete = _raw_cells(domain.kind, constants, allowed, tests)
    within = compile_tests(allowed)
    if within is not None:
        cells = [cell for cell in cells if within(cell.sample, {}) is True]
    merged = _merge(cells, [compiled for test in tests if (compiled := compile_tests(test))], domain)
    return Axis(domain.name, domain.kind, tuple(merged), discrete)


RawCells: TypeAlias = tuple[list[CellRange], bool]


def _raw_cells(
    kind: str, constants: list[Value], allowed: s.UnaryTests, tests: Sequence[s.UnaryTests]
) -> RawCells:
    if kind == "boolean":
        return [CellRange(value, (value,)) for value in (True, False)], True
    if kind == "string":
        return _string_cells(constants, allowed, tests), True
    if kind == "date":
        days = sorted({value.toordinal() for value in constants if isinstance(value, date)})
        return [_day_cell(cell) for cell in _whole_cells(days)], True
    numbers = sorted({value for value in constants if isinstance(value, Decimal)})
    if all(number == number.to_integral_value() for number in numbers):
        return [_number_cell(cell) for cell in _whole_cells([int(n) for n in numbers])], True
    return _continuous_cells(numbers), False


def _string_cells(
    constants: list[Value], allowed: s.UnaryTests, tests: Sequence[s.UnaryTests]
) -> list[CellRange]:
    texts = list(dict.fromkeys(value for value in constants if isinstance(value, str)))
    cells = [CellRange(text, (text,)) for text in texts]
    if isinstance(allowed, s.AnyValue):
        if any(_orders(test) for test in tests):
            raise DecisionError("文字の大小を比べる列には、選べる値の一覧が要ります")
        cells.append(CellRange(OTHER_TEXT))
    return cells


def _orders(test: s.UnaryTests) -> bool:
    parts = test.tests if isinstance(test, s.Tests) else ()
    return any(
        (isinstance(p, s.Operator) and p.op not in ("=", "!="))
        or (isinstance(p, s.Matches) and isinstance(p.expression, s.Interval))
        for p in parts
    )


def _whole_cells(points: list[int]) -> list[tuple[int | None, int | None]]:
    """Every point by itself, and what lies before, between and after, if anything does."""
    if not points:
        return [(None, None)]
    cells: list[tuple[int | None, int | None]] = [(None, points[0] - 1)]
    for point, following in zip(points, [*points[1:], None], strict=True):
        cells.append((point, point))
        if following is None or following - point > 1:
            cells.append((point + 1, None if following is None else following - 1))
    return cells


def _sample(cell: tuple[int | None, int | None]) -> int:
    low, high = cell
    return low if low is not None else high if high is not None else 0


def _size(cell: tuple[int | None, int | None]) -> float:
    low, high = cell
    return 1.0 if low is None or high is None else float(high - low + 1)


def _number_cell(cell: tuple[int | None, int | None]) -> CellRange:
    return CellRange(Decimal(_sample(cell)), (), cell[0], cell[1], _size(cell))


def _day_cell(cell: tuple[int | None, int | None]) -> CellRange:
    sample = date.fromordinal(_sample(cell)) if cell != (None, None) else date(2000, 1, 1)
    return CellRange(sample, (), cell[0], cell[1], _size(cell))


def _continuous_cells(points: list[Decimal]) -> list[CellRange]:
    cells = [CellRange(points[0] - 1, (), None, points[0])]
    for point, following in zip(points, [*points[1:], None], strict=True):
        cells.append(CellRange(point, (point,)))
        middle = point + 1 if following is None else (point + following) / 2
        cells.append(CellRange(middle, (), point, following))
    return cells


def _merge(cells: list[CellRange], tests: list[CompiledTest], domain: FactDomain) -> list[CellRange]:
    """Cells that every test treats alike become one; of an ordered domain only neighbours do."""
    merged: list[tuple[tuple[bool, ...], CellRange]] = []
    for cell in cells:
        signature = tuple(test(cell.sample, {}) is True for test in tests)
        twin = _twin(merged, signature, cell, ordered=not cell.values)
        weighed = _weighed(cell, domain)
        if twin is None:
            merged.append((signature, weighed))
        else:
            merged[twin] = (signature, _joined(merged[twin][1], weighed))
    return _levelled([cell for _, cell in merged])


def _twin(
    merged: list[tuple[tuple[bool, ...], CellRange]],
    signature: tuple[bool, ...],
    cell: CellRange,
    *,
    ordered: bool,
) -> int | None:
    if ordered:
        last = merged[-1] if merged else None
        joinable = last and last[0] == signature and not last[1].values and _adjacent(last[1], cell)
        return len(merged) - 1 if joinable else None
    return next((i for i, (known, c) in enumerate(merged) if known == signature and c.values), None)


def _adjacent(left: CellRange, right: CellRange) -> bool:
    return isinstance(left.high, int) and isinstance(right.low, int) and left.high + 1 == right.low


def _joined(left: CellRange, right: CellRange) -> CellRange:
    return CellRange(left.sample, left.values + right.values, left.low, right.high, left.size + right.size)


def _weighed(cell: CellRange, domain: FactDomain) -> CellRange:
    if not domain.priors:
        return cell
    weight = domain.priors.get(to_text(cell.sample))
    return cell if weight is None else CellRange(cell.sample, cell.values, cell.low, cell.high, weight)


def _levelled(cells: list[CellRange]) -> list[CellRange]:
    """Sizes count values; where a cell is unbounded counting means nothing and all cells weigh the same."""
    if any(
        not c.values and (c.low is None or c.high is None) for c in cells if not isinstance(c.sample, str)
    ):
        return [CellRange(c.sample, c.values, c.low, c.high, 1.0) for c in cells]
    return cells


def constants_of(tests: s.UnaryTests) -> list[Value]:
    """The values a test compares with. Raises DecisionError if one is no constant."""
    if isinstance(tests, s.AnyValue):
        return []
    found: list[Value] = []
    for test in tests.tests:
        if isinstance(test, s.Operator):
            found.append(constant(test.operand))
        elif test.on_input:
            raise DecisionError("「?」を使う条件は、未知の値に対して扱えません")
        else:
            found.extend(_spread(constant(test.expression)))
    return found


def _spread(value: Value) -> list[Value]:
    if isinstance(value, Range):
        return [end for end in (value.low, value.high) if end is not None]
    return [part for item in value for part in _spread(item)] if isinstance(value, list) else [value]
