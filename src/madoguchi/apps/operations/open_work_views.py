"""The list of what isn't finished, on the screen, on paper and as CSV."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from madoguchi.apps.accounts.policies import needs, policy
from madoguchi.apps.accounts.queries import actor_for
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.operations.open_work import GRAVE, LABELS, Kind, Line, lines
from madoguchi.domain.dates import wareki

COUNTER = needs(Right.COUNTER)
ALL = "all"
HEAD = ("種別", "受付番号", "担当", "内容", "状態", "日付")


@dataclass(frozen=True, slots=True)
class Row:
    kind: str
    grave: bool
    number: str
    department: str
    what: str
    state: str
    day: str
    url: str

    @classmethod
    def of(cls, line: Line) -> Row:
        return cls(
            LABELS[line.kind],
            line.kind in GRAVE,
            line.number,
            line.department,
            line.what,
            line.state,
            wareki(line.day, "short") if line.day else "",
            line.url,
        )

    @property
    def cells(self) -> tuple[str, ...]:
        return self.kind, self.number, self.department, self.what, self.state, self.day


@dataclass(frozen=True, slots=True)
class Choice:
    label: str
    code: str
    current: bool


@policy(COUNTER)
@require_GET
def open_work(request: HttpRequest) -> HttpResponse:
    today, wanted = timezone.localdate(), _department(request)
    found = _lines(request, wanted, today)
    context = {
        "rows": [Row.of(line) for line in found],
        "counts": _counts(found),
        "departments": _choices(wanted),
        "date": wareki(today, with_weekday=True),
        "now": timezone.localtime(),
        "municipality": catalogue.municipality().name,
        "here": reverse("operations:open_work"),
        "csv_url": f"{reverse('operations:open_work_csv')}?department={wanted or ALL}",
        "back_url": reverse("tasks:board"),
    }
    return render(request, "pages/operations/open_work.html", context)


@policy(COUNTER)
@require_GET
def open_work_csv(request: HttpRequest) -> HttpResponse:
    """With a byte order mark: it is opened in a spreadsheet."""
    today, out = timezone.localdate(), io.StringIO()
    rows = [Row.of(line).cells for line in _lines(request, _department(request), today)]
    csv.writer(out).writerows([HEAD, *rows])
    answer = HttpResponse(out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="open-work-{today:%Y%m%d}.csv"'
    return answer


def _department(request: HttpRequest) -> str:
    """The code asked for, "" for all; the own one unless it is one that the city has."""
    wanted = request.GET.get("department", "")
    if wanted == ALL:
        return ""
    own = actor_for(request).department_code
    return wanted if wanted in {d.code for d in catalogue.municipality().departments} else own


def _lines(request: HttpRequest, department: str, today: date) -> tuple[Line, ...]:
    return lines(department, actor_for(request), today)


def _counts(found: Sequence[Line]) -> list[tuple[str, int, bool]]:
    counted = Counter(line.kind for line in found)
    return [(LABELS[kind], counted[kind], kind in GRAVE) for kind in Kind if counted[kind]]


def _choices(wanted: str) -> list[Choice]:
    offered = [("すべての課", ALL), *((d.name, d.code) for d in catalogue.municipality().departments)]
    return [Choice(name, code, code == (wanted or ALL)) for name, code in offered]
