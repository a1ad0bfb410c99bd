"""The staff's side of a reception: the request page, the signature, the list, making and handing over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.apps.accounts.policies import SIGNED_IN, needs, policy
from madoguchi.apps.accounts.queries import actor_of
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.documents import queries as documents
from madoguchi.apps.documents import services as papers
from madoguchi.apps.documents.rendering import FormDataError, RenderingError
from madoguchi.apps.receptions import composing, presenters, queries, seats, services
from madoguchi.apps.receptions.forms import read_draft
from madoguchi.apps.receptions.queries import NoSuchReception
from madoguchi.apps.receptions.states import LABELS, Status
from madoguchi.apps.receptions.types import Fault, Incomplete, ReceptionView, Stale
from madoguchi.apps.residents import queries as residents
from madoguchi.apps.residents.queries.people import NoSuchResident
from madoguchi.apps.residents.types import NeedsCheck, Purpose
from madoguchi.domain.counter import Certificate
from madoguchi.domain.dates import wareki

COUNTER = needs(Right.COUNTER)
NOTHING_TO_DRAW = "証明書を選ぶと、ここに申請書が出ます。"


def _actor(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    assert actor is not None
    return actor


def _get(number: str) -> ReceptionView:
    try:
        return queries.get(number)
    except NoSuchReception:
        raise Http404 from None


def _known() -> dict[str, Certificate]:
    return {c.key: c for c in catalogue.certificates()}


@policy(SIGNED_IN)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Where a person starts depends on what the person may do."""
    actor = _actor(request)
    ways = (
        (Right.COUNTER, "residents:search"),
        (Right.IMPORT_VIEW, "inbound:sets"),
        (Right.AUDIT_VIEW, "logbook:events"),
        (Right.ACCOUNTS, "accounts:accounts"),
    )
    for right, name in ways:
        if actor.may(right):
            return redirect(name)
    return render(
        request, "pages/refused.html", {"words": "使える画面がありません。管理者に相談してください。"}
    )


@policy(COUNTER)
@require_POST
def start(request: HttpRequest, resident_id: int) -> HttpResponse:
    try:
        view = services.start(resident_id, by=_actor(request))
    except NoSuchResident:
        raise Http404 from None
    except NeedsCheck:
        return _stopped(request)
    return redirect("receptions:request", number=view.number)


def _stopped(request: HttpRequest, reference: str = "") -> HttpResponse:
    """The neutral stop. The number to tell is the moment: the trail has the rest."""
    context = {
        "reference": reference or f"{timezone.localtime():%m%d-%H%M%S}",
        "reception_kept": bool(reference),
        "search_url_back": reverse("residents:search"),
    }
    return render(request, "pages/residents/stopped.html", context, status=403)


@policy(COUNTER)
@require_http_methods(["GET", "POST"])
def request_page(request: HttpRequest, number: str) -> HttpResponse:
    view, actor = _get(number), _actor(request)
    faults: Sequence[Fault] = ()
    try:
        if request.method == "POST":
            draft = read_draft(request.POST, _known())
            services.ask_signature(number, draft, seen=_seen(request), by=actor)
            return redirect("receptions:signature", number=number)
        if view.status not in (Status.OPEN, Status.SIGNING):
            return redirect("receptions:detail", number=number)
    except Incomplete as incomplete:
        faults = incomplete.faults
    except NeedsCheck:
        return _stopped(request, view.short_number)
    except Stale as stale:
        faults = (Fault(stale.words, ""),)
    except RenderingError as error:
        faults = (Fault(str(error), ""),)
    if faults:
        view = _kept(view, request, actor)
    return _request_page(request, view, actor, faults)


def _kept(view: ReceptionView, request: HttpRequest, actor: Actor) -> ReceptionView:
    """After a fault the page comes again with everything as entered, saved where nobody else came between."""
    draft = read_draft(request.POST, _known())
    try:
        return services.save_draft(view.number, draft, seen=_seen(request), by=actor)
    except Stale:
        return queries.get(view.number)


def _request_page(
    request: HttpRequest, view: ReceptionView, actor: Actor, faults: Sequence[Fault]
) -> HttpResponse:
    try:
        composition = services.composition_of(view, actor)
    except NeedsCheck:
        return _stopped(request, view.short_number)
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
    actor = _actor(request)
    try:
        view = services.save_draft(number, read_draft(request.POST, _known()), seen=_seen(request), by=actor)
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
    actor, view = _actor(request), _get(number)
    shown = services.with_draft(view, read_draft(request.POST, _known()))
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


@policy(COUNTER)
@require_GET
def signature(request: HttpRequest, number: str) -> HttpResponse:
    """While the resident confirms and signs."""
    view, actor = _get(number), _actor(request)
    if view.status is Status.OPEN:
        return redirect("receptions:request", number=number)
    if view.status is not Status.SIGNING:
        return redirect("receptions:detail", number=number)
    composition = services.composition_of(view, actor)
    seat = seats.of_staff(actor)
    asked = "pair" in request.GET  # another screen than the one that is listening
    context = {
        "reception": presenters.ReceptionHead.of(view),
        "request_facts": presenters.request_facts(composition),
        "fee_words": presenters.yen(composition.fee),
        "steps": presenters.steps(view.status),
        "screen": presenters.Screen.of(seat, view),
        "pair": None if seat and seat.listening and not asked else _pairing(request, actor, number),
        "poll_url": reverse("receptions:signature_state", args=[number]),
        "preview_image_urls": _pictures(number),
        "back_url": reverse("receptions:reopen", args=[number]),
        "paper_url": reverse("receptions:sign_on_paper", args=[number]),
    }
    return render(request, "pages/receptions/sign.html", context)


def _pairing(request: HttpRequest, actor: Actor, number: str) -> dict[str, str]:
    code = seats.offer_code(actor, number)
    until = timezone.localtime(code.expires_at)
    # The code stands behind the #: it is never sent in an address and never logged.
    port = f":{request.get_port()}" if ":" in request.get_host() else ""
    host = settings.RESIDENT_HOST.rsplit(":", 1)[0]
    return {
        "code": code.code,
        "expires": f"{until:%-H時%M分%S秒}まで",
        "open_url": f"{request.scheme}://{host}{port}/#{code.code}",
    }


def _pictures(number: str) -> list[str]:
    return [reverse("receptions:picture", args=[number, d.id]) for d in documents.of_reception(number)]


@policy(COUNTER)
@require_GET
def signature_state(request: HttpRequest, number: str) -> HttpResponse:
    view = _get(number)
    screen = presenters.Screen.of(seats.of_staff(_actor(request)), view)
    if view.status is not Status.SIGNING:
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = reverse("receptions:detail", args=[number])
        return answer
    return render(request, "pages/receptions/_sign_state.html", {"screen": screen})


@policy(COUNTER)
@require_POST
def reopen(request: HttpRequest, number: str) -> HttpResponse:
    services.reopen(number, seen=_seen(request), by=_actor(request))
    return redirect("receptions:request", number=number)


@policy(COUNTER)
@require_POST
def sign_on_paper(request: HttpRequest, number: str) -> HttpResponse:
    services.sign_on_paper(number, seen=_seen(request), by=_actor(request))
    return redirect("receptions:detail", number=number)


@policy(COUNTER)
@require_GET
def detail(request: HttpRequest, number: str) -> HttpResponse:
    return _detail(request, _get(number))


def _detail(request: HttpRequest, view: ReceptionView, error: str = "") -> HttpResponse:
    actor = _actor(request)
    try:
        composition = services.composition_of(view, actor)
    except NeedsCheck:
        return _stopped(request, view.short_number)
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
    image = papers.picture(document_id, by=_actor(request), purpose=Purpose.COUNTER)
    return HttpResponse(image, content_type="image/png")


@policy(COUNTER)
@require_POST
def print_paper(request: HttpRequest, number: str, document_id: UUID) -> HttpResponse:
    """The PDF in its own tab, for the printer. The first time as it is, afterwards marked 再印刷."""
    _belongs(document_id, number)
    pdf = papers.print_out(document_id, by=_actor(request))
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
        services.issue(number, request.POST.get("number", ""), seen=_seen(request), by=_actor(request))
    except Incomplete as incomplete:
        return _detail(request, _get(number), incomplete.faults[0].words)
    return redirect("receptions:waiting")


@policy(COUNTER)
@require_POST
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    reason = request.POST.get("reason", "")
    if reason not in presenters.CANCEL_REASONS:  # it goes into the trail, where no free text may stand
        raise Refused("取り消す理由を選んでください。受付はそのままです。")
    services.cancel(number, reason, seen=_seen(request), by=_actor(request))
    return redirect("receptions:detail", number=number)


@policy(COUNTER)
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """The receptions of a day by state."""
    day = parse_date(request.GET.get("day", "")) or timezone.localdate()
    wanted = request.GET.get("status", "")
    status = Status(wanted) if wanted in list(Status) else Status.MAKING
    views = queries.of_day(day, status)
    names = residents.labels(_actor(request), Purpose.COUNTER, [v.subject_id for v in views])
    known, now = _known(), timezone.now()
    by_id = {int(key): label for key, label in names.items()}
    here = reverse("receptions:waiting")
    later = day + timedelta(days=1)
    context = {
        "tabs": [
            presenters.Tab(LABELS[s], n, f"{here}?status={s}&day={day}", current=s is status)
            for s, n in queries.counts(day).items()
        ],
        "receptions": [presenters.ListRow.of(v, by_id.get(v.subject_id), known, now) for v in views],
        "filters": {
            "date": wareki(day, with_weekday=True),
            "earlier_url": f"{here}?status={status}&day={day - timedelta(days=1)}",
            "later_url": f"{here}?status={status}&day={later}" if later <= timezone.localdate() else "",
        },
        "scan_url": reverse("receptions:scan"),
    }
    return render(request, "pages/receptions/list.html", context)


@policy(COUNTER)
@require_POST
def scan(request: HttpRequest) -> HttpResponse:
    """Open a reception by the code of its paper, or its number."""
    found = queries.by_short_number(request.POST.get("code", ""), timezone.localdate())
    if found is None:
        raise Http404
    page = "request" if found.status is Status.OPEN else "detail"
    return redirect(f"receptions:{page}", number=found.number)


def _seen(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() else 0
