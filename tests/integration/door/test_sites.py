"""Two sites that don't know each other, and a locked screen that shows nothing."""

from __future__ import annotations

import time

import pytest
from django.test import Client
from django.urls import reverse

from madoguchi.apps.accounts.middleware import SEEN
from madoguchi.apps.audit.types import Action
from madoguchi.apps.receptions.models import SigningSeat
from tests.integration.door.acts import asked
from tests.integration.door.outputs import OUTPUTS, SHOWING, make_world


@pytest.fixture
def world(clerk, at_counter, family, tmp_path):
    (tmp_path / "out").mkdir()
    return make_world(clerk, at_counter, family[0], tmp_path / "out")


def leave_alone(client: Client) -> None:
    session = client.session
    session[SEEN] = time.time() - 3600
    session.save()


def test_a_screen_left_alone_shows_nothing_on_any_way(world):
    shown = [name for name in OUTPUTS if not name.startswith(("resident:", "file on"))]
    for name in shown:
        leave_alone(world.staff)
        text = OUTPUTS[name](world)
        assert not any(word in text for word in ("秘密", "見本", "ミホン")), name
    assert set(SHOWING) & set(shown)


@pytest.mark.parametrize(
    "header", [{"X-Madoguchi-Poll": "1"}, {"HX-Request": "true"}, {"Accept": "application/json"}]
)
def test_no_header_gets_around_the_lock(world, family, header):
    leave_alone(world.staff)
    for _ in range(2):
        answer = world.staff.get(reverse("residents:household", args=[family[0].pk]), headers=header)
        assert answer.status_code in (204, 302)
        assert "見本" not in answer.content.decode()


def test_each_site_refuses_the_others_cookie(world, trail):
    staff = world.staff.cookies["madoguchi_staff"].value
    seat = world.seat.cookies["madoguchi_resident"].value
    assert (
        Client(HTTP_HOST="localhost", headers={"Cookie": f"madoguchi_staff={staff}"}).get("/").status_code
        == 400
    )
    strange = Client(HTTP_HOST="127.0.0.1", headers={"Cookie": f"madoguchi_resident={seat}"})
    assert strange.get("/sign-in/").status_code == 400
    assert [e.reference for e in trail() if e.action == Action.REFUSED] == ["cookie", "cookie"]


def test_no_staff_page_is_on_the_residents_site_and_none_of_theirs_on_the_staffs(world):
    assert world.seat.get(reverse("residents:search")).status_code == 404
    assert world.staff.get("/confirm/").status_code == 404


@pytest.mark.parametrize("path", ["/", "/confirm/", "/wrong/", "/sign/"])
def test_a_post_of_another_site_does_nothing_on_the_residents_screen(clerk, family, path):
    asked(clerk, family[0])
    client = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    assert client.post(path, {"code": "123456"}).status_code == 403
    assert not SigningSeat.objects.exists()


@pytest.mark.parametrize("name", ["step", "cancel", "reopen", "draft", "request", "preview", "sign_on_paper"])
def test_a_post_of_another_site_does_nothing_at_the_counter(world, name):
    client = Client(HTTP_HOST="127.0.0.1", enforce_csrf_checks=True)
    client.cookies = world.staff.cookies
    answer = client.post(reverse(f"receptions:{name}", args=[world.asked.number]), {"version": "1"})
    assert answer.status_code == 403


def test_signing_in_makes_a_new_session(database, clerk):
    from madoguchi.apps.accounts.models import Staff
    from tests.factories import PASSWORD

    client = Client(HTTP_HOST="127.0.0.1")
    client.get(reverse("residents:search"))
    before = client.cookies["madoguchi_staff"].value
    form = {"login": Staff.objects.get(pk=clerk.staff_id).login, "password": PASSWORD}
    client.post(reverse("accounts:sign_in"), form)
    assert client.cookies["madoguchi_staff"].value not in ("", before)
