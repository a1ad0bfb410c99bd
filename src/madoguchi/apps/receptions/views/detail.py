"""A reception on its way: its papers, handing over, cancelling."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from madoguchi.apps.accounts.policies import needs, policy
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.documents import queries as documents
from madoguchi.apps.documents import services as papers
from madoguchi.apps.receptions import presenters, services
from madoguchi.apps.receptions.states import Status
from madoguchi.apps.receptions.types import Incomplete, ReceptionView
from madoguchi.apps.receptions.views.common import (
    COUNTER,
    actor_for,
    reception_or_404,
    seen_version,
    stopped,
)
from madoguchi.apps.residents.types import NeedsCheck, Purpose


@policy(COUNTER)
@require_GET
def detail(request: HttpRequest, number: str) -> HttpResponse:
    return _detail(request, reception_or_404(number))


def _detail(request: HttpRequest, view: ReceptionView, error: str = "") -> HttpResponse:
    actor = actor_for(request)
    try:
        composition = services.composition_of(view, actor)
    except NeedsCheck:
        return stopped(request, view.short_number)
    shown = documents.of_reception(view.number)
    making = view.status is Status.MAKING
    context = {
        "reception": presenters.ReceptionHead.of(view),
        "request_facts": presenters.request_facts(composition),
        "fee_words": presenters.yen(view.fee_yen),
        "steps": presenters.steps(view.status),
        "papers": [
            {
                "title": d.title,
                "image_url": reverse("receptions:picture", args=[view.number, d.id]),
                "print_url": reverse("receptions:print", args=[view.number, d.id]),
                "prints": d.prints,
            }
            for d in shown
        ],
        "handover": {"url": reverse("receptions:issue", args=[view.number]), "error": error}
        if making and actor.may(Right.ISSUE)
        else None,
        "reopen_url": reverse("receptions:reopen", args=[view.number]) if making else "",
        "cancel": {
            "url": reverse("receptions:cancel", args=[view.number]),
            "reasons": [
                presenters.Choice(r, r, key=str(n)) for n, r in enumerate(presenters.CANCEL_REASONS, 1)
            ],
        }
        if view.status in (Status.OPEN, Status.SIGNING, Status.MAKING)
        else None,
        "back_url": reverse("receptions:waiting"),
    }
    return render(request, "pages/receptions/detail.html", context, status=422 if error else 200)


@policy(COUNTER)
@require_GET
def picture(request: HttpRequest, number: str, document_id: UUID) -> HttpResponse:
    _belongs(document_id, number)
    image = papers.picture(document_id, by=actor_for(request), purpose=Purpose.COUNTER)
    return HttpResponse(image, content_type="image/png")


@policy(COUNTER)
@require_POST
def print_paper(request: HttpRequest, number: str, document_id: UUID) -> HttpResponse:
    """The PDF in its own tab, for the printer. The first time as it is, afterwards marked 再印刷."""
    _belongs(document_id, number)
    pdf = papers.print_out(document_id, by=actor_for(request))
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{number}.pdf"'
    return answer


def _belongs(document_id: UUID, number: str) -> None:
    if documents.reference_of(document_id) != number:
        raise Http404


@policy(needs(Right.ISSUE))
@require_POST
def issue(request: HttpRequest, number: str) -> HttpResponse:
    try:
        services.issue(
            number, request.POST.get("number", ""), seen=seen_version(request), by=actor_for(request)
        )
    except Incomplete as incomplete:
        return _detail(request, reception_or_404(number), incomplete.faults[0].words)
    return redirect("receptions:waiting")


@policy(COUNTER)
@require_POST
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    reason = request.POST.get("reason", "")
    if reason not in presenters.CANCEL_REASONS:  # it goes into the trail, where no free text may stand
        raise Refused("取り消す理由を選んでください。受付はそのままです。")
    services.cancel(number, reason, seen=seen_version(request), by=actor_for(request))
    return redirect("receptions:detail", number=number)
