"""手続漏れの案内 at a certificate's counter: off unless turned on, once, for who may apply, never of a guarded household."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from madoguchi.apps.accounts.models import Staff
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.catalogue.agreeing import disagreements
from madoguchi.apps.catalogue.kinds import KINDS, PackItem
from madoguchi.apps.receptions import queries as receptions
from madoguchi.apps.receptions.models import Reception
from madoguchi.apps.tasks import queries as tasks
from madoguchi.apps.tasks import services as task_services
from madoguchi.apps.visits import offering, services
from madoguchi.apps.visits.models import OfferAnswer
from madoguchi.apps.visits.offering import Answer
from tests.factories import make_resident, protect

MOVED = timezone.localdate() - timedelta(days=40)
SCHOOL = "SC-01"


@pytest.fixture
def clerk(staff):
    return staff(Right.COUNTER, Right.ISSUE)


@pytest.fixture
def family(database):
    """A mother and a pupil who moved in forty days ago."""
    moved = {"became_resident_on": MOVED.isoformat(), "address_since": MOVED.isoformat()}
    home = {"household_number": "0000009001", "address_number": "999番地", **moved}
    mother = make_resident(name="架空　母子", birth_date="1988-05-01", sex="2", **home)
    pupil = make_resident(name="架空　学", birth_date="2018-01-10", relationship="子", **home)
    return mother, pupil


@pytest.fixture
def accepted(clerk, family) -> str:
    """The mother's own request, accepted today; its number."""
    from madoguchi.apps.receptions import services as reception_services

    view = reception_services.start(family[0].pk, by=clerk)
    Reception.objects.filter(number=view.number).update(status="making")
    return view.number


@pytest.fixture
def turned_on(monkeypatch):
    monkeypatch.setattr(offering, "in_use", lambda: (SCHOOL, "KE-02", "JK-08"))


def found(number: str, by) -> list[tuple[str, str]]:
    seen = offering.of_reception(receptions.get(number), by)
    return [(one.offer.procedure.id, one.resident.name) for one in seen]


def test_a_city_that_turned_nothing_on_asks_nothing(accepted, clerk, family, trail):
    before = len(trail())
    assert found(accepted, clerk) == []
    assert offering.address(family[0].pk, accepted) == "" == offering.address(family[0].pk, "")
    assert len(trail()) == before


def test_the_mother_is_told_of_the_pupils_school(accepted, clerk, turned_on):
    assert (SCHOOL, "架空　学") in found(accepted, clerk)
    assert offering.count_of(receptions.get(accepted).subject_id, clerk) >= 1


def test_an_answer_holds_for_a_while_and_is_in_the_trail(accepted, clerk, family, turned_on, trail):
    services.answer_offer(accepted, SCHOOL, family[1].pk, Answer.DONE, by=clerk)
    assert (SCHOOL, "架空　学") not in found(accepted, clerk)
    event = next(e for e in trail() if e.action == "offer_answered")
    assert event.detail == {"procedure": SCHOOL, "answer": "done"}
    with pytest.raises(Refused, match="もう出ていません"):
        services.answer_offer(accepted, SCHOOL, family[1].pk, Answer.ACCEPTED, by=clerk)
    OfferAnswer.objects.update(at=timezone.now() - timedelta(days=400))
    assert (SCHOOL, "架空　学") in found(accepted, clerk)


def test_accepted_it_is_a_task_of_the_department_and_offered_no_more(accepted, clerk, family, turned_on):
    services.answer_offer(accepted, SCHOOL, family[1].pk, Answer.ACCEPTED, by=clerk)
    (task,) = tasks.of_reference(accepted)
    assert (task.department, task.subjects, task.to_check) == ("education", (family[1].pk,), False)
    assert task.reason.startswith("手続漏れの案内")
    there = replace(clerk, department_code="education")
    begun = task_services.start(task.id, seen=task.version, by=there)
    task_services.finish(task.id, "受け付けた", seen=begun.version, by=there)
    assert receptions.get(accepted).status.value == "making"
    OfferAnswer.objects.all().delete()
    assert (SCHOOL, "架空　学") not in found(accepted, clerk)


@pytest.mark.parametrize("kind", ["agent", "messenger", "third_party"])
def test_strangers_are_told_nothing(accepted, clerk, turned_on, kind):
    Reception.objects.filter(number=accepted).update(visitor_kind=kind)
    assert found(accepted, clerk) == []


def test_before_the_request_is_accepted_and_on_another_day_there_is_nothing(accepted, clerk, turned_on):
    Reception.objects.filter(number=accepted).update(status="open")
    assert found(accepted, clerk) == []
    Reception.objects.filter(number=accepted).update(
        status="making", visit_day=timezone.localdate() - timedelta(days=1)
    )
    assert found(accepted, clerk) == []


def test_a_guarded_household_is_told_nothing(accepted, clerk, family, turned_on):
    protect(family[1])
    assert found(accepted, clerk) == []
    assert offering.count_of(family[0].pk, clerk) == 0


def test_the_pages_ask_afterwards(accepted, clerk, family, turned_on):
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(
        Staff.objects.get(pk=clerk.staff_id), backend="django.contrib.auth.backends.ModelBackend"
    )
    part = reverse("visits:offers", args=[accepted])
    assert part in client.get(reverse("receptions:detail", args=[accepted])).content.decode()
    shown = client.get(part).content.decode()
    assert "架空" in shown and "学校教育法" in shown and "案内済み" in shown
    household = client.get(reverse("residents:household", args=[family[0].pk])).content.decode()
    count = reverse("visits:offers_of", args=[family[0].pk])
    assert count in household
    assert "件あります" in client.get(count).content.decode()
    sent = {"procedure": SCHOOL, "resident": family[1].pk, "answer": "told"}
    told = client.post(reverse("visits:answer_offer", args=[accepted]), sent, follow=True)
    assert "案内を記録しました" in told.content.decode()


def test_a_city_can_only_turn_on_what_the_packs_can_decide():
    def item(kind: str, key: str, source: str) -> PackItem:
        thing, _ = KINDS[kind].parse(source.encode(), f"{kind}/x.yaml", {})
        return PackItem(kind, key, "x", f"{kind}/x.yaml", source.encode(), thing)

    city = (
        'code: "999993"\nname: 見本市\naddressee: 見本市長\n'
        'service_hours: {opens: "8:00", closes: "20:00"}\ndepartments: []\ngroups: []\n'
        "missed_procedures: [SC-01, XX-09]\n"
    )
    rules = "offers:\n  - {procedure: SC-01, sign: moved_in, who: [self]}\n"
    (fault,) = disagreements(
        [
            item("organisation", "municipality", city),
            item("procedures", "standard/offers.yaml", rules),
        ]
    )
    assert "「XX-09」" in fault.message and fault.line == 7
