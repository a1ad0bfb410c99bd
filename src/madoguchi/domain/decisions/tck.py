"""Runs the test files of OMG's DMN Technology Compatibility Kit against the engine.

A test file names a model beside it, inputs and expected results. Every expected result counts once; a model
that cannot be read or uses what the engine lacks counts as failed, never as absent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from xml.etree.ElementTree import Element

from madoguchi.domain.decisions.engine import Engine
from madoguchi.domain.decisions.errors import DecisionError, UnsupportedFeatureError
from madoguchi.domain.decisions.feel.values import (
    Months,
    Value,
    equal,
    parse_date,
    parse_datetime,
    parse_duration,
    parse_time,
    to_text,
)
from madoguchi.domain.decisions.reader import child, children, clean, local, parse_xml, read

_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_TOLERANCE = Decimal("1e-8")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One expected result: what came, or why nothing came. `feature` is set if the engine lacks something."""

    test: str
    node: str
    passed: bool
    problem: str = ""
    feature: str = ""


@dataclass(frozen=True, slots=True)
class FolderResult:
    folder: Path
    outcomes: tuple[Outcome, ...]

    @property
    def passed(self) -> int:
        return sum(outcome.passed for outcome in self.outcomes)

    @property
    def total(self) -> int:
        return len(self.outcomes)


def run_kit(top: Path) -> Iterator[FolderResult]:
    """The results of every folder below `top` that holds test files, in the order of their names."""
    folders: dict[Path, list[Path]] = {}
    for path in sorted(top.rglob("*.xml")):
        folders.setdefault(path.parent, []).append(path)
    for folder, files in folders.items():
        outcomes = tuple(outcome for file in files for outcome in run_file(file))
        if outcomes:
            yield FolderResult(folder, outcomes)


def missing_features(results: list[FolderResult]) -> Counter[str]:
    return Counter(o.feature for r in results for o in r.outcomes if o.feature)


def run_file(path: Path) -> Iterator[Outcome]:
    try:
        root = parse_xml(path.read_bytes())
    except DecisionError as error:
        yield Outcome(path.name, "", passed=False, problem=str(error))
        return
    if local(root) != "testCases":
        return
    engine = _load(path, root)
    for case in children(root, "testCase"):
        yield from _run_case(engine, case)


def _load(path: Path, root: Element) -> Engine | DecisionError:
    named = child(root, "modelName")
    model = path.parent / ((named.text or "").strip() if named is not None else path.with_suffix(".dmn").name)
    try:
        return Engine(read(model.read_bytes()))
    except DecisionError as error:
        return error
    except OSError:
        return DecisionError(f"モデルのファイルがありません: {model.name}")


def _run_case(engine: Engine | DecisionError, case: Element) -> Iterator[Outcome]:
    test = case.get("id", "")
    inputs = {clean(node.get("name", "")): _value(node) for node in children(case, "inputNode")}
    for node in children(case, "resultNode"):
        yield _run_node(engine, test, clean(node.get("name", "")), inputs, child(node, "expected"))


def _run_node(
    engine: Engine | DecisionError, test: str, name: str, inputs: Mapping[str, Value], wanted: Element | None
) -> Outcome:
    if isinstance(engine, DecisionError):
        return Outcome(test, name, passed=False, problem=str(engine))
    try:
        if name in engine.model.services:
            raise UnsupportedFeatureError("decision service")
        got = engine.evaluate(name, inputs)
    except UnsupportedFeatureError as error:
        return Outcome(test, name, passed=False, problem=str(error), feature=error.feature)
    except (DecisionError, RecursionError) as error:
        return Outcome(test, name, passed=False, problem=str(error))
    expected = _value(wanted) if wanted is not None else None
    if same(got, expected):
        return Outcome(test, name, passed=True)
    return Outcome(test, name, passed=False, problem=f"期待 {to_text(expected)} / 結果 {to_text(got)}")


def same(got: Value, wanted: Value) -> bool:
    """Equality as the kit means it: numbers to 8 digits, lists in order, contexts by key."""
    if isinstance(got, Decimal) and isinstance(wanted, Decimal):
        return abs(got - wanted) <= _TOLERANCE * max(Decimal(1), abs(wanted))
    if isinstance(got, list) and isinstance(wanted, list):
        return len(got) == len(wanted) and all(same(a, b) for a, b in zip(got, wanted, strict=True))
    if isinstance(got, dict) and isinstance(wanted, dict):
        return got.keys() == wanted.keys() and all(same(got[key], wanted[key]) for key in got)
    return equal(got, wanted) is True


def _value(element: Element) -> Value:
    """The value inside an inputNode, expected, component or item."""
    if (listed := child(element, "list")) is not None:
        return None if _is_nil(listed) else [_value(item) for item in children(listed, "item")]
    components = list(children(element, "component"))
    if components:
        return {clean(part.get("name", "")): _value(part) for part in components}
    value = child(element, "value")
    return None if value is None or _is_nil(value) else _typed(value)


def _is_nil(element: Element) -> bool:
    return element.get(_NIL, "") in ("true", "1")


def _typed(element: Element) -> Value:
    kind, text = element.get(_TYPE, "string").rpartition(":")[2], element.text or ""
    if kind == "boolean":
        return text.strip() in ("true", "1")
    if kind in ("decimal", "double", "integer", "int", "long", "float"):
        return _number(text.strip())
    readers = {"date": parse_date, "time": parse_time, "dateTime": parse_datetime}
    temporal: date | time | timedelta | Months | None = None
    if kind in readers:
        temporal = readers[kind](text.strip())
    elif kind in ("duration", "dayTimeDuration", "yearMonthDuration"):
        temporal = parse_duration(text.strip())
    return text if kind == "string" else temporal


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
