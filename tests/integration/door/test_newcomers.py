"""A protected newcomer: closed from the word on, before any register has them; known again when it has; lifted by two."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.documents.models import Document
from madoguchi.apps.outbound.services import drain
from madoguchi.apps.outbox.models import OutboxRow
from madoguchi.apps.receptions import queries as reception_queries
from madoguchi.apps.receptions import services as receptions
from madoguchi.apps.residents import queries as residents
from madoguchi.apps.residents import services as register
from madoguchi.apps.residents.models import Arrival, Protection, Resident
from madoguchi.apps.residents.types import NeedsCheck, Purpose, visit_tag
from madoguchi.apps.tasks import queries as tasks
from madoguchi.apps.tasks.models import Task
from madoguchi.apps.visits import queries, services
from madoguchi.domain.protection import Difference
from madoguchi.integrations.objectstore import DirectoryStore
from tests.factories import make_resident, protect
from tests.integration.door.acts import screen
from tests.integration.door.conftest import client_of
from tests.integration.door.newcomers import (
    FAMILY,
    NOTICE,
    moving_in,
    protected,
    released,
    signed,
    words_of,
)
from tests.integration.door.outputs import text_of
from tests.integration.door.test_every_url import LEAVES, ROUTES, addresses

SECRETS = ("秘密", "77番地")
HERE = {"address_town": "秘密町", "address_number": "77番地", "address_building": "秘密荘101"}


@pytest.fixture
def senior(staff):
    return staff(Right.COUNTER, Right.ISSUE, Right.PROTECTION_RELEASE, name="試験 係長")


@pytest.fixture
def second(staff):
    return staff(Right.COUNTER, Right.PROTECTION_RELEASE, name="試験 課長")


def arrives(**given) -> Resident:
    """The core system sends whom the visit announced; the guard is worked out in the same transaction."""
    newcomer = {"name": "架空　桜", "name_kana": "カクウ　サクラ", "birth_date": "1987-05-01", "sex": "2"}
    resident = make_resident(**(newcomer | HERE | given))
    register.refresh_guard()
    resident.refresh_from_db()
    return resident


def pages(opened, viewer) -> list[str]:
    """Every page that shows something of the visit, opened by somebody who typed nothing of it."""
    client = client_of(viewer)
    names = ("people", "hearing", "notice", "result", "not_required", "closed_results", "progress", "guide")
    seen = [text_of(client.get(reverse(f"visits:{name}", args=[opened.number]))) for name in names]
    for fact in ("event.new_address", "event.old_address", "person.previous_address", "person.phone"):
        member = "" if fact.startswith("event") else "n1"
        asked = {"fact": fact, "member": member}
        seen.append(text_of(client.get(reverse("visits:overrule", args=[opened.number]), asked)))
    for name in ("detail", "signature", "guard_wait"):
        shown = client.get(reverse(f"receptions:{name}", args=[opened.number]), follow=True)
        seen.append(text_of(shown))
    seen.append(text_of(client.get(reverse("receptions:waiting"))))
    return seen


def found_in(seen: list[str]) -> set[str]:
    return {secret for page in seen for secret in SECRETS if secret in page}


def test_before_the_word_the_address_is_on_the_pages(clerk, staff):
    opened = moving_in(clerk)
    assert found_in(pages(opened, staff(*Right))) == set(SECRETS)
    assert not opened.guarded


def test_from_the_word_on_it_is_on_none_but_for_who_typed_it(clerk, staff):
    opened = protected(moving_in(clerk), clerk)
    assert opened.guarded and opened.person("n1").care
    assert found_in(pages(opened, staff(*Right))) == set()
    assert found_in(pages(opened, staff(Right.COUNTER))) == set()
    mine = client_of(clerk).get(reverse("visits:notice", args=[opened.number]))
    assert found_in([text_of(mine)]) == set(SECRETS)
    others = client_of(clerk).get(reverse("visits:hearing", args=[opened.number]))
    assert found_in([text_of(others)]) == set()


def test_nothing_is_made_without_a_second_person(clerk, senior):
    opened = protected(moving_in(clerk), clerk)
    for act in (
        lambda: services.ask_signature(opened.number, seen=opened.version, by=clerk),
        lambda: services.print_guide(opened.number, 0, by=clerk),
        lambda: services.print_internal(opened.number, by=senior),
    ):
        with pytest.raises(NeedsCheck):
            act()
    assert not Document.objects.exists() and not Task.objects.exists()


def test_typed_anew_taken_out_or_taken_back_it_stays_closed(clerk):
    opened = protected(moving_in(clerk), clerk)
    taken_back = services.take_back(
        opened.number, services.Asked("person.protection", ("n1",)), seen=opened.version, by=clerk
    )
    assert taken_back.guarded
    without = services.remove_newcomer(opened.number, "n1", seen=taken_back.version, by=clerk)
    assert without.guarded and queries.open_visit(opened.number, by=clerk).guarded


def test_the_second_person_sees_who_it_is_about_and_what_was_asked(clerk, senior):
    opened = protected(moving_in(clerk), clerk)
    client_of(clerk).post(reverse("receptions:guard_ask", args=[opened.number]))
    (asked,) = residents.releases_of_today()
    listed = text_of(client_of(senior).get(reverse("receptions:confirmations")))
    assert "住民情報にまだない方" in listed
    shown = text_of(client_of(senior).get(reverse("receptions:confirmation", args=[asked.id])))
    assert "架空　桜" in shown and "仮支援措置" in shown and "転入" in shown
    assert found_in([shown]) == set()


def test_released_without_the_address_only_the_held_record_bears_it(clerk, senior, tmp_path):
    opened = signed(released(protected(moving_in(clerk), clerk), clerk, senior), clerk)
    assert "秘密" not in str(list(Document.objects.values_list("data", flat=True)))
    assert "秘密" not in str(list(Task.objects.values_list("facts", "reason", "title", "event")))
    assert drain(DirectoryStore(tmp_path), timezone.now()).held == 1
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []
    row = OutboxRow.objects.get()
    assert "秘密" in str(row.payload) and visit_tag(opened.number) in row.resident_numbers
    page = reverse("outbound:held_record", args=[row.pk])
    assert found_in([text_of(client_of(senior).get(page))]) == set(SECRETS)
    assert found_in([text_of(client_of(clerk).get(page))]) == set()
    assert found_in(pages(opened, clerk)) == set()


def test_names_stand_on_no_guide(clerk, senior):
    opened = released(protected(moving_in(clerk), clerk), clerk, senior)
    guide = words_of(services.print_guide(opened.number, 0, by=clerk))
    assert "架空" not in guide and "桜" not in guide and "支援措置" not in guide
    assert found_in([guide]) == set()


def test_the_trail_has_that_it_began_and_no_word_of_where(clerk, trail):
    opened = protected(moving_in(clerk), clerk)
    events = [event for event in trail() if event.reference == opened.number]
    assert not [event for event in events if "秘密" in str(event.detail) or "希望" in str(event.detail)]
    (begun,) = [event for event in events if event.action == "protection_changed"]
    assert begun.detail == {"change": "provisional", "newcomer": "n1"}


def test_not_even_the_notice_of_protection_is_spoken_of(clerk, senior):
    """支援措置の申出 with the move: neither lists, boards, guide nor the resident's own screen name it."""
    opened = services.add_event(moving_in(clerk).number, "protection", seen=1, by=clerk)
    everybody = {"person.protection": ["n1", "n2"]}
    opened = services.set_roles(opened.number, "e2", everybody, seen=opened.version, by=clerk)
    opened = released(opened, clerk, senior)
    guide = words_of(services.print_guide(opened.number, 0, by=clerk))
    services.ask_signature(opened.number, seen=opened.version, by=clerk)
    resident = screen(clerk, opened.number)
    seen = [text_of(resident.get(path)) for path in ("/confirm/", "/sign/")]
    view = reception_queries.get(opened.number)
    receptions.sign_on_paper(opened.number, seen=view.version, by=clerk)
    staff = client_of(clerk)
    seen += [text_of(staff.get(reverse(name))) for name in ("receptions:waiting", "tasks:hall")]
    seen.append(text_of(staff.get(reverse("visits:progress", args=[opened.number]))))
    others = [task for task in tasks.of_reference(opened.number) if not task.silent]
    seen += [f"{task.title}{task.event}{task.reason}" for task in others]
    assert "転入" in guide and "架空" not in guide
    assert [page for page in (guide, *seen) if "支援措置" in page] == []


def test_merged_into_another_visit_it_stays_closed(clerk):
    """A double reception: the word was said at the one that goes away, and taken back there."""
    head = make_resident(name="見本　太郎")
    visits = []
    for _ in range(2):
        opened = services.start(head.pk, ["birth"], by=clerk)
        opened = services.add_newcomer(opened.number, FAMILY[1], seen=opened.version, by=clerk)
        visits.append(opened)
    kept, away = visits
    away = protected(away, clerk)
    asked = services.Asked("person.protection", ("n1",))
    away = services.take_back(away.number, asked, seen=away.version, by=clerk)
    Protection.objects.filter(resident_number=head.resident_number).delete()
    opened = services.merge(
        kept.number, away.number, {}, seen=kept.version, seen_other=away.version, by=clerk
    )
    assert queries.open_visit(opened.number, by=clerk).guarded
    assert Protection.objects.filter(resident_number=f"{kept.number}/n1", active=True).exists()


# -- the register brings them


def test_whoever_may_be_the_newcomer_is_never_unguarded(clerk, trail):
    opened = protected(moving_in(clerk), clerk)
    resident = arrives()
    assert resident.guarded
    found = residents.open_household(clerk, Purpose.COUNTER, resident.pk)
    assert found.care and "秘密" not in str(found.members[0].address)
    begun = [e for e in trail() if (e.reference, e.action) == (opened.number, "protection_changed")]
    assert [list(event.subjects) for event in begun] == [[], [resident.pk]]


@pytest.mark.parametrize(
    "given",
    [
        {"name": "架空　さくら", "name_kana": "カクウ　サクラ", "address_town": "薗"},
        {"birth_date": "1987-05-11"},
        {"name": "見本　桜", "name_kana": "ミホン　サクラ", "address_building": ""},
    ],
    ids=["home and writing", "birth", "name and building"],
)
def test_one_mark_may_be_wrong(clerk, given):
    protected(moving_in(clerk), clerk)
    assert arrives(**given).guarded


def test_who_is_there_already_is_found_when_the_word_comes(clerk):
    opened = moving_in(clerk)
    resident = arrives()
    assert not resident.guarded
    protected(opened, clerk)
    resident.refresh_from_db()
    assert resident.guarded


def test_others_of_the_same_home_are_guarded_with_them(clerk):
    grandmother = make_resident(name="見本　梅", birth_date="1950-01-01", **HERE)
    elsewhere = make_resident(
        name="見本　竹",
        household_number=grandmother.household_number,
        relationship="夫",
        address_town="秘密丁",
    )
    stranger = make_resident(name="見本　松", address_town="薗")
    protected(moving_in(clerk), clerk)
    states = [Resident.objects.get(pk=p.pk).guarded for p in (grandmother, elsewhere, stranger)]
    assert states == [True, True, False]


def test_a_home_typed_after_the_word_is_guarded_then(clerk):
    grandmother = make_resident(name="見本　梅", birth_date="1950-01-01", **HERE)
    opened = services.start(None, ["move_in_domestic"], by=clerk)
    opened = services.add_newcomer(opened.number, FAMILY[0], seen=opened.version, by=clerk)
    opened = protected(opened, clerk)
    grandmother.refresh_from_db()
    assert not grandmother.guarded
    home = [
        services.Typed(fact, NOTICE[fact], None, "e1") for fact in ("event.new_address", "event.new_building")
    ]
    services.fill_in(opened.number, home, seen=opened.version, by=clerk)
    grandmother.refresh_from_db()
    assert grandmother.guarded


def test_the_household_they_move_into_is_guarded_however_its_address_is_written(clerk):
    head = make_resident(name="見本　太郎", address_town="薗")
    opened = services.start(head.pk, ["move_in_domestic"], by=clerk)
    opened = services.add_newcomer(opened.number, FAMILY[0], seen=opened.version, by=clerk)
    opened = services.set_roles(opened.number, "e1", {"person.moving": ["n1"]}, seen=opened.version, by=clerk)
    opened = protected(opened, clerk)
    head.refresh_from_db()
    assert head.guarded and opened.household is not None and opened.household.care


def test_a_wrong_match_is_lifted_by_two_and_stays_lifted(clerk, senior, second):
    opened = protected(moving_in(clerk), clerk)
    wrong = arrives(address_town="薗")
    (row,) = Protection.objects.filter(resident_number=wrong.resident_number)
    register.ask_end(row.pk, "another_person", by=senior)
    register.confirm_end(row.pk, by=second)
    register.refresh_guard()
    wrong.refresh_from_db()
    assert not wrong.guarded
    assert queries.open_visit(opened.number, by=clerk).guarded
    assert arrives(name="架空　桜子", address_number="77番地").guarded


def test_protected_later_the_old_papers_close(clerk, senior, tmp_path):
    """Nobody asked at the visit; the resident who came of it is protected by the core system."""
    opened = signed(moving_in(clerk), clerk)
    paper = Document.objects.filter(reference=opened.number).first()
    picture = reverse("receptions:picture", args=[opened.number, paper.pk])
    assert client_of(clerk).get(picture).status_code == 200
    resident = arrives()
    assert not resident.guarded
    protect(resident)
    assert client_of(clerk).get(picture).status_code == 403
    assert found_in(pages(opened, clerk)) == set()
    worker = client_of(clerk)
    for task in tasks.of_reference(opened.number):
        assert tasks.open_facts(clerk, task) is None
        assert found_in([text_of(worker.get(reverse("tasks:task", args=[task.id])))]) == set()
    assert drain(DirectoryStore(tmp_path), timezone.now()).held == 1


def test_who_is_awaited_stands_on_the_lists_until_they_come(clerk, senior):
    opened = protected(moving_in(clerk), clerk)
    tag = f"{opened.number}/n1"
    line = residents.compare_lists(senior).lines[0]
    assert (line.number, line.differences) == (tag, (Difference.NOT_ARRIVED,))
    listed = client_of(senior)
    for name in ("protections", "comparison"):
        shown = text_of(listed.get(reverse(f"residents:{name}")))
        assert "架空　桜" in shown and f"受付 {opened.reception.short_number}" in shown
    arrives()
    lines = {line.number: line.differences for line in residents.compare_lists(senior).lines}
    assert tag not in lines and len(lines) == 1


def test_together_in_one_go_by_the_notice_of_protection(clerk):
    """併せて支援を求める者: the parts of the event 支援措置の申出."""
    opened = services.add_event(moving_in(clerk).number, "protection", seen=1, by=clerk)
    opened = services.set_roles(
        opened.number, "e2", {"person.protection": ["n1", "n2"]}, seen=opened.version, by=clerk
    )
    assert opened.guarded
    assert set(Protection.objects.values_list("resident_number", flat=True)) == {
        f"{opened.number}/{key}" for key in ("n1", "n2")
    }


def test_a_resident_who_asks_is_protected_with_the_household(clerk):
    head = make_resident(name="見本　太郎")
    opened = services.start(head.pk, ["move_within"], by=clerk)
    key = f"r{head.pk}"
    opened = services.overrule(
        opened.number,
        services.Asked("person.protection", (key,)),
        "希望",
        "本人の申出",
        seen=opened.version,
        by=clerk,
    )
    head.refresh_from_db()
    assert head.guarded and opened.guarded and opened.household.care


def test_an_unprotected_familys_notes_hold_no_address_in_clear(clerk):
    """What is kept to know them again is keys; where they go is in the closed visit alone."""
    moving_in(clerk)
    kept = Arrival.objects.values_list("name", "kana", "beside")
    assert "秘密" not in str(list(kept)) and Arrival.objects.count() == 2


# -- every way out at once


def test_no_url_of_the_site_gives_them_away(clerk, staff):
    """One visit in the middle, one signed before anybody spoke of protection; every route, as somebody who typed none of
    it, by GET and then by POST."""
    colleague = staff(*(right for right in Right if right is not Right.PROTECTION_RELEASE))
    earlier = signed(moving_in(clerk), clerk)
    OutboxRow.objects.update(state="held", hold_reason="check")
    asked = protected(moving_in(clerk), clerk)
    client_of(clerk).post(reverse("receptions:guard_ask", args=[asked.number]))
    resident = arrives()
    assert resident.guarded and queries.open_visit(earlier.number, by=clerk).guarded
    values = {
        "number": [asked.number, earlier.number],
        "resident_id": [resident.pk],
        "document_id": list(Document.objects.values_list("pk", flat=True)),
        "task_id": list(Task.objects.values_list("pk", flat=True))[:1],
        "record_id": list(OutboxRow.objects.values_list("pk", flat=True)),
        "release_id": [residents.release_of(asked.number).id],
        "protection_id": list(Protection.objects.values_list("pk", flat=True)),
        "staff_id": [colleague.staff_id],
        "place": [0],
        "sheet": [0],
    }
    client, sent = (
        client_of(colleague),
        {"version": asked.version, "person": "n1", "fact": "event.new_address"},
    )
    told = {
        f"{how} {address}"
        for how, call in (("GET", client.get), ("POST", client.post))
        for name, parameters in ROUTES
        if set(parameters) <= set(values) and not (how == "POST" and name in LEAVES)
        for address in addresses(name, parameters, values)
        if found_in([text_of(call(address, sent, follow=True))])
    }
    assert told == set()
    assert visited(client, asked.number)


def visited(client, number: str) -> bool:
    """The walk was made by somebody who is signed in still: else it would have seen nothing."""
    return client.get(reverse("visits:people", args=[number]), follow=True).status_code in (200, 403)


# -- asked for at any time


def test_asked_for_after_the_signature_all_that_was_made_closes_at_once(clerk, tmp_path):
    """At a department's desk, when nothing of the visit can be changed any more."""
    opened = signed(moving_in(clerk), clerk)
    client, address = client_of(clerk), reverse("visits:apply", args=[opened.number])
    shown = text_of(client.get(address))
    assert "架空　桜" in shown and found_in([shown]) == set()
    answer = client.post(address, {"person": ["n1", "n2"]}, follow=True)
    assert "受け付けました" in text_of(answer)
    assert Protection.objects.filter(active=True).count() == 2
    paper = Document.objects.filter(reference=opened.number).first()
    assert client.get(reverse("receptions:picture", args=[opened.number, paper.pk])).status_code == 403
    assert drain(DirectoryStore(tmp_path), timezone.now()).held == 1
    assert found_in(pages(opened, clerk)) == set()
    assert queries.open_visit(opened.number, by=clerk).body == opened.body


def test_asked_for_at_the_very_start_for_the_whole_family_in_one_go(clerk):
    opened = services.start(None, ["move_in_domestic"], by=clerk)
    for one in FAMILY:
        opened = services.add_newcomer(opened.number, one, seen=opened.version, by=clerk)
    services.protect(opened.number, ["n1", "n2"], by=clerk)
    opened = queries.open_visit(opened.number, by=clerk)
    assert opened.guarded and len(opened.body.said) == 2
    assert [i.silent for i in opened.plan.items if i.procedure.id == "JK-10" and i.member] == [True, True]


def test_nobody_and_strangers_are_refused(clerk):
    head = make_resident(name="見本　太郎")
    opened = services.start(head.pk, ["move_within"], by=clerk)
    for keys in ([], ["n1"], [f"r{head.pk}"]):
        answer = client_of(clerk).post(reverse("visits:apply", args=[opened.number]), {"person": keys})
        assert answer.status_code == 422
    assert not Protection.objects.exists()
