"""Long stories by services: a death carried through every department, a visit of two days, a protected household."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pypdfium2
import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from madoguchi.apps.accounts.models import Department, Staff
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.receptions import guarding
from madoguchi.apps.receptions import queries as reception_queries
from madoguchi.apps.receptions import services as receptions
from madoguchi.apps.receptions.states import Status
from madoguchi.apps.receptions.types import Incomplete
from madoguchi.apps.residents import queries as residents
from madoguchi.apps.residents import services as register
from madoguchi.apps.residents.states import GrantReason
from madoguchi.apps.residents.types import Decision
from madoguchi.apps.tasks import queries as tasks
from madoguchi.apps.tasks import services as task_services
from madoguchi.apps.tasks.states import State
from madoguchi.apps.visits import guides, queries, services
from madoguchi.apps.visits.services import Typed
from madoguchi.apps.visits.types import Notifier, OpenVisit
from madoguchi.domain.counter import VisitorKind
from madoguchi.domain.guide import Guide, Language, Why
from madoguchi.domain.guide.paper import Row, plain
from madoguchi.domain.visits import Asking
from tests.factories import make_actor, make_resident, protect, register_seal
from tests.integration.visits import families

# What is true of the person who died; of everybody else and for everything else it is no.
OF_THE_DECEASED = {
    "person.kouki": "true",
    "person.nenkin_recipient": "true",
    "person.rourei_kiso": "true",
    "person.kaigo_insured": "true",
    "person.kaigo_first_kind": "true",
    "person.kaigo_level": "要介護",
    "person.kaigo_service": "true",
    "person.techo_shintai": "2",
    "person.jushin_iryo": "true",
    "person.mnc": "true",
    "person.inkan": "true",
    "person.kokuho": "false",
    "person.fixed_asset": "true",
    "person.unregistered_house": "true",
    "person.shiminzei_due": "true",
    "person.tax_account_transfer": "true",
    "person.kei_vehicle": "true",
    "person.gentsuki": "true",
    "person.dog": "true",
    "person.shogai_kyosai_subscriber": "true",
}
OF_THE_HOUSEHOLD = {
    "household.tax_arrears": "true",
    "person.kokuho": "true",
    "household.public_housing": "true",
    "household.supported_by_deceased": "true",
    "household.survivors_shared_livelihood": "true",
    "household.marriage_years": "50",
    "household.water_contract": "true",
}


def words_of(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in pages)


def text_of(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def client_of(actor: Actor) -> Client:
    """Signed in at the actor's own department."""
    staff = Staff.objects.get(pk=actor.staff_id)
    if actor.department_code:
        staff.department, _ = Department.objects.get_or_create(
            code=actor.department_code, defaults={"name": actor.department_code}
        )
        staff.save()
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def clerk(staff):
    return staff(Right.COUNTER, Right.ISSUE)


def answered(opened: OpenVisit, by, of_one: Mapping[str, str], whom: str, of_all: Mapping[str, str]):
    """Whatever is asked: `of_one` for this person, `of_all` for anybody, else no."""
    for _ in range(300):
        one = opened.plan.next
        if one is None:
            return opened
        if one.members and whom in one.members and one.fact in of_one:
            about = services.Asked(one.fact, (whom,), one.case)
            opened = services.answer(opened.number, about, of_one[one.fact], seen=opened.version, by=by)
            continue
        opened = one_answered(opened, one, of_all.get(one.fact, families.default_answer(one)), by)
    raise AssertionError("the questions don't end")


def one_answered(opened: OpenVisit, one: Asking, text: str | None, by) -> OpenVisit:
    about, seen = families.asked(one), opened.version
    if text is None:
        return services.leave_open(opened.number, about, later=False, seen=seen, by=by)
    return services.answer(opened.number, about, text, seen=seen, by=by)


def old_couple():
    head = make_resident(name="見本　太郎", birth_date="1940-05-01")
    shared = {"household_number": head.household_number, "address_number": head.address_number}
    wife = make_resident(name="見本　花子", sex="2", relationship="妻", birth_date="1944-08-01", **shared)
    return head, wife


def bereaved(clerk) -> OpenVisit:
    """The husband died two days ago; his wife is at the counter with everything known."""
    head, wife = old_couple()
    register_seal(head)
    opened = services.start(head.pk, ["death"], by=clerk)
    dead, widow = f"r{head.pk}", f"r{wife.pk}"
    roles = {"person.deceased": [dead], "person.is_spouse_of_deceased": [widow]}
    opened = services.set_roles(opened.number, "e1", roles, seen=opened.version, by=clerk)
    day = (timezone.localdate() - timedelta(days=2)).isoformat()
    days = ("event.date", "event.learned_on", "event.funeral_on", "event.owner_known_on")
    items = [Typed(fact, day, None, "e1") for fact in days]
    opened = services.fill_in(opened.number, items, seen=opened.version, by=clerk)
    opened = answered(opened, clerk, OF_THE_DECEASED, dead, OF_THE_HOUSEHOLD)
    notifier = Notifier(
        VisitorKind.SAME_HOUSEHOLD, widow, qualification="同居の親族", identity=("driving_licence",)
    )
    return services.set_notifier(opened.number, notifier, seen=opened.version, by=clerk)


def handed_over(opened: OpenVisit, clerk) -> None:
    view = services.ask_signature(opened.number, seen=opened.version, by=clerk)
    if view.status is Status.SIGNING:
        view = receptions.sign_on_paper(opened.number, seen=view.version, by=clerk)
    assert view.status is Status.GOING_ON


def at(department: str, number: int = 1) -> Actor:
    return replace(make_actor(Right.COUNTER, name=f"試験 {department}{number}"), department_code=department)


def test_a_death_of_twenty_procedures_is_carried_to_the_end_by_ten_departments(clerk, trail):
    """One takes over from another, one waits for a paper, everybody finishes; nobody sees another department's part."""
    opened = bereaved(clerk)
    handed_over(opened, clerk)
    made = tasks.of_reference(opened.number)
    offices = {task.department for task in made}
    assert len({task.procedure for task in made}) >= 20
    assert len(offices) >= 10
    assert {"citizen", "insurance", "care", "welfare", "tax"} <= offices

    workers = {office: at(office) for office in offices}
    for place, task in enumerate(made):
        worker = workers[task.department]
        assert tasks.open_facts(worker, task) is not None
        elsewhere = workers[min(offices - {task.department})]
        with pytest.raises(Refused, match="別の課"):
            task_services.start(task.id, seen=task.version, by=elsewhere)
        called = task_services.call(task.id, seen=task.version, by=worker)
        working = task_services.start(task.id, seen=called.version, by=worker)
        if place == 0:
            worker = at(task.department, 2)
            working = task_services.take_over(task.id, seen=working.version, by=worker)
        assert reception_queries.get(opened.number).status is Status.GOING_ON
        if place == 1:
            held = task_services.put_on_hold(task.id, "戸籍・証明書類", None, seen=working.version, by=worker)
            working = task_services.start(task.id, seen=held.version, by=worker)
        task_services.finish(task.id, "受け付けた", seen=working.version, by=worker)

    assert {task.state for task in tasks.of_reference(opened.number)} == {State.DONE}
    assert not any(column for state, column in board_of(offices) if state is not State.DONE)
    assert reception_queries.get(opened.number).status is Status.DONE
    events = [e for e in trail() if e.action == "task_changed"]
    assert [e.detail["procedure"] for e in events if "held by" in e.detail] == [made[0].procedure]
    assert sum(e.detail["to"] == "done" for e in events) == len(made)


def board_of(offices: set[str]):
    for office in offices:
        yield from tasks.board(office, timezone.localdate()).items()


def test_finished_the_next_day_by_another_who_has_to_see_the_papers_again(clerk, staff):
    opened = bereaved(clerk)
    view = receptions.suspend(
        opened.number, "必要な書類がそろわない", [], seen=opened.reception.version, by=clerk
    )
    assert tasks.of_reference(opened.number) == ()
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        colleague = staff(Right.COUNTER, Right.ISSUE, name="試験 翌日")
        receptions.resume(opened.number, seen=view.version, by=colleague)
        again = queries.open_visit(opened.number, by=colleague)
        assert again.body.said == opened.body.said
        assert not again.identified
        with pytest.raises(Incomplete) as raised:
            services.ask_signature(again.number, seen=again.version, by=colleague)
        assert "identity-1" in {fault.target for fault in raised.value.faults}
        assert tasks.of_reference(opened.number) == ()

        widow = opened.body.notifier
        assert widow is not None
        anew = replace(widow, identity=("passport",), on=None)
        again = services.set_notifier(again.number, anew, seen=again.version, by=colleague)
        handed_over(again, colleague)
        made = tasks.of_reference(opened.number)
        assert len({task.procedure for task in made}) >= 20
        for task in made:
            worker = at(task.department)
            working = task_services.start(task.id, seen=task.version, by=worker)
            task_services.finish(task.id, "受け付けた", seen=working.version, by=worker)
        assert {task.state for task in tasks.of_reference(opened.number)} == {State.DONE}


SECRETS = ("薗", "7777番地", "秘密荘", "0738-77", "和歌山県", "湯川町", "8888番地")
"""Where the protected household lives, where it moves to, what it can be reached at."""


def moved(clerk, supervisor, *, guarded: bool) -> OpenVisit:
    """A mother and her child move within the town; if `guarded`, a second person lets it go on, without addresses."""
    mother = make_resident(
        name="架空　花子", sex="2", address_number="7777番地", address_building="秘密荘", phone="0738-77-7777"
    )
    child = make_resident(
        name="架空　健",
        relationship="子",
        birth_date="2016-05-05",
        household_number=mother.household_number,
        address_number="7777番地",
        address_building="秘密荘",
    )
    if guarded:
        protect(mother)
    opened = services.start_guarded(mother.pk, ["move_within"], by=clerk)
    keys = [f"r{mother.pk}", f"r{child.pk}"]
    opened = services.set_roles(opened.number, "e1", {"person.moving": keys}, seen=opened.version, by=clerk)
    opened = families.on_day(opened, clerk, timezone.localdate())
    opened = families.answered(opened, clerk, {"person.kokuho": "true"})
    items = {"event.new_address": "和歌山県御坊市湯川町8888番地", "event.new_head_name": "架空　花子"}
    opened = families.noticed(opened, clerk, items, keys[0])
    if not guarded:
        return opened
    guarding.ask(opened.reception, clerk)
    found = residents.release_of(opened.number)
    assert found is not None
    decision = Decision(granted=True, reason=GrantReason.APPLICANT_HERSELF, application_seen=True)
    register.answer_release(found.id, decision, by=supervisor)
    return queries.open_visit(opened.number, by=clerk)


def pages_of(opened: OpenVisit, clerk) -> list[str]:
    """The guide first, then each task's facts and words, its page, its department's board, the hall, the progress."""
    seen = [words_of(services.print_guide(opened.number, 0, by=clerk))]
    for task in tasks.of_reference(opened.number):
        worker = at(task.department)
        facts = tasks.open_facts(worker, task)
        seen.append("".join(f"{f.label}{f.value}" for f in facts or ()))
        seen.append(f"{task.title}{task.reason}{task.event}{task.outcome}")
        mine = client_of(worker)
        seen.append(text_of(mine.get(reverse("tasks:task", args=[task.id]))))
        seen.append(text_of(mine.get(reverse("tasks:board"))))
        seen.append(text_of(mine.get(reverse("tasks:hall"))))
    seen.append(text_of(client_of(clerk).get(reverse("visits:progress", args=[opened.number]))))
    return seen


def test_of_a_protected_household_no_address_reaches_guide_task_or_board(clerk, staff):
    supervisor = staff(Right.COUNTER, Right.ISSUE, Right.PROTECTION_RELEASE, name="試験 係長")
    opened = moved(clerk, supervisor, guarded=True)
    handed_over(opened, clerk)
    seen = pages_of(opened, clerk)
    assert len(seen) > 20
    assert "架空花子" not in seen[0]
    assert {secret for page in seen for secret in SECRETS if secret in page} == set()


def test_of_any_other_household_the_new_address_reaches_the_departments(clerk, staff):
    """So that the test before this one can fail."""
    opened = moved(clerk, clerk, guarded=False)
    handed_over(opened, clerk)
    seen = pages_of(opened, clerk)
    assert "架空花子" in seen[0]
    assert any("湯川町8888番地" in page for page in seen)


def test_a_guide_has_every_text_and_says_of_a_title_when_it_is_in_japanese_only(clerk):
    """A title that the language doesn't have stands in Japanese, marked, with easy words below it."""
    family = families.answered(families.arrived(clerk), clerk, {"person.kokuho": "true"})
    for opened, name in ((bereaved(clerk), "見本花子"), (families.noticed(family, clerk), "架空一郎")):
        for language in Language:
            opened = spoken(opened, language, clerk)
            for guide in guides.guides(opened):
                foreign = [row for row in rows_of(guide) if row.untranslated]
                assert guide.language is language
                assert [plain(row.title) for row in foreign if not plain(row.gloss)] == [], language
                assert not foreign or language not in (Language.JA, Language.JA_EASY, Language.EN)
            words = words_of(services.print_guide(opened.number, 0, by=clerk))
            assert name in words and "\ufffd" not in words, language


def spoken(opened: OpenVisit, language: Language, clerk) -> OpenVisit:
    return services.set_language(opened.number, language, large_print=False, seen=opened.version, by=clerk)


def rows_of(guide: Guide) -> list[Row]:
    """Its procedures; every fixed text of the guide and every title has words."""
    lines = [*guide.words.values(), guide.name, guide.events, guide.total, guide.issued, guide.municipality]
    rows = [*guide.later, *guide.elsewhere, *(row for stop in guide.today for row in stop.rows)]
    assert all(plain(line) for line in [*lines, *(row.title for row in rows)])
    assert not [left for left in guide.left_out if left.why is Why.UNKNOWN_EVENT]
    return rows
