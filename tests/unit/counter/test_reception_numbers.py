"""What the scanner types, read."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.domain.counter.reception_numbers import Scanned, code_of, is_code, scanned

CITY, TODAY = "302058", date(2026, 11, 22)
DAYS = st.dates(date(2024, 1, 1), date(2099, 12, 31))
NUMBERS = st.integers(1, 999_999).map("{:04d}".format)


@given(DAYS, NUMBERS)
def test_what_a_guides_code_holds_is_read_back_by_any_keyboard(day, n):
    number = f"{day:%Y%m%d}-{n}"
    for typed in (number, code_of(number, CITY)):
        wide = typed.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789"}).replace("-", "ー")
        for one in (typed, f" {typed}\n", wide):
            assert scanned(one, CITY, TODAY) == Scanned(number)
            assert is_code(one)


@given(DAYS, NUMBERS, st.integers(0, 999_999).map("{:06d}".format).filter(lambda c: c != CITY))
def test_another_citys_code_is_never_one_of_ours(day, n, city):
    assert scanned(code_of(f"{day:%Y%m%d}-{n}", city), CITY, TODAY) == Scanned("", other_city=True)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0007", "20261122-0007"),
        ("1121-0007", "20261121-0007"),
        ("11210007", "20261121-0007"),
        ("202611210007", "20261121-0007"),
        ("302058202611210007", "20261121-0007"),
    ],
)
def test_what_a_hand_leaves_out_is_of_today_or_this_year(typed, number):
    assert scanned(typed, CITY, TODAY) == Scanned(number)


@given(st.text(max_size=40))
def test_nothing_else_is_a_number(typed):
    found = scanned(typed, CITY, TODAY)
    assert not found.number or any(c.isdecimal() for c in typed)


@pytest.mark.parametrize(
    "typed", ["", "https://example.jp/20261122-0007", "大野 S45", "0001234567", "19800812"]
)
def test_what_is_searched_for_is_no_code(typed):
    assert not is_code(typed)
    assert typed == "19800812" or not scanned(typed, CITY, TODAY).number
