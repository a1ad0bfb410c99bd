"""The items of the notices, each kept as soon as it is typed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from madoguchi.apps.accounts.policies import policy
from madoguchi.apps.accounts.queries import actor_for
from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.visits import forms, services
from madoguchi.apps.visits.presenting import notice as presenting
from madoguchi.apps.visits.presenting import veil
from madoguchi.apps.visits.types import OpenVisit
from madoguchi.apps.visits.views.common import (
    COUNTER,
    not_open,
    opened_or_404,
    page,
    people_of,
    saved,
)


@policy(COUNTER)
@require_GET
def notice(request: HttpRequest, number: str) -> HttpResponse:
    opened = opened_or_404(request, number)
    elsewhere = not_open(opened)
    return elsewhere or render(request, "pages/visits/notice.html", _context(opened, actor_for(request)))


def _context(opened: OpenVisit, viewer: Actor, **more: Any) -> dict[str, Any]:
    closed = frozenset((fact, member or "") for fact, member in opened.closed)
    context = page(opened, 2) | {
        "sheets": veil.over(presenting.sheets(opened.plan, people_of(opened), closed), opened, viewer),
        "missing": presenting.missing_items(opened.plan, closed),
    }
    return context | more


def _show(request: HttpRequest, opened: OpenVisit, *, status: int = 200, **more: Any) -> HttpResponse:
    context = _context(opened, actor_for(request), **more) | {"oob": True}
    return render(request, "pages/visits/_sheets.html", context, status=status)


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
