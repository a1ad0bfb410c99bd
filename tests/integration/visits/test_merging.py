"""A double reception: told at the start, merged later, its number leads to the one that goes on."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from madoguchi.apps.accounts.models import Staff
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.audit.types import Action
from madoguchi.apps.documents import queries as documents
from madoguchi.apps.receptions import queries as receptions
from madoguchi.apps.receptions import services as reception_services
from madoguchi.apps.receptions.states import Status
from madoguchi.apps.receptions.types import Incomplete, Stale
from madoguchi.apps.visits import queries, services
from madoguchi.apps.visits.models import VisitRecord
from madoguchi.apps.visits.services import KEPT, OTHER, Asked, Typed
from madoguchi.apps.visits.types import NotYet
from tests.factories import make_resident, protect
from tests.integration.visits import families


@pytest.fixture
def clerk(staff):
    return staff(Right.COUNTER, Right.ISSUE)


@pytest.fixture
def colleague(staff):
    return staff(Right.COUNTER, Right.ISSUE, name="試験 同僚")


@pytest.fixture
def head(database):
    return make_resident(name="見本　太郎", name_kana="ミホン　タロウ")


def client_of(actor) -> Client:
    client = Client(HTTP_HOST="127.0.0.1")
    account = Staff.objects.get(pk=actor.staff_id)
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def said(opened, by, fact, text):
    return services.answer(opened.number, Asked(fact, (), "e1"), text, seen=opened.version, by=by)


@pytest.fixture
def two(clerk, colleague, head):
    """Two clerks began: both with a move, on another day; the second one's goes with a card, too."""
    key, today = f"r{head.pk}", timezone.localdate().isoformat()
    mine = services.start(head.pk, ["move_within"], by=clerk)
    mine = services.set_roles(mine.number, "e1", {"person.moving": [key]}, seen=mine.version, by=clerk)
    mine = said(mine, clerk, "event.date", today)
    theirs = services.start(head.pk, ["card", "move_within"], by=colleague)
    theirs = services.fill_in(
        theirs.number,
        [
            Typed("event.date", "2026-01-05", None, "e2"),
            Typed("event.new_address", "御坊市薗9番地", None, "e2"),
        ],
        seen=theirs.version,
        by=colleague,
    )
    return mine, theirs


def merged(two, by, choice=KEPT):
    mine, theirs = two
    choices = {"said|event.date||e1|": choice}
    return services.merge(
        mine.number, theirs.number, choices, seen=mine.version, seen_other=theirs.version, by=by
    )


@pytest.mark.parametrize("choice", [KEPT, OTHER])
def test_what_both_said_is_in_one_and_what_differs_is_chosen(clerk, two, trail, choice):
    mine, theirs = two
    with pytest.raises(Incomplete, match="1つ"):
        services.merge(mine.number, theirs.number, {}, seen=mine.version, seen_other=theirs.version, by=clerk)
    assert receptions.get(theirs.number).status is Status.OPEN
    before = VisitRecord.objects.get(reception_number=theirs.number).body
    done = merged(two, clerk, choice)
    assert [e.kind for e in done.visit.events] == ["move_within", "card"]
    case = done.plan.case("e1")
    assert case.value("event.new_address", None) == "御坊市薗9番地"
    wanted = timezone.localdate().isoformat() if choice == KEPT else "2026-01-05"
    assert case.value("event.date", None).isoformat() == wanted
    away = receptions.get(theirs.number)
    assert (
        away.status is Status.CANCELLED and away.cancelled_reason == f"受付 {mine.number[4:]} にまとめました"
    )
    assert VisitRecord.objects.get(reception_number=theirs.number).body == before  # nothing is lost
    event = next(e for e in trail() if e.action == Action.VISITS_MERGED)
    assert event.reference == mine.number and event.detail == {"from": theirs.number, "conflicts": ["said"]}


def test_nothing_is_merged_when_the_server_dies_in_the_middle(clerk, two, monkeypatch):
    mine, theirs = two

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the server dies")

    monkeypatch.setattr("madoguchi.apps.visits.services.common.note", broken)
    with pytest.raises(RuntimeError):
        merged(two, clerk)
    monkeypatch.undo()
    assert receptions.get(theirs.number).status is Status.OPEN
    assert [e.kind for e in queries.open_visit(mine.number, by=clerk).visit.events] == ["move_within"]
    assert merged(two, clerk).number == mine.number


def test_its_number_opens_the_one_that_goes_on(clerk, two):
    mine, theirs = two
    merged(two, clerk)
    client, kept = client_of(clerk), reverse("visits:hearing", args=[mine.number])
    for name, given in (
        ("receptions:scan", {"code": f"302058-{theirs.number}"}),
        ("tasks:resume", {"code": theirs.number[4:]}),
        ("residents:search", {"q": theirs.number}),
    ):
        assert client.post(reverse(name), given, follow=True).redirect_chain[-1][0] == kept
    for name in ("visits:hearing", "visits:people", "receptions:detail"):
        page = client.get(reverse(name, args=[theirs.number]), follow=True)
        assert page.redirect_chain[-1][0] == kept and "にまとめました" in page.content.decode()


def test_papers_that_were_shown_are_void_and_what_is_signed_is_not_merged(clerk, head):
    mine = families.arrived(clerk, families.FAMILY[:1])
    other = families.noticed(families.answered(families.arrived(clerk, families.FAMILY[:1]), clerk), clerk)
    view = services.ask_signature(other.number, seen=other.version, by=clerk)
    assert documents.of_reception(other.number)
    at = {"seen": mine.version, "seen_other": other.version, "by": clerk}
    reception_services.sign_on_paper(other.number, seen=view.version, by=clerk)
    with pytest.raises(NotYet, match="署名の前の受付だけ"):
        services.merge(mine.number, other.number, {}, **at)
    reception_services.reopen(other.number, seen=receptions.get(other.number).version, by=clerk)
    again = queries.open_visit(other.number, by=clerk)
    services.ask_signature(again.number, seen=again.version, by=clerk)
    done = services.merge(mine.number, other.number, {}, **at)
    assert documents.of_reception(other.number) == ()
    assert [p.name for p in done.persons] == ["架空　一郎"] and done.body.notifier.person == "n1"


def test_another_households_and_a_changed_one_are_refused(clerk, colleague, two):
    mine, theirs = two
    stranger = services.start(make_resident(name="別人　一").pk, ["card"], by=clerk)
    with pytest.raises(NotYet, match="別の世帯"):
        services.merge(
            mine.number, stranger.number, {}, seen=mine.version, seen_other=stranger.version, by=clerk
        )
    services.set_busy(theirs.number, True, seen=theirs.version, by=clerk)
    with pytest.raises(Stale):
        merged(two, clerk)
    assert receptions.get(theirs.number).status is Status.OPEN


def test_the_second_clerk_is_told_and_chooses(clerk, colleague, head):
    first = services.start(head.pk, ["move_within"], by=clerk)
    client, address = client_of(colleague), reverse("visits:start", args=[head.pk])
    answer = client.post(address, {"event": "card"})  # opened before the first one began
    shown = answer.content.decode()
    assert answer.status_code == 422 and f"{first.number[4:]}" in shown and "試験 職員さんが" in shown
    assert "転居" in shown and reverse("receptions:detail", args=[first.number]) in shown
    assert VisitRecord.objects.count() == 1
    answer = client.post(address, {"event": "card", "seen": first.number})
    assert VisitRecord.objects.count() == 2
    shown = client.get(answer["Location"]).content.decode()
    assert "この受付にまとめる" in shown and first.number[4:] in shown


def test_of_a_guarded_household_only_number_and_clerk_are_told(clerk, colleague, head):
    protect(head)
    first = services.start_guarded(head.pk, ["protection", "move_within"], by=clerk)
    client = client_of(colleague)
    shown = client.post(reverse("visits:start_guarded", args=[head.pk]), {"event": "card"}).content.decode()
    told = shown[shown.index("ほかにあります") : shown.index("どの届出・手続ですか")]
    assert first.number[4:] in told and "試験 職員" in told
    assert "支援措置" not in told and "転居" not in told
    given = {"event": "card", "seen": first.number}
    stop = client.post(reverse("visits:start", args=[head.pk]), given).content.decode()
    assert f'value="{first.number}"' in stop  # told of already: the stop's button asks no second time
    client.post(reverse("visits:start_guarded", args=[head.pk]), given)
    assert VisitRecord.objects.count() == 2


def test_the_page_lays_both_beside_each_other_and_merges(clerk, two):
    mine, theirs = two
    client, address = client_of(clerk), reverse("visits:merge", args=[mine.number])
    shown = client.get(address).content.decode()
    assert theirs.number[4:] in shown
    shown = client.get(address, {"with": theirs.number[4:]}).content.decode()
    assert "令和8年1月5日" in shown and "マイナンバーカード" in shown and "どちらを残すか" in shown
    given = {"version": mine.version, "version_other": theirs.version, "with": theirs.number}
    answer = client.post(address, given)
    assert answer.status_code == 422 and "まだ選ばれていません" in answer.content.decode()
    answer = client.post(address, given | {"said|event.date||e1|": OTHER}, follow=True)
    assert "にまとめました" in answer.content.decode()
    for code, words in (("9999", "その番号の、届出・手続の受付はありません"), (mine.number, "同じ受付です")):
        answer = client.get(address, {"with": code})
        assert answer.status_code == 422 and words in answer.content.decode()
