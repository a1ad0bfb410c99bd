"""Where the day stands: the start page, the list, the scanner."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_POST

from madoguchi.apps.accounts.policies import SIGNED_IN, policy
from madoguchi.apps.accounts.queries import actor_for
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.receptions import entering, presenters, queries
from madoguchi.apps.receptions import presence as presences
from madoguchi.apps.receptions.states import LABELS, Status
from madoguchi.apps.receptions.views.common import (
    COUNTER,
    known_certificates,
)
from madoguchi.apps.residents import queries as residents
from madoguchi.apps.residents.types import Purpose
from madoguchi.apps.tasks import queries as tasks
from madoguchi.domain.dates import wareki


@policy(SIGNED_IN)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Where a person starts depends on what the person may do."""
    actor = actor_for(request)
    ways = (
        (Right.COUNTER, "residents:search"),
        (Right.IMPORT_VIEW, "inbound:sets"),
        (Right.AUDIT_VIEW, "logbook:events"),
        (Right.ACCOUNTS, "accounts:accounts"),
    )
    for right, name in ways:
        if actor.may(right):
            return redirect(name)
    return render(
        request, "pages/refused.html", {"words": "使える画面がありません。管理者に相談してください。"}
    )


NO_SUCH = "その番号の受付はありません。番号を確かめて、もう一度読み取ってください。"
NOT_HERE = "この受付の手続は、この課にはありません。案内書に書かれた窓口へご案内してください。"
LEFT = "left"
"""The tab of what earlier days left behind."""


@policy(COUNTER)
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """The receptions of a day by state, as a board."""
    today = timezone.localdate()
    day = parse_date(request.GET.get("day", "")) or today
    wanted = request.GET.get("status", "")
    status = Status(wanted) if wanted in set(Status) else None if wanted == LEFT else Status.MAKING
    start = _whole(request.GET.get("start", ""))
    page = queries.of_day(day, status, start) if status else queries.left_over(today, start)
    here = reverse("receptions:waiting")
    tab = status or LEFT
    context = {
        "tabs": _tabs(day, tab),
        "receptions": _rows(request, page, day == today),
        "page": presenters.Pages.of(page, f"{here}?status={tab}&day={day}"),
        "filters": _filters(day, tab, today),
        "status": tab,
        "in_rows": "rows" in request.GET,
        "scan_url": reverse("receptions:scan"),
        "sheet_url": reverse("receptions:day_sheet"),
        "notices_url": reverse("receptions:notices") if catalogue.municipality().notification else "",
    }
    return render(request, "pages/receptions/list.html", context)


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 else 0


def _tabs(day: date, current: str) -> list[presenters.Tab]:
    here, today = reverse("receptions:waiting"), timezone.localdate()
    tabs = [
        presenters.Tab(LABELS[s], n, f"{here}?status={s}&day={day}", current=s == current)
        for s, n in queries.counts(day).items()
    ]
    left = queries.left_over_count(today)
    if left or current == LEFT:
        tabs.insert(0, presenters.Tab("前の日まで", left, f"{here}?status={LEFT}", current=current == LEFT))
    return tabs


def _filters(day: date, tab: str, today: date) -> dict[str, str]:
    here, later = reverse("receptions:waiting"), day + timedelta(days=1)
    return {
        "date": wareki(day, with_weekday=True),
        "earlier_url": f"{here}?status={tab}&day={day - timedelta(days=1)}",
        "later_url": f"{here}?status={tab}&day={later}" if later <= today else "",
    }


def _rows(request: HttpRequest, page: queries.Page, is_today: bool) -> list[presenters.ListRow]:
    actor, flow = actor_for(request), queries.flow()
    labels = residents.labels(actor, Purpose.COUNTER, [v.subject_id for v in page.views])
    names = {int(key): label for key, label in labels.items()}
    known, now = known_certificates(), timezone.now()
    held = presences.holders((v.number for v in page.views), actor)
    limits = catalogue.municipality().limits
    waiting = entering.waits(page.views)
    return [
        presenters.ListRow.of(
            v,
            names.get(v.subject_id),
            known,
            now,
            press=presenters.press_of(v, flow, actor, waiting.get(v.number)) if is_today else None,
            limits=limits,
            here=held.get(v.number, ()),
            wait=waiting.get(v.number),
        )
        for v in page.views
    ]


@policy(COUNTER)
@require_POST
def scan(request: HttpRequest) -> HttpResponse:
    """Open a reception by the code of its paper, or its number. A number that fits nothing is said on the list."""
    return _opened(request, request.POST.get("code", ""), "receptions:waiting")


@policy(COUNTER)
@require_GET
def find(request: HttpRequest, code: str) -> HttpResponse:
    """A code that was scanned into the search box, which stands on every page."""
    back = "tasks:board" if request.GET.get("back") == "board" else "residents:search"
    return _opened(request, code, back)


def _opened(request: HttpRequest, code: str, otherwise: str) -> HttpResponse:
    """The reception at its own desk; anywhere else the task that this department has of it, and nothing more."""
    try:
        found = queries.by_short_number(code, timezone.localdate())
    except queries.OtherCity as other:
        messages.warning(request, other.words)
        return redirect(otherwise)
    if found is None:
        messages.warning(request, NO_SUCH)
        return redirect(otherwise)
    actor = actor_for(request)
    handed_over = tasks.of_reference(found.number)
    if not handed_over or found.department == actor.who.department:
        return redirect(f"receptions:{presenters.page_of(found)}", number=found.number)
    own = tasks.first_of(found.number, actor.department_code)
    if own is not None:
        return redirect("tasks:task", task_id=own.id)
    messages.warning(request, NOT_HERE)
    return redirect(otherwise)
