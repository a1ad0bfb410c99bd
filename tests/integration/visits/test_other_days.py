"""Put aside and taken up another day: what was missing, when to come back, what the days changed."""

from __future__ import annotations

from datetime import timedelta

import pypdfium2
import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from madoguchi.apps.accounts.models import Staff
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.receptions import guarding
from madoguchi.apps.receptions import queries as receptions
from madoguchi.apps.receptions import services as reception_services
from madoguchi.apps.receptions.states import Status
from madoguchi.apps.residents import queries as residents
from madoguchi.apps.residents import services as register
from madoguchi.apps.residents.states import GrantReason
from madoguchi.apps.residents.types import Decision
from madoguchi.apps.visits import queries, services
from madoguchi.domain.dates import wareki
from tests.factories import make_resident, protect
from tests.integration.visits import families

REASON = "必要な書類がそろわない"


@pytest.fixture
def clerk(staff):
    return staff(Right.COUNTER, Right.ISSUE)


def client_of(actor) -> Client:
    client = Client(HTTP_HOST="127.0.0.1")
    account = Staff.objects.get(pk=actor.staff_id)
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def words_of(pdf: bytes) -> str:
    return "".join(
        "".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(pdf)
    )


def test_what_is_missing_and_when_to_come_back_stand_on_guide_page_and_list(clerk):
    opened = families.noticed(families.answered(families.arrived(clerk, families.FAMILY[:1]), clerk), clerk)
    client, back = client_of(clerk), timezone.localdate() + timedelta(days=1)
    given = {
        "version": opened.reception.version,
        "reason": REASON,
        "missing": ["委任状", "手数料"],
        "come_back_on": back.isoformat(),
    }
    client.post(reverse("receptions:suspend", args=[opened.number]), given)
    day = wareki(back, with_weekday=True)
    listed = client.get(reverse("receptions:waiting") + "?status=suspended").content.decode()
    page = client.get(reverse("receptions:detail", args=[opened.number])).content.decode()
    for shown in (listed, page):
        assert "委任状・手数料" in shown and f"{day}に来る予定" in shown
    assert "案内書を印刷" in page
    answer = client.post(reverse("visits:print_all", args=[opened.number]))
    paper = words_of(answer.content)
    assert f"次にお越しになる日{day}" in paper and "次回お持ちください委任状手数料" in paper
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        listed = client_of(clerk).get(reverse("receptions:waiting") + "?status=suspended").content.decode()
        assert "に来る予定（過ぎています）" in listed


def test_a_day_that_is_over_is_refused_and_nothing_is_put_aside(clerk):
    opened = families.arrived(clerk, families.FAMILY[:1])
    with pytest.raises(Refused, match="過ぎた日"):
        reception_services.suspend(
            opened.number,
            REASON,
            [],
            seen=opened.reception.version,
            by=clerk,
            come_back_on=timezone.localdate() - timedelta(days=1),
        )
    assert receptions.get(opened.number).status is Status.OPEN


def test_what_the_day_changed_is_shown_and_what_was_said_stands(clerk):
    opened = families.arrived(clerk, families.FAMILY[:1])
    opened = families.on_day(opened, clerk, timezone.localdate() - timedelta(days=14))
    opened = families.answered(opened, clerk)
    client, address = client_of(clerk), reverse("visits:hearing", args=[opened.number])
    assert "前の日から続けている" not in client.get(address).content.decode()
    view = reception_services.suspend(
        opened.number, REASON, [], seen=opened.reception.version, by=clerk, come_back_on=timezone.localdate()
    )
    with time_machine.travel(timezone.now() + timedelta(days=6)):
        reception_services.resume(opened.number, seen=view.version, by=clerk)
        client = client_of(clerk)
        again = queries.open_visit(opened.number, by=clerk)
        assert again.body.said == opened.body.said and again.reception.passage.come_back_on is None
        for name in ("hearing", "people", "result"):
            shown = client.get(reverse(f"visits:{name}", args=[opened.number])).content.decode()
            assert (
                "前の日から続けている受付です" in shown
                and "転入届：期限" in shown
                and "を過ぎました" in shown
            )


def test_the_same_day_nothing_is_said_to_have_changed(clerk):
    opened = families.arrived(clerk, families.FAMILY[:1])
    view = reception_services.suspend(opened.number, REASON, [], seen=opened.reception.version, by=clerk)
    reception_services.resume(opened.number, seen=view.version, by=clerk)
    shown = client_of(clerk).get(reverse("visits:hearing", args=[opened.number])).content.decode()
    assert "前の日から続けている" not in shown


def test_a_guarded_visit_asks_for_the_answer_until_it_comes(clerk, staff):
    head = make_resident()
    protect(head)
    opened = services.start_guarded(head.pk, ["move_within"], by=clerk)
    client, state = client_of(clerk), reverse("receptions:guard_state", args=[opened.number])
    pages = [reverse(f"visits:{name}", args=[opened.number]) for name in ("people", "hearing", "result")]
    assert not [page for page in pages if state in client.get(page).content.decode()]
    guarding.ask(opened.reception, clerk)
    assert not [page for page in pages if f"{state}?state=asked" not in client.get(page).content.decode()]
    assert "HX-Refresh" not in client.get(state, {"state": "asked"}).headers
    found = residents.release_of(opened.number)
    senior = staff(Right.COUNTER, Right.PROTECTION_RELEASE, name="試験 係長")
    register.answer_release(found.id, Decision(True, GrantReason.APPLICANT_HERSELF, True), by=senior)
    assert client.get(state, {"state": "asked"})["HX-Refresh"] == "true"
    assert not [page for page in pages if state in client.get(page).content.decode()]
