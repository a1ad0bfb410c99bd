"""The steps after the signature, and what is done when it doesn't go on: one POST each."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST

from madoguchi.apps.accounts.policies import policy
from madoguchi.apps.accounts.queries import actor_for
from madoguchi.apps.receptions import services
from madoguchi.apps.receptions.passage import Passing, Payment, Point
from madoguchi.apps.receptions.states import LABELS, Status
from madoguchi.apps.receptions.types import Incomplete, ReceptionView, Stale
from madoguchi.apps.receptions.views.common import COUNTER, reception_or_404, seen_version
from madoguchi.apps.receptions.views.detail import show
from madoguchi.apps.receptions.views.stale import shown_anew


def read_passing(request: HttpRequest) -> Passing:
    """What was said at the step; what can't be read counts as not said."""
    copies, payment = request.POST.get("copies", ""), request.POST.get("payment", "")
    return Passing(
        copies=int(copies) if copies.isdecimal() and len(copies) < 4 else None,
        points=frozenset(Point(p) for p in request.POST.getlist("points") if p in set(Point)),
        payment=Payment(payment) if payment in set(Payment) else None,
        number=request.POST.get("number", "").strip(),
        identity_again="identity_again" in request.POST,
        core_checked="core_checked" in request.POST,
        sent="sent" in request.POST,
    )


@policy(COUNTER)
@require_POST
@shown_anew
def step(request: HttpRequest, number: str) -> HttpResponse:
    """The next step is done; with `through` all that are left."""
    said = read_passing(request)
    try:
        view = services.go_on(
            number,
            said,
            seen=seen_version(request),
            by=actor_for(request),
            through="through" in request.POST,
        )
    except Incomplete as incomplete:
        return show(request, reception_or_404(number), said, incomplete.faults[0])
    return _onward(view, said)


@policy(COUNTER)
@require_POST
def board_step(request: HttpRequest, number: str) -> HttpResponse:
    """One press on the board. Whatever happens the board comes again, with the row that follows."""
    before = reception_or_404(number)
    try:
        view = services.go_on(
            number, read_passing(request), seen=seen_version(request), by=actor_for(request)
        )
        messages.success(request, f"{view.short_number} を「{LABELS[view.status]}」に進めました。")
    except Incomplete as incomplete:
        messages.warning(request, f"{before.short_number}：{incomplete.faults[0].words}")
    except Stale as stale:
        messages.warning(request, f"{before.short_number}：{stale.words}")
    back = request.POST.get("back", "")
    status = back if back in set(Status) else before.status.value
    return redirect(f"{reverse('receptions:waiting')}?status={status}&rows=1")


@policy(COUNTER)
@require_POST
@shown_anew
def confirm_entry(request: HttpRequest, number: str) -> HttpResponse:
    """住民記録システムで入力済みを確認した, with how; then it can be made."""
    reason = request.POST.get("reason", "")
    services.confirm_entry(number, reason, seen=seen_version(request), by=actor_for(request))
    return redirect("receptions:detail", number=number)


def _onward(view: ReceptionView, said: Passing) -> HttpResponse:
    """Handed over: to the board, for the next one. Else the same reception at its next step, with what was said of it."""
    if view.status is Status.ISSUED:
        return redirect(f"{reverse('receptions:waiting')}?status={Status.HANDING}")
    return redirect(f"{reverse('receptions:detail', args=[view.number])}{said.as_query}")


@policy(COUNTER)
@require_POST
@shown_anew
def send_back(request: HttpRequest, number: str) -> HttpResponse:
    reason = request.POST.get("reason", "")
    services.send_back(number, reason, seen=seen_version(request), by=actor_for(request))
    return redirect("receptions:detail", number=number)


@policy(COUNTER)
@require_POST
@shown_anew
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Back to its page; from the neutral stop, which would come again, to the board with what became of it."""
    reason = request.POST.get("reason", "")
    view = services.cancel(number, reason, seen=seen_version(request), by=actor_for(request))
    if request.POST.get("back") != "list":
        return redirect("receptions:detail", number=number)
    messages.success(request, f"{view.short_number} を取り消しました：{view.cancelled_reason}")
    return redirect("receptions:waiting")


@policy(COUNTER)
@require_POST
@shown_anew
def suspend(request: HttpRequest, number: str) -> HttpResponse:
    missing = request.POST.getlist("missing")
    services.suspend(
        number,
        request.POST.get("reason", ""),
        missing,
        come_back_on=_day(request.POST.get("come_back_on", "")),
        seen=seen_version(request),
        by=actor_for(request),
    )
    return redirect("receptions:detail", number=number)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@policy(COUNTER)
@require_POST
@shown_anew
def resume(request: HttpRequest, number: str) -> HttpResponse:
    view = services.resume(number, seen=seen_version(request), by=actor_for(request))
    page = "request" if view.status is Status.OPEN else "detail"
    return redirect(f"receptions:{page}", number=number)
