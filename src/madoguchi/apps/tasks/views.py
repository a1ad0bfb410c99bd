"""The board of a department, a task, the hall's display."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_POST

from madoguchi.apps.accounts.policies import needs, policy
from madoguchi.apps.accounts.queries import actor_for
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.residents import queries as residents
from madoguchi.apps.residents.types import Purpose
from madoguchi.apps.tasks import checks, presenters, queries, services
from madoguchi.apps.tasks.queries import NoSuchTask
from madoguchi.apps.tasks.types import Held, StaleTask, TaskView
from madoguchi.domain.counter.reception_numbers import scanned

COUNTER = needs(Right.COUNTER)
RECEPTION = "receptions:find"
"""Belongs to a floor above: it is only named."""
OTHER_CITY = "ほかの市区町村の二次元コードです。この市の案内書か番号札を読み取ってください。"
NOT_HERE = (
    "この番号の手続は、この課にはありません。番号を確かめるか、案内書に書かれた窓口へご案内してください。"
)


def _names() -> Mapping[str, str]:
    return {department.code: department.name for department in catalogue.municipality().departments}


@policy(COUNTER)
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """The department's own work. Asked again by the page itself every few seconds (`part`)."""
    actor = actor_for(request)
    found = queries.board(actor.department_code, timezone.localdate())
    waits = queries.waits_of(task for tasks in found.values() for task in tasks)
    context = {
        "columns": presenters.columns(found, timezone.now(), catalogue.municipality().limits, waits),
        "department": _names().get(actor.department_code, actor.who.department),
        "refresh_url": reverse("tasks:board") + "?part=1",
        "next_url": reverse("tasks:call_next"),
        "scan_url": reverse("tasks:resume"),
        "hall_url": reverse("tasks:hall"),
    }
    part = "pages/tasks/_board.html" if request.GET.get("part") else "pages/tasks/board.html"
    return render(request, part, context)


@policy(COUNTER)
@require_POST
def call_next(request: HttpRequest) -> HttpResponse:
    """N: whoever has waited longest is called."""
    actor = actor_for(request)
    found = queries.next_callable(actor.department_code)
    if found is None:
        messages.info(request, "いま呼び出せる手続はありません。")
        return redirect("tasks:board")
    services.call(found.id, seen=found.version, by=actor)
    return redirect("tasks:task", task_id=found.id)


@policy(COUNTER)
@require_POST
def resume(request: HttpRequest) -> HttpResponse:
    """手続再開: the number of the slip, scanned or typed, leads to this department's task of that visit."""
    city = catalogue.municipality().code
    found = scanned(request.POST.get("code", ""), city, timezone.localdate())
    if found.other_city:
        messages.warning(request, OTHER_CITY)
        return redirect("tasks:board")
    return _to_own(request, found.number)


def _to_own(request: HttpRequest, number: str) -> HttpResponse:
    own = queries.first_of(number, actor_for(request).department_code)
    if own is None and number:  # not handed over yet, or merged into another: receptions know
        return redirect(f"{reverse(RECEPTION, args=[number])}?back=board")
    if own is None:
        messages.warning(request, NOT_HERE)
        return redirect("tasks:board")
    return redirect("tasks:task", task_id=own.id)


@policy(COUNTER)
@require_GET
def task(request: HttpRequest, task_id: int) -> HttpResponse:
    return _page(request, _task(task_id))


def _task(task_id: int) -> TaskView:
    try:
        return queries.get(task_id)
    except NoSuchTask:
        raise Http404 from None


def _page(request: HttpRequest, view: TaskView, error: str = "", status: int = 200) -> HttpResponse:
    actor, names, today = actor_for(request), _names(), timezone.localdate()
    if view.department != actor.department_code:
        raise Refused("この手続は別の課の担当です。")
    people = residents.labels(actor, Purpose.COUNTER, view.subjects)
    before = queries.before(view)
    context = {
        "task": presenters.TaskHead.of(view, today),
        "people": [label.name for label in people.values()],
        "care": any(label.care for label in people.values()),
        "unreflected": list(dict.fromkeys(n.words for n in residents.unreflected(view.subjects).values())),
        "facts": queries.open_facts(actor, view),
        "check_url": checks.url_of(view),
        "before": [
            f"{names.get(t.department, '')}「{presenters.told_elsewhere(t, view.department)}」"
            for t in before
        ],
        "others": presenters.neighbours(queries.of_reference(view.reference), actor.department_code, names),
        "notes": [
            presenters.NoteRow.of(n, names) for n in queries.notes(view.reference, actor.department_code)
        ],
        "acts": presenters.Acts.of(view, actor, waits=bool(before)),
        "offers": presenters.Offers.of(view, names),
        "caution": presenters.DANGEROUS_TEXT,
        "error": error,
    }
    return render(request, "pages/tasks/task.html", context, status=status)


def _act(request: HttpRequest, task_id: int, act: Callable[[int], TaskView]) -> HttpResponse:
    """One act of a form with the version it saw; stale or held: the page as it is now, with the words."""
    seen = request.POST.get("version", "")
    try:
        act(int(seen) if seen.isdecimal() else 0)
    except (StaleTask, Held) as refusal:
        return _page(request, _task(task_id), refusal.words, 409)
    except Refused as refusal:
        view = _task(task_id)
        if view.department != actor_for(request).department_code:
            raise
        return _page(request, view, refusal.words, 422)
    except NoSuchTask:
        raise Http404 from None
    return redirect("tasks:task", task_id=task_id)


@policy(COUNTER)
@require_POST
def call(request: HttpRequest, task_id: int) -> HttpResponse:
    return _act(request, task_id, lambda seen: services.call(task_id, seen=seen, by=actor_for(request)))


@policy(COUNTER)
@require_POST
def start(request: HttpRequest, task_id: int) -> HttpResponse:
    """`reason`: why it is started before what should come first."""
    reason = request.POST.get("reason", "")
    ahead = reason if reason in presenters.AHEAD_REASONS else ""
    return _act(
        request,
        task_id,
        lambda seen: services.start(task_id, seen=seen, by=actor_for(request), ahead=ahead),
    )


@policy(COUNTER)
@require_POST
def take_over(request: HttpRequest, task_id: int) -> HttpResponse:
    return _act(request, task_id, lambda seen: services.take_over(task_id, seen=seen, by=actor_for(request)))


@policy(COUNTER)
@require_POST
def finish(request: HttpRequest, task_id: int) -> HttpResponse:
    outcome = _one_of(request, "outcome", presenters.OUTCOMES)
    return _act(
        request, task_id, lambda seen: services.finish(task_id, outcome, seen=seen, by=actor_for(request))
    )


@policy(COUNTER)
@require_POST
def put_on_hold(request: HttpRequest, task_id: int) -> HttpResponse:
    chosen = [p for p in request.POST.getlist("missing") if p in presenters.MISSING_PHRASES]
    resume_on = _day(request.POST.get("resume_on", ""))
    return _act(
        request,
        task_id,
        lambda seen: services.put_on_hold(
            task_id, "、".join(chosen), resume_on, seen=seen, by=actor_for(request)
        ),
    )


def _day(text: str) -> Any:
    try:
        return parse_date(text)
    except ValueError:
        return None


@policy(COUNTER)
@require_POST
def cancel(request: HttpRequest, task_id: int) -> HttpResponse:
    reason = _one_of(request, "reason", presenters.CANCEL_REASONS)
    return _act(
        request, task_id, lambda seen: services.cancel(task_id, reason, seen=seen, by=actor_for(request))
    )


@policy(COUNTER)
@require_POST
def forward(request: HttpRequest, task_id: int) -> HttpResponse:
    department = _one_of(request, "department", tuple(_names()))
    return _act(
        request, task_id, lambda seen: services.forward(task_id, department, seen=seen, by=actor_for(request))
    )


@policy(COUNTER)
@require_POST
def note(request: HttpRequest, task_id: int) -> HttpResponse:
    view, actor = _task(task_id), actor_for(request)
    if view.department != actor.department_code:
        raise Refused("この手続は別の課の担当です。")
    wanted = set(request.POST.getlist("departments")) & set(_names())
    phrase = request.POST.get("phrase", "")
    phrase = phrase if phrase in presenters.NOTE_PHRASES else ""
    try:
        services.note(view.reference, sorted(wanted), phrase, request.POST.get("text", ""), by=actor)
    except Refused as refusal:
        return _page(request, view, refusal.words, 422)
    return redirect("tasks:task", task_id=task_id)


@policy(COUNTER)
@require_GET
def hall(request: HttpRequest) -> HttpResponse:
    """The hall's display: numbers, nothing else."""
    names = _names()
    called = queries.called_numbers(names)
    context = {
        "counters": [(names[code], numbers[:6]) for code, numbers in called.items()],
        "refresh_url": reverse("tasks:hall") + "?part=1",
    }
    part = "pages/tasks/_hall.html" if request.GET.get("part") else "pages/tasks/hall.html"
    return render(request, part, context)


def _one_of(request: HttpRequest, name: str, allowed: tuple[str, ...]) -> str:
    value = request.POST.get(name, "")
    if value not in allowed:
        raise Refused("選択肢から選んでください。手続はそのままです。")
    return value
