"""What the staff pages of a reception share."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from madoguchi.apps.accounts.policies import needs
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.documents import queries as documents
from madoguchi.apps.receptions import composing, entering, kinds, presenters, queries, services
from madoguchi.apps.receptions.queries import NoSuchReception
from madoguchi.apps.receptions.states import FINAL
from madoguchi.apps.receptions.types import ReceptionView
from madoguchi.apps.residents import queries as residents
from madoguchi.apps.residents.presenters import stopping
from madoguchi.domain.counter import Certificate

COUNTER = needs(Right.COUNTER)


def reception_or_404(number: str) -> ReceptionView:
    try:
        return queries.get(number)
    except NoSuchReception:
        raise Http404 from None


def known_certificates() -> dict[str, Certificate]:
    return {c.key: c for c in catalogue.certificates()}


def stopped(request: HttpRequest) -> HttpResponse:
    """The neutral stop, with what can be done about the reception or the resident of this address.

    An answer that would stand in a part of a page leads the whole page to the stop.
    """
    known = request.resolver_match.kwargs if request.resolver_match else {}
    view = _reception_at(str(known.get("number", "")))
    if view is not None and request.headers.get("HX-Request"):
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = reverse("receptions:detail", args=[view.number])
        return answer
    if view is not None:
        return _stop(request, stopping.stop_context(view.short_number, **_ways_on(view)))
    subject = known.get("resident_id")
    ask_url = reverse("receptions:guard_start", args=[subject]) if subject is not None else ""
    return _stop(request, stopping.stop_context(ask_url=ask_url))


def _stop(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    return render(request, stopping.TEMPLATE, context, status=403)


def _reception_at(number: str) -> ReceptionView | None:
    try:
        return queries.get(number)
    except NoSuchReception:
        return None


def _ways_on(view: ReceptionView) -> dict[str, object]:
    """係長に知らせる, or cancel it; nothing for one that is over."""
    if view.status in FINAL:
        return {"over": True}
    return {
        "ask_url": reverse("receptions:guard_ask", args=[view.number]),
        "reception": presenters.ReceptionHead.of(view),
        "aside": presenters.Aside.only_cancel(view),
        "back": "list",
    }


def facts_of(
    view: ReceptionView, by: Actor, composition: composing.Composition | None = None
) -> tuple[presenters.Fact, ...]:
    """What a reception is about, for staff. Raises NeedsCheck."""
    kind = kinds.of(view)
    if kind is None:
        return presenters.request_facts(composition or services.composition_to_look_at(view, by))
    services.check_guard(view, by)
    return told_by(kind, view, by)


def told_by(
    kind: kinds.Kind, view: ReceptionView, by: Actor, *, for_resident: bool = False
) -> tuple[presenters.Fact, ...]:
    """What another kind than certificates says of a reception; names may need their own font."""
    facts = kind.facts(view, by, for_resident=for_resident)
    return tuple(presenters.Fact(label, words, mj=True) for label, words in facts)


def unreflected_of(view: ReceptionView) -> list[str]:
    """異動未反映: notices for these people that other receptions took, in words."""
    found = residents.unreflected(entering.people_of(view)).values()
    return list(dict.fromkeys(notice.words for notice in found if notice.reception_number != view.number))


def pictures(number: str) -> list[str]:
    return [reverse("receptions:picture", args=[number, d.id]) for d in documents.of_reception(number)]


def seen_version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() else 0
