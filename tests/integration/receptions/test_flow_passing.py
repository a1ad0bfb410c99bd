"""From the signature to handing over: each step, whose it is, what it refuses."""

from __future__ import annotations

import pytest

from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.audit.types import Action
from madoguchi.apps.receptions import queries, services
from madoguchi.apps.receptions.models import Reception, ReceptionPayment, ReceptionStep
from madoguchi.apps.receptions.passage import Act, Passing, Payment, Point
from madoguchi.apps.receptions.states import FINAL, FOLLOWED, Status
from madoguchi.apps.receptions.types import Incomplete, Stale
from madoguchi.apps.residents.types import NeedsCheck
from tests.factories import protect
from tests.integration.door.acts import signed
from tests.integration.receptions.flow import passing_of, step, to, use_flow

PASSED = (Status.MAKING, Status.REVIEWING, Status.PAYING, Status.HANDING)


def test_the_steps_one_by_one(clerk, colleague, family, trail):
    view = signed(clerk, family[0])
    seen = []
    for by in (clerk, colleague, colleague, clerk):
        seen.append(view.status)
        view = step(view, by)
    assert tuple(seen) == PASSED
    assert view.status is Status.ISSUED
    done = [e.action for e in trail() if e.reference == view.number]
    wanted = [
        Action.RECEPTION_MADE,
        Action.RECEPTION_REVIEWED,
        Action.RECEPTION_PAID,
        Action.RECEPTION_ISSUED,
    ]
    assert [a for a in done if a in wanted] == wanted


def test_who_made_it_does_not_review_it(clerk, family):
    view = to(Status.REVIEWING, signed(clerk, family[0]), clerk, clerk)
    with pytest.raises(Refused) as raised:
        step(view, clerk)
    assert "別の職員" in raised.value.words
    assert queries.get(view.number).status is Status.REVIEWING


def test_where_the_city_allows_it_the_same_person_reviews(clerk, family, monkeypatch):
    use_flow(monkeypatch, by_another=False)
    view = to(Status.REVIEWING, signed(clerk, family[0]), clerk, clerk)
    assert step(view, clerk).status is Status.PAYING


@pytest.mark.parametrize(
    ("given", "left_out"),
    [({"review": False}, Status.REVIEWING), ({"payment": False}, Status.PAYING)],
)
def test_what_the_city_does_not_do_is_left_out(clerk, colleague, family, monkeypatch, given, left_out):
    use_flow(monkeypatch, **given)
    view = to(Status.HANDING, signed(clerk, family[0]), clerk, colleague)
    assert left_out not in {s.after for s in ReceptionStep.objects.filter(reception__number=view.number)}


def test_all_in_one_press_where_the_city_allows_it(clerk, family, monkeypatch, trail):
    use_flow(monkeypatch, by_another=False)
    view = signed(clerk, family[0])
    done = services.go_on(view.number, passing_of(view), seen=view.version, by=clerk, through=True)
    assert done.status is Status.ISSUED
    acts = list(ReceptionStep.objects.filter(reception__number=view.number).values_list("act", flat=True))
    assert acts[-4:] == [Act.MADE, Act.REVIEWED, Act.PAID, Act.ISSUED]
    assert Action.RECEPTION_REVIEWED in [e.action for e in trail()]


@pytest.mark.parametrize(
    ("more", "target"),
    [
        ({"copies": 9}, "copies"),
        ({"points": frozenset({Point.PEOPLE})}, "points-1"),
        ({"payment": None}, "payment-1"),
        ({"number": "9999"}, "number"),
        ({"number": ""}, "number"),
    ],
)
def test_one_press_does_all_or_nothing(clerk, family, monkeypatch, trail, more, target):
    use_flow(monkeypatch, by_another=False)
    view = signed(clerk, family[0])
    before = len(trail())
    with pytest.raises(Incomplete) as raised:
        services.go_on(view.number, passing_of(view, **more), seen=view.version, by=clerk, through=True)
    assert [f.target for f in raised.value.faults] == [target]
    assert queries.get(view.number) == view
    assert not ReceptionPayment.objects.exists()
    assert not [e for e in trail()[before:] if e.action.startswith("reception_")]


@pytest.mark.parametrize("typed", ["{}", "０{}", "1123-{}", "20261123-{}"])
def test_the_number_as_people_type_it(clerk, colleague, family, typed):
    view = to(Status.HANDING, signed(clerk, family[0]), clerk, colleague)
    assert step(view, clerk, number=typed.format(view.number[-4:])).status is Status.ISSUED


def test_full_width_digits_are_digits(clerk, colleague, family):
    view = to(Status.HANDING, signed(clerk, family[0]), clerk, colleague)
    wide = view.number[-4:].translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert step(view, clerk, number=wide).status is Status.ISSUED


def test_a_count_that_does_not_fit_is_refused(clerk, family):
    view = signed(clerk, family[0])
    with pytest.raises(Incomplete) as raised:
        services.go_on(view.number, Passing(copies=view.copies + 1), seen=view.version, by=clerk)
    assert f"請求は{view.copies}通" in str(raised.value)


def test_handing_over_needs_the_right(clerk, colleague, family, staff):
    view = to(Status.HANDING, signed(clerk, family[0]), clerk, colleague)
    with pytest.raises(Refused):
        step(view, staff(Right.COUNTER))
    assert queries.get(view.number).status is Status.HANDING


@pytest.mark.parametrize("status", PASSED)
def test_protection_that_came_meanwhile_stops_each_step(clerk, colleague, family, status):
    view = to(status, signed(clerk, family[0]), clerk, colleague)
    protect(family[1])
    with pytest.raises(NeedsCheck):
        step(view, colleague)
    assert queries.get(view.number).status is status


def test_sent_back_with_a_reason_it_is_made_again(clerk, colleague, family, trail):
    view = to(Status.REVIEWING, signed(clerk, family[0]), clerk, colleague)
    back = services.send_back(view.number, "通数がちがう", seen=view.version, by=colleague)
    assert (back.status, back.passage.made_by) == (Status.MAKING, None)
    event = [e for e in trail() if e.action == Action.RECEPTION_SENT_BACK][-1]
    assert event.detail == {"reason": "通数がちがう"}
    assert step(back, colleague).status is Status.REVIEWING


def test_a_reason_of_ones_own_is_refused(clerk, colleague, family):
    view = to(Status.REVIEWING, signed(clerk, family[0]), clerk, colleague)
    with pytest.raises(Refused):
        services.send_back(view.number, "見本さんの住所が", seen=view.version, by=colleague)


def test_nothing_is_sent_back_from_elsewhere(clerk, family):
    view = signed(clerk, family[0])
    with pytest.raises(Refused):
        services.send_back(view.number, "通数がちがう", seen=view.version, by=clerk)


def test_a_free_one_has_nothing_to_pay(clerk, colleague, family):
    view = signed(clerk, family[0])
    Reception.objects.filter(number=view.number).update(fee_yen=0)
    view = to(Status.REVIEWING, queries.get(view.number), clerk, colleague)
    assert step(view, colleague).status is Status.HANDING
    assert not ReceptionPayment.objects.exists()


def test_what_was_paid_is_given_back_when_cancelled(clerk, colleague, family):
    view = to(Status.HANDING, signed(clerk, family[0]), clerk, colleague)
    cancelled = services.cancel(view.number, "来庁の方の申し出", seen=view.version, by=clerk)
    assert cancelled.passage.paid_yen == 0
    assert "300円を返しました" in cancelled.cancelled_reason
    assert sorted(ReceptionPayment.objects.values_list("yen", "method")) == [(-300, "cash"), (300, "cash")]


def test_a_fee_that_fell_after_payment_is_given_back_at_the_till(clerk, colleague, family, monkeypatch):
    view = to(Status.HANDING, signed(clerk, family[0]), clerk, colleague)
    Reception.objects.filter(number=view.number).update(fee_yen=200, status="reviewing")
    view = step(queries.get(view.number), colleague)
    assert (view.status, view.due_yen) == (Status.PAYING, -100)
    assert step(view, clerk, payment=Payment.CASH).due_yen == 0


@pytest.mark.parametrize("status", sorted(set(Status) - FINAL - FOLLOWED))
def test_cancelled_in_every_state_with_a_reason(clerk, colleague, family, status):
    from tests.integration.receptions.test_flow_days import at

    view = at(status, clerk, colleague, family[0])
    done = services.cancel(view.number, "入力の誤り", seen=view.version, by=clerk)
    assert done.status is Status.CANCELLED


def test_a_press_repeated_does_it_once(clerk, colleague, family):
    view = signed(clerk, family[0])
    first = step(view, clerk)
    again = services.go_on(view.number, passing_of(view), seen=view.version, by=clerk)
    assert again == first
    assert ReceptionStep.objects.filter(act=Act.MADE).count() == 1


def test_a_press_of_somebody_else_on_the_old_page_is_stale(clerk, colleague, family):
    view = signed(clerk, family[0])
    step(view, clerk)
    with pytest.raises(Stale):
        services.go_on(view.number, passing_of(view), seen=view.version, by=colleague)


@pytest.mark.parametrize("act", ["pay", "issue", "cancel", "send_back", "reopen"])
def test_every_act_repeated_does_it_once(clerk, colleague, family, act):
    wanted = {"pay": Status.PAYING, "issue": Status.HANDING, "send_back": Status.REVIEWING}
    view = to(wanted.get(act, Status.MAKING), signed(clerk, family[0]), clerk, colleague)
    acts = {
        "pay": lambda: services.go_on(
            view.number, Passing(payment=Payment.CASH), seen=view.version, by=colleague
        ),
        "issue": lambda: services.issue(view.number, view.number[-4:], seen=view.version, by=colleague),
        "cancel": lambda: services.cancel(view.number, "入力の誤り", seen=view.version, by=colleague),
        "send_back": lambda: services.send_back(view.number, "通数がちがう", seen=view.version, by=colleague),
        "reopen": lambda: services.reopen(view.number, seen=view.version, by=colleague),
    }
    first = acts[act]()
    steps = ReceptionStep.objects.count()
    assert acts[act]() == first
    assert ReceptionStep.objects.count() == steps
    assert ReceptionPayment.objects.count() == (1 if act in ("pay", "issue") else 0)


def test_what_is_charged_is_frozen_with_the_signature(clerk, family):
    view = signed(clerk, family[0])
    charges = Reception.objects.get(number=view.number).charges
    assert charges == [
        {"certificate": "residence_record_household", "copies": 1, "yen": 300, "exemption": ""}
    ]
