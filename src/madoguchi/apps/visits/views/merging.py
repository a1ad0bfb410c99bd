"""A double reception is made one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from madoguchi.apps.accounts.policies import policy
from madoguchi.apps.accounts.queries import actor_for
from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.receptions import queries as receptions
from madoguchi.apps.receptions.types import Incomplete
from madoguchi.apps.visits import merging, policies, queries, services
from madoguchi.apps.visits.presenting import merging as presenting
from madoguchi.apps.visits.types import OpenVisit
from madoguchi.apps.visits.views.common import (
    COUNTER,
    not_open,
    opened_or_404,
    page,
    people_of,
    seen_version,
)
from madoguchi.apps.visits.words import spoken_label

NO_SUCH = "その番号の、届出・手続の受付はありません。"


@policy(COUNTER)
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, number: str) -> HttpResponse:
    """Which other one (`with`), both beside each other, and what somebody chose."""
    opened = opened_or_404(request, number)
    elsewhere = not_open(opened)
    if elsewhere is not None:
        return elsewhere
    try:
        other = _other(request)
        if other is None:
            return _page(request, opened, None)
        policies.check_merge(opened, other)
        if request.method == "GET":
            return _page(request, opened, other)
        return _merged(request, opened, other)
    except Refused as refused:
        return _page(request, opened_or_404(request, number), None, refused.words)


def _other(request: HttpRequest) -> OpenVisit | None:
    """Raises Refused for a number that is no visit's."""
    typed = (request.POST if request.method == "POST" else request.GET).get("with", "")
    if not typed:
        return None
    found = receptions.by_short_number(typed, timezone.localdate())
    if found is None:
        raise Refused(NO_SUCH)
    return queries.open_visit(found.number, by=actor_for(request))


def _merged(request: HttpRequest, opened: OpenVisit, other: OpenVisit) -> HttpResponse:
    seen_other = request.POST.get("version_other", "")
    choices = {c.key: request.POST.get(c.key, "") for c in _beside(opened, other).conflicts}
    try:
        services.merge(
            opened.number,
            other.number,
            choices,
            seen=seen_version(request),
            seen_other=int(seen_other) if seen_other.isdecimal() else 0,
            by=actor_for(request),
        )
    except Incomplete as incomplete:
        return _page(request, opened, other, incomplete.faults[0].words, choices)
    short = other.reception.short_number
    messages.success(
        request, f"受付 {short} をこの受付にまとめました。受付 {short} の番号でも、この受付が開きます。"
    )
    return redirect("visits:people", number=opened.number)


def _beside(opened: OpenVisit, other: OpenVisit) -> merging.Merge:
    return merging.lay_beside(opened.body, other.body)


def _page(
    request: HttpRequest,
    opened: OpenVisit,
    other: OpenVisit | None,
    error: str = "",
    chosen: dict[str, str] | None = None,
) -> HttpResponse:
    ids = [p.resident_id for p in opened.body.persons if p.resident_id is not None]
    found = queries.unsigned_of(ids, opened.number)
    context = page(opened, 0) | {
        "elsewhere": presenting.elsewhere(found, guarded=opened.careful, here=opened.number),
        "error": error,
        "other": None,
        "submit_url": request.path,
    }
    if other is not None:
        context |= _laid_beside(opened, other, chosen or {})
    return render(request, "pages/visits/merge.html", context, status=422 if error else 200)


def _laid_beside(opened: OpenVisit, other: OpenVisit, chosen: dict[str, str]) -> dict[str, Any]:
    beside, values = _beside(opened, other), (services.KEPT, services.OTHER)
    kinds = opened.plan.rules.life_events
    return {
        "other": presenting.elsewhere([other.reception], guarded=other.careful)[0],
        "version_other": other.version,
        "taken_over": beside.taken_over,
        "new_events": [spoken_label(opened.plan.rules, e.kind) for e in beside.new_events if e.kind in kinds],
        "new_persons": [p.newcomer.name for p in beside.new_persons if p.newcomer],
        "conflicts": presenting.conflicts(
            beside, opened, people_of(opened), chosen, values, careful=opened.careful or other.careful
        ),
    }
