"""A reception on its way: its papers, its next step, what was done."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from madoguchi.apps.accounts.policies import policy
from madoguchi.apps.accounts.queries import actor_for
from madoguchi.apps.documents import queries as documents
from madoguchi.apps.documents import services as papers
from madoguchi.apps.receptions import entering, handing, kinds, phrases, presenters, queries, services
from madoguchi.apps.receptions.passage import NOTHING_SAID, Passing
from madoguchi.apps.receptions.states import FOLLOWED, Status
from madoguchi.apps.receptions.types import Fault, ReceptionView
from madoguchi.apps.receptions.views.common import (
    COUNTER,
    facts_of,
    reception_or_404,
    unreflected_of,
)
from madoguchi.apps.residents import queries as residents
from madoguchi.apps.residents.types import Purpose
from madoguchi.domain.dates import wareki


@policy(COUNTER)
@require_GET
def detail(request: HttpRequest, number: str) -> HttpResponse:
    view = reception_or_404(number)
    kept = queries.kept_of(view)
    if kept.number != view.number:
        messages.info(request, f"受付 {view.short_number} は、受付 {kept.short_number} にまとめました。")
        return redirect(f"receptions:{presenters.page_of(kept)}", number=kept.number)
    return show(request, view, Passing.of_query(request.GET))


def show(
    request: HttpRequest, view: ReceptionView, said: Passing = NOTHING_SAID, fault: Fault | None = None
) -> HttpResponse:
    """The page of a reception; after a fault with what was said at its step."""
    actor, flow, kind = actor_for(request), queries.flow(), kinds.of(view)
    composition = None if kind else services.composition_to_look_at(view, actor)
    facts = facts_of(view, actor, composition)
    leaving = handing.Leaving.of(composition)
    words = fault.words if fault else ""
    wait = entering.wait_of(view)
    context = {
        "reception": presenters.ReceptionHead.of(view),
        "request_facts": facts,
        "history": presenters.history(view),
        "fee_words": presenters.yen(view.fee_yen),
        "steps": presenters.way(view, flow),
        "task": None if wait else presenters.Task.of(view, flow, actor, leaving, said, words),
        "wait": presenters.WaitShown.of(view, wait),
        "unreflected": () if wait else unreflected_of(view),
        "aside": presenters.Aside.of(view),
        "papers": _papers(view),
        "reprint_reasons": phrases.REPRINT,
        "come_back": _day_words(view.passage.come_back_on),
        "slip_url": kind.slip(view) if kind and view.status is Status.SUSPENDED else "",
        "beside_url": residents.beside_url(view.subject_id, view.number) if kind is None else "",
        "called": presenters.Called.of(view),
        "followed_url": kind.page(view) if kind is not None and view.status in FOLLOWED else "",
        "suspended": view.passage if view.status is Status.SUSPENDED else None,
        "presence_url": reverse("receptions:presence", args=[view.number]),
        "back_url": reverse("receptions:waiting") + f"?status={view.status}",
    }
    return render(request, "pages/receptions/detail.html", context, status=422 if fault else 200)


def _day_words(day: date | None) -> str:
    return wareki(day, with_weekday=True) if day else ""


def _papers(view: ReceptionView) -> list[Any]:
    prints = queries.prints(view.number)
    return [
        presenters.PaperRow.of(view.number, paper, prints.get(paper.id, ()))
        for paper in documents.of_reception(view.number)
    ]


@policy(COUNTER)
@require_GET
def picture(request: HttpRequest, number: str, document_id: UUID) -> HttpResponse:
    _belongs(document_id, number)
    image = papers.picture(document_id, by=actor_for(request), purpose=Purpose.COUNTER)
    return HttpResponse(image, content_type="image/png")


@policy(COUNTER)
@require_POST
def print_paper(request: HttpRequest, number: str, document_id: UUID) -> HttpResponse:
    """The PDF in its own tab, for the printer. The first time as it is, afterwards marked 再印刷 and with a reason."""
    _belongs(document_id, number)
    reason = request.POST.get("reason", "")
    pdf = services.print_paper(number, document_id, reason, by=actor_for(request))
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{number}.pdf"'
    return answer


def _belongs(document_id: UUID, number: str) -> None:
    if documents.reference_of(document_id) != number:
        raise Http404
