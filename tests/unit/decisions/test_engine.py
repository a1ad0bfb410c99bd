"""Whole models: OMG's conformance kit, hit policies, refusals."""

from decimal import Decimal
from pathlib import Path

import pytest

from madoguchi.cli import main
from madoguchi.domain.decisions.engine import Engine
from madoguchi.domain.decisions.errors import CellError, DecisionError, FileRefusedError
from madoguchi.domain.decisions.model import (
    Cell,
    Decision,
    DecisionTable,
    Definitions,
    InputClause,
    InputData,
    OutputClause,
    Rule,
)
from madoguchi.domain.decisions.reader import read
from madoguchi.domain.decisions.tck import run_kit

KIT = Path(__file__).parent / "tck"
NAMESPACES = [
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
]

NO_HEAD = (OutputClause(),)


def table_of(rows, policy="FIRST", aggregation="", outputs=NO_HEAD):
    rules = tuple(Rule((Cell(test),), tuple(Cell(text) for text in results)) for test, *results in rows)
    table = DecisionTable((InputClause("n", "number"),), outputs, rules, policy, aggregation)
    return Definitions("m", (Decision("d", table, ("n",)),), (InputData("n", "number"),))


def run(model, n):
    return Engine(model).evaluate("d", {"n": Decimal(n)})


def test_the_conformance_kit_passes_whole():
    results = list(run_kit(KIT))
    assert sum(r.total for r in results) == 126
    assert [o for r in results for o in r.outcomes if not o.passed] == []


def test_the_command_prints_the_total_last(capsys):
    assert main(["decisions", "tck", str(KIT)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "total: 126 of 126"


def test_a_missing_or_foreign_model_counts_as_failed(tmp_path, capsys):
    source = KIT / "compliance-level-2" / "0106-feel-ternary-logic" / "0106-feel-ternary-logic-test-01.xml"
    (tmp_path / source.name).write_bytes(source.read_bytes())
    assert main(["decisions", "tck", str(tmp_path)]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "total: 0 of 18"


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_every_version_of_the_standard_is_read(namespace):
    xml = f"""<definitions xmlns="{namespace}" name="m" namespace="n"><decision id="d" name="d">
    <literalExpression><text>1 + 1</text></literalExpression></decision></definitions>"""
    assert Engine(read(xml.encode())).evaluate("d", {}) == 2


@pytest.mark.parametrize(
    "policy, aggregation, wanted",
    [
        ("FIRST", "", 1),
        ("UNIQUE", "", None),
        ("ANY", "", None),
        ("RULE ORDER", "", [1, 3, 2]),
        ("COLLECT", "", [1, 3, 2]),
        ("COLLECT", "SUM", 6),
        ("COLLECT", "MIN", 1),
        ("COLLECT", "MAX", 3),
        ("COLLECT", "COUNT", 3),
        ("PRIORITY", "", 3),
        ("OUTPUT ORDER", "", [3, 2, 1]),
    ],
)
def test_hit_policies(policy, aggregation, wanted):
    rows = [("> 0", "1"), ("> 1", "3"), ("> 2", "2"), ("> 9", "4")]
    model = table_of(rows, policy, aggregation, (OutputClause(values="4, 3, 2, 1"),))
    assert run(model, 5) == wanted


def test_no_row_gives_null_or_the_default():
    assert run(table_of([("> 9", "1")]), 5) is None
    assert run(table_of([("> 9", "1")], outputs=(OutputClause(default="7"),)), 5) == 7


def test_a_bad_cell_is_told_with_table_row_column_text_and_position():
    model = table_of([("> 0", "1"), ("< 20x()", "1")])
    with pytest.raises(CellError) as caught:
        run(model, 5)
    message = str(caught.value)
    assert "表「d」2行目・列「n」・「< 20x()」" in message
    assert "5文字目" in message


def test_decisions_in_a_circle_are_refused():
    model = table_of([("-", "1")])
    circle = (Decision("a", model.decisions[0].expression, ("b",)), Decision("b", None, ("a",)))
    with pytest.raises(DecisionError, match="a → b → a"):
        Engine(Definitions("m", circle)).evaluate("a", {})


@pytest.mark.parametrize(
    "xml",
    [
        b'<!DOCTYPE d [<!ENTITY e "x">]><definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>',
        b"<!DOCTYPE d><definitions/>",
        b'<definitions xmlns="urn:other"/>',
        b"<definitions",
        b"",
        b"<a>" * 101 + b"</a>" * 101,
        b" " * (20 * 1024 * 1024 + 1),
    ],
    ids=["entity", "dtd", "namespace", "broken", "empty", "deep", "large"],
)
def test_dangerous_or_foreign_files_are_refused(xml):
    with pytest.raises(FileRefusedError):
        read(xml)
