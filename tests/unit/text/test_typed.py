"""Names and readings from the keyboard: put right where no character changes, refused with words where one could."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.domain.text import table
from madoguchi.domain.text.typed import Typed, surname, typed_kana, typed_name

NABE = "渡邉\U000e0112"
LISTED = st.sampled_from([spelling for spelling, _ in table().sequences()])
KANA = st.text("ァアンヴヺー", min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" 試験 太郎 ", "試験　太郎"),
        ("試験　　太郎", "試験　太郎"),
        (f"{NABE}　ｻｸﾗ", f"{NABE}　サクラ"),
        ("SHIKEN  MARIA　LUIZA", "SHIKEN MARIA LUIZA"),
        ("葛\U000e0100西", "葛\U000e0102西"),
        ("佐々木　ノ・あゝー", "佐々木　ノ・あゝー"),
        ("〓田", "〓田"),
    ],
)
def test_a_name_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert typed_name(typed) == Typed(kept)


def test_characters_in_no_list_are_named_and_refused() -> None:
    refused = typed_name("试验　한😀")
    assert refused.text == "试验　한😀"
    assert all(word in refused.problem for word in ("「试」（U+8BD5）", "「한」", "「😀」", "Alt+J", "〓"))


def test_a_selector_that_nobody_can_place_is_refused() -> None:
    assert "「邉\U000e0102」（U+9089 U+E0102）" in typed_name("渡邉\U000e0102").problem


@given(st.lists(LISTED, min_size=1, max_size=5))
def test_every_character_of_the_list_is_kept_as_it_is(characters: list[str]) -> None:
    name = "".join(characters)
    assert typed_name(name) == Typed(name)


@given(st.text(max_size=12))
def test_what_was_put_right_stays_as_it_is(text: str) -> None:
    once = typed_name(text)
    assert typed_name(once.text) == once
    kana = typed_kana(text)
    assert typed_kana(kana.text) == kana


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("しけん たろう", "シケン　タロウ"),
        ("ｼｹﾝ ﾊﾞﾊﾞ", "シケン　ババ"),
        ("サト-", "サトー"),
        ("サト−", "サトー"),
        ("", ""),
    ],
)
def test_a_reading_is_kept_in_katakana(typed: str, kept: str) -> None:
    assert typed_kana(typed) == Typed(kept)


@given(KANA, KANA)
def test_katakana_stay(one: str, other: str) -> None:
    assert typed_kana(f"{one}　{other}") == Typed(f"{one}　{other}")


@pytest.mark.parametrize("typed", ["shiken", "試験", "シケン1", "-シケン"])
def test_a_reading_is_nothing_but_kana(typed: str) -> None:
    assert typed_kana(typed).problem


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("試験　太郎", "試験　"),
        ("試験 太郎", "試験 "),
        ("試験太郎", ""),
        ("SHIKEN MARIA", ""),
        ("　太郎", ""),
        ("", ""),
    ],
)
def test_the_surname(name: str, first: str) -> None:
    assert surname(name) == first
