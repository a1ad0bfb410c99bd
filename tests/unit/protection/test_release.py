"""A release holds for one reception, one request, the people who were looked at, one day; never for more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.domain.protection import Answer, Ask, Standing, standing

TODAY = date(2026, 11, 20)
ASK = Ask("20261120-0001", "d1", frozenset({"1", "2"}), TODAY, Answer.RELEASED)
references = st.sampled_from(["20261120-0001", "20261120-0002", ""])
digests = st.sampled_from(["d1", "d2", ""])
people = st.frozensets(st.sampled_from(["1", "2", "3"]))
days = st.integers(-3, 3).map(lambda n: TODAY + timedelta(days=n))
asks = st.builds(Ask, references, digests, people, days, st.sampled_from(Answer))


@given(st.none() | asks, references, digests, people, days)
def test_released_only_for_exactly_what_was_asked(ask, reference, digest, persons, today):
    if standing(ask, reference, digest, persons, today) is not Standing.RELEASED:
        return
    assert ask is not None
    assert (ask.reference, ask.digest, ask.asked_on, ask.answer) == (
        reference,
        digest,
        today,
        Answer.RELEASED,
    )
    assert persons <= ask.people


@given(asks)
def test_any_change_ends_it(ask):
    same = (ask.reference, ask.digest, ask.people, ask.asked_on)
    was_released = standing(ask, *same) is Standing.RELEASED
    assert was_released == (ask.answer is Answer.RELEASED)
    others = (
        ("another", ask.digest, ask.people, ask.asked_on),
        (ask.reference, "another", ask.people, ask.asked_on),
        (ask.reference, ask.digest, ask.people | {"newcomer"}, ask.asked_on),
        (ask.reference, ask.digest, ask.people, ask.asked_on + timedelta(days=1)),
    )
    assert all(standing(ask, *other) is not Standing.RELEASED for other in others)


def test_each_answer_has_its_standing():
    same = (ASK.reference, ASK.digest, ASK.people, TODAY)
    found = {answer: standing(replace(ASK, answer=answer), *same) for answer in Answer}
    assert found == {
        Answer.WAITING: Standing.ASKED,
        Answer.RELEASED: Standing.RELEASED,
        Answer.REFUSED: Standing.REFUSED,
        Answer.ENDED: Standing.UNASKED,
    }


def test_a_changed_request_says_so_even_if_it_was_refused():
    refused = replace(ASK, answer=Answer.REFUSED)
    assert standing(refused, ASK.reference, "d2", ASK.people, TODAY) is Standing.CHANGED
    assert standing(None, ASK.reference, "d1", ASK.people, TODAY) is Standing.UNASKED
