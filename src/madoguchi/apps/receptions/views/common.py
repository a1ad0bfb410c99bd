"""What the staff pages of a reception share."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from madoguchi.apps.accounts.policies import needs
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.documents import queries as documents
from madoguchi.apps.receptions import composing, entering, kinds, presenters, queries, services
from madoguchi.apps.receptions.queries import NoSuchReception
from madoguchi.apps.receptions.types import ReceptionView
from madoguchi.apps.residents import queries as residents
from madoguchi.domain.counter import Certificate

COUNTER = needs(Right.COUNTER)


def reception_or_404(number: str) -> ReceptionView:
    try:
        return queries.get(number)
    except NoSuchReception:
        raise Http404 from None


def known_certificates() -> dict[str, Certificate]:
    return {c.key: c for c in catalogue.certificates()}


def stopped(request: HttpRequest, reference: str = "") -> HttpResponse:
    """The neutral stop. The number to tell is the moment: the trail has the rest."""
    context = {
        "ask_url": _ask_url(request),
        "reference": reference or f"{timezone.localtime():%m%d-%H%M%S}",
        "reception_kept": bool(reference),
        "search_url_back": reverse("residents:search"),
    }
    return render(request, "pages/residents/stopped.html", context, status=403)


def _ask_url(request: HttpRequest) -> str:
    """係長に知らせる (POST): about this reception, or with a new one for this resident."""
    known = request.resolver_match.kwargs if request.resolver_match else {}
    if "number" in known:
        return reverse("receptions:guard_ask", args=[known["number"]])
    return reverse("receptions:guard_start", args=[known["resident_id"]]) if "resident_id" in known else ""


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
