"""異動未反映: where it shows, what waits for it, what lets it go on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from madoguchi.apps.accounts.models import Staff
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.audit.types import Action
from madoguchi.apps.receptions import entering, phrases, services
from madoguchi.apps.receptions import queries as receptions
from madoguchi.apps.receptions.models import Reception
from madoguchi.apps.receptions.states import Status
from madoguchi.apps.receptions.types import Incomplete, Stale
from madoguchi.apps.residents.models import SourceState
from madoguchi.apps.visits import reflecting
from madoguchi.apps.visits import services as visits
from madoguchi.apps.visits.models import VisitRecord
from madoguchi.apps.visits.storing import freeze
from madoguchi.apps.visits.types import Body
from madoguchi.domain.visits import VisitEvent
from tests.factories import make_resident
from tests.integration.door.acts import signed
from tests.integration.receptions.flow import step, to

VISIT = "20261101-0007"


@pytest.fixture
def clerk(staff):
    return staff(Right.COUNTER, Right.ISSUE)


@pytest.fixture
def family(database):
    head = make_resident(name="見本　太郎", name_kana="ミホン　タロウ")
    same = {"household_number": head.household_number, "address_number": head.address_number}
    return head, make_resident(name="見本　花子", relationship="妻", **same)


def moved(*residents, kinds=("move_within",), number=VISIT) -> VisitRecord:
    """A visit handed over an hour ago, about these people; no department has a task of it."""
    events = tuple(VisitEvent(f"e{n}", kind) for n, kind in enumerate(kinds, start=1))
    return VisitRecord.objects.create(
        reception_number=number,
        body=freeze(Body(events=events)),
        residents=[r.pk for r in residents],
        handed_over_at=timezone.now() - timedelta(hours=1),
        saved_by=1,
        saved_by_name="試験 職員",
    )


def comes_back() -> None:
    SourceState.objects.update_or_create(pk="001.residents", defaults={"as_of": timezone.now()})


def client_of(actor) -> Client:
    client = Client(HTTP_HOST="127.0.0.1")
    account = Staff.objects.get(pk=actor.staff_id)
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def pages(client: Client, head, certificate: str, visit: str) -> Iterator[tuple[str, str]]:
    client.post(reverse("residents:search"), {"q": "ミホン"})
    addresses = {
        "search": reverse("residents:search"),
        "household": reverse("residents:household", args=[head.pk]),
        "start": reverse("visits:start", args=[head.pk]),
        "certificate": reverse("receptions:request", args=[certificate]),
        "people": reverse("visits:people", args=[visit]),
        "hearing": reverse("visits:hearing", args=[visit]),
        "notice": reverse("visits:notice", args=[visit]),
        "result": reverse("visits:result", args=[visit]),
        "progress": reverse("visits:progress", args=[visit]),
    }
    for name, address in addresses.items():
        yield name, client.get(address).content.decode()


def test_it_shows_wherever_the_household_shows(clerk, family):
    client = client_of(clerk)
    certificate, visit = (
        services.start(family[0].pk, by=clerk),
        visits.start(family[1].pk, ["card"], by=clerk),
    )
    at = (client, family[0], certificate.number, visit.number)
    assert not [name for name, shown in pages(*at) if "異動未反映" in shown]
    moved(*family, kinds=("move_within", "protection"))
    found = dict(pages(*at))
    assert not [name for name, shown in found.items() if "異動未反映" not in shown]
    assert "転居（受付 1101-0007" in found["household"]
    assert not [name for name, shown in found.items() if "支援措置の申出（受付" in shown]
    comes_back()
    assert not [name for name, shown in pages(*at) if "異動未反映" in shown]


def test_a_list_asks_once_for_all_its_people(family, django_assert_max_num_queries):
    for n in range(6):
        moved(family[n % 2], number=f"20261101-{n:04}")
    with django_assert_max_num_queries(3):  # visits, their tasks, how fresh the register is
        found = reflecting.of_residents([r.pk for r in family])
    assert {r: one.reception_number[-4:] for r, one in found.items()} == {
        family[0].pk: "0004",
        family[1].pk: "0005",
    }


def test_a_visit_that_the_register_takes_nothing_of_is_awaited_by_nobody(clerk, family):
    moved(*family, kinds=("seal_registration", "card"))
    assert entering.wait_of(signed(clerk, family[0])) is None


def test_it_is_asked_for_and_signed_and_stops_at_making_until_the_move_comes(clerk, family):
    moved(*family)
    view = signed(clerk, family[0])
    assert view.status is Status.MAKING
    with pytest.raises(Incomplete, match="異動の反映待ち"):
        step(view, clerk)
    board = reverse("receptions:waiting") + "?status=making"
    client = client_of(clerk)
    shown = client.get(board).content.decode()
    assert "異動の反映待ち：転居（受付 1101-0007" in shown and "入力済みを確かめる" in shown
    assert "つくった" not in shown
    shown = client.get(reverse("receptions:detail", args=[view.number])).content.decode()
    assert "異動の反映待ち" in shown and phrases.ENTERED[0] in shown and 'id="step"' not in shown
    comes_back()
    shown = client.get(board).content.decode()
    assert "異動の反映・入力を確認済み" in shown and "つくった" in shown
    assert step(view, clerk).status is Status.REVIEWING


def test_whoever_saw_it_entered_lets_it_go_on(clerk, family, staff, trail):
    moved(*family)
    view = signed(clerk, family[0])
    with pytest.raises(Refused, match="理由"):
        services.confirm_entry(view.number, "たぶん", seen=view.version, by=clerk)
    client = client_of(clerk)
    given = {"reason": phrases.ENTERED[1], "version": view.version}
    for _ in range(2):  # pressed twice
        answer = client.post(reverse("receptions:confirm_entry", args=[view.number]), given)
        assert answer.status_code == 302
    events = [e for e in trail() if e.action == Action.ENTRY_CONFIRMED]
    assert [(e.reference, e.detail) for e in events] == [
        (view.number, {"visit": VISIT, "reason": phrases.ENTERED[1]})
    ]
    now = receptions.get(view.number)
    shown = client.get(reverse("receptions:detail", args=[view.number])).content.decode()
    assert (phrases.ENTERED[1] in shown and "2通つくった" in shown) or "1通つくった" in shown
    assert step(now, clerk).status is Status.REVIEWING


def test_a_confirmation_holds_for_that_notice_alone_and_for_the_version_that_was_seen(clerk, family, staff):
    moved(*family)
    view = signed(clerk, family[0])
    with pytest.raises(Stale):
        services.confirm_entry(view.number, phrases.ENTERED[0], seen=view.version - 1, by=clerk)
    view = services.confirm_entry(view.number, phrases.ENTERED[0], seen=view.version, by=clerk)
    VisitRecord.objects.update(reception_number="20261101-0008")
    assert entering.wait_of(view) is not None


def test_a_certificate_that_no_notice_touches_does_not_wait(clerk, family):
    moved(*family)
    view = signed(clerk, family[0])
    Reception.objects.filter(number=view.number).update(
        lines=[
            {"certificate": "tax_payment_certificate", "copies": 1, "members": [], "items": [], "fields": {}}
        ]
    )
    assert entering.wait_of(receptions.get(view.number)) is None


def test_one_that_is_made_already_is_not_stopped(clerk, family, staff):
    view = to(Status.REVIEWING, signed(clerk, family[0]), clerk, clerk)
    moved(*family)
    assert step(view, staff(Right.COUNTER, Right.ISSUE, name="試験 同僚")).status is Status.PAYING
