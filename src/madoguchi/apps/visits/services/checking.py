"""A department answers what is still open about its task (要確認), after the visit was handed over."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.receptions import queries as receptions
from madoguchi.apps.tasks import policies as task_policies
from madoguchi.apps.tasks import queries as tasks
from madoguchi.apps.tasks import services as task_services
from madoguchi.apps.tasks.types import TaskView
from madoguchi.apps.visits import arriving, handing, queries
from madoguchi.apps.visits.models import VisitRecord
from madoguchi.apps.visits.services.answering import Asked, answered
from madoguchi.apps.visits.services.common import keep, note
from madoguchi.apps.visits.types import OpenVisit


def find_out(task_id: int, asked: Asked, text: str, *, seen: int, by: Actor) -> TaskView:
    """One answer to one open point of a task of the own department, kept with the visit; the task as it is then.

    Every open result of the visit follows from it, those of other departments too. `seen` is the task's version.
    Raises Refused for what this department may not answer or a household that needs a check, Incomplete for a value
    the fact can't take, Held, StaleTask; then nothing is kept.
    """
    task, follows = _found_out(task_id, asked, text, seen, by)
    arriving.settle(follows)
    return task


@transaction.atomic
def _found_out(
    task_id: int, asked: Asked, text: str, seen: int, by: Actor
) -> tuple[TaskView, arriving.Follows]:
    task = tasks.get(task_id)
    task_policies.check_department(task, by)
    record = VisitRecord.objects.select_for_update().filter(reception_number=task.reference).first()
    if record is None:
        raise queries.NoSuchVisit(task.reference)
    view = receptions.get(task.reference)
    before = queries.opened(record, view, by)
    check_askable(before, task, asked)
    body = answered(before.body, before, asked, text, by)
    keep(record, body, by)
    note(record, "find_out", [asked.fact], by)
    after = queries.with_body(record, view, body, before.sources, before.guard)
    made = task_services.recheck(
        task.reference, handing.drafts(replace(after, before=before.plan)), answered=task.id, seen=seen, by=by
    )
    return made, arriving.follow(before, after, by)


def check_askable(opened: OpenVisit, task: TaskView, asked: Asked) -> None:
    """Is it one of the task's open points, and of nobody else?"""
    for one in queries.open_points(opened, task).askings:
        if (one.fact, one.case) == (asked.fact, asked.event) and set(asked.members) <= set(one.members or ()):
            return
    raise Refused(
        "この項目は、この課ではもう尋ねていません。画面を開き直してください。答えは保存していません。"
    )
