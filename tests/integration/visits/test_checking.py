"""要確認: a visit in haste leaves results open; departments find out, and everything follows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from madoguchi.apps.accounts.models import Department, Staff
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.receptions import queries as reception_queries
from madoguchi.apps.receptions import services as receptions
from madoguchi.apps.receptions.states import Status
from madoguchi.apps.tasks import queries as tasks
from madoguchi.apps.tasks import services as task_services
from madoguchi.apps.tasks.models import Task
from madoguchi.apps.tasks.states import CLOSED, State
from madoguchi.apps.visits import queries, services
from madoguchi.apps.visits.services import Asked
from tests.integration.visits import families


@pytest.fixture
def clerk(staff):
    return staff(Right.COUNTER, Right.ISSUE)


@pytest.fixture
def handed(clerk) -> str:
    """A family of four in haste, signed; the number."""
    opened = families.arrived(clerk)
    opened = services.set_busy(opened.number, True, seen=opened.version, by=clerk)
    opened = families.noticed(families.answered(opened, clerk), clerk)
    view = services.ask_signature(opened.number, seen=opened.version, by=clerk)
    receptions.sign_on_paper(opened.number, seen=view.version, by=clerk)
    return opened.number


@pytest.fixture
def client_at(clerk):
    def made(code: str) -> Client:
        member = Staff.objects.get(pk=clerk.staff_id)
        member.department, _ = Department.objects.get_or_create(code=code, defaults={"name": code})
        member.save()
        client = Client(HTTP_HOST="127.0.0.1")
        client.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return made


def at(clerk, department: str):
    return replace(clerk, department_code=department)


def task_of(number: str, procedure: str):
    return next(t for t in tasks.of_reference(number) if t.procedure == procedure)


def points(number: str, procedure: str, by):
    task = task_of(number, procedure)
    return queries.open_points(queries.open_visit(number, by=by), task).askings


def settle(number: str, procedure: str, by, given: dict[str, str], most: int = 20):
    """Answers every open point of a task: as `given`, else no."""
    for _ in range(most):
        task = task_of(number, procedure)
        if not task.to_check or task.state in CLOSED:
            return task
        one = points(number, procedure, by)[0]
        asked = Asked(one.fact, (one.members or ())[:1], one.case)
        text = given.get(one.fact, families.default_answer(one))
        task = services.find_out(task.id, asked, text or "0", seen=task.version, by=by)
    raise AssertionError("the open points don't end")


def test_departments_find_out_and_close_what_was_left_open(handed, clerk, trail):
    insurance = at(clerk, "insurance")
    task = task_of(handed, "KH-01")
    assert task.to_check and "要確認" in task.title
    assert {one.fact for one in points(handed, "KH-01", insurance)} >= {"person.shaho"}
    required = settle(handed, "KH-01", insurance, {"person.shaho": "false"})
    assert (required.state, "要確認" in required.title) == (State.WAITING, False)
    assert trail()[-1].detail["checked"] == "required"
    environment = at(clerk, "environment")
    gone = settle(handed, "KO-08", environment, {})
    assert (gone.state, gone.outcome) == (State.CANCELLED, "対象外と確認した")


def test_whoever_was_at_it_finishes_it_by_the_answer(handed, clerk):
    environment = at(clerk, "environment")
    task = task_of(handed, "KO-08")
    task_services.start(task.id, seen=task.version, by=environment)
    gone = settle(handed, "KO-08", environment, {})
    assert (gone.state, gone.outcome, gone.holder_name) == (State.DONE, "対象外と確認した", "")


def test_an_answer_settles_what_other_departments_had_open(handed, clerk):
    """医療保険 is asked at 国保年金課; 子ども医療費 doesn't wait for it a second time."""
    before = {t.procedure for t in tasks.of_reference(handed) if t.to_check and t.state not in CLOSED}
    settle(handed, "KH-01", at(clerk, "insurance"), {"person.shaho": "true"})
    after = {t.procedure for t in tasks.of_reference(handed) if t.to_check and t.state not in CLOSED}
    assert "KH-01" in before - after
    assert queries.open_visit(handed, by=clerk).plan.item("KH-01", "n1").status.value == "not_required"


def test_the_last_open_task_that_an_answer_closes_ends_the_visit(handed, clerk):
    Task.objects.filter(reference=handed).exclude(procedure="KO-08").update(state="done")
    settle(handed, "KO-08", at(clerk, "environment"), {})
    assert reception_queries.get(handed).status is Status.DONE


def test_only_the_own_department_answers_and_only_its_own_points(handed, clerk):
    task = task_of(handed, "KH-01")
    one = points(handed, "KH-01", at(clerk, "insurance"))[0]
    asked = Asked(one.fact, (one.members or ())[:1], one.case)
    with pytest.raises(Refused, match="別の課"):
        services.find_out(task.id, asked, "false", seen=task.version, by=at(clerk, "water"))
    foreign = Asked("person.dog", ("n1",), "e1")
    with pytest.raises(Refused, match="もう尋ねていません"):
        services.find_out(task.id, foreign, "true", seen=task.version, by=at(clerk, "insurance"))
    assert tasks.get(task.id) == task


def test_the_page_asks_and_tells_the_result(handed, client_at):
    task = task_of(handed, "KO-08")
    page = client_at("environment")
    part = page.get(reverse("visits:open_points", args=[task.id])).content.decode()
    assert "犬" in part and "確かめた" in part
    assert (
        reverse("visits:open_points", args=[task.id])
        in page.get(reverse("tasks:task", args=[task.id])).content.decode()
    )
    for member in ("n1", "n2"):
        sent = {"fact": "person.dog", "member": member, "event": "e1", "value": "false"}
        now = tasks.get(task.id)
        answer = page.post(
            reverse("visits:find_out", args=[task.id]), {**sent, "version": now.version}, follow=True
        )
    assert "この手続は要りません" in answer.content.decode()
    assert tasks.get(task.id).state is State.CANCELLED
