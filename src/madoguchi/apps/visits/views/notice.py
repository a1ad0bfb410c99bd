"""The items of the notices, each kept as soon as it is typed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from madoguchi.apps.accounts.policies import policy
from madoguchi.apps.accounts.queries import actor_for
from madoguchi.apps.visits import forms, services
from madoguchi.apps.visits.presenting import notice as presenting
from madoguchi.apps.visits.types import OpenVisit
from madoguchi.apps.visits.views.common import (
    COUNTER,
    not_open,
    opened_or_404,
    page,
    people_of,
    saved,
)
from madoguchi.domain.text.postal import towns_of

TOWNS_SHOWN = 6


@policy(COUNTER)
@require_GET
def notice(request: HttpRequest, number: str) -> HttpResponse:
    opened = opened_or_404(request, number)
    elsewhere = not_open(opened)
    return elsewhere or render(request, "pages/visits/notice.html", _context(opened))


def _context(opened: OpenVisit, **more: Any) -> dict[str, Any]:
    closed = frozenset((fact, member or "") for fact, member in opened.closed)
    context = page(opened, 2) | {
        "sheets": presenting.sheets(opened.plan, people_of(opened), closed),
        "missing": presenting.missing_items(opened.plan, closed),
    }
    return context | more


def _show(request: HttpRequest, opened: OpenVisit, *, status: int = 200, **more: Any) -> HttpResponse:
    return render(
        request, "pages/visits/_sheets.html", _context(opened, **more) | {"oob": True}, status=status
    )


@policy(COUNTER)
@require_POST
def fill(request: HttpRequest, number: str) -> HttpResponse:
    item = forms.typed_item(request.POST)
    return saved(
        request,
        number,
        lambda seen: services.fill_in(number, [item], seen=seen, by=actor_for(request)),
        _show,
    )


@policy(COUNTER)
@require_POST
def towns(request: HttpRequest) -> HttpResponse:
    """The 町字 of a postal code, to be completed by the number of the house."""
    found = towns_of(request.POST.get("postal", ""))
    words = dict.fromkeys(f"{town.prefecture}{town.city}{town.town}" for town in found)
    context = {"towns": list(words)[:TOWNS_SHOWN], "place": request.POST.get("place", "")}
    return render(request, "pages/visits/_towns.html", context)
