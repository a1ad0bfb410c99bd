"""A visit's tasks at their departments: states, turns, holders, what each department may know."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madoguchi.apps.accounts.models import Department
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.audit.types import Action
from madoguchi.apps.receptions.models import Reception
from madoguchi.apps.residents.register import ItemClass
from madoguchi.apps.residents.types import CopyTag
from madoguchi.apps.tasks import queries, services
from madoguchi.apps.tasks.models import Task
from madoguchi.apps.tasks.states import CLOSED, NEXT, State, mermaid
from madoguchi.apps.tasks.types import Had, Held, StaleTask, TaskDraft, TaskFact, TaskView, Thing
from madoguchi.domain.ways import Way
from tests import factories
from tests.thoroughness import examples

NUMBER = "20260812-0031"
DAY = date(2026, 8, 12)


def clerk(department: str = "citizen", name: str = "試験 職員") -> Actor:
    return replace(factories.make_actor(Right.COUNTER, name=name), department_code=department)


def draft(procedure: str = "KH-01", department: str = "insurance", **more) -> TaskDraft:
    given = {
        "title": "国民健康保険の加入",
        "event": "転入",
        "subjects": (),
        "tag": CopyTag((), frozenset()),
        "facts": (TaskFact("世帯主", "架空　太郎", "住民記録"),),
        "bring": (Thing("資格喪失証明書", Had.MISSING),),
    } | more
    return TaskDraft(procedure=procedure, department=department, **given)


def hand_over(*drafts: TaskDraft, number: str = NUMBER) -> tuple[TaskView, ...]:
    with transaction.atomic():
        services.add(number, DAY, drafts, by=clerk())
    return queries.of_reference(number)


def test_a_visit_is_handed_over_once_and_only_inside_its_own_transaction(database):
    with pytest.raises(transaction.TransactionManagementError):
        services.add(NUMBER, DAY, [draft()], by=clerk())
    hand_over(draft(), draft("NK-01"))
    hand_over(draft(), draft("NK-01"))
    assert [t.procedure for t in queries.of_reference(NUMBER)] == ["KH-01", "NK-01"]


def test_the_usual_way_call_work_done(trail):
    (task,) = hand_over(draft())
    by = clerk("insurance")
    called = services.call(task.id, seen=task.version, by=by)
    assert queries.called_numbers(["insurance"]) == {"insurance": ("0812-0031",)}
    working = services.start(task.id, seen=called.version, by=by)
    assert (working.state, working.holder_id) == (State.WORKING, by.staff_id)
    assert queries.called_numbers(["insurance"]) == {}
    done = services.finish(task.id, "受け付けた", seen=working.version, by=by)
    assert (done.state, done.holder_name, done.outcome) == (State.DONE, "", "受け付けた")
    events = [e for e in trail() if e.action == "task_changed"]
    assert [e.detail["to"] for e in events] == ["callable", "working", "done"]


def test_the_department_itself_works_on_its_tasks_and_nobody_else(database):
    (task,) = hand_over(draft())
    with pytest.raises(Refused, match="別の課"):
        services.start(task.id, seen=task.version, by=clerk("general"))
    assert queries.get(task.id).state is State.WAITING


def test_the_second_person_sees_who_holds_it_and_can_take_it_over_with_a_trace(trail):
    (task,) = hand_over(draft())
    first, second = clerk("insurance", "試験 一郎"), clerk("insurance", "試験 二郎")
    working = services.start(task.id, seen=task.version, by=first)
    with pytest.raises(Held, match=r"試験 一郎 さんが \d+時\d\d分 から"):
        services.finish(task.id, "受け付けた", seen=working.version, by=second)
    taken = services.take_over(task.id, seen=working.version, by=second)
    assert taken.holder_name == "試験 二郎"
    with pytest.raises(StaleTask, match="試験 二郎"):
        services.finish(task.id, "受け付けた", seen=working.version, by=first)
    assert trail()[-1].detail["held by"] == first.staff_id


def test_a_task_waits_for_the_ones_before_it(database):
    first, second = hand_over(draft("JK-01", "citizen", title="転入届"), draft(after=("JK-01",), place=1))
    with pytest.raises(Refused, match="先に済ませる手続があります（転入届）"):
        services.call(second.id, seen=second.version, by=clerk("insurance"))
    assert queries.next_callable("insurance") is None
    by = clerk()
    working = services.start(first.id, seen=first.version, by=by)
    services.finish(first.id, "受け付けた", seen=working.version, by=by)
    found = queries.next_callable("insurance")
    assert found is not None and found.id == second.id


def test_who_does_not_wait_says_why_and_the_trail_names_what_was_skipped(trail):
    hand_over(draft("JK-01", "citizen", title="転入届"), draft(after=("JK-01",), place=1))
    waiting = next(t for t in queries.of_reference(NUMBER) if t.department == "insurance")
    begun = services.start(
        waiting.id, seen=waiting.version, by=clerk("insurance"), ahead="済んだことを確かめた"
    )
    assert begun.state is State.WORKING
    assert trail()[-1].detail["ahead of"] == ["JK-01"]
    assert trail()[-1].detail["reason"] == "済んだことを確かめた"


def test_nobody_is_called_in_the_hall_to_whom_staff_go(database):
    by = clerk("insurance")
    for number, way in enumerate(Way):
        (task,) = hand_over(
            draft(way=way, meet="ご遺族コーナー" if way.stays else ""), number=f"20260812-{number:04}"
        )
        services.call(task.id, seen=task.version, by=by)
    assert queries.called_numbers(["insurance"]) == {"insurance": ("0812-0003", "0812-0000")}


def test_a_silent_title_is_not_told_to_the_department_that_waits(database):
    hidden, waiting = hand_over(
        draft("FK-01", "general", title="生活保護の相談", silent=True), draft(after=("FK-01",), place=1)
    )
    assert hidden.silent
    with pytest.raises(Refused) as refusal:
        services.start(waiting.id, seen=waiting.version, by=clerk("insurance"))
    assert "生活保護" not in refusal.value.words


def test_forwarding_leaves_behind_what_the_first_department_was_allowed_to_know(database):
    (task,) = hand_over(draft())
    services.forward(task.id, "general", seen=task.version, by=clerk("insurance"))
    moved = next(t for t in queries.of_reference(NUMBER) if t.department == "general")
    assert queries.open_facts(clerk("general"), moved) == ()
    with pytest.raises(Refused):
        again = queries.get(task.id)
        services.start(task.id, seen=again.version, by=clerk("insurance"))


def test_protection_set_after_the_handover_closes_what_the_task_holds(database):
    resident = factories.make_resident()
    tag = CopyTag((resident.resident_number,), frozenset({ItemClass.ADDRESS}))
    (task,) = hand_over(draft(subjects=(resident.pk,), tag=tag, facts=(TaskFact("新住所", "薗999番地"),)))
    assert queries.open_facts(clerk("insurance"), task) == (TaskFact("新住所", "薗999番地"),)
    factories.protect(resident)
    assert queries.open_facts(clerk("insurance"), task) is None


def test_a_hold_says_what_is_missing(database):
    (task,) = hand_over(draft())
    by = clerk("insurance")
    with pytest.raises(Refused, match="足りないもの"):
        services.put_on_hold(task.id, " ", None, seen=task.version, by=by)
    held = services.put_on_hold(task.id, "委任状", DAY + timedelta(days=7), seen=task.version, by=by)
    assert (held.missing, held.resume_on) == ("委任状", DAY + timedelta(days=7))
    assert queries.unfinished("insurance")[0].id == task.id


def test_a_cancelled_visit_takes_back_what_is_open_and_leaves_what_is_done(database):
    done, _ = hand_over(draft(), draft("NK-01"))
    by = clerk("insurance")
    working = services.start(done.id, seen=done.version, by=by)
    services.finish(done.id, "受け付けた", seen=working.version, by=by)
    assert services.withdraw(NUMBER, by=clerk()) == 1
    assert [t.state for t in queries.of_reference(NUMBER)] == [State.DONE, State.CANCELLED]


def test_notes_are_read_by_those_they_are_for(trail):
    hand_over(draft())
    services.note(NUMBER, ["insurance"], "聞取りは済んでいます", "耳が遠い方です", by=clerk())
    assert [n.text for n in queries.notes(NUMBER, "insurance")] == ["耳が遠い方です"]
    assert queries.notes(NUMBER, "general") == ()
    event = next(e for e in trail() if e.action == "task_noted")
    assert "耳" not in str(event.detail)


DOING = {
    "call": services.call,
    "start": services.start,
    "take_over": services.take_over,
    "hold": lambda task, **how: services.put_on_hold(task, "委任状", None, **how),
    "finish": lambda task, **how: services.finish(task, "受け付けた", **how),
    "cancel": lambda task, **how: services.cancel(task, "二重の受付だった", **how),
    "forward": lambda task, **how: services.forward(task, "general", **how),
}
ACTS = st.lists(
    st.tuples(
        st.sampled_from(sorted(DOING)),
        st.sampled_from([0, 1]),
        st.booleans(),
    ),
    max_size=12,
)


@given(ACTS)
@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_pressed_in_whatever_order_the_table_of_states_holds(database, acts):
    Task.objects.all().delete()
    people = [clerk("insurance", "試験 一郎"), clerk("insurance", "試験 二郎")]
    (task,) = hand_over(draft())
    for name, who, stale in acts:
        before = queries.get(task.id)
        try:
            DOING[name](task.id, seen=before.version - stale, by=people[who])
        except Refused:
            assert queries.get(task.id) == before
            continue
        after = queries.get(task.id)
        assert not stale
        assert after.state in NEXT[before.state] or after.state is before.state
        assert (after.holder_id is not None) == (after.state is State.WORKING)
        assert (after.closed_at is not None) == (after.state in CLOSED)


def test_the_diagram_in_the_docs_is_the_table():
    docs = Path(__file__).parents[3] / "docs" / "design" / "tasks.md"
    assert mermaid() in docs.read_text(encoding="utf-8")


@pytest.fixture
def at_insurance(database) -> Client:
    staff = factories.make_staff(Right.COUNTER)
    staff.department, _ = Department.objects.get_or_create(code="insurance", defaults={"name": "国保年金課"})
    staff.save()
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_board_shows_numbers_and_no_names(at_insurance):
    resident = factories.make_resident(name="架空　待子")
    hand_over(draft(subjects=(resident.pk,)))
    page = at_insurance.get(reverse("tasks:board")).content.decode()
    assert "0812-0031" in page and "転入" in page
    assert "架空" not in page


def test_the_hall_shows_numbers_only(at_insurance):
    (task,) = hand_over(draft(title="国民健康保険の加入"))
    services.call(task.id, seen=task.version, by=clerk("insurance"))
    page = at_insurance.get(reverse("tasks:hall")).content.decode()
    assert "0812-0031" in page
    assert "保険の加入" not in page


def test_a_page_of_another_department_is_refused(at_insurance):
    (task,) = hand_over(draft(department="general"))
    assert at_insurance.get(reverse("tasks:task", args=[task.id])).status_code == 403


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("20991231-0001", "その番号の受付はありません"),
        ("302058-20991231-0001", "その番号の受付はありません"),
        ("271004-20260812-0031", "ほかの市区町村の二次元コード"),
        ("https://example.jp/menu", "この番号の手続は、この課にはありません"),
        ("", "この番号の手続は、この課にはありません"),
    ],
)
def test_a_code_that_leads_nowhere_is_told_on_the_board_and_is_no_refusal(at_insurance, trail, code, words):
    hand_over(draft())
    answer = at_insurance.post(reverse("tasks:resume"), {"code": code}, follow=True)
    assert answer.redirect_chain[-1] == (reverse("tasks:board"), 302)
    assert words in answer.content.decode()
    assert not [e for e in trail() if e.action == Action.REFUSED]


def test_with_nobody_waiting_the_next_number_is_told_on_the_board_and_is_no_refusal(at_insurance, trail):
    answer = at_insurance.post(reverse("tasks:call_next"), follow=True)
    assert answer.redirect_chain == [(reverse("tasks:board"), 302)]
    assert "いま呼び出せる手続はありません" in answer.content.decode()
    assert not [e for e in trail() if e.action == Action.REFUSED]


def test_a_guide_scanned_into_the_search_box_leads_to_the_departments_own_task(at_insurance):
    reception = Reception.objects.create(
        number=f"{timezone.localdate():%Y%m%d}-0007",
        day=timezone.localdate(),
        kind="visit",
        department="市民課",
        opened_by=1,
        saved_by=1,
    )
    hand_over(
        draft("NK-01", title="国民年金の種別変更"), draft(department="general"), number=reception.number
    )
    for typed in (f"302058-{reception.number}", reception.number.replace("-", "ー")):
        page = at_insurance.post(reverse("residents:search"), {"q": typed}, follow=True).content.decode()
        assert "国民年金の種別変更" in page
    for code, words in (
        ("302058-20991231-0001", "その番号の受付はありません"),
        (f"271004-{reception.number}", "ほかの市区町村の二次元コード"),
    ):
        page = at_insurance.post(reverse("residents:search"), {"q": code}, follow=True).content.decode()
        assert words in page and "住民の検索" in page


def test_a_department_without_a_task_of_it_is_told_where_it_goes_and_sees_nothing(at_insurance):
    reception = Reception.objects.create(
        number="20260812-0031",
        day=DAY,
        kind="visit",
        department="市民課",
        opened_by=1,
        saved_by=1,
    )
    hand_over(draft(department="general"))
    page = at_insurance.post(reverse("receptions:scan"), {"code": reception.number}, follow=True)
    assert page.redirect_chain == [(reverse("receptions:waiting"), 302)]
    assert "この受付の手続は、この課にはありません" in page.content.decode()


def test_from_the_number_to_done_on_the_pages(at_insurance):
    today = f"{timezone.localdate():%Y%m%d}-0007"
    (task,) = hand_over(draft(), number=today)
    page = at_insurance.post(reverse("tasks:resume"), {"code": "0007"}, follow=True)
    assert "国民健康保険の加入" in page.content.decode()
    started = at_insurance.post(reverse("tasks:start", args=[task.id]), {"version": task.version})
    assert started.status_code == 302
    stale = at_insurance.post(
        reverse("tasks:finish", args=[task.id]), {"version": task.version, "outcome": "受け付けた"}
    )
    assert stale.status_code == 409
    now = queries.get(task.id)
    at_insurance.post(
        reverse("tasks:finish", args=[task.id]), {"version": now.version, "outcome": "受け付けた"}
    )
    assert queries.get(task.id).state is State.DONE
