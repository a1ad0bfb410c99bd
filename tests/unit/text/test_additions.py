"""The list of MJ+ additions: a made-up one, since the real one is for municipalities only."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from madoguchi.domain.text import encodings, keys, mj
from madoguchi.domain.text.additions import Addition, AdditionsError, read_additions

FIRST, SECOND = "\U00100000", "\U00100001"
ROWS = [
    ["追加文字一覧"],
    ["追加文字図形名", "符号位置", "親字", "JIS X 0213 代替文字", "備考"],
    ["GJ000001", "U+100000", "髙", "U+9AD8", "見本"],
    ["GJ000002", SECOND, "", "", ""],
]
WANTED = (Addition("GJ000001", FIRST, ("髙", "高")), Addition("GJ000002", SECOND, ()))


def _write(path: Path) -> Path:
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in ROWS:
            book.active.append(row)
        book.save(path)
    else:
        separator = "\t" if path.suffix == ".tsv" else ","
        path.write_text("\ufeff" + "\r\n".join(separator.join(row) for row in ROWS), encoding="utf-8")
    return path


@pytest.mark.parametrize("suffix", ["csv", "tsv", "xlsx"])
def test_a_list_is_read_whatever_its_columns(tmp_path: Path, suffix: str) -> None:
    assert read_additions(_write(tmp_path / f"mj-plus.{suffix}")) == WANTED


def test_a_row_without_a_character_is_refused_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "mj-plus.csv"
    path.write_text("GJ000001,U+100000\nGJ000002,U+9AD8\n", encoding="utf-8")
    with pytest.raises(AdditionsError, match=r"mj-plus\.csv 2行目: GJ000002"):
        read_additions(path)


def test_a_list_without_additions_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mj-plus.csv"
    path.write_text("MJ000001,U+3005\n", encoding="utf-8")
    with pytest.raises(AdditionsError, match="追加文字"):
        read_additions(path)


@pytest.fixture
def with_additions(monkeypatch: pytest.MonkeyPatch) -> None:
    table = mj.CharacterTable(mj.table()._arrays, WANTED)
    for module in (mj, keys, encodings):
        monkeypatch.setattr(module, "table", lambda: table)
    caches = (keys._folding, keys.name_key, keys.name_query, encodings._for_receiver)
    for cached in caches:
        monkeypatch.setattr(
            keys if cached is not encodings._for_receiver else encodings, cached.__name__, cached.__wrapped__
        )


@pytest.mark.usefixtures("with_additions")
def test_additions_are_found_named_and_replaced() -> None:
    assert keys.names_meet(FIRST + "橋", "高橋")
    assert not keys.names_meet(SECOND + "橋", "高橋")
    (replaced,) = encodings.encode(FIRST, "cp932-nec").replaced
    assert (replaced.mj, replaced.by) == ("GJ000001", "髙")
    assert encodings.encode(SECOND, "cp932").text == "〓"
    assert mj.table().characters_of("GJ000002") == (SECOND,)


def test_a_dropped_in_list_changes_the_key_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from madoguchi.domain.text import additions

    assert additions.additions_mark() == 0
    monkeypatch.setattr(additions, "FOLDER", tmp_path)
    path = _write(tmp_path / "mj-plus.csv")
    before = additions.additions_mark()
    path.write_text(path.read_text(encoding="utf-8") + "\nGJ000003,U+100002", encoding="utf-8")
    assert 0 < before != additions.additions_mark() <= 320
