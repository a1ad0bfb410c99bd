"""`madoguchi facts check PACK_DIR`: findings one a line, exit 1 if any is an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from madoguchi.cli import main

PACK = Path(__file__).parents[3] / "packs/standard"


def test_the_standard_pack_is_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["facts", "check", str(PACK)]) == 0
    assert "エラー" not in capsys.readouterr().out


def test_every_fault_is_a_line_with_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "facts").mkdir()
    faulty = "facts: [{key: person.x, label: x, type: boolean, sources: [{derived: no, inputs: [a]}]}]\n"
    (tmp_path / "facts/a.yaml").write_text(faulty, encoding="utf-8")
    (tmp_path / "facts/b.yaml").write_text("facts:\n  - key: 1\n", encoding="utf-8")
    (tmp_path / "calendars").mkdir()
    (tmp_path / "calendars/c.yaml").write_text("name: x\nyear_end: [x]\n", encoding="utf-8")
    assert main(["facts", "check", str(tmp_path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert {line.split(":")[0] for line in lines} == {"facts/a.yaml", "facts/b.yaml", "calendars/c.yaml"}
    assert all(line.split(":")[1].isdigit() and "エラー" in line for line in lines)


def test_a_folder_that_is_no_pack(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["facts", "check", str(tmp_path)]) == 1
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_a_city_pack_over_the_standard_one(tmp_path: Path) -> None:
    (tmp_path / "facts").mkdir()
    over = "facts: [{key: city.lumpsum, label: x, type: integer, sources: [{constant: 488000}]}]\n"
    (tmp_path / "facts/city.yaml").write_text(over, encoding="utf-8")
    assert main(["facts", "check", str(tmp_path), "--base", str(PACK)]) == 0
