"""Guarded households: the clerk asks, a second person looks at the whole request and answers."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.apps.accounts.policies import needs, policy
from madoguchi.apps.accounts.queries import actor_for
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.documents import services as papers
from madoguchi.apps.receptions import applying, composing, guarding, kinds, queries, services
from madoguchi.apps.receptions.presenters import ReceptionHead
from madoguchi.apps.receptions.presenters import guard as presenters
from madoguchi.apps.receptions.states import Status
from madoguchi.apps.receptions.types import ReceptionView
from madoguchi.apps.receptions.views.common import COUNTER, reception_or_404, told_by
from madoguchi.apps.residents import queries as residents
from madoguchi.apps.residents import services as register
from madoguchi.apps.residents.queries.people import NoSuchResident
from madoguchi.apps.residents.types import Decision, Purpose, ReleaseView

SECOND_PERSON = needs(Right.PROTECTION_RELEASE)


@policy(COUNTER)
@require_POST
def start(request: HttpRequest, resident_id: int) -> HttpResponse:
    """係長に知らせる, from the neutral stop: the reception begins, to be filled in and asked about."""
    try:
        view = services.start_guarded(resident_id, by=actor_for(request))
    except NoSuchResident:
        raise Http404 from None
    return redirect("receptions:request", number=view.number)


@policy(COUNTER)
@require_POST
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """確認を求める: about the request as it was saved last. The request page saves at every change."""
    view = reception_or_404(number)
    guarding.ask(view, actor_for(request))
    return redirect(_page_of(view), number=number)


def _page_of(view: ReceptionView) -> str:
    return "receptions:request" if view.status is Status.OPEN else "receptions:guard_wait"


@policy(COUNTER)
@require_GET
def wait(request: HttpRequest, number: str) -> HttpResponse:
    """A reception beyond its request page, while the second person is asked."""
    view, actor = reception_or_404(number), actor_for(request)
    guard = guarding.look(guarding.household_if_any(view, actor), view, actor)
    if not guard.needed or guard.released:
        return redirect("receptions:detail", number=number)
    context = {"guard": guard, "reception": ReceptionHead.of(view), "back_url": reverse("receptions:waiting")}
    return render(request, "pages/receptions/guard_wait.html", context)


@policy(COUNTER)
@require_GET
def state(request: HttpRequest, number: str) -> HttpResponse:
    """Asked by the waiting page every few seconds: 204 as long as nothing changed, else it opens anew."""
    view, actor = reception_or_404(number), actor_for(request)
    guard = guarding.look(guarding.household_if_any(view, actor), view, actor)
    answer = HttpResponse(status=204)
    if guard.state != request.GET.get("state", ""):
        answer["HX-Refresh"] = "true"
    return answer


@policy(SECOND_PERSON)
@require_GET
def confirmations(request: HttpRequest) -> HttpResponse:
    """確認待ち: the day's asks, those that wait first. The table alone when the page asks for news."""
    asks = residents.releases_of_today()
    names = residents.labels(actor_for(request), Purpose.RELEASE, [ask.subject_id for ask in asks])
    by_id = {int(key): label for key, label in names.items()}
    now = timezone.now()
    context = {
        "asks": [
            presenters.AskRow.of(ask, queries.get(ask.ask.reference), by_id.get(ask.subject_id), now)
            for ask in asks
        ],
        "news_url": reverse("receptions:confirmations"),
        "protections_url": reverse("residents:protections"),
    }
    alone = request.headers.get("HX-Request") == "true"
    page = "_confirmations.html" if alone else "confirmations.html"
    return render(request, f"pages/receptions/{page}", context)


@policy(SECOND_PERSON)
@require_GET
def count(_request: HttpRequest) -> HttpResponse:
    """How many wait: the number beside the section's name, asked from every page."""
    waiting = residents.releases_waiting()
    return HttpResponse(str(waiting) if waiting else "", content_type="text/plain; charset=utf-8")


@policy(SECOND_PERSON)
@require_http_methods(["GET", "POST"])
def confirmation(request: HttpRequest, release_id: int) -> HttpResponse:
    """The whole request beside the person it is about, and the answer."""
    try:
        asked = residents.release_by_id(release_id)
    except residents.NoSuchRelease:
        raise Http404 from None
    errors: list[str] = []
    if request.method == "POST":
        try:
            register.answer_release(release_id, _decision(request), by=actor_for(request))
            return redirect("receptions:confirmations")
        except Refused as refusal:
            errors.append(refusal.words)
    return _confirmation(request, asked, errors)


def _decision(request: HttpRequest) -> Decision:
    granted = request.POST.get("decision") == "grant"
    return Decision(
        granted=granted,
        reason=request.POST.get("grant_reason" if granted else "refuse_reason", ""),
        application_seen=bool(request.POST.get("application_seen")),
        with_address=bool(request.POST.get("with_address")),
    )


def _confirmation(request: HttpRequest, asked: ReleaseView, errors: Sequence[str]) -> HttpResponse:
    actor, view = actor_for(request), reception_or_404(asked.ask.reference)
    composition = _composition(view, asked, request) if asked.subject_id else None
    numbers = guarding.people_of(composition.household if composition else None, view)
    changed = kinds.request_of(view) != asked.ask.digest
    context = {
        "reception": ReceptionHead.of(view),
        "asked": {"by": asked.asked_by_name, "own": asked.asked_by == actor.staff_id},
        "changed": changed,
        "answered": presenters.Answered.of(asked),
        **_asked_for(view, composition, actor),
        "protections": [
            presenters.ProtectionRow.of(p)
            for p in residents.protections_of(actor, numbers, reference=view.number)
        ],
        "grant_reasons": presenters.grant_reasons(),
        "refuse_reasons": presenters.refuse_reasons(),
        "errors": [{"message": words, "target": "decision"} for words in errors],
        "back_url": reverse("receptions:confirmations"),
    }
    return render(request, "pages/receptions/confirmation.html", context, status=422 if errors else 200)


def _asked_for(
    view: ReceptionView, composition: composing.Composition | None, actor: Actor
) -> dict[str, object]:
    """The request and the person of the register it is about; no such person where all are newcomers."""
    kind = kinds.of(view)
    shown: dict[str, object] = {"wanted": told_by(kind, view, actor)} if kind else {}
    if composition is None:
        return shown
    if kind is None:
        shown = {
            "visitor": presenters.visitor_facts(composition),
            "wanted": presenters.wanted_facts(composition),
        }
    return shown | {
        "relations": presenters.relations(composition),
        "subject": presenters.subject_facts(composition),
        "stated": presenters.stated_facts(composition),
    }


def _composition(view: ReceptionView, asked: ReleaseView, request: HttpRequest) -> composing.Composition:
    """Opened as the person who answers for it, with all that the right lets see."""
    actor = actor_for(request)
    household = residents.open_household(actor, Purpose.RELEASE, asked.subject_id, reference=view.number)
    return composing.Composition(
        reception=view,
        household=household,
        certificates={c.key: c for c in catalogue.certificates()},
        rules=catalogue.identity_rules(),
        visitor_rules=catalogue.visitor_rules(),
        today=timezone.localdate(),
        staff_name=actor.name,
        guard=guarding.look(household, view, actor),
    )


@policy(COUNTER)
@require_POST
def print_application(request: HttpRequest, number: str) -> HttpResponse:
    """The 申出書 (PDF): names and birth dates; address and telephone are left to the hand that signs."""
    actor = actor_for(request)
    try:
        application, people = residents.open_application(actor, number)
    except residents.NoSuchApplication:
        raise Http404 from None
    data = applying.form_data(application, people, catalogue.form(applying.FORM), actor.name)
    pdf = papers.draw(applying.FORM, data, reference=number, by=actor)
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{number}.pdf"'
    return answer
