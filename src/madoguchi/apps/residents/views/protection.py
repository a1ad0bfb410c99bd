"""支援措置 at the counter: an application taken, provisional protection, its end by two people, the monthly list."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.apps.accounts.policies import needs, policy
from madoguchi.apps.accounts.queries import actor_for
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.residents import queries, services
from madoguchi.apps.residents.presenters import MemberRow
from madoguchi.apps.residents.presenters.protection import (
    ApplicationRow,
    ProtectionRow,
    compared_rows,
)
from madoguchi.apps.residents.queries.people import NoSuchResident
from madoguchi.apps.residents.services.application import ASKED_FOR
from madoguchi.apps.residents.states import END_LABELS, KIND_LABELS
from madoguchi.apps.residents.types import HouseholdView, Purpose
from madoguchi.domain.dates import wareki

COUNTER = needs(Right.COUNTER)
RELEASE = needs(Right.PROTECTION_RELEASE)


def _household(request: HttpRequest, resident_id: int) -> HouseholdView:
    try:
        return queries.open_household(actor_for(request), Purpose.COUNTER, resident_id)
    except NoSuchResident:
        raise Http404 from None


@policy(COUNTER)
@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, resident_id: int) -> HttpResponse:
    """The page is the same whether somebody is protected already or not: it tells nothing."""
    household = _household(request, resident_id)
    errors: list[str] = []
    if request.method == "POST":
        try:
            number = _take(request, household, resident_id)
            return redirect("residents:applied", resident_id=resident_id, number=number)
        except Refused as refusal:
            errors.append(refusal.words)
    return render(
        request,
        "pages/residents/apply.html",
        _apply_context(request, household, resident_id, errors),
        status=422 if errors else 200,
    )


def _take(request: HttpRequest, household: HouseholdView, resident_id: int) -> str:
    members = {str(m.id): m.id for m in household.members}
    others = [members[text] for text in request.POST.getlist("others") if text in members]
    kind, office = request.POST.get("kind", ""), request.POST.get("office", "")
    return services.take_application(resident_id, others, kind, office, by=actor_for(request))


def _apply_context(
    request: HttpRequest, household: HouseholdView, resident_id: int, errors: list[str]
) -> dict[str, object]:
    posted, person = request.POST, household.member(resident_id)
    rules = catalogue.protection_rules()
    return {
        "person": MemberRow.of(person, timezone.localdate(), "", chosen=True, url=""),
        "others": [
            {"value": str(m.id), "label": m.name, "note": m.relationship, "checked": _has(posted, m.id)}
            for m in household.members
            if m.id != resident_id
        ],
        "kinds": [
            {"value": key, "label": KIND_LABELS[key], "key": key, "checked": posted.get("kind") == key}
            for key in ASKED_FOR
        ],
        "offices": [
            {"value": o.key, "label": o.label, "key": str(n), "checked": posted.get("office") == o.key}
            for n, o in enumerate(rules.offices, 1)
        ],
        "errors": [{"message": words, "target": "kind-1"} for words in errors],
        "provisional_url": reverse("residents:provisional", args=[resident_id]),
        "back_url": reverse("residents:household", args=[resident_id]),
    }


def _has(posted: QueryDict, resident_id: int) -> bool:
    return str(resident_id) in posted.getlist("others")


@policy(COUNTER)
@require_POST
def provisional(request: HttpRequest, resident_id: int) -> HttpResponse:
    """仮支援措置 alone, before any application: works at once."""
    _household(request, resident_id)
    services.protect_provisionally(resident_id, by=actor_for(request))
    return redirect("residents:applied", resident_id=resident_id)


@policy(COUNTER)
@require_GET
def applied(request: HttpRequest, resident_id: int, number: str = "") -> HttpResponse:
    """What was done and what comes next. Without a number: provisional protection alone."""
    context = {
        "number": number,
        "print_url": reverse("receptions:print_application", args=[number]) if number else "",
        "back_url": reverse("residents:household", args=[resident_id]),
    }
    return render(request, "pages/residents/applied.html", context)


@policy(RELEASE)
@require_GET
def protections(request: HttpRequest) -> HttpResponse:
    """Applications with what is still to be reflected, and everybody under protection."""
    actor = actor_for(request)
    context = {
        "applications": list(map(ApplicationRow.of, queries.applications(actor))),
        "protections": [ProtectionRow.of(p, actor.staff_id) for p in queries.protections_in_force(actor)],
        "comparison_url": reverse("residents:comparison"),
        "back_url": reverse("receptions:confirmations"),
    }
    return render(request, "pages/residents/protections.html", context)


@policy(RELEASE)
@require_http_methods(["GET", "POST"])
def application(request: HttpRequest, number: str) -> HttpResponse:
    """The checklist of one application. POST `system` with `done` 1 or 0."""
    actor = actor_for(request)
    try:
        if request.method == "POST":
            done = request.POST.get("done") == "1"
            queries.application(actor, number)
            services.reflect(number, request.POST.get("system", ""), done=done, by=actor)
            return redirect("residents:application", number=number)
        row = ApplicationRow.of(queries.application(actor, number))
    except queries.NoSuchApplication:
        raise Http404 from None
    context = {"application": row, "back_url": reverse("residents:protections")}
    return render(request, "pages/residents/application.html", context)


@policy(RELEASE)
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, protection_id: int) -> HttpResponse:
    """One asks for the end with a reason, another confirms it; either may take it back."""
    actor = actor_for(request)
    found = next((p for p in queries.protections_in_force(actor) if p.id == protection_id), None)
    if found is None:
        raise Http404
    errors: list[str] = []
    if request.method == "POST":
        try:
            _ENDING[request.POST.get("step", "")](request, protection_id, actor)
            return redirect("residents:protections")
        except KeyError:
            raise Http404 from None
        except Refused as refusal:
            errors.append(refusal.words)
    context = {
        "protection": ProtectionRow.of(found, actor.staff_id),
        "reasons": [
            {"value": reason.value, "label": words, "key": str(n)}
            for n, (reason, words) in enumerate(END_LABELS.items(), 1)
        ],
        "errors": [{"message": words, "target": "reason-1"} for words in errors],
        "back_url": reverse("residents:protections"),
    }
    return render(request, "pages/residents/protection_end.html", context, status=422 if errors else 200)


def _ask(request: HttpRequest, protection_id: int, actor: Actor) -> None:
    services.ask_end(protection_id, request.POST.get("reason", ""), by=actor)


def _confirm(_request: HttpRequest, protection_id: int, actor: Actor) -> None:
    services.confirm_end(protection_id, by=actor)


def _keep(_request: HttpRequest, protection_id: int, actor: Actor) -> None:
    services.keep_after_all(protection_id, by=actor)


_ENDING: dict[str, Callable[[HttpRequest, int, Actor], None]] = {
    "ask": _ask,
    "confirm": _confirm,
    "keep": _keep,
}


@policy(RELEASE)
@require_GET
def comparison(request: HttpRequest) -> HttpResponse:
    """月次突合: all three lists side by side, differences first and red; printed as it stands."""
    compared = queries.compare_lists(actor_for(request))
    rows = compared_rows(compared)
    context = {
        "rows": rows,
        "different": sum(bool(row.differences) for row in rows),
        "day": wareki(timezone.localdate()),
        "core_as_of": wareki(timezone.localdate(compared.core_as_of)) if compared.core_as_of else "",
        "core_exact": compared.core_exact,
        "back_url": reverse("residents:protections"),
    }
    return render(request, "pages/residents/comparison.html", context)
