"""The trail on a screen. Looking at it is itself an event."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from madoguchi.apps.accounts.policies import needs, policy
from madoguchi.apps.accounts.queries import actor_of
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.audit import queries as audit
from madoguchi.apps.audit import services as trail
from madoguchi.apps.audit.types import LABELS, Action, Entry
from madoguchi.apps.logbook import queries
from madoguchi.apps.logbook.presenters import EventRow
from madoguchi.apps.residents import queries as residents
from madoguchi.apps.residents.types import Purpose

PAGE = 100


@policy(needs(Right.AUDIT_VIEW))
@require_http_methods(["GET", "POST"])
def events(request: HttpRequest) -> HttpResponse:
    """The newest hundred events; filters come by POST because a 宛名番号 is personal data."""
    actor = actor_of(request)
    assert actor is not None
    kind, number = request.POST.get("kind", ""), request.POST.get("resident_number", "").strip()
    kind = kind if kind in list(Action) else ""
    subject = residents.id_of(number) if number else None
    found = () if number and subject is None else audit.events(subject=subject, action=kind, limit=PAGE)
    trail.record_now(
        Entry(
            Action.LOG_VIEWED,
            actor.who,
            Purpose.AUDIT.value,
            subjects=[subject] if subject else (),
            detail={"kind": kind, "shown": len(found)},
        )
    )
    numbers = queries.numbers_for(found)
    state = queries.seal_state()
    last = (
        f"{timezone.localtime(state.last):%H時%M分%S秒}まで封印済" if state.last else "まだ封印がありません"
    )
    context = {
        "events": [EventRow.of(e, numbers) for e in found],
        "filters": {
            "resident_number": number,
            "kinds": [{"value": a.value, "label": LABELS[a], "checked": a.value == kind} for a in Action],
        },
        "seal": {
            "ok": state.waiting == 0,
            "words": last if not state.waiting else f"封印待ち {state.waiting} 件",
        },
        "search_url": reverse("logbook:events"),
    }
    return render(request, "pages/logbook/list.html", context)
