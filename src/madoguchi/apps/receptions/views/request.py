"""The request page: visitor, certificates, the form as it grows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.apps.accounts.policies import policy
from madoguchi.apps.accounts.queries import actor_for
from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.documents import services as papers
from madoguchi.apps.documents.rendering import FormDataError, RenderingError
from madoguchi.apps.receptions import composing, kinds, presenters, queries, services
from madoguchi.apps.receptions.forms import read_draft
from madoguchi.apps.receptions.states import Status
from madoguchi.apps.receptions.types import Fault, Incomplete, ReceptionView, RequestDraft
from madoguchi.apps.receptions.views.common import (
    COUNTER,
    known_certificates,
    reception_or_404,
    seen_version,
    unreflected_of,
)
from madoguchi.apps.residents.queries.people import NoSuchResident
from madoguchi.apps.residents.types import NeedsCheck

WORDS = "text/plain; charset=utf-8"
NOTHING_TO_DRAW = "証明書を選ぶと、ここに申請書が出ます。"
AFTER_IDENTITY = "本人確認のあとに、ここに申請書を表示します。"
AFTER_PAPERS = "本人確認と書類の確認のあとに、ここに申請書を表示します。"
STILL_MISSING = "入力がそろうと、ここに申請書が出ます。"
NO_FORM = "持参された請求書がそのまま請求書になります。申請書は作らず、受付の記録だけを残します。"


@policy(COUNTER)
@require_POST
def start(request: HttpRequest, resident_id: int) -> HttpResponse:
    try:
        view = services.start(resident_id, by=actor_for(request))
    except NoSuchResident:
        raise Http404 from None
    return redirect("receptions:request", number=view.number)


@policy(COUNTER)
@require_POST
def start_by_seal(request: HttpRequest) -> HttpResponse:
    """From the number on a 印鑑登録証; the holder's data isn't shown on the way."""
    try:
        view = services.start_by_seal(request.POST.get("seal_card", ""), by=actor_for(request))
    except NeedsCheck:
        raise
    except Refused as refusal:
        messages.warning(request, refusal.words)
        return redirect("residents:search")
    return redirect("receptions:request", number=view.number)


def posted_draft(request: HttpRequest) -> RequestDraft:
    return read_draft(request.POST, known_certificates())


@policy(COUNTER)
@require_http_methods(["GET", "POST"])
def request_page(request: HttpRequest, number: str) -> HttpResponse:
    view, actor = reception_or_404(number), actor_for(request)
    kind = kinds.of(view)
    if kind is not None:
        return redirect(kind.page(view))
    if request.method == "POST":
        return _go_on(request, view, actor)
    if view.status not in (Status.OPEN, Status.SIGNING):
        return redirect("receptions:detail", number=number)
    return _request_page(request, view, actor)


def _go_on(request: HttpRequest, view: ReceptionView, actor: Actor) -> HttpResponse:
    """To the signature, or straight on where the visitor's own paper is the request."""
    draft = posted_draft(request)
    try:
        seen = services.save_draft(view.number, draft, seen=seen_version(request), by=actor).version
        if services.makes_form(draft):
            services.ask_signature(view.number, draft, seen=seen, by=actor)
            return redirect("receptions:signature", number=view.number)
        services.record_request(view.number, draft, seen=seen, by=actor)
        return redirect("receptions:detail", number=view.number)
    except Incomplete as incomplete:
        return _request_page(request, queries.get(view.number), actor, incomplete.faults)
    except RenderingError as error:
        return _request_page(request, queries.get(view.number), actor, (Fault(str(error), ""),))
    except NeedsCheck:
        return _request_page(request, queries.get(view.number), actor)


def _request_page(
    request: HttpRequest, view: ReceptionView, actor: Actor, faults: Sequence[Fault] = ()
) -> HttpResponse:
    composition = services.composition_of(view, actor, drafting=True)
    context = _context(composition, faults) | {
        "errors": [{"message": f.words, "target": f.target} for f in faults],
        "preview_image_url": "",
        "preview_url": reverse("receptions:preview", args=[view.number]),
        "update_url": reverse("receptions:draft", args=[view.number]),
        "submit_url": reverse("receptions:request", args=[view.number]),
        "back_url": reverse("residents:household", args=[view.subject_id]),
        "other_resident_url": reverse("residents:search"),
        "presence_url": reverse("receptions:presence", args=[view.number]),
        "unreflected": unreflected_of(view),
    }
    status = 422 if faults else 200
    return render(request, "pages/receptions/certificate_request.html", context, status=status)


def _context(composition: composing.Composition, faults: Sequence[Fault] = ()) -> dict[str, Any]:
    """Everything of the page that depends on the request. Ends in the same words whether saved or opened."""
    case, guard = composition.case, composition.guard
    wrong = {fault.target: fault.words for fault in faults}
    return {
        "reception": presenters.ReceptionHead.of(composition.reception),
        "subject": presenters.Subject.of(case),
        "who": presenters.who(case, guard, wrong),
        "identity_documents": presenters.identity_choices(case),
        "questions": presenters.questions(case),
        "identity": presenters.verdict(case),
        "stated": presenters.stated(case, wrong),
        "certificates": presenters.certificate_rows(case, wrong),
        "reasons": presenters.reasons(case, wrong),
        "fee": presenters.fee(case),
        "guard": guard,
        "core_checked": case.draft.core_checked,
        "go_on": "署名へ進む" if case.visitor.makes_form else "受付を記録する",
    }


@policy(COUNTER)
@require_POST
def draft(request: HttpRequest, number: str) -> HttpResponse:
    """Every change of the request page is kept at once; the answer brings all that depends on it."""
    actor = actor_for(request)
    view = services.save_draft(number, posted_draft(request), seen=seen_version(request), by=actor)
    composition = services.composition_of(view, actor, drafting=True)
    return render(request, "pages/receptions/_saved.html", _context(composition) | {"oob": True})


@policy(COUNTER)
@require_POST
def preview(request: HttpRequest, number: str) -> HttpResponse:
    """The paper as it would be now (PNG), or words why there is none yet."""
    actor, view = actor_for(request), reception_or_404(number)
    composition = services.composition_of(services.with_draft(view, posted_draft(request)), actor)
    closed = _closed(composition)
    if closed:
        return _not_yet(closed)
    try:
        made = composing.papers(composition)
        picture = papers.preview(made[0], by=actor) if made else None
    except FormDataError:
        return _not_yet(STILL_MISSING)
    except RenderingError as error:
        return HttpResponse(str(error), status=422, content_type=WORDS)
    return HttpResponse(picture, content_type="image/png") if picture else _not_yet(NOTHING_TO_DRAW)


def _closed(composition: composing.Composition) -> str:
    """Why nothing is drawn: before identity is recorded no value of the register stands on any picture."""
    case = composition.case
    if not case.visitor.makes_form:
        return NO_FORM
    if case.opened or case.states:
        return ""
    return AFTER_PAPERS if case.visitor.papers else AFTER_IDENTITY


def _not_yet(text: str) -> HttpResponse:
    return HttpResponse(text, content_type=WORDS)
