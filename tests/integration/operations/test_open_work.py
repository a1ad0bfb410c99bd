"""本日の未完了・期限超過: each thing once, for its gravest reason, where it is worked off; numbers and nothing else."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.apps.accounts.models import Department, Staff
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.operations.open_work import LABELS, Kind, task_kind
from madoguchi.apps.outbox.models import OutboxRow
from madoguchi.apps.outbox.states import HoldReason
from madoguchi.apps.receptions import services as receptions
from madoguchi.apps.residents.types import CopyTag
from madoguchi.apps.tasks import queries as tasks
from madoguchi.apps.tasks import services as task_services
from madoguchi.apps.tasks.models import Task
from madoguchi.apps.tasks.types import TaskDraft
from madoguchi.apps.visits import services as visits
from madoguchi.domain.counter import Limits
from tests.factories import make_resident, protect
from tests.integration.visits import families

TODAY = date(2026, 11, 23)


def draft(procedure: str, department: str = "insurance", **more) -> TaskDraft:
    given = {"title": f"手続 {procedure}", "event": "転入", "subjects": (), "tag": CopyTag((), frozenset())}
    return TaskDraft(procedure=procedure, department=department, **(given | more))


def hand_over(clerk, number: str, *drafts: TaskDraft) -> None:
    with transaction.atomic():
        task_services.add(number, timezone.localdate(), drafts, by=clerk)


@pytest.fixture
def clerk(staff):
    return staff(Right.COUNTER, Right.ISSUE, Right.EXPORT)


def page_at(clerk, code: str) -> Client:
    member = Staff.objects.get(pk=clerk.staff_id)
    member.department, _ = Department.objects.get_or_create(code=code, defaults={"name": code})
    member.save()
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
    return client


def rows(client: Client, department: str = "all") -> list[list[str]]:
    answer = client.get(reverse("operations:open_work_csv"), {"department": department})
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1:]


def test_a_task_is_listed_once_for_its_gravest_reason(clerk):
    today = timezone.localdate()
    hand_over(
        clerk,
        "20260812-0031",
        draft("A", due_on=today - timedelta(days=1)),
        draft("B", due_on=today + timedelta(days=2)),
        draft("C", to_check=True),
        draft("D"),
        draft("E"),
        draft("F", department="welfare", silent=True, title="口に出せない手続"),
    )
    held = next(t for t in tasks.of_reference("20260812-0031") if t.procedure == "D")
    by = replace(clerk, department_code="insurance")
    task_services.put_on_hold(held.id, "委任状", today - timedelta(days=1), seen=held.version, by=by)
    client = page_at(clerk, "insurance")
    found = {row[3]: row[0] for row in rows(client)}
    assert found == {
        "手続 A": "期限超過",
        "手続 B": "期限が近い",
        "手続 C": "要確認",
        "手続 D": "約束の日を過ぎた保留",
        "手続 E": "未完了の手続",
        "手続": "未完了の手続",
    }
    assert len(rows(client, "insurance")) == 5
    page = client.get(reverse("operations:open_work")).content.decode()
    assert "手続 A" in page and "口に出せない" not in page


def test_receptions_left_in_the_middle_held_records_and_moves_not_sent_back_are_on_it(clerk):
    resident = make_resident(name="架空　途中子")
    begun = receptions.start(resident.pk, by=clerk)
    opened = families.noticed(families.answered(families.arrived(clerk), clerk), clerk)
    view = visits.ask_signature(opened.number, seen=opened.version, by=clerk)
    receptions.sign_on_paper(opened.number, seen=view.version, by=clerk)
    OutboxRow.objects.filter(key=opened.number).update(state="held", hold_reason=HoldReason.CHECK.value)
    client = page_at(clerk, "citizen")
    assert {row[0] for row in rows(client)} >= {"途中の受付", "後方連携の保留"}
    assert "異動未反映" not in {row[0] for row in rows(client)}
    from madoguchi.apps.visits.models import VisitRecord

    VisitRecord.objects.update(handed_over_at=timezone.now() - timedelta(days=10))
    found = rows(client)
    assert [row[1] for row in found if row[0] == "異動未反映"] == [opened.reception.short_number]
    assert [row[1] for row in found if row[0] == "途中の受付"] == [begun.short_number]
    page = client.get(reverse("operations:open_work"), {"department": "all"}).content.decode()
    assert "架空" not in page
    assert reverse("receptions:detail", args=[begun.number]) in page


def test_a_guarded_reception_stands_there_like_any_that_is_checked(clerk):
    resident = make_resident(name="架空　守子")
    begun = receptions.start(resident.pk, by=clerk)
    protect(resident)
    client = page_at(clerk, "citizen")
    plain = [row for row in rows(client) if row[1] == begun.short_number]
    assert [row[0] for row in plain] == ["途中の受付"]
    assert not any("支援" in cell or "架空" in cell for row in plain for cell in row)


def test_what_is_done_is_gone(clerk):
    hand_over(clerk, "20260812-0031", draft("A"))
    Task.objects.update(state="done")
    page = page_at(clerk, "insurance").get(reverse("operations:open_work")).content.decode()
    assert "未完了のものはありません" in page


days = st.dates(TODAY - timedelta(days=60), TODAY + timedelta(days=60))


@given(
    due=st.none() | days,
    resume=st.none() | days,
    begun=st.integers(0, 60),
    on_hold=st.booleans(),
    to_check=st.booleans(),
)
def test_every_open_task_has_one_reason_and_a_day(due, resume, begun, on_hold, to_check):
    from madoguchi.apps.tasks.queries import view_of

    created = timezone.make_aware(
        timezone.datetime(2026, 11, 23, 9) - timedelta(days=begun), timezone.get_default_timezone()
    )
    row = Task(
        reference="20260812-0031",
        due_on=due,
        resume_on=resume if on_hold else None,
        state="on_hold" if on_hold else "waiting",
        to_check=to_check,
        created_at=created,
        saved_at=created,
    )
    kind, day = task_kind(view_of(row), TODAY, Limits())
    assert kind in LABELS and day is not None
    assert (kind is Kind.OVERDUE) == (due is not None and due < TODAY)
    assert kind is not Kind.COME_BACK or (on_hold and resume is not None and resume < TODAY)
