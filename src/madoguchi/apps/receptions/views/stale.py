"""Two terminals, one reception: who else is there, and what happens when both save."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from madoguchi.apps.accounts.policies import policy
from madoguchi.apps.accounts.queries import actor_for
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.receptions import kinds, presenters, services
from madoguchi.apps.receptions import presence as presences
from madoguchi.apps.receptions.forms import read_draft
from madoguchi.apps.receptions.types import Stale
from madoguchi.apps.receptions.views.common import (
    COUNTER,
    known_certificates,
    reception_or_404,
)

View = Callable[..., HttpResponse]


def both_versions(view: View) -> View:
    """For a view that saves the request page: a stale save shows both versions, and nothing typed is lost."""

    @wraps(view)
    def shown(request: HttpRequest, number: str, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, number, **kwargs)
        except Stale:
            return _both(request, number)

    return shown


def _both(request: HttpRequest, number: str) -> HttpResponse:
    """For the page's own saves beside what is typed; for a page that was sent as one of its own with all of it."""
    view = reception_or_404(number)
    if kinds.of(view) is not None:  # what was typed there is compared on its own pages
        return redirect("receptions:detail", number=number)
    mine = read_draft(request.POST, known_certificates())
    theirs = services.composition_of(view, actor_for(request), drafting=True)
    notice = presenters.StaleNotice.of(mine, theirs, catalogue.visitor_rules())
    context: dict[str, Any] = {"stale": notice}
    if request.headers.get("HX-Request"):
        answer = render(request, "pages/receptions/_stale.html", context | {"form_id": "request"}, status=409)
        answer["HX-Retarget"], answer["HX-Reswap"] = "#messages", "innerHTML"
        return answer
    if not notice.differences:  # a second press, or both typed the same: nothing to choose
        return redirect("receptions:signature", number=number)
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in ("csrfmiddlewaretoken", "version", "take_over")
    ]
    return render(request, "pages/receptions/stale.html", context | {"kept": kept}, status=409)


@policy(COUNTER)
@require_POST
def take_over(request: HttpRequest, number: str) -> HttpResponse:
    """My input on top of theirs, once they have been seen side by side."""
    seen = request.POST.get("take_over", "")
    draft = read_draft(request.POST, known_certificates())
    services.save_draft(number, draft, seen=int(seen) if seen.isdecimal() else 0, by=actor_for(request))
    return redirect("receptions:request", number=number)


def shown_anew(view: View) -> View:
    """For a step of a reception: a stale press changes nothing; the page comes again as it is now, and says so."""

    @wraps(view)
    def shown(request: HttpRequest, number: str, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, number, **kwargs)
        except Stale as stale:
            messages.warning(request, stale.words)
            return redirect("receptions:detail", number=number)

    return shown


@policy(COUNTER)
@require_POST
def presence(request: HttpRequest, number: str) -> HttpResponse:
    """The page is open here; who else has it open. Asked every few seconds."""
    others = presences.here(number, actor_for(request))
    shown = {"others": [presenters.OtherHere.of(other) for other in others]}
    return render(request, "pages/receptions/_others.html", shown)
