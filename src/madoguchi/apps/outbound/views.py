"""The pages of the outbound linkage: what went out, what waits, what a person has to look at; and the CSV."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.http.request import QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_POST

from madoguchi.apps.accounts.policies import needs, policy
from madoguchi.apps.accounts.queries import actor_of
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.outbound import presenters, queries, services
from madoguchi.apps.outbound.types import Export
from madoguchi.apps.outbox import queries as outbox
from madoguchi.apps.outbox.states import State
from madoguchi.domain.text import Profile

VIEW = needs(Right.OUTBOUND_VIEW, Right.EXPORT)
EXPORT = needs(Right.EXPORT)
AT_ONCE = 100
PROFILES = {"utf-8-sig": Profile.UTF_8_BOM, "cp932": Profile.CP932}


def _actor(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    assert actor is not None
    return actor


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
        "page": presenters.Page.of(filters, given, start, AT_ONCE, total),
        "export_url": reverse("outbound:export") if _actor(request).may(Right.EXPORT) else "",
    }
    return render(request, "pages/outbound/list.html", context)


@policy(EXPORT)
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    first, last = _period(request.POST)
    profile = PROFILES.get(request.POST.get("encoding", "utf-8-sig"))
    if profile is None:
        raise Refused("この文字コードでは保存できません。")
    made = services.export(first, last, by=_actor(request), profile=profile)
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
