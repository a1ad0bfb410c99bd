"""The guide looked at and printed; the way to the signature; afterwards how far the departments are."""

from __future__ import annotations

from io import BytesIO

import pikepdf
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from madoguchi.apps.accounts.policies import policy
from madoguchi.apps.accounts.queries import actor_for
from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.documents import queries as documents
from madoguchi.apps.documents.rendering import RenderingError
from madoguchi.apps.receptions import queries as reception_queries
from madoguchi.apps.receptions import services as receptions
from madoguchi.apps.receptions.presenters import ListRow
from madoguchi.apps.receptions.states import Status
from madoguchi.apps.receptions.types import Fault, Incomplete
from madoguchi.apps.tasks import queries as tasks
from madoguchi.apps.tasks.states import State
from madoguchi.apps.visits import certificates, guides, reflecting, services
from madoguchi.apps.visits.presenting import progress as presenting
from madoguchi.apps.visits.types import WAY, OpenVisit
from madoguchi.apps.visits.views import result
from madoguchi.apps.visits.views.common import (
    COUNTER,
    opened_or_404,
    page,
    seen_version,
)


@policy(COUNTER)
@require_GET
def guide(request: HttpRequest, number: str) -> HttpResponse:
    """F8: what each adult takes home, as it will be printed."""
    opened = opened_or_404(request, number)
    made = guides.guides(opened)
    place = _place(request, len(made))
    context = page(opened, 3) | {"place": place, "guides": presenting.guide_tabs(made, opened, place)}
    try:
        pages = len(services.look_at_guide(number, place, by=actor_for(request), opened=opened))
    except RenderingError as error:
        return render(request, "pages/visits/guide.html", context | {"error": str(error)}, status=422)
    return render(request, "pages/visits/guide.html", context | {"pages": range(pages)})


def _place(request: HttpRequest, many: int) -> int:
    text = request.GET.get("guide", "0")
    place = int(text) if text.isdecimal() else 0
    if place >= many:
        raise Http404
    return place


@policy(COUNTER)
@require_GET
def guide_picture(request: HttpRequest, number: str, place: int, sheet: int) -> HttpResponse:
    """One page of one guide (PNG)."""
    try:
        pages = services.look_at_guide(number, place, by=actor_for(request))
    except IndexError:
        raise Http404 from None
    if sheet >= len(pages):
        raise Http404
    return HttpResponse(pages[sheet], content_type="image/png")


@policy(COUNTER)
@require_POST
def print_all(request: HttpRequest, number: str) -> HttpResponse:
    """F9: every adult's guide and the signed forms that weren't printed yet, as one job."""
    actor, opened = actor_for(request), opened_or_404(request, number)
    pdf = _joined(_papers(opened, actor))
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{number}.pdf"'
    return answer


def _papers(opened: OpenVisit, actor: Actor) -> list[bytes]:
    number, many = opened.number, len(guides.guides(opened))
    unprinted = (d.id for d in documents.of_reception(number) if d.signed and not d.prints)
    return [
        *(services.print_guide(number, place, by=actor, opened=opened) for place in range(many)),
        *(receptions.print_paper(number, document, "", by=actor) for document in unprinted),
    ]


def _joined(papers: list[bytes]) -> bytes:
    joined = pikepdf.new()
    for paper in papers:
        with pikepdf.open(BytesIO(paper)) as one:
            joined.pages.extend(one.pages)
    out = BytesIO()
    joined.save(out)
    return out.getvalue()


@policy(COUNTER)
@require_POST
def internal(request: HttpRequest, number: str) -> HttpResponse:
    """The staff's copy."""
    pdf = services.print_internal(number, by=actor_for(request))
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{number}-internal.pdf"'
    return answer


# -- the signature, and after it


@policy(COUNTER)
@require_POST
def sign(request: HttpRequest, number: str) -> HttpResponse:
    """To the resident's screen; what is still missing is named with the page it belongs to."""
    try:
        view = services.ask_signature(number, seen=seen_version(request), by=actor_for(request))
    except Incomplete as incomplete:
        return _not_yet(request, number, incomplete.faults)
    except RenderingError as error:
        return _not_yet(request, number, (Fault(str(error), ""),))
    if view.status is Status.SIGNING:
        return redirect("receptions:signature", number=number)
    return redirect("visits:progress", number=number)


def _not_yet(request: HttpRequest, number: str, faults: tuple[Fault, ...]) -> HttpResponse:
    opened = opened_or_404(request, number)
    return result.result_page(request, opened, faults=presenting.faults(faults, opened.number))


@policy(COUNTER)
@require_GET
def progress(request: HttpRequest, number: str) -> HttpResponse:
    """How far the departments are. What isn't spoken of stands on its own department's board only."""
    opened, actor = opened_or_404(request, number), actor_for(request)
    found = [task for task in tasks.of_reference(number) if not task.silent]
    residents = [p.resident.id for p in opened.persons if p.resident is not None]
    context = page(opened, len(WAY)) | {
        "offices": presenting.offices(found, catalogue.rules().offices, actor.department_code),
        "done": sum(task.state is State.DONE for task in found),
        "all": len(found),
        "certificates": _certificates(number),
        "waiting_core": bool(reflecting.of_visits([number]) or reflecting.of_residents(residents)),
    }
    return render(request, "pages/visits/progress.html", context)


def _certificates(number: str) -> list[ListRow]:
    """The receptions of what was asked for with the notice."""
    views, now = reception_queries.beside(number, certificates.KIND), timezone.now()
    waiting = receptions.entry_waits(views)
    return [ListRow.of(v, None, {}, now, press=None, wait=waiting.get(v.number)) for v in views]
