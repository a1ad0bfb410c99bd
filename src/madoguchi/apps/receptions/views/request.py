"""The request page: visitor, certificates, the form as it grows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.apps.accounts.policies import policy
from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.documents import services as papers
from madoguchi.apps.documents.rendering import FormDataError, RenderingError
from madoguchi.apps.receptions import composing, presenters, queries, services
from madoguchi.apps.receptions.forms import read_draft
from madoguchi.apps.receptions.states import Status
from madoguchi.apps.receptions.types import Fault, Incomplete, ReceptionView, Stale
from madoguchi.apps.receptions.views.common import (
    COUNTER,
    actor_for,
    known_certificates,
    reception_or_404,
    seen_version,
    stopped,
)
from madoguchi.apps.residents.queries.people import NoSuchResident
from madoguchi.apps.residents.types import NeedsCheck

NOTHING_TO_DRAW = "証明書を選ぶと、ここに申請書が出ます。"


@policy(COUNTER)
@require_POST
def start(request: HttpRequest, resident_id: int) -> HttpResponse:
    try:
        view = services.start(resident_id, by=actor_for(request))
    except NoSuchResident:
        raise Http404 from None
    except NeedsCheck:
        return stopped(request)
    return redirect("receptions:request", number=view.number)


@policy(COUNTER)
@require_http_methods(["GET", "POST"])
def request_page(request: HttpRequest, number: str) -> HttpResponse:
    view, actor = reception_or_404(number), actor_for(request)
    faults: Sequence[Fault] = ()
    try:
        if request.method == "POST":
            draft = read_draft(request.POST, known_certificates())
            services.ask_signature(number, draft, seen=seen_version(request), by=actor)
            return redirect("receptions:signature", number=number)
        if view.status not in (Status.OPEN, Status.SIGNING):
            return redirect("receptions:detail", number=number)
    except Incomplete as incomplete:
        faults = incomplete.faults
    except NeedsCheck:
        return stopped(request, view.short_number)
    except Stale as stale:
        faults = (Fault(stale.words, ""),)
    except RenderingError as error:
        faults = (Fault(str(error), ""),)
    if faults:
        view = _kept(view, request, actor)
    return _request_page(request, view, actor, faults)


def _kept(view: ReceptionView, request: HttpRequest, actor: Actor) -> ReceptionView:
    """After a fault the page comes again with everything as entered, saved where nobody else came between."""
    draft = read_draft(request.POST, known_certificates())
    try:
        return services.save_draft(view.number, draft, seen=seen_version(request), by=actor)
    except Stale:
        return queries.get(view.number)


def _request_page(
    request: HttpRequest, view: ReceptionView, actor: Actor, faults: Sequence[Fault]
) -> HttpResponse:
    try:
        composition = services.composition_of(view, actor)
    except NeedsCheck:
        return stopped(request, view.short_number)
    context = _request_context(view, composition) | {
        "subject": presenters.Subject.of(composition.subject, composition.today),
        "errors": [{"message": f.words, "target": f.target} for f in faults],
        "preview_image_url": "",
        "preview_url": reverse("receptions:preview", args=[view.number]),
        "update_url": reverse("receptions:draft", args=[view.number]),
        "submit_url": reverse("receptions:request", args=[view.number]),
        "back_url": reverse("residents:household", args=[view.subject_id]),
        "other_resident_url": reverse("residents:search"),
    }
    status = 422 if faults else 200
    return render(request, "pages/receptions/certificate_request.html", context, status=status)


def _request_context(view: ReceptionView, composition: composing.Composition) -> dict[str, Any]:
    home, rules, today = composition.household, composition.rules, composition.today
    certificates = catalogue.certificates()
    return {
        "reception": presenters.ReceptionHead.of(view),
        "visitor_kinds": presenters.visitor_kinds(view, home),
        "household": presenters.visitors(view, home),
        "identity_documents": presenters.identity_choices(view, rules, today),
        "identity": presenters.verdict(view, rules, today),
        "certificates": presenters.certificate_rows(view, home, certificates),
        "fee": presenters.fee(view, certificates),
    }


@policy(COUNTER)
@require_POST
def draft(request: HttpRequest, number: str) -> HttpResponse:
    """Every change of the request page is kept at once; the answer brings fee, verdict and what depends on them."""
    actor = actor_for(request)
    try:
        view = services.save_draft(
            number, read_draft(request.POST, known_certificates()), seen=seen_version(request), by=actor
        )
        context = _request_context(view, services.composition_of(view, actor)) | {"oob": True}
    except NeedsCheck:
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = reverse("receptions:request", args=[number])
        return answer
    return render(request, "pages/receptions/_saved.html", context)


@policy(COUNTER)
@require_POST
def preview(request: HttpRequest, number: str) -> HttpResponse:
    """The paper as it would be now (PNG), or words why there is none yet."""
    actor, view = actor_for(request), reception_or_404(number)
    shown = services.with_draft(view, read_draft(request.POST, known_certificates()))
    try:
        made = composing.papers(services.composition_of(shown, actor))
        picture = papers.preview(made[0], by=actor) if made else None
    except FormDataError:
        return _words("入力がそろうと、ここに申請書が出ます。")
    except (RenderingError, Incomplete) as error:
        return _words(str(error))
    return HttpResponse(picture, content_type="image/png") if picture else _words(NOTHING_TO_DRAW)


def _words(text: str) -> HttpResponse:
    return HttpResponse(text, status=422, content_type="text/plain; charset=utf-8")
