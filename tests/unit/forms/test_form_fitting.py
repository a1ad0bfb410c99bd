"""A text in a box is never shortened: it shrinks to a floor, and then says that it doesn't fit."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.domain.forms.fitting import LEADING, MM_PER_POINT, NOT_FIRST, NOT_LAST, fit, width_of, wrap


def measure(cluster: str) -> float:
    return 0.5 if cluster.isascii() else 1.0


ALPHABET = "漢字あいうえおっー、。「」（）0123456789-ABC　𠮷邉髙"
texts = st.text(ALPHABET, max_size=80).map(lambda t: t.replace("邉", "邉\U000e0110"))
widths = st.floats(2, 200)
heights = st.floats(2, 40)
sizes = st.floats(6, 20)
floors = st.floats(4, 6)


@given(texts, widths, heights, sizes, floors, st.integers(1, 5), st.lists(texts, max_size=3).map(tuple))
def test_nothing_is_left_out(text, width, height, size, floor, lines, whole):
    text += "、".join(whole)
    fitted = fit(text, width, height, size=size, floor=floor, lines=lines, measure=measure, whole=whole)
    assert "".join(fitted.lines) == text


@given(texts, widths, heights, sizes, floors, st.integers(1, 5))
def test_a_text_that_fits_is_inside_its_box(text, width, height, size, floor, lines):
    fitted = fit(text, width, height, size=size, floor=floor, lines=lines, measure=measure)
    em = fitted.size * MM_PER_POINT
    if not fitted.overflow:
        assert all(width_of(line, measure) * em <= width + 0.01 for line in fitted.lines)
        assert em * (1 + LEADING * (len(fitted.lines) - 1)) <= height + 0.01
        assert len(fitted.lines) <= lines


@given(texts, widths, heights, sizes, floors, st.integers(1, 5))
def test_the_size_stays_between_floor_and_wish(text, width, height, size, floor, lines):
    fitted = fit(text, width, height, size=size, floor=floor, lines=lines, measure=measure)
    assert floor <= fitted.size <= size
    if fitted.overflow:
        assert fitted.size == floor


@given(texts, widths, heights, sizes, floors, st.integers(1, 5), st.floats(1, 2))
def test_a_wider_box_never_makes_a_fitting_text_overflow(text, width, height, size, floor, lines, more):
    options = {"size": size, "floor": floor, "lines": lines, "measure": measure}
    if lines == 1 and not fit(text, width, height, **options).overflow:
        assert not fit(text, width * more, height, **options).overflow


@given(st.text("漢字おっー、。「」（）", max_size=60), st.floats(3, 30))
def test_no_line_begins_with_a_closing_mark_where_one_character_carried_over_prevents_it(text, em):
    lines = wrap(text, em, measure)
    for before, line in pairwise(lines):
        carrying_helps = len(before) > 1 and before[-1] not in NOT_FIRST and before[-2] not in NOT_LAST
        assert line[0] not in NOT_FIRST or not carrying_helps


@given(st.text("漢字おっー、。「」（）", max_size=60), st.floats(3, 30))
def test_no_line_ends_with_an_opening_bracket_where_carrying_it_over_prevents_it(text, em):
    for before in wrap(text, em, measure)[:-1]:
        carrying_helps = len(before) > 1 and before[-2] not in NOT_LAST
        assert before[-1] not in NOT_LAST or not carrying_helps


def test_a_number_is_not_torn_apart():
    assert wrap("架空町1234番地56", 4.0, measure) == ("架空町", "1234番地", "56")


def test_a_number_wider_than_the_line_is_broken_all_the_same():
    assert wrap("123456", 2.0, measure) == ("1234", "56")


def test_a_name_of_a_list_is_not_torn_apart():
    names = ("架空　花子", "見本　太郎", "ALEXANDER 100")
    assert wrap("、".join(names), 8.0, measure, names) == ("架空　花子、", "見本　太郎、", "ALEXANDER 100")
    assert wrap("ALEXANDER 100", 5.0, measure, names) == ("ALEXANDER ", "100")


def test_a_selector_never_leaves_its_base():
    assert wrap("邉\U000e0110" * 3, 1.0, measure) == ("邉\U000e0110",) * 3


@pytest.mark.parametrize(
    ("width", "size", "overflow"),
    [
        (100.0, 10.0, False),
        (10 * 10 * MM_PER_POINT, 10.0, False),
        (10 * 8 * MM_PER_POINT, 8.0, False),
        (10 * 6 * MM_PER_POINT, 6.0, False),
        (10 * 5.9 * MM_PER_POINT, 6.0, True),
    ],
)
def test_one_line_shrinks_to_its_width_and_no_further_than_the_floor(width, size, overflow):
    fitted = fit("架" * 10, width, 20, size=10, floor=6, lines=1, measure=measure)
    assert fitted.size == pytest.approx(size, abs=0.02)
    assert fitted.overflow is overflow


def test_a_box_too_low_shrinks_the_text_as_well():
    assert fit("架", 100, 8 * MM_PER_POINT, size=10, floor=6, lines=1, measure=measure).size == 8
