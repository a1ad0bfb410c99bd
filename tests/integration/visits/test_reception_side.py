"""A visit among the receptions: the list, its page, the resident's screen, the second person's pane."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from madoguchi.apps.accounts.models import Staff
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.receptions import queries as reception_queries
from madoguchi.apps.receptions import seats
from madoguchi.apps.receptions.guarding import ask
from madoguchi.apps.receptions.states import Status
from madoguchi.apps.residents import queries as residents
from madoguchi.apps.residents import services as register
from madoguchi.apps.residents.types import Decision
from madoguchi.apps.visits import guides, queries, services
from tests.factories import make_resident, protect
from tests.integration.visits import families

STROKES = {
    "width": 600,
    "height": 180,
    "strokes": [{"points": [[40 + 9 * i, 90, 4000 * i, 0.5] for i in range(20)]}],
}


@pytest.fixture
def clerk(staff):
    return staff(Right.COUNTER, Right.ISSUE)


def client_of(actor) -> Client:
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(
        Staff.objects.get(pk=actor.staff_id), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(f"receptions:{name}", args=args), follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def asked(clerk):
    opened = families.noticed(families.answered(families.arrived(clerk), clerk), clerk)
    services.ask_signature(opened.number, seen=opened.version, by=clerk)
    return opened


def test_it_stands_on_the_list_by_its_life_event_and_has_its_page(clerk, asked):
    client = client_of(clerk)
    assert (
        "転入（国内から）" in client.get(reverse("receptions:waiting") + "?status=signing").content.decode()
    )
    shown = page(client, "detail", asked.number)
    assert "転入（国内から）" in shown and "架空　桜" in shown and "住民異動届" in shown
    assert "架空　桜" in page(client, "signature", asked.number)


def test_the_request_page_of_certificates_isnt_its_page_and_cant_save_it(clerk):
    opened = families.arrived(clerk)
    answer = client_of(clerk).get(reverse("receptions:request", args=[opened.number]))
    assert answer.status_code == 302 and answer["Location"].startswith("/visits/")
    client_of(clerk).post(reverse("receptions:draft", args=[opened.number]), {"version": 1})
    assert queries.open_visit(opened.number, by=clerk).body == opened.body


def test_the_resident_reads_it_and_signs_and_it_is_handed_over(clerk, asked):
    screen = Client(HTTP_HOST="localhost")
    screen.post("/", {"code": seats.offer_code(clerk, asked.number).code})
    shown = screen.get("/confirm/").content.decode()
    assert "転入" in shown and "架空　葵" in shown and "住民異動届" in shown
    assert "手数料" not in shown and "運転免許証" not in shown
    told = {item.procedure.area for item in asked.plan.items if not item.silent}
    assert not [i for i in asked.plan.items if i.procedure.area not in told and i.procedure.area in shown]
    digest = reception_queries.get(asked.number).content_digest
    screen.post("/confirm/", {"version": digest})
    screen.post("/sign/", {"version": digest, "strokes": json.dumps(STROKES)})
    assert reception_queries.get(asked.number).status is Status.GOING_ON


def test_a_second_person_releases_just_this_visit_and_the_paper_keeps_the_address_blank(clerk, staff):
    head = make_resident(name="見本　太郎")
    protect(head)
    senior = staff(Right.COUNTER, Right.PROTECTION_RELEASE, name="試験 係長")
    key = f"r{head.pk}"
    opened = services.start_guarded(head.pk, ["move_within"], by=clerk)
    opened = services.set_roles(opened.number, "e1", {"person.moving": [key]}, seen=opened.version, by=clerk)
    opened = families.on_day(opened, clerk, timezone.localdate())
    items = {"event.new_address": "御坊市湯川町9番地", "event.new_head_name": "見本　太郎"}
    opened = families.noticed(opened, clerk, items, key)
    ask(reception_queries.get(opened.number), clerk)
    release = residents.release_of(opened.number)
    shown = page(client_of(senior), "confirmation", release.id)
    assert "転居" in shown
    register.answer_release(release.id, Decision(True, "applicant_herself", True), by=senior)
    view = services.ask_signature(opened.number, seen=opened.version, by=clerk)
    assert view.status is Status.SIGNING
    from madoguchi.apps.documents.models import Document

    assert "湯川町" not in str([d.data for d in Document.objects.filter(reference=opened.number)])
    assert "湯川町" not in str(guides.guides(queries.open_visit(opened.number, by=clerk)))
