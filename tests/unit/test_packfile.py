"""Pack files: what is refused, and that every fault is shown where it stands."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from madoguchi.domain.packfile import Finding, Mark, has_errors, load_yaml, parse_yaml, read_model, validate


class Row(BaseModel):
    model_config = ConfigDict(extra="forbid")
    key: str
    days: int = 0
    since: date | None = None


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid")
    rows: list[Row]


def where(findings: list[Finding]) -> list[tuple[int, int]]:
    return [(f.line, f.column) for f in findings]


def test_a_good_file_becomes_its_model(tmp_path: Path) -> None:
    path = tmp_path / "t.yaml"
    path.write_text("rows:\n  - key: 転入\n    days: 14\n    since: 2026-04-01\n", encoding="utf-8")
    table, findings = read_model(path, Table)
    assert findings == []
    assert table == Table(rows=[Row(key="転入", days=14, since=date(2026, 4, 1))])


def test_all_faults_come_at_once_each_at_its_line(tmp_path: Path) -> None:
    path = tmp_path / "t.yaml"
    path.write_text("rows:\n  - key: 転入\n    days: 十四\n  - dayz: 1\n", encoding="utf-8")
    table, findings = read_model(path, Table, name="deadlines/t.yaml")
    assert table is None
    assert [str(f).split(":", 3)[0:3] for f in findings] == [
        ["deadlines/t.yaml", "3", "11"],
        ["deadlines/t.yaml", "4", "5"],
        ["deadlines/t.yaml", "4", "5"],
    ]
    text = "\n".join(f.message for f in findings)
    assert "整数" in text and "「key」がありません" in text and "「dayz」という項目はありません" in text
    assert has_errors(findings)


class Full(BaseModel):
    rows: tuple[Row, ...] = Field(min_length=1)


def test_a_faulty_row_is_not_told_as_a_missing_one_too() -> None:
    document, _ = parse_yaml(b"rows:\n  - {key: a, days: x}\n", name="x")
    assert document is not None
    (finding,) = validate(document, Full)[1]
    assert "整数" in finding.message
    empty, _ = parse_yaml(b"rows: []\n", name="x")
    assert empty is not None
    assert "足りません" in validate(empty, Full)[1][0].message


@pytest.mark.parametrize(
    ("raw", "line", "column", "words"),
    [
        (b"a: 1\nb: 2\na: 3\n", 3, 1, "2回"),
        (b"a: &x 1\nb: *x\n", 1, 4, "引用"),
        (b"a: !!python/object:os.system x\n", 1, 4, "型の指定"),
        (b"a: 1\n---\nb: 2\n", 2, 1, "1文書"),
        ("あ: 1\nい: x".encode() + b"\xff\n", 2, 5, "UTF-8"),
        ("窓口: あ".encode("cp932"), 1, 1, "UTF-8"),
        (b"a: [1, 2\n", 2, 1, "YAML"),
        (b"a: 1\n? [b]\n: 2\n", 2, 3, "項目名"),
        (b"[" * 5000, 1, 41, "入れ子"),
        (b"a: 1\nb: \x07\n", 2, 4, "制御文字"),
        (b"\n" * 5_000_001, 1, 1, "大きすぎます"),
    ],
)
def test_a_file_that_hides_what_it_says_is_refused(raw: bytes, line: int, column: int, words: str) -> None:
    document, findings = parse_yaml(raw, name="x.yaml")
    assert document is None
    assert where(findings)[0] == (line, column)
    assert words in findings[0].message


def test_a_billion_laughs_never_unfolds() -> None:
    raw = "a0: &a0 [x]\n" + "".join(
        f"a{i}: &a{i} [{', '.join(f'*a{i - 1}' for _ in range(9))}]\n" for i in range(1, 30)
    )
    document, findings = parse_yaml(raw.encode(), name="x.yaml")
    assert document is None and findings


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0123", "0123"),
        ("12:30", "12:30"),
        ("2026-04-01", "2026-04-01"),
        ("yes", "yes"),
        ("NO", "NO"),
        ("true", True),
        ("0", 0),
        ("-5", -5),
        ("1.50", 1.5),
        ("1_000", "1_000"),
        ("0x10", "0x10"),
        ("'14'", "14"),
        ("~", None),
    ],
)
def test_words_keep_the_meaning_that_staff_expect(text: str, value: object) -> None:
    document, _ = parse_yaml(f"a: {text}\n".encode(), name="x")
    assert document is not None and isinstance(document.data, dict)
    assert document.data["a"] == value and type(document.data["a"]) is type(value)


def test_keys_are_always_text() -> None:
    document, _ = parse_yaml(b"1: a\non: b\n", name="x")
    assert document is not None and document.data == {"1": "a", "on": "b"}


def test_marks_of_missing_parts_are_the_nearest_part_above() -> None:
    document, _ = parse_yaml("あ:\n  - い: 1\n".encode(), name="x")
    assert document is not None
    assert document.mark(("あ", 0, "い")) == Mark(2, 8)
    assert document.key_mark(("あ", 0, "い")) == Mark(2, 5)
    assert document.mark(("あ", 0, "う")) == Mark(2, 5)


def test_a_byte_order_mark_and_an_empty_file_are_read() -> None:
    assert parse_yaml(b"\xef\xbb\xbfa: 1\n", name="x")[1] == []
    document, findings = parse_yaml(b"", name="x")
    assert document is not None and document.data == {} and findings == []


def test_a_missing_file_is_a_finding(tmp_path: Path) -> None:
    document, findings = load_yaml(tmp_path / "none.yaml", name="none.yaml")
    assert document is None and "読めません" in findings[0].message


@given(st.binary(max_size=200))
def test_no_bytes_can_do_more_than_give_findings(raw: bytes) -> None:
    document, findings = parse_yaml(raw, name="x")
    assert (document is None) == bool(findings)
