"""Where the day stands: the start page, the list, the scanner."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_POST

from madoguchi.apps.accounts.policies import SIGNED_IN, policy
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.receptions import presenters, queries
from madoguchi.apps.receptions.states import LABELS, Status
from madoguchi.apps.receptions.views.common import (
    COUNTER,
    actor_for,
    known_certificates,
)
from madoguchi.apps.residents import queries as residents
from madoguchi.apps.residents.types import Purpose
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


@policy(COUNTER)
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """The receptions of a day by state."""
    day = parse_date(request.GET.get("day", "")) or timezone.localdate()
    wanted = request.GET.get("status", "")
    status = Status(wanted) if wanted in list(Status) else Status.MAKING
    views = queries.of_day(day, status)
    names = residents.labels(actor_for(request), Purpose.COUNTER, [v.subject_id for v in views])
    known, now = known_certificates(), timezone.now()
    by_id = {int(key): label for key, label in names.items()}
    here = reverse("receptions:waiting")
    later = day + timedelta(days=1)
    context = {
        "tabs": [
            presenters.Tab(LABELS[s], n, f"{here}?status={s}&day={day}", current=s is status)
            for s, n in queries.counts(day).items()
        ],
        "receptions": [presenters.ListRow.of(v, by_id.get(v.subject_id), known, now) for v in views],
        "filters": {
            "date": wareki(day, with_weekday=True),
            "earlier_url": f"{here}?status={status}&day={day - timedelta(days=1)}",
            "later_url": f"{here}?status={status}&day={later}" if later <= timezone.localdate() else "",
        },
        "scan_url": reverse("receptions:scan"),
    }
    return render(request, "pages/receptions/list.html", context)


@policy(COUNTER)
@require_POST
def scan(request: HttpRequest) -> HttpResponse:
    """Open a reception by the code of its paper, or its number."""
    found = queries.by_short_number(request.POST.get("code", ""), timezone.localdate())
    if found is None:
        raise Http404
    page = "request" if found.status is Status.OPEN else "detail"
    return redirect(f"receptions:{page}", number=found.number)
