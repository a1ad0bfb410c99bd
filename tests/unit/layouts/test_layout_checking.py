"""Values against the layout: types, lengths, codes, uncertain dates."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.domain.layouts import (
    BadRow,
    Layout,
    Reason,
    Row,
    cell_check,
    checked,
    perceived_length,
    read_layouts,
)

STANDARD = read_layouts(Path(__file__).parents[3] / "packs" / "standard" / "layouts")
RESIDENTS, PROTECTION, REQUEST = (
    STANDARD[key] for key in ("001.residents", "001.protection", "out.certificate_request")
)


def verdict(layout: Layout, column: str, value: str) -> Reason | None:
    found = cell_check(layout, layout.by_name[column])(value)
    return found[0] if found else None


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("宛名番号", "000000012345678", None),
        ("宛名番号", "", Reason.REQUIRED),
        ("宛名番号", "1" * 16, Reason.LENGTH),
        ("異動届出年月日", "", None),
        ("異動届出年月日", "2026-08-12", None),
        ("異動届出年月日", "2026-02-30", Reason.FORM),
        ("異動届出年月日", "20260812", Reason.LENGTH if len("20260812") > 10 else Reason.FORM),
        ("異動届出年月日", "２０２６-08-12", Reason.FORM),
        ("生年月日", "1971-02-29", None),  # no calendar has it, the register does
        ("生年月日", "1930-05-00", None),
        ("生年月日", "1930-13-01", Reason.FORM),
        ("生年月日", "1930-01-32", Reason.FORM),
        ("性別", "1", None),
        ("性別", "3", Reason.CODE),
        ("住所_郵便番号", "6440002", None),
        ("住所_郵便番号", "644-002", Reason.FORM),
        ("生年月日_不詳フラグ", "2", Reason.FORM),
        ("氏名_フリガナ", "グエン　ヴァン・マウ", None),
        ("氏名_フリガナ", "ワタナベ　すみこ", Reason.FORM),
        ("氏名_フリガナ", "ﾜﾀﾅﾍﾞ", Reason.FORM),
    ],
)
def test_values_of_the_residents_file(column: str, value: str, reason: Reason | None) -> None:
    assert verdict(RESIDENTS, column, value) is reason


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("2026-08-12T10:42:05+09:00", None),
        ("2026-08-12T25:42:05+09:00", Reason.FORM),
        ("2026-08-12 10:42:05+09:00", Reason.FORM),
    ],
)
def test_a_time_is_written_with_its_zone(value: str, reason: Reason | None) -> None:
    assert verdict(REQUEST, "受付日時", value) is reason


@given(st.text("渡邉𠮷髙ガ", max_size=20), st.integers(0, 31))
def test_a_character_with_its_selector_counts_once(text: str, selector: int) -> None:
    marked = "".join(character + chr(0xE0100 + selector) for character in text)
    assert perceived_length(marked) == perceived_length(text) == len(text)


def test_a_name_of_hundred_characters_with_selectors_fits() -> None:
    assert verdict(RESIDENTS, "氏名", "邉\U000e010f" * 100) is None
    assert verdict(RESIDENTS, "氏名", "邉\U000e010f" * 101) is Reason.LENGTH


@given(st.dates(date(1000, 1, 1)))
def test_every_day_of_the_calendar_is_a_date(day: date) -> None:
    assert verdict(RESIDENTS, "異動届出年月日", day.isoformat()) is None
    assert verdict(RESIDENTS, "生年月日", day.isoformat()) is None


def resident(**values: str) -> list[str]:
    sound = {
        "宛名番号": "9000000016",
        "世帯番号": "08000000010",
        "住民種別": "1",
        "住民状態": "1",
        "氏名": "窓口　太郎",
        "性別": "1",
        "生年月日": "1980-05-12",
    }
    return [{**sound, **values}.get(name, "") for name in RESIDENTS.names]


def outcome(**values: str) -> tuple[str | None, Reason] | None:
    (row,) = checked(RESIDENTS, [Row(2, resident(**values))])
    return (row.column, row.code) if isinstance(row, BadRow) else None


def test_a_birth_date_is_given_or_said_to_be_unknown() -> None:
    assert outcome() is None
    assert outcome(生年月日="") == ("生年月日", Reason.REQUIRED)
    assert outcome(生年月日="", 生年月日_不詳フラグ="1", 生年月日_不詳表記="昭和5年頃") is None
    assert outcome(生年月日="", 生年月日_不詳フラグ="1") == ("生年月日", Reason.REQUIRED)


@given(st.lists(st.sampled_from(["1", "3", "", "x"]), max_size=60))
def test_only_the_rows_with_a_bad_value_turn_bad_and_keep_their_place(values: list[str]) -> None:
    rows = [Row(2 + n, resident(性別=value)) for n, value in enumerate(values)]
    found = list(checked(RESIDENTS, rows))
    assert [row.line for row in found] == [row.line for row in rows]
    assert [isinstance(row, Row) for row in found] == [value == "1" for value in values]


def test_rows_that_were_bad_already_pass_through() -> None:
    bad = BadRow(2, None, Reason.QUOTING, "…")
    assert list(checked(PROTECTION, [bad])) == [bad]
