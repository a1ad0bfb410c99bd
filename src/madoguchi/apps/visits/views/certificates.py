"""Certificates asked for with the notice that brings people into the register."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from madoguchi.apps.accounts.policies import policy
from madoguchi.apps.accounts.queries import actor_for
from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.receptions.types import Incomplete
from madoguchi.apps.visits import certificates as asking
from madoguchi.apps.visits import services
from madoguchi.apps.visits.presenting import certificates as presenting
from madoguchi.apps.visits.types import OpenVisit, Wanted
from madoguchi.apps.visits.views.common import (
    COUNTER,
    not_open,
    opened_or_404,
    page,
    people_of,
    seen_version,
)

MOST = 99


@policy(COUNTER)
@require_http_methods(["GET", "POST"])
def certificates(request: HttpRequest, number: str) -> HttpResponse:
    """What is asked for; nothing chosen takes it back."""
    opened = opened_or_404(request, number)
    elsewhere = not_open(opened)
    if elsewhere is not None:
        return elsewhere
    if request.method == "GET":
        return _page(request, opened, opened.body.certificates, {})
    wanted = read_wanted(request.POST, opened)
    try:
        services.set_certificates(number, wanted, seen=seen_version(request), by=actor_for(request))
    except Incomplete as incomplete:
        return _page(request, opened, wanted, {f.target: f.words for f in incomplete.faults})
    except Refused as refused:
        return _page(request, opened_or_404(request, number), wanted, {"": refused.words})
    return redirect("visits:result", number=number)


def read_wanted(posted: QueryDict, opened: OpenVisit) -> tuple[Wanted, ...]:
    """The certificates with a number of copies; whoever isn't of the visit is left out."""
    people = {person.key for person in opened.body.persons}
    return tuple(
        Wanted(
            certificate.key,
            copies,
            tuple(key for key in posted.getlist(f"members_{certificate.key}") if key in people),
            tuple(posted.getlist(f"items_{certificate.key}")),
        )
        for certificate in asking.offered(opened)
        if (copies := _copies(posted.get(f"count_{certificate.key}", "")))
    )


def _copies(text: str) -> int:
    return min(int(text), MOST) if text.isdecimal() and len(text) <= len(str(MOST)) else 0


def _page(
    request: HttpRequest, opened: OpenVisit, wanted: tuple[Wanted, ...], wrong: Mapping[str, str]
) -> HttpResponse:
    people = people_of(opened)
    context = page(opened, 3) | {
        "refusal": asking.refusal(opened),
        "offers": presenting.offers(opened, people, wanted, wrong),
        "errors": [{"message": words, "target": target} for target, words in wrong.items()],
        "submit_url": request.path,
        "back_url": reverse("visits:result", args=[opened.number]),
    }
    return render(request, "pages/visits/certificates.html", context, status=422 if wrong else 200)
