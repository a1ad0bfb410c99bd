"""Decision tables as an Excel workbook and back, one sheet a table.

Row 1 names the decision, rows 2 to 6 head the columns (part, label, expression, type, values), rules follow.
Every cell is text. Cells with allowed values have a drop-down; findings stand in the last column, in red, and
are not read back. Ids travel in a hidden column, so that a round trip changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell as ExcelCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from madoguchi.domain.decisions.checks import Finding
from madoguchi.domain.decisions.errors import DecisionError, FileRefusedError
from madoguchi.domain.decisions.feel.evaluate import constant
from madoguchi.domain.decisions.feel.parser import parse_expression
from madoguchi.domain.decisions.feel.values import literal
from madoguchi.domain.decisions.model import (
    Cell,
    Decision,
    DecisionTable,
    Definitions,
    InputClause,
    OutputClause,
    Rule,
)

FIRST_RULE = 7
INPUT, OUTPUT, ANNOTATION, DESCRIPTION, FINDINGS = "条件", "結果", "注記", "説明", "点検"
MAX_LIST = 255
_BAD_TITLE = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))
_RED = Font(color="C00000")
_HEAD = PatternFill("solid", fgColor="E8EEF7")


def to_excel(model: Definitions, findings: Sequence[Finding] = ()) -> bytes:
    """A workbook of every table of the model, with the findings beside the rows they are about."""
    book = Workbook()
    for sheet in book.worksheets:
        book.remove(sheet)
    for number, (decision, table) in enumerate(model.tables(), 1):
        title = f"{number} {decision.name}".translate(_BAD_TITLE)[:31]
        _write_sheet(book.create_sheet(title), decision, table, findings)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write_sheet(
    sheet: Worksheet, decision: Decision, table: DecisionTable, findings: Sequence[Finding]
) -> None:
    _put(sheet, 1, 2, decision.name)
    _put(sheet, 1, 3, table.hit_policy)
    _put(sheet, 1, 1, json.dumps(_hidden(decision, table), ensure_ascii=False))
    heads = [*_heads(table), (DESCRIPTION, "", "", "", ""), (FINDINGS, "", "", "", "")]
    for offset, head in enumerate(heads):
        for row, words in enumerate(head, 2):
            _put(sheet, row, offset + 2, words).fill = _HEAD
    for index, rule in enumerate(table.rules):
        _write_rule(sheet, FIRST_RULE + index, rule)
    _write_findings(sheet, len(heads) + 1, decision.name, findings)
    _drop_downs(sheet, heads, len(table.rules))
    _shape(sheet, len(heads))


def _put(sheet: Worksheet, row: int, column: int, text: str) -> ExcelCell:
    cell = sheet.cell(row, column)
    assert isinstance(cell, ExcelCell)
    cell.value = text or None
    cell.number_format = "@"
    cell.data_type = "s" if text else "n"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _hidden(decision: Decision, table: DecisionTable) -> dict[str, object]:
    return {
        "decision": decision.id,
        "table": table.id,
        "aggregation": table.aggregation,
        "output_label": table.output_label,
        "type_ref": table.type_ref,
        "inputs": [clause.id for clause in table.inputs],
        "outputs": [clause.id for clause in table.outputs],
        "defaults": [clause.default for clause in table.outputs],
    }


def _heads(table: DecisionTable) -> Iterator[tuple[str, ...]]:
    for clause in table.inputs:
        yield INPUT, clause.label, clause.expression, clause.type_ref, clause.values
    for output in table.outputs:
        yield OUTPUT, output.label, output.name, output.type_ref, output.values
    for name in table.annotations:
        yield ANNOTATION, name, "", "", ""


def _write_rule(sheet: Worksheet, row: int, rule: Rule) -> None:
    cells = [*rule.inputs, *rule.outputs]
    ids = {"rule": rule.id, "cells": [cell.id for cell in cells]}
    _put(sheet, row, 1, json.dumps(ids, ensure_ascii=False))
    texts = [*(cell.text for cell in cells), *rule.annotations, rule.description]
    for offset, text in enumerate(texts):
        _put(sheet, row, offset + 2, text)


def _write_findings(sheet: Worksheet, column: int, table: str, findings: Sequence[Finding]) -> None:
    by_row: dict[int, list[str]] = {}
    for finding in findings:
        if finding.table == table:
            example = f" 例: {dict(finding.example)}" if finding.example else ""
            row = FIRST_RULE - 1 + finding.rows[-1] if finding.rows else FIRST_RULE - 1
            by_row.setdefault(row, []).append(finding.message + example)
    for row, messages in by_row.items():
        _put(sheet, row, column, "\n".join(messages)).font = _RED


def _drop_downs(sheet: Worksheet, heads: Sequence[tuple[str, ...]], rules: int) -> None:
    last = FIRST_RULE + rules + 200
    for offset, (part, _, _, type_ref, values) in enumerate(heads):
        options = _options(type_ref, values) if part in (INPUT, OUTPUT) else []
        listed = ",".join([*options, "-"] if part == INPUT else options)
        if options and len(listed) <= MAX_LIST:
            quoted = listed.replace('"', '""')
            validation = DataValidation(
                type="list", formula1=f'"{quoted}"', allow_blank=True, showErrorMessage=False
            )
            letter = get_column_letter(offset + 2)
            validation.add(f"{letter}{FIRST_RULE}:{letter}{last}")
            sheet.add_data_validation(validation)


def _options(type_ref: str, values: str) -> list[str]:
    """The values a cell may name, as FEEL; several or a negation can still be typed."""
    if type_ref == "boolean":
        return ["true", "false"]
    try:
        listed = constant(parse_expression(f"[{values}]")) if values else None
    except DecisionError:
        return []
    simple = isinstance(listed, list) and all(isinstance(value, str) for value in listed)
    return [literal(value) for value in listed] if simple and isinstance(listed, list) else []


def _shape(sheet: Worksheet, columns: int) -> None:
    sheet.column_dimensions["A"].hidden = True
    sheet.freeze_panes = f"B{FIRST_RULE}"
    for offset in range(columns):
        sheet.column_dimensions[get_column_letter(offset + 2)].width = 24


def from_excel(data: bytes, original: Definitions) -> Definitions:
    """The model with its tables as the workbook has them. Raises DecisionError naming sheet and cell."""
    try:
        book = load_workbook(BytesIO(data), data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError) as error:
        raise FileRefusedError("Excelのファイル(.xlsx)として読めません。") from error
    tables: dict[str, tuple[str, DecisionTable]] = {}
    for sheet in book.worksheets:
        name, ids, table = _read_sheet(sheet)
        if name in tables:
            raise DecisionError(f"シート「{sheet.title}」: 決定「{name}」が二度あります")
        tables[name] = (ids, table)
    return replace(original, decisions=tuple(_merged(original, tables)))


def _merged(original: Definitions, tables: Mapping[str, tuple[str, DecisionTable]]) -> Iterator[Decision]:
    known = {decision.name for decision in original.decisions}
    for decision in original.decisions:
        found = tables.get(decision.name)
        yield decision if found is None else replace(decision, expression=found[1])
    for name, (identity, table) in tables.items():
        if name not in known:
            yield Decision(name, table, id=identity)


def _read_sheet(sheet: Worksheet) -> tuple[str, str, DecisionTable]:
    name = _get(sheet, 1, 2)
    if not name:
        raise DecisionError(f"シート「{sheet.title}」のB1: 決定の名前がありません")
    hidden = _json(_get(sheet, 1, 1))
    kinds = [_get(sheet, 2, column) for column in range(2, sheet.max_column + 1)]
    columns = {part: [i + 2 for i, kind in enumerate(kinds) if kind == part] for part in set(kinds)}
    unknown = set(kinds) - {INPUT, OUTPUT, ANNOTATION, DESCRIPTION, FINDINGS, ""}
    if unknown or not columns.get(INPUT) or not columns.get(OUTPUT):
        raise DecisionError(f"シート「{sheet.title}」の2行目: 「条件」「結果」などの見出しが読めません")
    table = DecisionTable(
        inputs=tuple(_input(sheet, c, i, hidden) for i, c in enumerate(columns[INPUT])),
        outputs=tuple(_output(sheet, c, i, hidden) for i, c in enumerate(columns[OUTPUT])),
        annotations=tuple(_get(sheet, 3, c) for c in columns.get(ANNOTATION, [])),
        rules=tuple(_rules(sheet, columns)),
        hit_policy=_get(sheet, 1, 3) or "FIRST",
        aggregation=str(hidden.get("aggregation", "")),
        output_label=str(hidden.get("output_label", "")),
        type_ref=str(hidden.get("type_ref", "")),
        id=str(hidden.get("table", "")),
    )
    return name, str(hidden.get("decision", "")), table


def _get(sheet: Worksheet, row: int, column: int) -> str:
    value = sheet.cell(row, column).value
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value).strip()


def _json(text: str) -> dict[str, object]:
    try:
        found = json.loads(text) if text else {}
    except json.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _id(hidden: Mapping[str, object], key: str, index: int) -> str:
    listed = hidden.get(key)
    return str(listed[index]) if isinstance(listed, list) and index < len(listed) else ""


def _input(sheet: Worksheet, column: int, index: int, hidden: Mapping[str, object]) -> InputClause:
    label, expression, type_ref, values = (_get(sheet, row, column) for row in range(3, 7))
    return InputClause(expression, type_ref, values, label, _id(hidden, "inputs", index))


def _output(sheet: Worksheet, column: int, index: int, hidden: Mapping[str, object]) -> OutputClause:
    label, name, type_ref, values = (_get(sheet, row, column) for row in range(3, 7))
    default = hidden.get("defaults")
    text = str(default[index]) if isinstance(default, list) and index < len(default) else ""
    return OutputClause(name, type_ref, values, text, label, _id(hidden, "outputs", index))


def _rules(sheet: Worksheet, columns: Mapping[str, list[int]]) -> Iterator[Rule]:
    inputs, outputs = columns[INPUT], columns[OUTPUT]
    for row in range(FIRST_RULE, sheet.max_row + 1):
        texts = [_get(sheet, row, column) for column in (*inputs, *outputs)]
        if not any(texts):
            continue
        ids = _json(_get(sheet, row, 1))
        cells = [Cell(text, _id(ids, "cells", i)) for i, text in enumerate(texts)]
        descriptions = columns.get(DESCRIPTION, [])
        yield Rule(
            inputs=tuple(cells[: len(inputs)]),
            outputs=tuple(cells[len(inputs) :]),
            annotations=tuple(_get(sheet, row, column) for column in columns.get(ANNOTATION, [])),
            description=_get(sheet, row, descriptions[0]) if descriptions else "",
            id=str(ids.get("rule", "")),
        )
