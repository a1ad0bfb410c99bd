"""Layout files of the pack, written files, manifests."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.domain.layouts import (
    Direction,
    Entry,
    Layout,
    LayoutError,
    Manifest,
    ManifestRefused,
    Measured,
    Metered,
    Mode,
    RowRefused,
    Status,
    measure,
    read_layout,
    read_layouts,
    set_id,
    write_rows,
)

FOLDER = Path(__file__).parents[3] / "packs" / "standard" / "layouts"
STANDARD = read_layouts(FOLDER)
PROTECTION = STANDARD["001.protection"]
ROW = ["9000000253", "1", "2025-02-20", "2026-02-20", "1"]


def test_the_pack_has_its_layouts() -> None:
    assert {key: layout.direction for key, layout in STANDARD.items()} == {
        "001.residents": Direction.INBOUND,
        "001.protection": Direction.INBOUND,
        "001.move_out_certificate": Direction.INBOUND,
        "002.seal": Direction.INBOUND,
        "out.certificate_request": Direction.OUTBOUND,
        "out.resident_move": Direction.OUTBOUND,
    }


@pytest.mark.parametrize("layout", STANDARD.values(), ids=lambda layout: layout.id)
def test_nothing_claims_to_be_official_before_the_city_has_handed_over_the_list(layout: Layout) -> None:
    assert layout.status is Status.PROVISIONAL
    assert layout.business_id == layout.id[:3] or layout.direction is Direction.OUTBOUND


def test_register_fields_are_joined_from_columns_in_their_order() -> None:
    parts = STANDARD["001.residents"].fields["moved_in_from"]
    assert [column.name.removeprefix("転入前住所_") for column in parts][:3] == [
        "都道府県",
        "市区郡町村名",
        "町字",
    ]
    assert STANDARD["001.residents"].fields["relationship_codes"][3].name == "続柄コード4"


def test_a_file_name_is_made_and_recognised_by_the_same_template() -> None:
    name = PROTECTION.file_name("302058", Mode.FULL, datetime(2026, 8, 12, 7, tzinfo=UTC))
    assert name == "302058_001_protection_F_20260812070000.csv"
    assert PROTECTION.matches(name, Mode.FULL)
    assert not PROTECTION.matches(name + ".part", Mode.FULL)
    assert not PROTECTION.matches(name, Mode.DIFF)
    assert PROTECTION.matches(name.replace("_F_", "_D_"), Mode.DIFF)
    assert not STANDARD["002.seal"].matches(name, Mode.FULL)


def test_a_difference_has_one_column_more_and_a_full_file_has_not() -> None:
    difference = PROTECTION.of(Mode.DIFF)
    assert (PROTECTION.of(Mode.FULL), difference.names) == (PROTECTION, (*PROTECTION.names, "更新区分"))
    assert difference.by_name["更新区分"].index == len(PROTECTION.columns)
    assert difference.keys == PROTECTION.keys
    assert STANDARD["out.certificate_request"].of(Mode.DIFF) is STANDARD["out.certificate_request"]


GOOD = (FOLDER / "001.protection.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "line_has", "message"),
    [
        ("no: 2,", "no: 3,", "履歴番号", "列番号は並び順と同じ"),
        ("codes: kind", "codes: kinds", "支援措置区分", "コード一覧「kinds」が code_lists にありません"),
        ("name: 履歴番号", "name: 宛名番号", "no: 2", "2回あります"),
        ("type: integer", "type: number", "履歴番号", "どれか"),
        ("key: true", "key: false", "columns:", "行を特定する列"),
        ("status: provisional", "status: guess", "status", "どれか"),
        ("encoding: utf-8", "encoding: utf-16", "encoding", "どれか"),
        ("newline: crlf", "new_line: crlf", "new_line", "new_line"),
        ("modes: [full, diff]", "modes: [full]", "modes", "差分"),
        ("no: 6,", "no: 5,", "更新区分", "更新区分の列は最後"),
        ('delete: ["3"]', 'delete: ["9"]', "更新区分", "消除のコード"),
        ('delete: ["3"]', 'delete: ["1", "2", "3"]', "更新区分", "消除のコード"),
    ],
)
def test_a_faulty_layout_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, line_has: str, message: str
) -> None:
    path = tmp_path / "001.protection.yaml"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(LayoutError, match=message) as refused:
        read_layout(path)
    line = path.read_text(encoding="utf-8").splitlines()[refused.value.findings[0].line - 1]
    assert line_has in line or line_has == "columns:"


def test_an_uncertain_date_names_columns_that_exist(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    text = GOOD.replace("to: starts_on", "to: starts_on, uncertain: {flag: 無い列, text: 支援措置区分}")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LayoutError, match="列「無い列」がありません"):
        read_layout(path)


def test_one_layout_in_two_files_is_refused(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    with pytest.raises(LayoutError, match=r"b\.yaml.*001\.protection"):
        read_layouts(tmp_path)


def test_a_written_file_is_rfc_4180() -> None:
    raw = b"".join(write_rows(PROTECTION, [["a,b", '"', "", " ", "1"]]))
    assert raw.decode().splitlines()[1] == '"a,b","""",, ,1'
    assert raw.endswith(b"\r\n")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (ROW[:4], "2 行目の列が 4 列"),
        ([*ROW[:4], "秘\n密"], r"2 行目の「支援措置区分」.*U\+000A"),
        ([*ROW[:4], "秘\r密"], r"U\+000D"),
        ([*ROW[:4], "秘\x00密"], r"U\+0000"),
        ([*ROW[:4], "秘\ud800密"], r"U\+D800"),
    ],
)
def test_a_row_that_nobody_could_read_back_is_refused_without_saying_its_value(
    row: list[str], words: str
) -> None:
    with pytest.raises(RowRefused, match=words) as refused:
        list(write_rows(PROTECTION, [ROW, row]))
    assert "秘" not in str(refused.value)


def test_a_character_the_receiver_cannot_take_is_named() -> None:
    rules = PROTECTION.file.model_copy(update={"encoding": "cp932"})
    with pytest.raises(RowRefused, match=r"U\+20BB7"):
        list(write_rows(PROTECTION.model_copy(update={"file": rules}), [["𠮷", *ROW[1:]]]))


def entry(raw: bytes, rows: int) -> Entry:
    measured = measure(io.BytesIO(raw))
    return Entry(
        name="a.csv",
        layout="001.protection",
        layout_version="0.1",
        mode=Mode.FULL,
        sha256=measured.sha256,
        bytes=measured.bytes,
        rows=rows,
    )


AS_OF = datetime(2026, 8, 12, 7, tzinfo=UTC)


def manifest(*files: Entry) -> Manifest:
    name = set_id("302058", AS_OF, Mode.FULL)
    return Manifest(set_id=name, municipality="302058", as_of=AS_OF, files=files)


@given(st.binary(max_size=200), st.integers(0, 10))
def test_a_manifest_is_read_back_and_finds_its_file_right(raw: bytes, rows: int) -> None:
    written = manifest(entry(raw, rows))
    assert Manifest.read(written.write()) == written
    metered = Metered(io.BytesIO(raw))
    while metered.read(7):
        pass
    assert list(written.files[0].faults(metered.measured(rows))) == []


@given(st.binary(min_size=1, max_size=200), st.data())
def test_any_changed_byte_is_noticed(raw: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(raw) - 1))
    other = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
    assert list(entry(raw, 1).faults(measure(io.BytesIO(other)))) == [
        "中身が目録と違います（SHA-256 が一致しません）。"
    ]


def test_a_cut_file_and_a_missing_row_are_told_apart() -> None:
    announced = entry(b"abcdef", 3)
    assert "大きさ" in next(announced.faults(measure(io.BytesIO(b"abc"))))
    same = Measured(announced.sha256, announced.bytes, 2)
    assert list(announced.faults(same)) == ["行数が違います（目録 3 行、実際 2 行）。"]


@pytest.mark.parametrize(
    "change",
    [
        (b"a.csv", b"../a.csv"),
        (b"madoguchi-set/1", b"madoguchi-set/2"),
        (b'"302058"', b'"30205"'),
        (b"2026-08-12T07:00:00+00:00", b"2026-08-12T07:00:00"),
        (b'"rows": 1', b'"rows": -1'),
        (b'"rows": 1', b'"rows": 1, "extra": 1'),
        (b"{", b"["),
    ],
)
def test_a_manifest_that_is_not_one_is_refused(change: tuple[bytes, bytes]) -> None:
    raw = manifest(entry(b"x", 1)).write()
    assert change[0] in raw
    with pytest.raises(ManifestRefused, match=r"_MANIFEST\.json を読めません"):
        Manifest.read(raw.replace(*change, 1))


def test_a_file_may_stand_in_a_manifest_once() -> None:
    one = entry(b"x", 1)
    raw = manifest(one).model_copy(update={"files": (one, one)}).write()
    with pytest.raises(ManifestRefused, match="twice"):
        Manifest.read(raw)
