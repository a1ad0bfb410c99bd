"""The monthly list leaves nobody out, and is silent only where all lists say the same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.domain.protection import Difference, compare

numbers = st.sets(st.integers(1, 12).map(lambda n: f"{n:010d}"))


@given(numbers, numbers, numbers, numbers, numbers)
def test_everybody_of_any_list_is_on_it_once(here, core, applied, unreflected, registered):
    lines = compare(here, core, applied, unreflected=unreflected, registered=registered)
    assert [line.number for line in lines] == list(dict.fromkeys(line.number for line in lines))
    assert {line.number for line in lines} == here | core | applied


@given(numbers, numbers, numbers, numbers, numbers)
def test_silent_only_where_all_agree(here, core, applied, unreflected, registered):
    for line in compare(here, core, applied, unreflected=unreflected, registered=registered):
        agree = line.number in (here & core & applied & registered) - unreflected
        assert (not line.differences) == agree


@given(numbers, numbers, numbers)
def test_leading_zeros_make_no_difference(here, core, applied):
    bare = {number.lstrip("0") for number in core}
    with_zeros = compare(here, core, applied, registered=here)
    without = compare(here, bare, applied, registered=here)
    assert [(x.in_core, x.here, x.applied) for x in with_zeros] == [
        (x.in_core, x.here, x.applied) for x in without
    ]


def test_each_gap_has_its_name():
    found = {
        line.number: line.differences
        for line in compare(["1", "2"], ["1", "3"], ["1", "4"], unreflected=["4"], registered=["1", "2", "3"])
    }
    assert found == {
        "1": (),
        "2": (Difference.NOT_IN_CORE, Difference.NO_APPLICATION),
        "3": (Difference.NOT_HERE, Difference.NO_APPLICATION),
        "4": (
            Difference.NOT_HERE,
            Difference.NOT_IN_CORE,
            Difference.UNREFLECTED,
            Difference.UNKNOWN_PERSON,
        ),
    }


def test_differences_come_first():
    lines = compare(["1", "2"], ["1"], ["1", "2"], registered=["1", "2"])
    assert [line.number for line in lines] == ["2", "1"]


def test_who_is_awaited_comes_first_and_lacks_nothing_else():
    lines = compare(["1"], ["2"], [], registered=["1", "2"], awaited=["20261122-0007/n1"])
    assert [line.number for line in lines] == ["20261122-0007/n1", "1", "2"]
    assert lines[0].differences == (Difference.NOT_ARRIVED,)
