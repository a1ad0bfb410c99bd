"""The table of states by itself: every way leads to an end, and no step the city asks for is left out."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.apps.receptions.states import ACCEPTED, FINAL, LABELS, NEXT, Flow, Status

flows = st.builds(Flow, review=st.booleans(), by_another=st.booleans(), payment=st.booleans())
due = st.integers(min_value=-100_000, max_value=100_000)


@given(flows, due)
def test_the_steps_are_moves_of_the_table(flow, yen):
    way = (*flow.steps(yen), Status.ISSUED)
    assert all(after in NEXT[before] for before, after in pairwise(way))


@given(flows, due)
def test_the_steps_are_those_the_city_takes(flow, yen):
    way = flow.steps(yen)
    assert (Status.REVIEWING in way) == flow.review
    assert (Status.PAYING in way) == (flow.payment and yen != 0)
    assert (way[0], way[-1]) == (Status.MAKING, Status.HANDING)


def test_only_a_step_has_one_after_it():
    with pytest.raises(KeyError):
        Flow().after(Status.OPEN, 300)


def test_every_state_has_a_row_and_a_label():
    assert set(NEXT) == set(LABELS) == set(Status)


def test_what_is_over_stays_over():
    assert all(NEXT[status] == () for status in FINAL)


@pytest.mark.parametrize("status", sorted(set(Status) - FINAL))
def test_everything_before_the_end_can_be_cancelled(status):
    assert Status.CANCELLED in NEXT[status]


def test_handing_over_is_the_only_way_to_the_end():
    assert {before for before, following in NEXT.items() if Status.ISSUED in following} == {Status.HANDING}


def test_after_the_signature_the_request_can_be_opened_again():
    assert all(Status.OPEN in NEXT[status] for status in ACCEPTED)
