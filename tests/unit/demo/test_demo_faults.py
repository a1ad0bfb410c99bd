"""Broken deliveries are broken in the way they claim."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from madoguchi.demo import GeneratedSet, faults, generate, standard_layouts
from madoguchi.domain.layouts import (
    MANIFEST_NAME,
    BadRow,
    Entry,
    FileRefused,
    Layout,
    Manifest,
    Metered,
    Reason,
    Row,
    checked,
    parse_lines,
)

LAYOUT = standard_layouts()["001.residents"]


@pytest.fixture
def delivered(tmp_path: Path) -> GeneratedSet:
    return generate(tmp_path, residents=200, seed=5, as_of=datetime(2026, 8, 12, tzinfo=UTC))


def look(delivered: GeneratedSet, layout: Layout = LAYOUT) -> tuple[list[Row | BadRow], list[str]]:
    """The rows as the import would see them, and what the manifest has to say about the file."""
    entry = _entry(delivered, layout)
    with (delivered.folder / entry.name).open("rb") as file:
        metered = Metered(file)
        rows = list(checked(layout, parse_lines(layout, metered)))
    return rows, list(entry.faults(metered.measured(len(rows))))


def _entry(delivered: GeneratedSet, layout: Layout) -> Entry:
    found = Manifest.read((delivered.folder / MANIFEST_NAME).read_bytes()).entry(layout.id)
    assert found
    return found


def test_spoiled_rows_are_found_by_number_and_reason_and_the_rest_is_sound(delivered: GeneratedSet) -> None:
    spoils = dict(zip(range(3, 80, 9), faults.REASONS, strict=False))
    faults.spoil(delivered.folder, LAYOUT, spoils)
    rows, complaints = look(delivered)
    assert complaints == []
    bad = {row.line: row.code for row in rows if isinstance(row, BadRow)}
    assert bad == {line: faults.REASONS[spoil] for line, spoil in spoils.items()}
    assert len(bad) == len(faults.REASONS)


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("異動届出年月日", "2026-02-30", Reason.FORM),
        ("性別", "7", Reason.CODE),
        ("宛名番号", "", Reason.REQUIRED),
        ("氏名", "長" * 101, Reason.LENGTH),
    ],
)
def test_a_spoiled_cell_names_its_column(
    delivered: GeneratedSet, column: str, value: str, reason: Reason
) -> None:
    faults.spoil(delivered.folder, LAYOUT, {5: faults.cell(column, value)})
    (bad,) = [row for row in look(delivered)[0] if isinstance(row, BadRow)]
    assert (bad.line, bad.column, bad.code) == (5, column, reason)


def test_a_truncated_file_does_not_fit_its_manifest(delivered: GeneratedSet) -> None:
    faults.truncate(delivered.folder, LAYOUT)
    rows, complaints = look(delivered)
    assert isinstance(rows[-1], BadRow)
    assert rows[-1].code is Reason.UNFINISHED_LINE
    assert "大きさ" in complaints[0]


def test_a_misstated_manifest_does_not_fit_its_file(delivered: GeneratedSet) -> None:
    faults.misstate(delivered.folder, LAYOUT)
    rows, complaints = look(delivered)
    assert all(isinstance(row, Row) for row in rows)
    assert complaints == ["中身が目録と違います（SHA-256 が一致しません）。"]


def test_a_garbled_file_is_refused_as_a_whole(delivered: GeneratedSet) -> None:
    faults.garble(delivered.folder, LAYOUT)
    with pytest.raises(FileRefused, match="utf-8 として読めない"):
        look(delivered)


def test_a_file_with_most_people_missing_looks_sound(delivered: GeneratedSet) -> None:
    """Only the register knows better: that is why the import has a limit."""
    faults.keep_rows(delivered.folder, LAYOUT, 0.5)
    rows, complaints = look(delivered)
    assert complaints == []
    assert len(rows) < 120


@pytest.mark.parametrize("break_it", [faults.truncate, faults.misstate, faults.garble])
def test_the_other_files_of_the_set_stay_sound(
    delivered: GeneratedSet, break_it: Callable[[Path, Layout], None]
) -> None:
    break_it(delivered.folder, LAYOUT)
    for key in ("001.protection", "002.seal"):
        rows, complaints = look(delivered, standard_layouts()[key])
        assert complaints == []
        assert all(isinstance(row, Row) for row in rows)
