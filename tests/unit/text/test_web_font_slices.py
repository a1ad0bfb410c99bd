"""Slices of the web font, cut from a small font; the browser test looks at the real one."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.domain.text import FontCoverage
from madoguchi.domain.text.web_font import FAMILY, Slice, WebFont, _groups
from madoguchi.local.web_font import build_slices


@given(st.frozensets(st.integers(0x20, 0x2FFFF), max_size=2000))
def test_every_character_is_in_exactly_one_slice(characters: frozenset[int]) -> None:
    groups = list(_groups(characters))
    assert sorted(code for group in groups for code in group) == sorted(characters)
    assert all(0 < len(group) <= 300 for group in groups)


@given(st.frozensets(st.integers(0x20, 0x500), min_size=1))
def test_a_unicode_range_names_just_its_characters(characters: frozenset[int]) -> None:
    named: set[int] = set()
    for part in Slice("x", tuple(characters)).unicode_range.split(", "):
        first, _, last = part.removeprefix("U+").partition("-")
        named |= set(range(int(first, 16), int(last or first, 16) + 1))
    assert named == characters


def test_a_slice_keeps_its_variation_sequences_under_another_name(font: Path) -> None:
    web_font = WebFont(font)
    part = next(part for part in web_font.slices if 0x9089 in part.characters)
    with TTFont(BytesIO(web_font.slice_bytes(part.name))) as cut:
        sequences = [t.uvsDict for t in cut["cmap"].tables if t.format == 14]
        names = {record.nameID: str(record) for record in cut["name"].names}
        assert cut.flavor == "woff2"
    assert {(base, selector) for selector, pairs in sequences[0].items() for base, _ in pairs} == {
        (0x9089, 0xE010F),
        (0x9089, 0xE0112),
    }
    assert {names[1], names[4]} == {FAMILY}
    assert names[13] == "as you like"
    assert "Original" not in names.values()


def test_the_style_sheet_names_every_slice(font: Path) -> None:
    web_font = WebFont(font)
    assert re.findall(r'url\("(\S+)\.woff2\?v=', web_font.css()) == [part.name for part in web_font.slices]
    with pytest.raises(KeyError):
        web_font.slice_bytes("../secret")


def test_building_again_changes_nothing_and_another_font_everything(font: Path, tmp_path: Path) -> None:
    build_slices(font, tmp_path)
    built = {file.name: file.stat().st_mtime_ns for file in tmp_path.glob("mj*")}
    assert {"mj.css", "mj-000.woff2"} <= set(built)
    assert (tmp_path / "LICENSE.txt").exists()
    build_slices(font, tmp_path)
    assert {file.name: file.stat().st_mtime_ns for file in tmp_path.glob("mj*")} == built
    (tmp_path / "mj.version").write_text("older")
    (tmp_path / "mj-999.woff2").write_bytes(b"stale")
    build_slices(font, tmp_path)
    assert not (tmp_path / "mj-999.woff2").exists()
    assert (tmp_path / "mj-000.woff2").stat().st_mtime_ns != built["mj-000.woff2"]


def test_without_its_licence_a_font_is_not_cut(font: Path, tmp_path: Path) -> None:
    alone = tmp_path / font.name
    alone.write_bytes(font.read_bytes())
    with pytest.raises(FileNotFoundError, match="licence"):
        build_slices(alone, tmp_path / "out")


def test_coverage_follows_a_changed_file(font: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.ttf"
    copy.write_bytes(font.read_bytes())
    assert FontCoverage.load(copy) is FontCoverage.load(copy)
    assert FontCoverage.load(copy).draws("邉\U000e0112")
    assert not FontCoverage.load(copy).draws("邉\U000e0113")
