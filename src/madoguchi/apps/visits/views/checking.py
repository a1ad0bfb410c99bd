"""要確認 on the page of a department's task: what is still open, and its answers."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from madoguchi.apps.accounts.policies import policy
from madoguchi.apps.accounts.queries import actor_for
from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.receptions.types import Incomplete
from madoguchi.apps.tasks import policies as task_policies
from madoguchi.apps.tasks import queries as tasks
from madoguchi.apps.tasks.states import CLOSED
from madoguchi.apps.tasks.types import TaskView
from madoguchi.apps.visits import queries, services
from madoguchi.apps.visits.presenting import checking
from madoguchi.apps.visits.services import Asked
from madoguchi.apps.visits.views.common import COUNTER, opened_or_404


@policy(COUNTER)
@require_GET
def open_points(request: HttpRequest, task_id: int) -> HttpResponse:
    """A part of the task's page. Neutral for a household that waits for a check."""
    task = _task(request, task_id)
    if not task.to_check:
        raise Http404
    opened = opened_or_404(request, task.reference)
    found = queries.open_points(opened, task)
    context = {
        "task": task,
        "points": checking.points(opened, found),
        "elsewhere": found.elsewhere,
        "stopped": opened.guarded and not opened.guard.released,
    }
    return render(request, "pages/visits/_open_points.html", context)


@policy(COUNTER)
@require_POST
def find_out(request: HttpRequest, task_id: int) -> HttpResponse:
    task, sent = _task(request, task_id), request.POST
    member, seen = sent.get("member", ""), sent.get("version", "")
    asked = Asked(sent.get("fact", ""), (member,) if member else (), sent.get("event") or None)
    answer = (sent.get("value") or sent.get(sent.get("point", ""), "")).strip()
    try:
        if not answer:
            raise Refused("確かめた内容を選ぶか入れてください。手続はそのままです。")
        after = services.find_out(
            task_id, asked, answer, seen=int(seen) if seen.isdecimal() else 0, by=actor_for(request)
        )
    except Incomplete as incomplete:
        messages.warning(request, "".join(fault.words for fault in incomplete.faults))
    except Refused as refusal:
        messages.warning(request, refusal.words)
    else:
        messages.success(request, _told(after))
    return redirect("tasks:task", task_id=task.id)


def _told(task: TaskView) -> str:
    if task.state in CLOSED:
        return "確かめた結果、この手続は要りません。終わりにしました。"
    return "まだ確かめることがあります。" if task.to_check else "確かめた結果、この手続は必要です。"


def _task(request: HttpRequest, task_id: int) -> TaskView:
    """Raises Http404, Refused for a task of another department."""
    try:
        task = tasks.get(task_id)
    except tasks.NoSuchTask:
        raise Http404 from None
    task_policies.check_department(task, actor_for(request))
    return task
