"""The pages of the outbound linkage: what went out, what waits, what a person has to look at; and the CSV."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.apps.accounts.policies import needs, policy
from madoguchi.apps.accounts.queries import actor_for
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.outbound import presenters, queries, services
from madoguchi.apps.outbound.types import Export
from madoguchi.apps.outbox import queries as outbox
from madoguchi.apps.outbox.states import NEXT, State
from madoguchi.apps.residents.types import Purpose
from madoguchi.domain.text import Profile

VIEW = needs(Right.OUTBOUND_VIEW, Right.EXPORT, Right.PROTECTION_RELEASE)
EXPORT = needs(Right.EXPORT)
HELD = needs(Right.EXPORT, Right.PROTECTION_RELEASE)
AT_ONCE = 100
PROFILES = {"utf-8-sig": Profile.UTF_8_BOM, "cp932": Profile.CP932}


@policy(VIEW)
@require_GET
def records(request: HttpRequest) -> HttpResponse:
    first, last = _period(request.GET)
    given = request.GET.get("status", "")
    state = next((state for state in State if state.value == given), None)
    start = _whole(request.GET.get("start", ""))
    found, total = outbox.records(
        state=state,
        since=_midnight(first),
        until=_midnight(last + timedelta(days=1)),
        start=start,
        at_most=AT_ONCE,
    )
    batches = queries.batches([r.batch_id for r in found if r.batch_id])
    filters = presenters.Filters.of(first, last, state)
    context = {
        "records": [presenters.RecordRow.of(record, batches) for record in found],
        "figures": presenters.figures(outbox.counts()),
        "stopped": queries.stopped(),
        "filters": filters,
        "held_url": reverse("outbound:held"),
        "may_open": _may_open(request),
        "page": presenters.Page.of(filters, given, start, AT_ONCE, total),
        "kinds": [(kind, catalogue.layout(kind).name) for kind in services.KINDS],
        "export_url": reverse("outbound:export") if actor_for(request).may(Right.EXPORT) else "",
    }
    return render(request, "pages/outbound/list.html", context)


@policy(VIEW)
@require_GET
def held(request: HttpRequest) -> HttpResponse:
    """Every record that waits for a person, the oldest day included."""
    start = _whole(request.GET.get("start", ""))
    found, total = outbox.records(state=State.HELD, start=start, at_most=AT_ONCE)
    context = {
        "records": [presenters.RecordRow.of(record, {}) for record in found],
        "may_open": _may_open(request),
        "total": total,
        "more": total - start - len(found),
        "next_url": f"{reverse('outbound:held')}?start={start + AT_ONCE}",
        "back_url": reverse("outbound:records"),
    }
    return render(request, "pages/outbound/held.html", context)


@policy(HELD)
@require_http_methods(["GET", "POST"])
def held_record(request: HttpRequest, record_id: int) -> HttpResponse:
    """One of them, opened through the door; and what the person did about it."""
    actor = actor_for(request)
    record = outbox.held(record_id)
    if record is None:
        raise Http404
    if request.method == "POST":
        services.settle(record_id, _how(request.POST), request.POST.get("because", ""), by=actor)
        return redirect("outbound:held")
    (opened,) = outbox.open_records(actor, Purpose.RELEASE, [record_id], reference=record.key)
    may = services.can_settle(record, actor)
    page = presenters.HeldPage.of(record, opened, catalogue.layout(record.kind), may_settle=may)
    context = {"record": page, "back_url": reverse("outbound:held")}
    return render(request, "pages/outbound/held_record.html", context)


def _may_open(request: HttpRequest) -> bool:
    return bool(HELD.rights & actor_for(request).rights)


def _how(given: QueryDict) -> State:
    wanted = given.get("how", "")
    how = next((state for state in NEXT[State.HELD] if state.value == wanted), None)
    if how is None:
        raise Refused("この操作はできません。画面を開き直して確認してください。")
    return how


@policy(EXPORT)
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    first, last = _period(request.POST)
    profile = PROFILES.get(request.POST.get("encoding", "utf-8-sig"))
    if profile is None:
        raise Refused("この文字コードでは保存できません。")
    kind = request.POST.get("kind", services.KINDS[0])
    made = services.export(first, last, by=actor_for(request), profile=profile, kind=kind)
    return _download(made) if not made.replaced else _download_with_report(made)


def _download(made: Export) -> HttpResponse:
    answer = HttpResponse(made.body, content_type="text/csv")
    answer["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return answer


def _download_with_report(made: Export) -> HttpResponse:
    """Characters were replaced: the file goes out together with the list of them, so that nobody overlooks it."""
    buffer = io.BytesIO()
    report = "\r\n".join(["置き換えた文字（受付番号 項目: 元の文字 → 送った文字）", *made.replaced, ""])
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(made.name, made.body)
        archive.writestr("replaced_characters.txt", report.encode("utf-8-sig"))
    answer = HttpResponse(buffer.getvalue(), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{made.name.removesuffix(".csv")}.zip"'
    return answer


def _period(given: QueryDict) -> tuple[date, date]:
    """Today where nothing, or no date, is given."""
    today = timezone.localdate()
    first, last = (_date(given.get(name, "")) or today for name in ("from", "to"))
    return first, last


def _date(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _whole(text: str) -> int:
    return min(int(text), 10_000_000) if text.isascii() and text.isdigit() else 0


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
