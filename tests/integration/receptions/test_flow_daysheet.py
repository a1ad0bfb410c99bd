"""The day sheet: every copy is counted once, and the money fits the drawer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.apps.receptions.daysheet import Charge, Visit, sheet
from madoguchi.apps.receptions.passage import Payment
from madoguchi.apps.receptions.states import Status

DAY = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
NEXT_DAY = DAY + timedelta(days=1)


@st.composite
def visits(draw):
    opened = DAY + timedelta(minutes=draw(st.integers(-600, 1500)))
    at, entered = opened, []
    ends = st.sampled_from([(), (Status.ISSUED,), (Status.CANCELLED,)])
    middle = st.lists(st.sampled_from([Status.SIGNING, Status.MAKING, Status.SUSPENDED]), max_size=3)
    for status in (*draw(middle), *draw(ends)):
        at += timedelta(minutes=draw(st.integers(0, 90)))
        entered.append((status, at))
    charges = st.builds(Charge, st.sampled_from("ab"), st.integers(1, 5), st.sampled_from([0, 300, 900]))
    return Visit(opened, tuple(entered), tuple(draw(st.lists(charges, max_size=3))))


VISITS = st.lists(visits(), max_size=8)
PAID = st.lists(st.tuples(st.sampled_from(Payment), st.integers(-900, 900)), max_size=8)


@given(VISITS, PAID)
def test_every_copy_once_and_either_paid_or_free(some, paid):
    made = sheet(some, paid, DAY, NEXT_DAY)
    assert made.total.copies == made.total.paid_copies + made.total.free_copies
    assert made.total.copies == sum(k.copies for k in made.kinds)
    handed = [v for v in some if v.ended and v.ended[0] is Status.ISSUED and DAY <= v.ended[1] < NEXT_DAY]
    assert made.total.copies == sum(c.copies for v in handed for c in v.charges)
    assert made.issued == len(handed) == sum(h.issued for h in made.hours)


@given(VISITS, PAID)
def test_the_money_fits_the_drawer(some, paid):
    made = sheet(some, paid, DAY, NEXT_DAY)
    assert sum(m.taken - m.given_back for m in made.money) == sum(yen for _, yen in paid)


@given(VISITS)
def test_two_days_together_are_the_days_one_by_one(some):
    first, second = (sheet(some, [], d, d + timedelta(days=1)) for d in (DAY, NEXT_DAY))
    both = sheet(some, [], DAY, DAY + timedelta(days=2))
    assert both.issued == first.issued + second.issued
    assert both.cancelled == first.cancelled + second.cancelled
    assert both.received == first.received + second.received
    assert both.total.yen == first.total.yen + second.total.yen


@given(visits())
def test_time_aside_is_no_waiting(visit):
    spent = visit.spent()
    assert visit.waited() == sum(spent.values(), timedelta()) - spent.get(Status.SUSPENDED, timedelta())


def test_average_and_longest():
    def visit(minutes):
        return Visit(DAY, ((Status.MAKING, DAY), (Status.ISSUED, DAY + timedelta(minutes=minutes))), ())

    made = sheet([visit(10), visit(20)], [], DAY, NEXT_DAY)
    assert (made.waiting.average, made.waiting.longest) == (timedelta(minutes=15), timedelta(minutes=20))
    assert dict(made.steps)[Status.MAKING].average == timedelta(minutes=15)
    assert sheet([], [], DAY, NEXT_DAY).waiting.average is None
