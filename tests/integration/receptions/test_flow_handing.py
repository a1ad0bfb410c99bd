"""The last step: the register and the core terminal are asked again, and what goes by post is sent."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from madoguchi.apps.accounts.models import Staff
from madoguchi.apps.audit.types import Action
from madoguchi.apps.receptions import queries, services
from madoguchi.apps.receptions.passage import Point
from madoguchi.apps.receptions.states import Status
from madoguchi.apps.receptions.types import Incomplete, Line
from madoguchi.apps.residents.models import Resident, SealRegistration, SourceState
from madoguchi.domain.counter import VisitorKind
from tests.factories import register_seal
from tests.integration.door.acts import signed
from tests.integration.receptions.flow import step, to
from tests.integration.receptions.test_request import AGENT, SEAL, SELF, asked

WITH_NUMBER = Line("residence_record_household", 1, items=("individual_number",))
BY_POST = replace(AGENT, lines=(WITH_NUMBER,), destination="架空銀行")


def ready(draft, resident, clerk, colleague):
    """At 交付待ち."""
    view = services.sign_on_paper((it := asked(clerk, resident, draft)).number, seen=it.version, by=clerk)
    return to(Status.HANDING, view, clerk, colleague)


def fault(view, by, **said):
    with pytest.raises(Incomplete) as raised:
        step(view, by, **said)
    assert queries.get(view.number) == view
    (found,) = raised.value.faults
    return found


def page_of(view, by) -> str:
    return client_of(by).get(reverse("receptions:detail", args=[view.number])).content.decode()


def client_of(by) -> Client:
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(Staff.objects.get(pk=by.staff_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


class TestTheRegisterIsAskedAgain:
    @pytest.mark.parametrize(
        ("now", "words"),
        [
            ({"status": "2"}, "有効な印鑑登録がありません"),
            ({"to_confirm": True}, "印鑑登録の確認が要ります"),
            ({"registration_number": "000999"}, "印鑑登録証の番号が登録と合いません"),
        ],
    )
    def test_a_seal_that_no_longer_holds_is_not_handed_over(self, clerk, colleague, family, now, words):
        register_seal(family[0], "000123")
        view = ready(replace(SELF, lines=(SEAL,)), family[0], clerk, colleague)
        SealRegistration.objects.update(**now)
        assert words in fault(view, clerk).words

    def test_nor_by_the_number_alone(self, clerk, colleague, family):
        register_seal(family[0], "000123")
        view = ready(replace(SELF, lines=(SEAL,)), family[0], clerk, colleague)
        SealRegistration.objects.update(status="2")
        with pytest.raises(Incomplete):
            services.issue(view.number, view.number[-4:], seen=view.version, by=clerk)

    def test_whoever_left_the_register_meanwhile_gets_no_copy_of_it(self, clerk, colleague, family):
        view = ready(SELF, family[0], clerk, colleague)
        Resident.objects.filter(pk=family[0].pk).update(resident_status="3", removed_on="20261122")
        assert "除かれた" in fault(view, clerk).words

    def test_as_long_as_it_holds_it_is_handed_over(self, clerk, colleague, family):
        register_seal(family[0], "000123")
        view = ready(replace(SELF, lines=(SEAL,)), family[0], clerk, colleague)
        assert step(view, clerk).status is Status.ISSUED


class TestOldProtectionData:
    @pytest.fixture
    def old(self, clerk, colleague, family):
        view = ready(SELF, family[0], clerk, colleague)
        SourceState.objects.update(as_of=timezone.now() - timedelta(days=14))
        return view

    def test_the_core_terminal_is_looked_at_once_more(self, old, clerk, trail):
        assert fault(old, clerk).target == "core_checked"
        assert step(old, clerk, core_checked=True).status is Status.ISSUED
        (event,) = [e for e in trail() if e.action == Action.CORE_CHECKED]
        assert (event.staff_id, event.reference) == (clerk.staff_id, old.number)

    def test_the_page_asks_for_it(self, old, clerk):
        assert 'name="core_checked"' in page_of(old, clerk)

    def test_fresh_data_asks_for_nothing(self, clerk, colleague, family):
        view = ready(SELF, family[0], clerk, colleague)
        assert 'name="core_checked"' not in page_of(view, clerk)


class TestByPost:
    def test_what_is_posted_is_sent_without_a_number(self, clerk, colleague, family, trail):
        view = ready(BY_POST, family[0], clerk, colleague)
        assert fault(view, clerk, number="").target == "sent"
        done = step(view, clerk, number="", sent=True)
        assert done.status is Status.ISSUED
        (event,) = [e for e in trail() if e.action == Action.RECEPTION_ISSUED]
        assert event.detail == {"posted": True}

    def test_its_page_says_where_it_goes_and_asks_for_no_number(self, clerk, colleague, family):
        text = page_of(ready(BY_POST, family[0], clerk, colleague), clerk)
        assert "発送した" in text
        assert "本人の住民票の住所" in text
        assert 'name="number"' not in text

    @pytest.mark.parametrize(("said", "target"), [({"number": "", "sent": True}, "number"), ({}, "sent")])
    def test_part_by_post_part_at_the_counter_asks_for_both(self, clerk, colleague, family, said, target):
        one = Line("residence_record_members", 1, members=(family[0].pk,))
        view = ready(replace(BY_POST, lines=(WITH_NUMBER, one)), family[0], clerk, colleague)
        assert fault(view, clerk, **said).target == target
        text = page_of(view, clerk)
        assert 'name="number"' in text
        assert 'name="sent"' in text
        assert step(view, clerk, sent=True).status is Status.ISSUED

    def test_at_the_counter_nobody_asks_for_the_post(self, clerk, colleague, family):
        view = ready(SELF, family[0], clerk, colleague)
        assert view.draft.visitor_kind is VisitorKind.SELF
        assert 'name="sent"' not in page_of(view, clerk)


class TestWhatWasTypedAhead:
    """The page asks at once for everything that this person may do in a row."""

    def test_the_number_stays_when_only_the_review_is_pressed(self, clerk, colleague, family):
        view = to(Status.REVIEWING, signed(clerk, family[0]), clerk, colleague)
        said = {"points": [p.value for p in Point], "payment": "other", "number": view.number[-4:]}
        answer = client_of(colleague).post(
            reverse("receptions:step", args=[view.number]), {"version": view.version} | said, follow=True
        )
        page = answer.content.decode()
        assert queries.get(view.number).status is Status.PAYING
        assert f'value="{view.number[-4:]}"' in page
        assert re.search(r'value="other"[^>]*checked', page)

    @pytest.mark.parametrize("query", ["number=<b>1</b>", "number=1234567890123", "payment=gold"])
    def test_an_address_says_nothing_else(self, clerk, colleague, family, query):
        view = to(Status.HANDING, signed(clerk, family[0]), clerk, colleague)
        url = reverse("receptions:detail", args=[view.number])
        page = client_of(clerk).get(f"{url}?{query}").content.decode()
        assert re.search(r'name="number"\s+value=""', page)
