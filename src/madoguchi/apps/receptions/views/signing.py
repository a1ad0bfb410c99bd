"""While the resident confirms and signs."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from madoguchi.apps.accounts.policies import policy
from madoguchi.apps.accounts.queries import actor_for
from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.receptions import presenters, queries, seats, services
from madoguchi.apps.receptions.states import Status
from madoguchi.apps.receptions.views.common import (
    COUNTER,
    facts_of,
    pictures,
    reception_or_404,
    seen_version,
)
from madoguchi.apps.receptions.views.stale import shown_anew


@policy(COUNTER)
@require_GET
def signature(request: HttpRequest, number: str) -> HttpResponse:
    """While the resident confirms and signs."""
    view, actor = reception_or_404(number), actor_for(request)
    if view.status is Status.OPEN:
        return redirect("receptions:request", number=number)
    if view.status is not Status.SIGNING or view.left_behind(timezone.localdate()):
        return redirect("receptions:detail", number=number)
    facts = facts_of(view, actor)
    seat = seats.of_staff(actor)
    asked = "pair" in request.GET  # another screen than the one that is listening
    context = {
        "reception": presenters.ReceptionHead.of(view),
        "request_facts": facts,
        "fee_words": presenters.yen(view.fee_yen),
        "steps": presenters.way(view, queries.flow()),
        "screen": presenters.Screen.of(seat, view),
        "pair": None if seat and seat.listening and not asked else _pairing(request, actor, number),
        "poll_url": reverse("receptions:signature_state", args=[number]),
        "preview_image_urls": pictures(number),
        "called": presenters.Called.of(view),
        "back_url": reverse("receptions:reopen", args=[number]),
        "paper_url": reverse("receptions:sign_on_paper", args=[number]),
        "presence_url": reverse("receptions:presence", args=[number]),
        "aside": presenters.Aside.of(view),
    }
    return render(request, "pages/receptions/sign.html", context)


def _pairing(request: HttpRequest, actor: Actor, number: str) -> dict[str, str]:
    code = seats.offer_code(actor, number)
    until = timezone.localtime(code.expires_at)
    # The code stands behind the #: it is never sent in an address and never logged.
    port = f":{request.get_port()}" if ":" in request.get_host() else ""
    host = settings.RESIDENT_HOST.rsplit(":", 1)[0]
    return {
        "code": code.code,
        "expires": f"{until:%-H時%M分%S秒}まで",
        "open_url": f"{request.scheme}://{host}{port}/#{code.code}",
    }


@policy(COUNTER)
@require_GET
def signature_state(request: HttpRequest, number: str) -> HttpResponse:
    view = reception_or_404(number)
    screen = presenters.Screen.of(seats.of_staff(actor_for(request)), view)
    if view.status is not Status.SIGNING:
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = reverse(f"receptions:{presenters.page_of(view)}", args=[number])
        return answer
    return render(request, "pages/receptions/_sign_state.html", {"screen": screen})


@policy(COUNTER)
@require_POST
@shown_anew
def reopen(request: HttpRequest, number: str) -> HttpResponse:
    services.reopen(number, seen=seen_version(request), by=actor_for(request))
    return redirect("receptions:request", number=number)


@policy(COUNTER)
@require_POST
@shown_anew
def sign_on_paper(request: HttpRequest, number: str) -> HttpResponse:
    view = services.sign_on_paper(number, seen=seen_version(request), by=actor_for(request))
    return redirect(f"receptions:{presenters.page_of(view)}", number=number)
