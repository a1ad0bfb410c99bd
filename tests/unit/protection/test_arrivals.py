"""Whoever a visit announced is known again in any usual writing, with one of three marks wrong; strangers aren't."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.domain.protection import Marks, may_be
from madoguchi.domain.protection.arrivals import same_home
from madoguchi.domain.text import address_key, kana_key, name_key

BORN = date(1987, 5, 1)
HOME = "和歌山県御坊市薗350番地"


def registered(name="架空　桜", kana="カクウ　サクラ", born=BORN, home=HOME) -> Marks:
    """As the register's keys have it, a former name beside the name."""
    return Marks.stored(
        f"{name_key('見本　桜')}|{name_key(name)}",
        kana_key(kana),
        (born, born) if born else None,
        address_key(home),
    )


def typed(name="架空　桜", kana="カクウ　サクラ", born=BORN, home=HOME) -> Marks:
    return Marks.typed(name, kana, (born, born) if born else None, home)


@pytest.mark.parametrize(
    "newcomer",
    [
        typed(),
        typed(name="架空桜", kana="かくう さくら", home="御坊市薗３５０"),
        typed(name="架空　さくら", kana="カクウ　サクラ", home=""),
        typed(name="架空　桜", kana="", home=""),
        typed(born=date(1987, 5, 11)),
        typed(born=None),
        typed(name="", kana="", home="御坊市薗350番地 見本荘101"),
        typed(home="御坊市湯川町1番地"),
    ],
)
def test_one_of_three_may_be_wrong_or_missing(newcomer):
    assert may_be(newcomer, registered())


@pytest.mark.parametrize(
    "newcomer",
    [
        typed(born=date(1990, 1, 1), home="御坊市湯川町1番地"),
        typed(name="見本　花", kana="ミホン　ハナ", home="御坊市湯川町1番地"),
        typed(name="見本　花", kana="ミホン　ハナ", born=date(1990, 1, 1)),
        typed(born=None, home=""),
        Marks(),
    ],
)
def test_one_alone_is_not_enough(newcomer):
    assert not may_be(newcomer, registered())


def test_a_twin_in_the_same_home_is_taken_for_the_other():
    """Both come into the household that is guarded as a whole."""
    assert may_be(typed(name="架空　梅", kana="カクウ　ウメ"), registered())


keys = st.sets(st.sampled_from("あいうえお"))
days = st.none() | st.tuples(st.integers(0, 9), st.integers(0, 3)).map(
    lambda d: (BORN + timedelta(d[0]), BORN + timedelta(d[0] + d[1]))
)
homes = st.sampled_from(
    ["", "御坊市薗3", "御坊市薗35", "御坊市薗350", "和歌山県御坊市薗350", "御坊市薗350見本荘"]
)
marks = st.builds(Marks, keys.map(frozenset), keys.map(frozenset), days, homes)


@given(marks, marks)
def test_it_is_the_same_from_both_sides(one, other):
    assert may_be(one, other) == may_be(other, one)


@given(marks)
def test_whoever_has_two_marks_is_known_again(one):
    known = bool(one.names or one.readings) + (one.born is not None) + (one.home != "")
    assert may_be(one, one) == (known >= 2)


@given(marks, marks, keys)
def test_knowing_more_never_loses_anybody(one, other, more):
    richer = Marks(one.names | more, one.readings, one.born, one.home)
    assert may_be(richer, other) or not may_be(one, other)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("御坊市薗350", "和歌山県御坊市薗350", True),
        ("御坊市薗350", "御坊市薗350見本荘101", True),
        ("御坊市薗35", "御坊市薗350", False),
        ("御坊市", "御坊市薗350", False),
        ("", "", False),
    ],
)
def test_a_home_is_known_without_its_prefecture_and_building(one, other, same):
    assert same_home(one, other) is same_home(other, one) is same
