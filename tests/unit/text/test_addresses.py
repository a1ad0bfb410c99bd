"""Addresses and telephone numbers, made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.domain.text import address_key, phone_key, same_address

SAME = [
    "御坊市薗三丁目５番地の２",
    "御坊市薗3丁目5番2号",
    "御坊市薗3-5-2",
    "御坊市薗３－５－２",
    "御坊市薗３丁目５－２",
    "御坊市大字薗三丁目五番地ノ二",
    "御坊市 薗 3ー5ー2",
    "御坊市薗三丁目５番２号",
]


@pytest.mark.parametrize("written", SAME)
def test_forms_of_one_address(written: str) -> None:
    assert address_key(written) == address_key(SAME[0])
    assert same_address(written, "和歌山県" + SAME[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("湯川町財部350番地2", "湯川町財部350番地12"),
        ("薗3-5-2", "薗35-2"),
        ("薗3-5 2", "薗3-52"),
        ("三田1-2", "3田1-2"),
        ("薗1-2 101", "薗1-2101"),
        ("八王子町1", "王子町1"),
        ("東京都府中市1-1", "広島県府中市1-1"),
        ("", ""),
    ],
)
def test_different_addresses(one: str, other: str) -> None:
    assert not same_address(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("薗350番地 コーポみほん１０１号室", "薗350番地コーポみほん101"),
        ("薗350番地101号室", "薗350-101"),
        ("北一条西二十三丁目", "北1条西23丁目"),
        ("薗一〇五番地", "薗百五番地"),
        ("薗350番地", "園350"),
        ("ﾊｲﾂ薗", "ハイツ薗"),
    ],
)
def test_same_address(one: str, other: str) -> None:
    assert same_address(one, other)


@pytest.mark.parametrize("part", ["薗", "薗3丁目", "御坊市薗三丁目５番地", "御坊市"])
def test_a_part_is_found_in_the_whole(part: str) -> None:
    assert address_key(part) in address_key(SAME[0])


@given(st.integers(1, 99), st.integers(1, 9999), st.integers(1, 99))
def test_every_number_is_read_the_same(town: int, lot: int, house: int) -> None:
    assert address_key(f"薗{_kanji(town)}丁目{lot}番地の{house}") == address_key(f"薗{town}-{lot}-{house}")


def _kanji(number: int) -> str:
    tens, ones = divmod(number, 10)
    digits = ["", *"一二三四五六七八九"]
    return (("" if tens == 1 else digits[tens]) + "十" if tens else "") + digits[ones]


@pytest.mark.parametrize(
    "written",
    [
        "0738-22-0000",
        "０７３８（２２）００００",
        " 0738 22 0000",
        "+81 738-22-0000",
        "＋81-738-22-0000",
        "+81(0)738220000",
    ],
)
def test_forms_of_one_number(written: str) -> None:
    assert phone_key(written) == "0738220000"


def test_no_number() -> None:
    assert phone_key("なし") == ""
