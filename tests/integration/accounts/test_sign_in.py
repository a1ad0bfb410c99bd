"""Signing in, the lock, and what a page answers to whom."""

from __future__ import annotations

import time

import pytest
from django.test import Client
from django.urls import reverse

from madoguchi.apps.accounts.middleware import SEEN
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.audit.types import Action
from tests.factories import PASSWORD, make_staff

STAFF_HOST = {"HTTP_HOST": "127.0.0.1"}


@pytest.fixture
def client(database) -> Client:
    return Client(headers={"host": "127.0.0.1"})


def sign_in(client: Client, *rights: Right, password: str = PASSWORD):
    staff = make_staff(*rights)
    answer = client.post(reverse("accounts:sign_in"), {"login": staff.login, "password": password})
    return staff, answer


def test_who_signs_in_lands_where_the_rights_lead(client, trail):
    _, answer = sign_in(client, Right.COUNTER)
    assert answer.status_code == 302
    assert client.get("/").url == reverse("residents:search")
    assert trail()[0].action == Action.SIGNED_IN


@pytest.mark.parametrize(
    ("right", "page"),
    [
        (Right.COUNTER, "residents:search"),
        (Right.IMPORT_VIEW, "inbound:sets"),
        (Right.AUDIT_VIEW, "logbook:events"),
        (Right.ACCOUNTS, "accounts:accounts"),
    ],
)
def test_each_right_has_its_page_and_no_other(client, right, page):
    sign_in(client, right)
    others = {
        "residents:search",
        "inbound:sets",
        "logbook:events",
        "accounts:accounts",
        "outbound:records",
    } - {page}
    assert client.get(reverse(page)).status_code == 200
    assert {client.get(reverse(other)).status_code for other in others} == {403}


def test_a_refusal_is_written_down_once(client, trail):
    staff, _ = sign_in(client, Right.COUNTER)
    client.get(reverse("logbook:events"))
    refusals = [e for e in trail() if e.action == Action.REFUSED]
    assert [(e.staff_id, e.reference) for e in refusals] == [(staff.pk, "logbook:events")]


def test_without_signing_in_every_page_leads_to_the_sign_in_page(client):
    for name in ("residents:search", "receptions:waiting", "logbook:events"):
        assert client.get(reverse(name)).url == reverse("accounts:sign_in")


def test_a_wrong_password_says_nothing_about_the_id(client, trail):
    _, known = sign_in(client, Right.COUNTER, password="chigau-himitsu-1")
    unknown = client.post(reverse("accounts:sign_in"), {"login": "inai", "password": "chigau-himitsu-1"})
    words = "利用者IDまたはパスワードが違います。"
    assert words in known.content.decode()
    assert words in unknown.content.decode()
    event = [e for e in trail() if e.action == Action.SIGN_IN_FAILED][-1]
    assert "inai" not in (event.staff_name + event.reference + str(event.detail))


def test_after_five_failures_even_the_right_password_waits(client):
    staff = make_staff(Right.COUNTER)
    for _ in range(5):
        answer = client.post(
            reverse("accounts:sign_in"), {"login": staff.login, "password": "chigau-himitsu-1"}
        )
    assert answer.status_code == 429
    answer = client.post(reverse("accounts:sign_in"), {"login": staff.login, "password": PASSWORD})
    assert answer.status_code == 429
    assert "15分間" in answer.content.decode()


def locked(client: Client) -> Client:
    sign_in(client, Right.COUNTER)
    session = client.session
    session[SEEN] = time.time() - 3600
    session.save()
    return client


def test_an_idle_session_is_locked_and_opens_with_the_password(client, trail):
    locked(client)
    assert client.get(reverse("residents:search")).url == reverse("accounts:unlock")
    assert client.get(reverse("residents:search")).url == reverse("accounts:unlock")
    assert client.post(reverse("accounts:unlock"), {"password": "chigau-himitsu-1"}).status_code == 200
    assert client.post(reverse("accounts:unlock"), {"password": PASSWORD}).url == reverse("residents:search")
    assert client.get(reverse("residents:search")).status_code == 200
    assert Action.UNLOCKED in [e.action for e in trail()]


def test_a_locked_session_refuses_what_is_posted(client):
    locked(client)
    assert client.post(reverse("residents:search"), {"q": "架空"}).url == reverse("accounts:unlock")


def test_htmx_is_sent_to_the_lock_as_a_whole_page(client):
    locked(client)
    answer = client.get(reverse("residents:search"), headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == reverse("accounts:unlock")


def test_the_lock_dialog_over_a_page_keeps_the_page(client):
    sign_in(client, Right.COUNTER)
    script = {"Accept": "application/json"}
    assert client.post(reverse("accounts:lock"), headers=script).status_code == 204
    wrong = client.post(reverse("accounts:unlock"), {"password": "chigau-himitsu-1"}, headers=script)
    assert wrong.status_code == 403
    assert client.post(reverse("accounts:unlock"), {"password": PASSWORD}, headers=script).status_code == 204


def test_polling_is_no_activity(client):
    sign_in(client, Right.COUNTER)
    session = client.session
    session[SEEN] = before = time.time() - 60
    session.save()
    client.get(reverse("residents:search"), headers={"X-Madoguchi-Poll": "1"})
    assert client.session[SEEN] == before


def test_a_stopped_account_is_out_with_its_next_request(client):
    from madoguchi.apps.accounts import services
    from madoguchi.apps.accounts.types import system

    staff, _ = sign_in(client, Right.COUNTER)
    services.set_active(staff.pk, False, by=system("試験"))
    assert client.get(reverse("residents:search")).url == reverse("accounts:sign_in")


def test_pages_stay_out_of_caches_and_carry_a_strict_policy(client):
    sign_in(client, Right.COUNTER)
    answer = client.get(reverse("residents:search"))
    assert answer.headers["Cache-Control"] == "no-store"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_an_unknown_page_and_a_broken_one_have_words(client):
    sign_in(client, Right.COUNTER)
    assert "画面が見つかりません" in client.get("/nanimo-nai/").content.decode()
