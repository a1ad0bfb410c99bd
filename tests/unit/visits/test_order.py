"""What has to come first: read with every fault at its place, and true of the standard pack."""

from __future__ import annotations

from pathlib import Path

import pytest
from households import PACK, RULES

from madoguchi.domain.visits.order import read_order


def read(tmp_path: Path, *texts: str):
    """One pack for each text, the standard pack's procedures and offices."""
    folders = []
    for n, text in enumerate(texts):
        folder = tmp_path / str(n)
        (folder / "procedures").mkdir(parents=True)
        (folder / "procedures/order.yaml").write_text("order:\n" + text, encoding="utf-8")
        folders.append(folder)
    return read_order(folders, RULES.procedures, RULES.offices)


def test_the_standard_order_has_no_fault_and_walks_forward() -> None:
    order, findings = read_order([PACK], RULES.procedures, RULES.offices)
    assert findings == []
    assert order == RULES.order
    assert order["MN-01"] == ("JK-01",)


def test_a_pack_without_an_order_has_none(tmp_path: Path) -> None:
    assert read_order([tmp_path], RULES.procedures, RULES.offices) == ({}, [])


def test_a_city_overrules_entry_by_entry_and_takes_one_back(tmp_path: Path) -> None:
    below = "  - {procedure: MN-01, after: [JK-01], why: 試験}\n  - {procedure: IN-01, after: [JK-01], why: 試験}\n"
    above = "  - {procedure: MN-01, after: [], why: 待たない}\n  - {procedure: KH-01, after: [JK-01], why: 試験}\n"
    order, findings = read(tmp_path, below, above)
    assert findings == []
    assert order == {"IN-01": ("JK-01",), "KH-01": ("JK-01",)}


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("  - {procedure: XX-01, after: [JK-01], why: 試験}\n", 2, 17, "「XX-01」という手続はありません"),
        (
            "  - {procedure: MN-01, after: [JK-01, XX-02], why: 試験}\n",
            2,
            39,
            "「XX-02」という手続はありません",
        ),
        ("  - {procedure: MN-01, after: [MN-01], why: 試験}\n", 2, 31, "MN-01 → MN-01"),
        (
            "  - {procedure: MN-01, after: [JK-01], why: あ}\n  - {procedure: MN-01, after: [JK-03], why: い}\n",
            3,
            17,
            "2回",
        ),
        (
            "  - {procedure: MN-01, after: [JK-01], why: あ}\n  - {procedure: JK-01, after: [MN-01], why: い}\n",
            2,
            31,
            "回っています",
        ),
        ("  - {procedure: MN-01, after: [JK-01]}\n", 2, 5, "「why」がありません"),
    ],
)
def test_faults_are_told_with_line_and_column(
    tmp_path: Path, text: str, line: int, column: int, words: str
) -> None:
    _, findings = read(tmp_path, text)
    told = [f for f in findings if words in f.message]
    assert told and (told[0].file, told[0].line) == ("procedures/order.yaml", line)
    assert told[0].column == column


def test_an_order_against_the_walk_is_only_noted(tmp_path: Path) -> None:
    _, (finding,) = read(tmp_path, "  - {procedure: MN-01, after: [KH-01], why: 試験}\n")
    assert finding.level == "warning" and "国保年金課" in finding.message
