"""The pages of the inbound linkage: history, one set, and what a person may decide."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.apps.accounts.policies import needs, policy
from madoguchi.apps.accounts.queries import actor_for
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.inbound import presenters, queries, services
from madoguchi.apps.inbound.states import State
from madoguchi.apps.residents.queries import freshness
from madoguchi.integrations import objectstore

VIEW = needs(Right.IMPORT_VIEW, Right.IMPORT_RUN)
RUN = needs(Right.IMPORT_RUN)
SETS_AT_ONCE, LINES_AT_ONCE = 50, 100


def _whole(request: HttpRequest, name: str) -> int:
    given = request.GET.get(name, "")
    return min(int(given), 10_000_000) if given.isascii() and given.isdigit() else 0


@policy(VIEW)
@require_GET
def sets(request: HttpRequest) -> HttpResponse:
    return _history(request)


def _history(request: HttpRequest, stopped: str = "") -> HttpResponse:
    start, now = _whole(request, "start"), timezone.now()
    views, total = queries.history(start, SETS_AT_ONCE)
    stale_after = timedelta(hours=catalogue.municipality().stale_after_hours)
    context = {
        "as_of": [
            presenters.AsOf.of(name, as_of, now, stale_after)
            for name in presenters.NAMES
            if (as_of := freshness(name)) or name in presenters.ALWAYS
        ],
        "sets": [presenters.SetRow.of(view) for view in views],
        "page": presenters.Page.of(reverse("inbound:sets"), start, SETS_AT_ONCE, total),
        "run_url": reverse("inbound:run") if actor_for(request).may(Right.IMPORT_RUN) else "",
        "stopped": stopped,
    }
    return render(request, "pages/inbound/history.html", context, status=503 if stopped else 200)


@policy(VIEW)
@require_GET
def one_set(request: HttpRequest, set_id: int) -> HttpResponse:
    try:
        view = queries.get(set_id)
    except queries.NoSuchSet:
        raise Http404 from None
    actor, start = actor_for(request), _whole(request, "start")
    lines, total = queries.quarantine(actor, set_id, start, LINES_AT_ONCE)
    may = actor.may(Right.IMPORT_RUN)
    approve = {"url": reverse("inbound:confirm", args=[set_id]), "words": view.reason}
    context = {
        "set": presenters.SetHead.of(view),
        "figures": presenters.figures(view),
        "files": presenters.file_rows(view),
        "quarantine": [presenters.QuarantineRow.of(line, linked=may) for line in lines],
        "rechecked": _rechecked(request),
        "recheck_url": reverse("inbound:recheck", args=[set_id]) if _waiting(view) and may else "",
        "page": presenters.Page.of(reverse("inbound:set", args=[set_id]), start, LINES_AT_ONCE, total),
        "approve": approve if may and view.state is State.ASKS else None,
        "retry_url": reverse("inbound:retry", args=[set_id]) if may and view.state is State.REFUSED else "",
        "back_url": reverse("inbound:sets"),
    }
    return render(request, "pages/inbound/set.html", context)


def _rechecked(request: HttpRequest) -> services.Rechecked | None:
    if "taken" not in request.GET:
        return None
    return services.Rechecked(_whole(request, "taken"), _whole(request, "left"))


def _waiting(view: queries.SetView) -> bool:
    return view.open_lines > 0 and view.state is State.PARTLY


@policy(RUN)
@require_http_methods(["GET", "POST"])
def line(request: HttpRequest, row_id: int) -> HttpResponse:
    """One quarantined line: look at it, put it right."""
    actor = actor_for(request)
    try:
        view = queries.line(actor, row_id)
    except queries.NoSuchLine:
        raise Http404 from None
    if request.method == "GET":
        return _line_page(request, presenters.LinePage.of(view))
    typed = _typed(request.POST, view)
    try:
        fault = services.correct(row_id, typed, by=actor)
    except Refused as refusal:
        fault = services.Fault("", str(refusal))
    if fault is None:
        return redirect("inbound:set", view.set_id)
    return _line_page(request, presenters.LinePage.of(view, typed, fault), fault.words)


def _line_page(request: HttpRequest, page: presenters.LinePage, fault: str = "") -> HttpResponse:
    context = {"page_of_line": page, "fault": fault}
    return render(request, "pages/inbound/line.html", context, status=422 if fault else 200)


def _typed(given: QueryDict, view: queries.LineView) -> dict[str, str]:
    """By column name. A value that isn't shown stays as it came unless it is typed, or told to be empty."""
    typed = {}
    for cell in view.cells:
        value = given.get(f"c{cell.column.no}", "")
        cleared = bool(given.get(f"clear{cell.column.no}"))
        if cell.value is not None or value or cleared:
            typed[cell.column.name] = value
    return typed


@policy(RUN)
@require_POST
def dismiss(request: HttpRequest, row_id: int) -> HttpResponse:
    services.dismiss(row_id, request.POST.get("reason", ""), by=actor_for(request))
    return redirect("inbound:line", row_id)


@policy(RUN)
@require_POST
def recheck(request: HttpRequest, set_id: int) -> HttpResponse:
    found = services.recheck(set_id, by=actor_for(request))
    given = urlencode({"taken": found.taken, "left": found.left})
    return redirect(f"{reverse('inbound:set', args=[set_id])}?{given}")


@policy(RUN)
@require_POST
def confirm(request: HttpRequest, set_id: int) -> HttpResponse:
    services.confirm(set_id, by=actor_for(request))
    return redirect("inbound:set", set_id)


@policy(RUN)
@require_POST
def retry(request: HttpRequest, set_id: int) -> HttpResponse:
    services.retry(set_id, by=actor_for(request))
    return redirect("inbound:set", set_id)


@policy(RUN)
@require_POST
def run(request: HttpRequest) -> HttpResponse:
    """Look at the storage now. What is found waits in the list; the worker takes it within seconds."""
    try:
        services.discover(
            objectstore.from_settings(settings.OBJECT_STORE), timezone.now(), by=actor_for(request).who
        )
    except objectstore.StoreUnavailable as error:
        return _history(request, stopped=error.words)
    return redirect("inbound:sets")
