"""Finding a resident, opening the household."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from madoguchi.apps.accounts.policies import needs, policy
from madoguchi.apps.accounts.queries import actor_of
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.residents import queries
from madoguchi.apps.residents.presenters import Chip, Freshness, HouseholdHead, MemberRow, ResultRow
from madoguchi.apps.residents.queries.people import NoSuchResident
from madoguchi.apps.residents.search_words import understand
from madoguchi.apps.residents.types import Found, Purpose
from madoguchi.domain.counter.reception_numbers import is_code, plain_code

WORDS = "search_words"
START = "receptions:start"
SEAL_START = "receptions:start_by_seal"
VISIT_START = "visits:start"
RECEPTION = "receptions:find"
VISIT_ELSEWHERE = "visits:start_elsewhere"
EXPECTED = "expected:list"
RECEPTIONS = "receptions:waiting"
"""The page after this one belongs to a floor above: it is only named."""


@policy(needs(Right.COUNTER))
@require_http_methods(["GET", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """The typed words come by POST: they are personal data and never stand in an address.

    They are kept in the session of the server, so that going back shows the list again.
    """
    if request.method == "POST":
        code = plain_code(request.POST.get("q", ""))
        if is_code(code):  # a guide or a form was scanned into the box instead of a name being typed
            return redirect(RECEPTION, code=code)
        request.session[WORDS] = _typed(request)
        return redirect("residents:search")
    return _results(request, request.session.get(WORDS, ""))


def _typed(request: HttpRequest) -> str:
    """What was typed, less the word whose chip was taken away."""
    without = request.POST.get("without", "")
    words = understand(request.POST.get("q", ""))
    return " ".join(word.typed for place, word in enumerate(words) if str(place) != without)


def _results(request: HttpRequest, typed: str) -> HttpResponse:
    actor = actor_of(request)
    assert actor is not None
    words = understand(typed)
    found = queries.search(actor, Purpose.COUNTER, words)
    request.search_text = typed  # type: ignore[attr-defined]
    city, today = catalogue.municipality(), timezone.localdate()
    waiting = queries.unreflected([r.id for r in found.rows])
    context = {
        "query": typed,
        "chips": Chip.of(words),
        "results": [
            ResultRow.of(
                r,
                today,
                city.neutral_mark,
                reverse("residents:household", args=[r.id]),
                unreflected=r.id in waiting,
            )
            for r in found.rows
        ],
        "count": len(found.rows),
        "more": _more(found),
        "as_of": Freshness.of(found.as_of, city.stale_after_hours),
        "search_url": reverse("residents:search"),
        "seal_start_url": reverse(SEAL_START),
        "visit_url": reverse(VISIT_ELSEWHERE),
        "expected_url": reverse(EXPECTED),
        "receptions_url": reverse(RECEPTIONS),
    }
    return render(request, "pages/residents/search.html", context)


def _more(found: Found) -> str:
    """How many are beyond the list; at the cap nobody counted further."""
    beyond = found.total - len(found.rows)
    if beyond <= 0:
        return ""
    return f"{beyond:,}以上の" if found.capped else f"{beyond:,}"


@policy(needs(Right.COUNTER))
@require_GET
def household(request: HttpRequest, resident_id: int) -> HttpResponse:
    actor = actor_of(request)
    assert actor is not None
    try:
        home = queries.open_household(actor, Purpose.COUNTER, resident_id)
    except NoSuchResident:
        raise Http404 from None
    city, today = catalogue.municipality(), timezone.localdate()
    waiting = queries.unreflected([m.id for m in home.members])
    rows = [
        MemberRow.of(
            m,
            today,
            city.neutral_mark,
            chosen=m.id == resident_id,
            url=reverse("residents:household", args=[m.id]),
            unreflected=m.id in waiting,
        )
        for m in home.members
    ]
    person = home.member(resident_id)
    context = {
        "household": HouseholdHead.of(home, person),
        "members": rows,
        "person": next(row for row in rows if row.chosen),
        "cautions": ["手続の前に係長へ知らせてください。"] if home.care else [],
        "unreflected": list(dict.fromkeys(notice.words for notice in waiting.values())),
        "as_of": Freshness.of(queries.freshness(), city.stale_after_hours),
        "start_url": reverse(START, args=[resident_id]),
        "visit_url": reverse(VISIT_START, args=[resident_id]),
        "apply_url": reverse("residents:apply", args=[resident_id]),
        "beside_url": queries.beside_url(resident_id),
        "search_url_back": reverse("residents:search"),
    }
    return render(request, "pages/residents/household.html", context)
