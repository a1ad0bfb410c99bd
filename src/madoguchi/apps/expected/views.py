"""来庁予定: the list of a day, the search, one notice, the day before."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
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
from madoguchi.apps.expected import presenters, queries, services
from madoguchi.apps.expected.reading import NOTICES
from madoguchi.apps.expected.types import NoticeView
from madoguchi.apps.residents.presenters import Chip, Freshness
from madoguchi.apps.residents.queries import freshness, understand

COUNTER = needs(Right.COUNTER)
WORDS = "expected_words"
NO_DAY = "none"


@policy(COUNTER)
@require_http_methods(["GET", "POST"])
def notices(request: HttpRequest) -> HttpResponse:
    """Who is expected on a day. Words to search by come by POST and stay in the session, as everywhere."""
    if request.method == "POST":
        request.session[WORDS] = request.POST.get("q", "").strip()
        return redirect(f"{reverse('expected:list')}?found=1" if request.session[WORDS] else "expected:list")
    return _found(request) if "found" in request.GET else _of_day(request)


def _of_day(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    wanted = request.GET.get("day", "")
    day = None if wanted == NO_DAY else parse_date_or(wanted, catalogue.calendar().next_open(today))
    views = queries.of_day(actor_for(request), day)
    days = presenters.Days.of(day, today, queries.undated())
    return _list(request, views, {"days": days, "in_rows": True})


def _found(request: HttpRequest) -> HttpResponse:
    typed = str(request.session.get(WORDS, ""))
    words = understand(typed)
    views = queries.search(actor_for(request), words)
    return _list(request, views, {"query": typed, "chips": Chip.of(words), "in_rows": bool(views)})


def _list(request: HttpRequest, views: tuple[NoticeView, ...], more: dict[str, object]) -> HttpResponse:
    city, today = catalogue.municipality(), timezone.localdate()
    context = {
        "rows": [presenters.NoticeRow.of(view, city.neutral_mark, today) for view in views],
        "as_of": Freshness.of(freshness(NOTICES), city.stale_after_hours),
        "list_url": reverse("expected:list"),
        "prepare_url": reverse("expected:prepare"),
        "back_url": reverse("residents:search"),
    }
    return render(request, "pages/expected/list.html", context | more)


@policy(COUNTER)
@require_GET
def notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    return _notice(request, notice_id)


def _notice(request: HttpRequest, notice_id: int, error: str = "") -> HttpResponse:
    try:
        view = queries.open_notice(actor_for(request), notice_id)
    except queries.NoSuchNotice:
        raise Http404 from None
    today = timezone.localdate()
    context = {
        "notice": presenters.Head.of(view, catalogue.municipality().neutral_mark, today),
        "people": [presenters.PersonRow.of(mover, today) for mover in view.movers],
        "start_url": reverse("expected:start", args=[notice_id]),
        "back_url": f"{reverse('expected:list')}?day={view.visit_on or NO_DAY}",
        "closed_words": presenters.CLOSED,
        "error": error,
    }
    return render(request, "pages/expected/notice.html", context, status=422 if error else 200)


@policy(COUNTER)
@require_POST
def start(request: HttpRequest, notice_id: int) -> HttpResponse:
    """受付を始める. `again`: the page has told that a visit was begun before."""
    try:
        number = services.start(notice_id, again="again" in request.POST, by=actor_for(request))
    except queries.NoSuchNotice:
        raise Http404 from None
    except Refused as refused:
        return _notice(request, notice_id, refused.words)
    return redirect("visits:people", number=number)


@policy(COUNTER)
@require_GET
def prepare(request: HttpRequest) -> HttpResponse:
    """前日準備: of everybody expected on the next open day, what the tables say already. Worked out now."""
    today = timezone.localdate()
    following = catalogue.calendar().next_open(today + timedelta(days=1))
    day = parse_date_or(request.GET.get("day", ""), following)
    mark = catalogue.municipality().neutral_mark
    rows = [presenters.ForeseenRow.of(one, mark, day) for one in queries.foresee(actor_for(request), day)]
    here = reverse("expected:prepare")
    context = {
        "day": presenters.day_words(day),
        "rows": rows,
        "departments": presenters.by_department(rows),
        "earlier_url": f"{here}?day={day - timedelta(days=1)}",
        "later_url": f"{here}?day={day + timedelta(days=1)}",
        "list_url": f"{reverse('expected:list')}?day={day}",
    }
    return render(request, "pages/expected/prepare.html", context)


def parse_date_or(text: str, otherwise: date) -> date:
    """What stands in an address may be anything."""
    try:
        return parse_date(text) or otherwise
    except ValueError:
        return otherwise
