"""Protection that comes in the middle stops every step, and each stop is written down once."""

from __future__ import annotations

import pytest
from django.urls import reverse

from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.audit.types import Action
from madoguchi.apps.documents import queries as documents
from madoguchi.apps.documents import services as papers
from madoguchi.apps.documents.models import Document
from madoguchi.apps.receptions import queries, services
from madoguchi.apps.receptions.states import Status
from madoguchi.apps.residents.types import NeedsCheck
from tests.factories import protect
from tests.integration.door.acts import asked, screen, signed


def refusals(events):
    return [e for e in events if e.action == Action.REFUSED]


@pytest.mark.parametrize("name", ["signature", "detail"])
def test_a_stopped_page_is_in_the_trail_once_with_its_people(at_counter, clerk, family, trail, name):
    view = asked(clerk, family[0])
    protect(family[1])
    answer = at_counter.get(reverse(f"receptions:{name}", args=[view.number]))
    assert answer.status_code == 403
    (event,) = refusals(trail())
    assert event.reference == view.number
    assert set(event.subjects) == {p.pk for p in family}


@pytest.mark.parametrize("name", ["preview", "request"])
def test_a_stopped_post_is_in_the_trail_once(at_counter, clerk, family, trail, name):
    view = services.start(family[0].pk, by=clerk)
    protect(family[1])
    at_counter.post(reverse(f"receptions:{name}", args=[view.number]), {"version": view.version})
    assert len(refusals(trail())) == 1


def test_a_stopped_print_is_in_the_trail_with_its_reception(at_counter, clerk, family, trail):
    view = signed(clerk, family[0])
    (paper,) = documents.of_reception(view.number)
    protect(family[1])
    answer = at_counter.post(reverse("receptions:print", args=[view.number, paper.id]))
    assert answer.status_code == 403
    (event,) = refusals(trail())
    assert event.reference == view.number


def test_a_stop_on_the_residents_screen_is_in_the_trail(clerk, family, trail):
    view = asked(clerk, family[0])
    seat = screen(clerk, view.number)
    protect(family[1])
    assert "見本" not in seat.get("/confirm/").content.decode()
    assert len(refusals(trail())) == 1


def test_handing_over_stops_too(clerk, family):
    view = signed(clerk, family[0])
    protect(family[1])
    with pytest.raises(NeedsCheck):
        services.issue(view.number, view.number[-4:], seen=view.version, by=clerk)
    assert queries.get(view.number).status is Status.MAKING


def test_a_paper_is_everybodys_who_lives_at_its_address(clerk, family):
    view = asked(clerk, family[0])
    assert set(Document.objects.get(reference=view.number).resident_numbers) == {
        p.resident_number for p in family
    }


def test_a_paper_that_no_longer_holds_is_neither_shown_nor_printed(clerk, family):
    view = signed(clerk, family[0])
    (paper,) = documents.of_reception(view.number)
    services.cancel(view.number, "入力の誤り", seen=view.version, by=clerk)
    with pytest.raises(Refused):
        papers.print_out(paper.id, by=clerk)


def test_no_free_text_gets_into_the_trail(at_counter, clerk, family, trail):
    view = services.start(family[0].pk, by=clerk)
    at_counter.post(
        reverse("receptions:cancel", args=[view.number]), {"version": view.version, "reason": "秘密町77番地"}
    )
    at_counter.post(reverse("logbook:events"), {"kind": "秘密町77番地"})
    assert queries.get(view.number).status is Status.OPEN
    assert "秘密" not in str([e.detail for e in trail()])
