"""Whole visits by services alone, from the start to a department that finishes its task."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pypdfium2
import pytest
import time_machine
from django.utils import timezone

from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.documents import queries as documents
from madoguchi.apps.outbox.models import OutboxRow
from madoguchi.apps.receptions import queries as reception_queries
from madoguchi.apps.receptions import services as receptions
from madoguchi.apps.receptions.states import Status
from madoguchi.apps.receptions.types import Incomplete, Party
from madoguchi.apps.residents.models import SourceState
from madoguchi.apps.residents.types import NeedsCheck, Purpose
from madoguchi.apps.tasks import queries as tasks
from madoguchi.apps.tasks import services as task_services
from madoguchi.apps.tasks.states import State
from madoguchi.apps.visits import guides, handing, policies, queries, reflecting, services
from madoguchi.apps.visits.services import Typed
from madoguchi.apps.visits.types import Notifier
from madoguchi.domain.counter import VisitorKind
from madoguchi.domain.guide import Language
from madoguchi.domain.visits import Status as Result
from tests.factories import make_resident, protect
from tests.integration.visits import families


@pytest.fixture
def clerk(staff):
    return staff(Right.COUNTER, Right.ISSUE)


def ready(clerk, given=None):
    opened = families.answered(families.arrived(clerk), clerk, given)
    return families.noticed(opened, clerk)


def signed(opened, clerk):
    view = services.ask_signature(opened.number, seen=opened.version, by=clerk)
    return receptions.sign_on_paper(opened.number, seen=view.version, by=clerk)


def words_of(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in pages)


def test_a_family_moves_in(clerk):
    opened = ready(clerk)
    assert opened.plan.next is None and opened.identified
    view = services.ask_signature(opened.number, seen=opened.version, by=clerk)
    assert view.status is Status.SIGNING
    papers = {p.title: p for p in documents.of_reception(opened.number)}
    assert "住民異動届" in papers
    notice = words_of(documents.pdf(papers["住民異動届"].id, by=clerk, purpose=Purpose.COUNTER))
    for newcomer in families.FAMILY:
        assert newcomer.name.replace("　", "") in notice
    assert "和歌山県御坊市薗350番地" in notice

    view = receptions.sign_on_paper(opened.number, seen=view.version, by=clerk)
    assert view.status is Status.GOING_ON
    row = OutboxRow.objects.get(kind="out.resident_move")
    assert [line["name"] for line in row.payload] == [n.name for n in families.FAMILY]
    assert {line["new_address"] for line in row.payload} == {"和歌山県御坊市薗350番地"}

    made = tasks.of_reference(opened.number)
    required = {i.procedure.id for i in opened.plan.required}
    offices = opened.plan.rules.offices
    expected = {
        i.procedure.id
        for i in opened.plan.items
        if i.status is not Result.NOT_REQUIRED and not offices[i.procedure.departments[0]].outside
    }
    assert {t.procedure for t in made} == expected
    assert required - {t.procedure for t in made} <= {
        i.procedure.id for i in opened.plan.required if offices[i.procedure.departments[0]].outside
    }

    task = next(t for t in made if t.procedure == "JT-01")
    worker = replace(clerk, department_code="childcare")
    started = task_services.start(task.id, seen=task.version, by=worker)
    facts = tasks.open_facts(worker, started)
    assert facts is not None and any(f.value == "架空　健" for f in facts)
    done = task_services.finish(started.id, "受け付けました", seen=started.version, by=worker)
    assert done.state is State.DONE


@pytest.mark.parametrize("language", [Language.JA, Language.EN])
def test_the_guide_is_made_for_each_adult_in_the_language_chosen(clerk, language):
    opened = ready(clerk)
    opened = services.set_language(opened.number, language, large_print=False, seen=opened.version, by=clerk)
    made = guides.guides(opened)
    assert len(made) == 2
    words = words_of(services.print_guide(opened.number, 0, by=clerk))
    assert ("転入" if language is Language.JA else "Moving") in words or "moving" in words
    assert "架空一郎" in words
    silent = {i.procedure.name for i in opened.plan.items if i.silent}
    told = {i.procedure.name for i in opened.plan.items if not i.silent}
    assert not [name for name in silent - told if name.replace(" ", "") in words]
    assert words_of(services.print_internal(opened.number, by=clerk))


def test_what_is_missing_is_said_with_its_place_and_nothing_is_made(clerk):
    opened = families.arrived(clerk)
    with pytest.raises(Incomplete) as raised:
        services.ask_signature(opened.number, seen=opened.version, by=clerk)
    targets = {fault.target for fault in raised.value.faults}
    assert {"e1-event.new_address", "notifier"} <= targets
    assert documents.of_reception(opened.number) == ()
    assert reception_queries.get(opened.number).status is Status.OPEN


def test_a_department_gets_only_what_it_may_know(clerk):
    opened = ready(clerk, {"person.kokuho": "true", "household.single_parent": "true"})
    rules = opened.plan.rules
    limited = {f.label for f in rules.catalogue if rules.purposes.limited(f.key)}
    for draft in handing.drafts(opened):
        allowed = {
            rules.catalogue[fact].label for code, fact in rules.purposes.bases if code == draft.department
        }
        told = {f.label.split("　")[-1] for f in draft.facts}
        assert told & limited <= allowed, draft.procedure


def test_nothing_is_handed_over_when_the_server_dies_while_signing(clerk, monkeypatch):
    opened = ready(clerk)
    view = services.ask_signature(opened.number, seen=opened.version, by=clerk)

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the server dies")

    monkeypatch.setattr(task_services, "add", broken)
    with pytest.raises(RuntimeError):
        receptions.sign_on_paper(opened.number, seen=view.version, by=clerk)
    monkeypatch.undo()
    assert not OutboxRow.objects.exists()
    assert tasks.of_reference(opened.number) == ()
    again = receptions.sign_on_paper(opened.number, seen=view.version, by=clerk)
    assert again.status is Status.GOING_ON and tasks.of_reference(opened.number)


def test_opened_again_the_tasks_are_taken_back_and_made_anew(clerk):
    opened = ready(clerk)
    view = signed(opened, clerk)
    before = {t.procedure for t in tasks.of_reference(opened.number)}
    view = receptions.reopen(opened.number, seen=view.version, by=clerk)
    assert {t.state for t in tasks.of_reference(opened.number)} == {State.CANCELLED}
    assert not OutboxRow.objects.exists()
    opened = queries.open_visit(opened.number, by=clerk)
    signed(opened, clerk)
    live = [t.procedure for t in tasks.of_reference(opened.number) if t.state is State.WAITING]
    assert set(live) == before and len(live) == len(before)


def test_suspended_and_taken_up_the_next_day_identity_is_asked_again(clerk):
    opened = ready(clerk)
    view = receptions.suspend(
        opened.number, "必要な書類がそろわない", [], seen=opened.reception.version, by=clerk
    )
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        receptions.resume(opened.number, seen=view.version, by=clerk)
        again = queries.open_visit(opened.number, by=clerk)
        assert again.body.said == opened.body.said
        assert not again.identified
        with pytest.raises(Incomplete) as raised:
            services.ask_signature(again.number, seen=again.version, by=clerk)
        assert [f.target for f in raised.value.faults] == ["identity-1"]
        again = families.noticed(again, clerk)
        assert signed(again, clerk).status is Status.GOING_ON


def test_a_death_with_the_household_of_the_register(clerk):
    head = make_resident(name="見本　太郎", birth_date="1940-05-01")
    wife = make_resident(
        name="見本　花子",
        relationship="妻",
        birth_date="1944-08-01",
        household_number=head.household_number,
        address_number=head.address_number,
    )
    opened = services.start(head.pk, ["death"], by=clerk)
    dead, widow = f"r{head.pk}", f"r{wife.pk}"
    roles = {"person.deceased": [dead], "person.is_spouse_of_deceased": [widow]}
    opened = services.set_roles(opened.number, "e1", roles, seen=opened.version, by=clerk)
    day = (timezone.localdate() - timedelta(days=2)).isoformat()
    items = [Typed(fact, day, None, "e1") for fact in ("event.date", "event.learned_on")]
    opened = services.fill_in(opened.number, items, seen=opened.version, by=clerk)
    given = {"person.kouki": "true", "person.kaigo_insured": "true", "person.nenkin_recipient": "true"}
    opened = families.answered(opened, clerk, given)
    notifier = Notifier(
        VisitorKind.SAME_HOUSEHOLD, widow, qualification="同居の親族", identity=("driving_licence",)
    )
    opened = services.set_notifier(opened.number, notifier, seen=opened.version, by=clerk)
    view = services.ask_signature(opened.number, seen=opened.version, by=clerk)
    if view.status is Status.SIGNING:
        view = receptions.sign_on_paper(opened.number, seen=view.version, by=clerk)
    assert view.status is Status.GOING_ON
    made = tasks.of_reference(opened.number)
    assert "KO-01" in {t.procedure for t in made}
    assert len({t.department for t in made}) >= 3
    assert not OutboxRow.objects.filter(kind="out.resident_move").exists()
    [guide] = guides.guides(queries.open_visit(opened.number, by=clerk))
    assert "".join(w.text for w in guide.name) == "見本　花子"
    waiting = reflecting.of_residents([head.pk, wife.pk])
    assert {key: one.reception_number for key, one in waiting.items()} == dict.fromkeys(
        [head.pk, wife.pk], opened.number
    )
    SourceState.objects.create(pk="001.residents", as_of=timezone.now() + timedelta(minutes=1))
    assert reflecting.of_residents([head.pk])  # a file came, but nobody has entered the notice yet
    task = next(t for t in made if t.procedure == "KO-01")
    task = task_services.start(task.id, seen=task.version, by=replace(clerk, department_code=task.department))
    task_services.finish(
        task.id, "入力済み", seen=task.version, by=replace(clerk, department_code=task.department)
    )
    assert reflecting.of_residents([head.pk]) == {}


def test_for_a_guarded_household_nothing_is_made_without_a_second_person(clerk):
    head = make_resident(name="見本　太郎")
    protect(head)
    opened = services.start_guarded(head.pk, ["move_within"], by=clerk)
    key = f"r{head.pk}"
    opened = services.set_roles(opened.number, "e1", {"person.moving": [key]}, seen=opened.version, by=clerk)
    opened = families.on_day(opened, clerk, timezone.localdate())
    items = {"event.new_address": "御坊市湯川町9番地", "event.new_head_name": "見本　太郎"}
    opened = families.noticed(opened, clerk, items, key)
    with pytest.raises(NeedsCheck):
        services.ask_signature(opened.number, seen=opened.version, by=clerk)
    with pytest.raises(NeedsCheck):
        services.print_guide(opened.number, 0, by=clerk)
    refused = {v.kind for v in catalogue.visitor_rules().visitors if v.when_guarded == "refused"}
    for kind in refused:
        stranger = Notifier(
            kind, party=Party("架空　他人", address="架空市1番"), identity=("driving_licence",)
        )
        opened = services.set_notifier(opened.number, stranger, seen=opened.version, by=clerk)
        assert "notifier" in {fault.target for fault in policies.faults(opened)}
    assert documents.of_reception(opened.number) == ()
    told = str([d.facts for d in handing.drafts(opened)])
    assert "湯川町" not in told
    assert "湯川町" not in str(guides.guides(opened))
    assert "見本" not in str(guides.guides(opened))


def test_the_notice_leaves_as_its_own_file(clerk, tmp_path):
    from madoguchi.apps.outbound.services import drain
    from madoguchi.integrations.objectstore import DirectoryStore

    opened = ready(clerk)
    signed(opened, clerk)
    store = DirectoryStore(tmp_path)
    done = drain(store, timezone.now())
    assert (done.sent, done.held) == (1, 0)
    files = [entry.key for entry in store.listing("out/resident_move/") if entry.key.endswith(".csv")]
    with store.open(files[0]) as stream:
        lines = stream.read().decode().splitlines()
    assert len(lines) == 1 + len(families.FAMILY)
    assert "架空　健" in lines[3] and opened.number in lines[3]
