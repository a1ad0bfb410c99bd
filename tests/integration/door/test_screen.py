"""The resident's screen shows one reception: the one it was paired for, as it was confirmed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.audit.types import Action
from madoguchi.apps.outbox.models import OutboxRow
from madoguchi.apps.receptions import queries, seats, services
from madoguchi.apps.receptions.models import SigningSeat
from madoguchi.apps.receptions.states import Status
from madoguchi.apps.receptions.types import Incomplete
from madoguchi.apps.residents.models import Resident
from madoguchi.config.middleware import is_resident_host
from madoguchi.domain.counter import VisitorKind
from tests.factories import make_resident
from tests.integration.door.acts import DRAFT, STROKES, asked, screen


def test_wrong_numbers_use_up_the_code(clerk, family, trail):
    """Six digits and a minute: a machine would find them if nobody counted."""
    code = seats.offer_code(clerk, asked(clerk, family[0]).number).code
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for _ in range(seats.MOST_WRONG):
        assert seats.pair(wrong) is None
    assert seats.pair(code) is None
    seats.pair(wrong)
    assert [e.action for e in trail()].count(Action.REFUSED) == seats.MOST_WRONG


def test_a_slip_of_the_finger_does_not(clerk, family):
    code = seats.offer_code(clerk, asked(clerk, family[0]).number).code
    seats.pair(f"{(int(code) + 1) % 1_000_000:06d}")
    assert seats.pair(code) is not None


def test_a_screen_shows_the_reception_it_was_paired_for(clerk, family):
    """Not the newest one of the same clerk: that is somebody else's."""
    first = asked(clerk, family[0])
    asked(clerk, make_resident(name="別人　次郎"))
    page = screen(clerk, first.number).get("/confirm/").content.decode()
    assert "見本" in page
    assert "別人" not in page


def test_a_screen_paired_after_the_request_was_taken_back_waits(clerk, family):
    view = asked(clerk, family[0])
    code = seats.offer_code(clerk, view.number).code
    services.reopen(view.number, seen=view.version, by=clerk)
    seat = seats.of_token(seats.pair(code) or "")
    assert seat is not None
    assert (seat.step, seat.reception_number) == ("waiting", "")


def test_only_what_was_confirmed_can_be_signed(clerk, family):
    """The request changes while the resident reads: the old page's button must not lead to the signature."""
    view = asked(clerk, family[0])
    seat = screen(clerk, view.number)
    seat.get("/confirm/")
    opened = services.reopen(view.number, seen=view.version, by=clerk)
    line = DRAFT.lines[0]
    twice = type(DRAFT)(
        DRAFT.visitor_kind, None, DRAFT.identity, (type(line)(line.certificate, 2, items=()),)
    )
    services.ask_signature(view.number, twice, seen=opened.version, by=clerk)
    answer = seat.post("/confirm/", {"version": view.content_digest})
    assert answer["Location"] == "/confirm/"
    assert seat.get("/sign/")["Location"] == "/confirm/"


def test_confirm_then_sign(clerk, family):
    view = asked(clerk, family[0])
    seat = screen(clerk, view.number)
    assert seat.post("/confirm/", {"version": view.content_digest})["Location"] == "/sign/"
    seat.post("/sign/", {"version": view.content_digest, "strokes": json.dumps(STROKES)})
    assert queries.get(view.number).status is Status.MAKING
    again = seat.post("/sign/", {"version": view.content_digest, "strokes": json.dumps(STROKES)})
    assert again["Location"] == "/done/"


def test_a_screen_ends_with_the_day(clerk, family):
    seat = screen(clerk, asked(clerk, family[0]).number)
    SigningSeat.objects.update(paired_at=timezone.now() - timedelta(hours=13))
    assert seat.get("/confirm/")["Location"] == "/"


@pytest.mark.parametrize(
    "host", ["localhost", "localhost.", "LOCALHOST", "localhost:8000", "localhost.:8000"]
)
def test_the_residents_host_name_never_leads_to_staff_pages(database, rf, host):
    assert is_resident_host(rf.get("/", HTTP_HOST=host))
    assert Client(HTTP_HOST=host).get("/sign-in/").status_code == 404


def test_what_the_register_changed_meanwhile_has_to_be_shown_again(clerk, family):
    """An import between showing and signing: the record would say another address than the signed paper."""
    view = asked(clerk, family[0])
    seat = screen(clerk, view.number)
    seat.post("/confirm/", {"version": view.content_digest})
    Resident.objects.filter(pk=family[0].pk).update(address_number="99番地")
    seat.post("/sign/", {"version": view.content_digest, "strokes": json.dumps(STROKES)})
    assert not OutboxRow.objects.exists()
    assert queries.get(view.number).status is Status.SIGNING
    assert seat.get("/where/").json() == {"url": "/waiting/"}
    with pytest.raises(Refused):
        services.sign_on_paper(view.number, seen=view.version, by=clerk)


def test_a_visitor_who_left_the_household_meanwhile_is_a_fault_to_mend(at_counter, clerk, family):
    draft = replace(DRAFT, visitor_kind=VisitorKind.SAME_HOUSEHOLD, visitor_id=family[1].pk)
    begun = services.start(family[0].pk, by=clerk)
    view = services.ask_signature(begun.number, draft, seen=begun.version, by=clerk)
    Resident.objects.filter(pk=family[1].pk).update(household_number="elsewhere")
    page = at_counter.get(reverse("receptions:signature", args=[view.number])).content.decode()
    assert "いまはこの世帯にいません" in page
    with pytest.raises(Refused):
        services.sign_on_paper(view.number, seen=view.version, by=clerk)
    opened = services.reopen(view.number, seen=view.version, by=clerk)
    with pytest.raises(Incomplete):
        services.ask_signature(view.number, draft, seen=opened.version, by=clerk)


def test_papers_of_a_kind_that_nobody_knows_are_none(at_counter, clerk, family):
    view = services.start(family[0].pk, by=clerk)
    form = {"version": view.version, "certificate": "residence_record_household", "identity": "秘密町"}
    assert at_counter.post(reverse("receptions:request", args=[view.number]), form).status_code == 422
