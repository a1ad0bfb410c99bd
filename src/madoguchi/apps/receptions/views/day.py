"""What a day came to, and who has to be told afterwards."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_POST

from madoguchi.apps.accounts.policies import policy
from madoguchi.apps.accounts.queries import actor_for
from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.receptions import presenters, queries, services
from madoguchi.apps.receptions.passage import NOTICE_LABELS, Notice
from madoguchi.apps.receptions.views.common import COUNTER, known_certificates
from madoguchi.domain.dates import wareki


@policy(COUNTER)
@require_GET
def day_sheet(request: HttpRequest) -> HttpResponse:
    day, here = _day(request), reverse("receptions:day_sheet")
    later = day + timedelta(days=1)
    context = {
        "sheet": presenters.DaySheet.of(queries.day_sheet(day), known_certificates()),
        "date": wareki(day, with_weekday=True),
        "municipality": catalogue.municipality().name,
        "now": timezone.localtime(),
        "earlier_url": f"{here}?day={day - timedelta(days=1)}",
        "later_url": f"{here}?day={later}" if later <= timezone.localdate() else "",
        "csv_url": f"{reverse('receptions:day_sheet_csv')}?day={day}",
        "back_url": reverse("receptions:waiting"),
    }
    return render(request, "pages/receptions/day_sheet.html", context)


def _day(request: HttpRequest) -> date:
    """The day asked for; today for one that is none or still to come."""
    today = timezone.localdate()
    try:
        wanted = parse_date(request.GET.get("day", ""))
    except ValueError:
        wanted = None
    return min(wanted or today, today)


@policy(COUNTER)
@require_GET
def day_sheet_csv(request: HttpRequest) -> HttpResponse:
    """With a byte order mark: it is opened in a spreadsheet."""
    day, out = _day(request), io.StringIO()
    sheet = presenters.DaySheet.of(queries.day_sheet(day), known_certificates())
    csv.writer(out).writerows(sheet.csv_rows())
    answer = HttpResponse(out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="day-{day:%Y%m%d}.csv"'
    return answer


@policy(COUNTER)
@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """本人通知: receptions of agents and third parties, by number. Off unless the city has the system."""
    _check_in_use()
    wanted, start = request.GET.get("state", ""), request.GET.get("start", "")
    state = Notice(wanted) if wanted in set(NOTICE_LABELS) else Notice.CANDIDATE
    page = queries.notices(state, int(start) if start.isdecimal() and len(start) < 7 else 0)
    here, known = reverse("receptions:notices"), known_certificates()
    context = {
        "tabs": [
            {"label": label, "url": f"{here}?state={one}", "current": one is state}
            for one, label in NOTICE_LABELS.items()
        ],
        "rows": [presenters.NoticeRow.of(view, known) for view in page.views],
        "open": state is Notice.CANDIDATE,
        "page": presenters.Pages.of(page, f"{here}?state={state}"),
        "back_url": reverse("receptions:waiting"),
    }
    return render(request, "pages/receptions/notices.html", context)


@policy(COUNTER)
@require_POST
def settle_notice(request: HttpRequest, number: str) -> HttpResponse:
    _check_in_use()
    done = request.POST.get("done", "")
    if done not in (Notice.DONE, Notice.NOT_NEEDED):
        raise Refused("「通知した」か「対象外」を選んでください。")
    services.settle_notice(number, Notice(done), by=actor_for(request))
    return redirect("receptions:notices")


def _check_in_use() -> None:
    if not catalogue.municipality().notification:
        raise Refused("本人通知制度は、この市の設定では使っていません。")
