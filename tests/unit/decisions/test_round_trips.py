"""DMN 1.3 and Excel: nothing is lost on the way out and back."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pack_samples import TABLES

from madoguchi.cli import main
from madoguchi.domain.decisions.checks import check
from madoguchi.domain.decisions.errors import DecisionError, FileRefusedError
from madoguchi.domain.decisions.excel import FIRST_RULE, from_excel, to_excel
from madoguchi.domain.decisions.model import Cell
from madoguchi.domain.decisions.reader import parse_xml, read
from madoguchi.domain.decisions.writer import MODEL, write

KIT = sorted((Path(__file__).parent / "tck").rglob("*.dmn"))
PACK = sorted(TABLES.glob("*.dmn"))


def ids(data):
    return sorted(e.get("id") for e in parse_xml(data).iter() if e.get("id"))


@pytest.mark.parametrize("path", [*KIT, *PACK], ids=lambda p: p.stem)
def test_dmn_is_written_without_loss(path):
    data = path.read_bytes()
    model = read(data)
    written = write(model)
    assert read(written) == model
    assert ids(written) == ids(data)
    assert parse_xml(written).tag == f"{{{MODEL}}}definitions"


def test_a_new_model_is_written_whole():
    model = replace(read(PACK[0].read_bytes()), xml=b"")
    again = read(write(model))
    assert [d.table for d in again.decisions] == [d.table for d in model.decisions]


def edited(model):
    decision = model.decisions[0]
    rule = replace(decision.table.rules[0], inputs=(Cell('"転居"'), *decision.table.rules[0].inputs[1:]))
    table = replace(decision.table, rules=(rule, *decision.table.rules[1:]))
    return replace(model, decisions=(replace(decision, expression=table), *model.decisions[1:]))


def test_a_changed_table_is_written_and_diagrams_stay():
    data = next(p for p in KIT if "0004" in p.stem).read_bytes()
    model = read(data)
    decision = model.decisions[0]
    table = replace(decision.table, hit_policy="FIRST")
    written = write(replace(model, decisions=(replace(decision, expression=table),)))
    assert read(written).decisions[0].table == table
    assert b"DMNShape" in written


WITH_TABLES = [path for path in (*KIT, *PACK) if any(read(path.read_bytes()).tables())]


@pytest.mark.parametrize("path", WITH_TABLES, ids=lambda p: p.stem)
def test_excel_round_trips(path):
    model = read(path.read_bytes())
    assert from_excel(to_excel(model), model) == model


def test_a_cell_changed_in_excel_arrives_and_findings_do_not():
    model = read(PACK[0].read_bytes())
    broken = edited(model)
    book = load_workbook(BytesIO(to_excel(broken, check(broken))))
    sheet = book.worksheets[0]
    assert sheet.data_validations.dataValidation
    sheet.cell(FIRST_RULE, 2).value = '"転出"'
    stream = BytesIO()
    book.save(stream)
    again = from_excel(stream.getvalue(), model)
    assert again.decisions[0].table.rules[0].inputs[0].text == '"転出"'
    assert again.decisions[1:] == model.decisions[1:]


def test_findings_stand_beside_their_row():
    model = edited(read(PACK[0].read_bytes()))
    decision = model.decisions[0]
    twice = replace(decision.table, rules=(decision.table.rules[0], *decision.table.rules))
    model = replace(model, decisions=(replace(decision, expression=twice),))
    sheet = load_workbook(BytesIO(to_excel(model, check(model)))).worksheets[0]
    column = next(c for c in range(2, 20) if sheet.cell(2, c).value == "点検")
    assert "届きません" in sheet.cell(FIRST_RULE + 1, column).value


def test_what_is_no_workbook_is_refused():
    model = read(PACK[0].read_bytes())
    with pytest.raises(FileRefusedError):
        from_excel(b"PK", model)
    book = load_workbook(BytesIO(to_excel(model)))
    book.worksheets[0].cell(2, 2).value = "なにか"
    stream = BytesIO()
    book.save(stream)
    with pytest.raises(DecisionError, match="2行目"):
        from_excel(stream.getvalue(), model)


def test_the_commands(tmp_path):
    workbook, output = tmp_path / "t.xlsx", tmp_path / "t.dmn"
    assert main(["decisions", "to-excel", str(PACK[0]), str(workbook)]) == 0
    assert main(["decisions", "from-excel", str(workbook), str(PACK[0]), str(output)]) == 0
    assert read(output.read_bytes()) == read(PACK[0].read_bytes())
    assert main(["decisions", "from-excel", str(PACK[0]), str(PACK[0]), str(output)]) == 2
