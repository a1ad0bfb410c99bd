"""The resident's pages: one thing each, no staff word, nothing of anybody else. No Django session here: the seat's
own cookie is all there is."""

from __future__ import annotations

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.apps.accounts.policies import ANYONE, policy
from madoguchi.apps.accounts.types import Actor, Refused, system
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.documents.rendering import RenderingError
from madoguchi.apps.documents.services import SignatureVoid
from madoguchi.apps.receptions import kinds, presenters, queries, seats, services
from madoguchi.apps.receptions.seats import SeatView
from madoguchi.apps.receptions.types import CERTIFICATE, ChangedMeanwhile, ReceptionView
from madoguchi.apps.receptions.views.common import told_by
from madoguchi.domain.forms.strokes import StrokesError

BY: Actor = system("署名画面")
PAGES = {"confirm": "resident:confirm", "sign": "resident:sign", "done": "resident:done"}


def _seat(request: HttpRequest) -> SeatView | None:
    return seats.of_token(request.COOKIES.get(settings.RESIDENT_COOKIE_NAME, ""))


def _place(seat: SeatView | None) -> str:
    """Where this screen should be."""
    if seat is None:
        return reverse("resident:pair")
    return reverse(PAGES.get(seat.step, "resident:waiting"))


def _page(request: HttpRequest, template: str, seat: SeatView | None, **context: object) -> HttpResponse:
    poll = reverse("resident:where") if seat else ""
    shown = {"municipality": catalogue.municipality().name, "poll_url": poll, **context}
    return render(request, f"pages/resident_side/{template}.html", shown)


@policy(ANYONE)
@require_http_methods(["GET", "POST"])
def pair(request: HttpRequest) -> HttpResponse:
    error = ""
    if request.method == "POST":
        token = seats.pair(request.POST.get("code", "").strip())
        if token:
            answer = redirect("resident:waiting")
            answer.set_cookie(
                settings.RESIDENT_COOKIE_NAME,
                token,
                httponly=True,
                samesite="Strict",
                secure=settings.SESSION_COOKIE_SECURE,
                max_age=int(seats.SEAT_LIFE.total_seconds()),
            )
            return answer
        error = "番号がちがうか、時間がすぎました。新しい番号を職員にお聞きください。"
    return _page(request, "pair", None, code_error=error)


@policy(ANYONE)
@require_GET
def where(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"url": _place(_seat(request))})


@policy(ANYONE)
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    seat = _seat(request)
    return _page(request, "waiting", seat) if seat else redirect("resident:pair")


@policy(ANYONE)
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """What is asked for, large. POST: this is right, on to the signature."""
    seat = _seat(request)
    if seat is None or seat.step not in ("confirm", "sign"):
        return redirect(_place(seat))
    if request.method == "POST":
        went_on = seats.confirmed(seat.id, request.POST.get("version", ""))
        return redirect("resident:sign" if went_on else "resident:confirm")
    if seat.step == "sign":
        seats.step(seat.id, "confirm")
    try:
        view = queries.get(seat.reception_number)
        lines = _facts(view)
    except Refused:
        # The same page that every reception shows between steps: nothing can be read from it.
        return _page(request, "waiting", seat)
    return _page(
        request,
        "confirm",
        seat,
        lines=lines,
        fee=presenters.yen(view.fee_yen) if view.kind == CERTIFICATE else "",
        confirm_url=reverse("resident:confirm"),
        wrong_url=reverse("resident:wrong"),
        version=view.content_digest,
    )


def _facts(view: ReceptionView) -> tuple[presenters.Fact, ...]:
    """What the resident confirms. Raises Refused."""
    kind = kinds.of(view)
    if kind is None:
        return presenters.request_facts(services.composition_of(view, BY), for_resident=True)
    services.household_with_guard(view, BY, going_on=True)
    return told_by(kind, view, BY, for_resident=True)


def _summary(view: ReceptionView) -> str:
    """What is signed for, in a line. Raises Refused."""
    kind = kinds.of(view)
    if kind is not None:
        services.household_with_guard(view, BY, going_on=True)
        return kind.about(view)
    composition = services.composition_of(view, BY)
    words = "、".join(
        f"{composition.certificates[x.certificate].short} {x.copies}通" for x in view.draft.lines
    )
    return f"{words}　{presenters.yen(composition.fee)}"


@policy(ANYONE)
@require_POST
def wrong(request: HttpRequest) -> HttpResponse:
    """The resident says that something isn't right: the screen waits while the staff member asks."""
    seat = _seat(request)
    if seat is not None and seat.step in ("confirm", "sign"):
        seats.step(seat.id, "waiting")
    return redirect("resident:waiting")


@policy(ANYONE)
@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest) -> HttpResponse:
    seat = _seat(request)
    if seat is None or seat.step != "sign":
        return redirect(_place(seat))
    view = queries.get(seat.reception_number)
    if request.method == "POST" and _signed(request, seat):
        return redirect("resident:done")
    if request.method == "POST" and _place(_seat(request)) != reverse("resident:sign"):
        return redirect(_place(_seat(request)))
    try:
        summary = _summary(view)
    except Refused:
        return _page(request, "waiting", seat)
    return _page(
        request,
        "sign",
        seat,
        summary=summary,
        sign_url=reverse("resident:sign"),
        back_url=reverse("resident:confirm"),
        version=view.content_digest,
    )


def _signed(request: HttpRequest, seat: SeatView) -> bool:
    """Whether the signature was taken. What went wrong is the staff's to see; the screen asks to sign again."""
    try:
        recording = services.parse_recording(request.POST.get("strokes", ""))
        services.sign(
            seat.reception_number,
            recording,
            content_digest=request.POST.get("version", ""),
            terminal=f"署名画面{seat.id}",
            by=BY,
        )
    except SignatureVoid:
        seats.step(seat.id, "confirm")
        return False
    except ChangedMeanwhile:
        seats.step(seat.id, "waiting")
        return False
    except (json.JSONDecodeError, ValueError, StrokesError, RenderingError, Refused):
        return False
    return True


@policy(ANYONE)
@require_GET
def done(request: HttpRequest) -> HttpResponse:
    seat = _seat(request)
    if seat is None or seat.step != "done":
        return redirect(_place(seat))
    return _page(request, "done", seat, number=queries.get(seat.reception_number).short_number)
