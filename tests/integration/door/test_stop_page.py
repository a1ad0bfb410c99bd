"""The neutral stop wherever it is met: the same page, the way to the second person, and the way out."""

from __future__ import annotations

import pytest
from django.urls import reverse

from madoguchi.apps.audit.types import Action
from madoguchi.apps.documents import queries as documents
from madoguchi.apps.receptions import queries, services
from madoguchi.apps.receptions.passage import Passing, Payment, Point
from madoguchi.apps.receptions.states import Status
from madoguchi.apps.visits import services as visits
from tests.factories import protect
from tests.integration.door.acts import asked, signed
from tests.integration.door.conftest import EVERYTHING_ELSE

HEADING = "システム確認が必要です（係長へ）"
PERSONAL = ("見本", "太郎", "花子", "秘密", "支援", "措置", "保護")


def main_of(answer) -> str:
    return answer.content.decode().partition("<main")[2].partition("</main>")[0]


def post(client, name, view, *more, **fields):
    url = reverse(f"receptions:{name}", args=[view.number, *more])
    return client.post(url, {"version": view.version} | fields)


def stands_stopped(answer, view) -> None:
    text = answer.content.decode()
    assert answer.status_code == 403
    assert HEADING in text
    assert view.short_number in text
    assert reverse("receptions:guard_ask", args=[view.number]) in text
    assert not any(word in main_of(answer) for word in PERSONAL)


@pytest.mark.parametrize(
    ("name", "fields"), [("step", {"copies": "1"}), ("board_step", {"copies": "1"}), ("resume", {})]
)
def test_a_stop_in_a_press_is_the_same_page(at_counter, clerk, family, name, fields):
    view = signed(clerk, family[0])
    if name == "resume":
        view = services.suspend(view.number, "必要な書類がそろわない", [], seen=view.version, by=clerk)
    protect(family[1])
    stands_stopped(post(at_counter, name, view, **fields), view)
    assert queries.get(view.number).version == view.version


def test_a_stop_at_the_printer_is_the_same_page(at_counter, clerk, family):
    view = signed(clerk, family[0])
    (paper,) = documents.of_reception(view.number)
    protect(family[1])
    stands_stopped(post(at_counter, "print", view, paper.id), view)


def test_a_stop_behind_the_page_leads_the_whole_page_there(at_counter, clerk, family):
    view = signed(clerk, family[0])
    protect(family[1])
    url = reverse("receptions:step", args=[view.number])
    answer = at_counter.post(url, {"version": view.version, "copies": "1"}, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == reverse("receptions:detail", args=[view.number])
    assert not answer.content


def test_a_stopped_reception_is_cancelled_from_its_stop(at_counter, clerk, family, trail):
    view = asked(clerk, family[0])
    protect(family[1])
    stop = at_counter.get(reverse("receptions:detail", args=[view.number]))
    cancel = reverse("receptions:cancel", args=[view.number])
    assert f'action="{cancel}"' in stop.content.decode()

    done = post(at_counter, "cancel", view, reason="来庁の方の申し出", back="list")
    assert done["Location"] == reverse("receptions:waiting")
    text = at_counter.get(done["Location"]).content.decode()
    assert f"{view.short_number} を取り消しました" in text
    assert queries.get(view.number).status is Status.CANCELLED
    assert [e.reference for e in trail() if e.action == Action.RECEPTION_CANCELLED] == [view.number]


def test_what_was_paid_is_said_when_it_is_cancelled_there(at_counter, clerk, staff, family):
    view = signed(clerk, family[0])
    colleague = staff(*EVERYTHING_ELSE, name="試験 同僚")
    for said, by in (
        (Passing(copies=1), clerk),
        (Passing(points=frozenset(Point)), colleague),
        (Passing(payment=Payment.CASH), clerk),
    ):
        view = services.go_on(view.number, said, seen=view.version, by=by)
    assert view.passage.paid_yen > 0
    protect(family[1])
    post(at_counter, "cancel", view, reason="来庁の方の申し出", back="list")
    text = at_counter.get(reverse("receptions:waiting")).content.decode()
    assert f"手数料 {view.passage.paid_yen:,}円を返しました" in text


def test_one_that_is_over_is_neither_asked_about_nor_cancelled(at_counter, clerk, family):
    view = asked(clerk, family[0])
    services.cancel(view.number, "来庁の方の申し出", seen=view.version, by=clerk)
    protect(family[1])
    text = at_counter.get(reverse("receptions:detail", args=[view.number])).content.decode()
    assert HEADING in text
    assert reverse("receptions:cancel", args=[view.number]) not in text
    assert reverse("receptions:guard_ask", args=[view.number]) not in text


def test_a_visit_stops_on_the_same_page_and_is_cancelled_there(at_counter, clerk, family):
    opened = visits.start(family[0].pk, ["move_within"], by=clerk)
    view = queries.get(opened.number)
    protect(family[1])
    answer = at_counter.post(reverse("visits:sign", args=[opened.number]), {"version": opened.version})
    stands_stopped(answer, view)
    post(at_counter, "cancel", view, reason="来庁の方の申し出", back="list")
    assert queries.get(view.number).status is Status.CANCELLED
