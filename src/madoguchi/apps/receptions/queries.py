"""Reading receptions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.receptions import daysheet, kinds
from madoguchi.apps.receptions.details import (
    BESIDE,
    COME_BACK,
    CONFIRMED,
    LEFT_ON,
    MERGED,
    WAITED,
    draft_of,
)
from madoguchi.apps.receptions.models import PaperPrint, Reception, ReceptionPayment
from madoguchi.apps.receptions.passage import Entered, Notice, Passage, Payment, PrintView
from madoguchi.apps.receptions.states import FINAL, ON_ANY_DAY, Flow, Status
from madoguchi.apps.receptions.types import Fault, ReceptionView
from madoguchi.domain.counter.reception_numbers import scanned


class NoSuchReception(LookupError):
    """No reception bears that number."""


class OtherCity(Refused):
    """Another city's code."""

    def __init__(self) -> None:
        super().__init__("ほかの市区町村の二次元コードです。この市の案内書か番号札を読み取ってください。")


def view_of(r: Reception) -> ReceptionView:
    return ReceptionView(
        number=r.number,
        day=r.day,
        status=Status(r.status),
        version=r.version,
        subject_id=r.subject_id or 0,
        subject_number=r.subject_number,
        draft=draft_of(r),
        fee_yen=r.fee_yen,
        opened_at=r.opened_at,
        saved_at=r.saved_at,
        saved_by_name=r.saved_by_name,
        content_digest=r.content_digest,
        signed_at=r.signed_at,
        signed_on_paper=r.signed_on_paper,
        issued_at=r.issued_at,
        cancelled_reason=r.cancelled_reason,
        passage=_passage(r),
        kind=r.kind,
        department=r.department,
    )


def _passage(r: Reception) -> Passage:
    return Passage(
        visit_day=r.visit_day,
        since=r.since,
        made_by=r.made_by,
        made_by_name=r.made_by_name,
        made_at=r.made_at,
        reviewed_by_name=r.reviewed_by_name,
        reviewed_at=r.reviewed_at,
        paid_yen=r.paid_yen,
        suspended_reason=r.suspended_reason,
        missing=tuple(r.missing),
        notice=Notice(r.notice),
        beside=r.details.get(BESIDE, ""),
        come_back_on=_day(r.details.get(COME_BACK)),
        left_on=_day(r.details.get(LEFT_ON)),
        merged_into=r.details.get(MERGED, ""),
        waited_for=r.details.get(WAITED, ""),
        entered=tuple(
            Entered(said["visit"], said["reason"], said["by"], datetime.fromisoformat(said["at"]))
            for said in r.details.get(CONFIRMED, ())
        ),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def flow() -> Flow:
    """Which steps this municipality takes between making and handing over."""
    city = catalogue.municipality()
    return Flow(review=city.review != "no", by_another=city.review == "other", payment=city.payment)


def get(number: str) -> ReceptionView:
    """Raises NoSuchReception."""
    reception = Reception.objects.filter(number=number).first()
    if reception is None:
        raise NoSuchReception(number)
    return view_of(reception)


def beside(number: str, kind: str) -> tuple[ReceptionView, ...]:
    """What was asked for and signed with that reception, in the order of their numbers. Raises NoSuchReception."""
    since = get(number).day
    rows = Reception.objects.filter(day__gte=since, kind=kind, details__beside=number)
    return tuple(view_of(row) for row in rows.order_by("number"))


def unsigned(numbers: Collection[str]) -> tuple[ReceptionView, ...]:
    """Of these, those that are open and not signed for, in the order of their numbers."""
    open_ones = [Status.OPEN, Status.SIGNING, Status.SUSPENDED]
    rows = Reception.objects.filter(number__in=numbers, status__in=open_ones, signed_at__isnull=True)
    return tuple(view_of(row) for row in rows.order_by("number"))


PAGE = 100


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list: `start` counts from 0."""

    views: tuple[ReceptionView, ...]
    start: int
    total: int


def of_day(day: date, status: Status, start: int = 0) -> Page:
    """The receptions of a day in one state, in the order of their numbers; of what may last, those of any day."""
    found = Reception.objects.filter(status=status)
    return _page(found if status in ON_ANY_DAY else found.filter(day=day), start)


def left_over(today: date, start: int = 0) -> Page:
    """Of earlier days, and neither over nor put aside: somebody has to look at them."""
    return _page(_left_over(today), start)


def _left_over(today: date) -> QuerySet[Reception]:
    return Reception.objects.filter(day__lt=today).exclude(status__in=[*FINAL, *ON_ANY_DAY])


def _page(found: QuerySet[Reception], start: int) -> Page:
    views = tuple(view_of(r) for r in found.order_by("number")[start : start + PAGE])
    return Page(views, start, found.count())


def counts(day: date) -> Mapping[Status, int]:
    """How many receptions a day has in each state; in those that may last, how many there are at all."""
    wanted = Q(day=day) | Q(status__in=ON_ANY_DAY)
    rows = Reception.objects.filter(wanted).values_list("status").annotate(n=Count("pk"))
    found = {Status(status): n for status, n in rows}
    return {status: found.get(status, 0) for status in Status}


MOST_UNFINISHED = 500


def unfinished() -> tuple[tuple[ReceptionView, str], ...]:
    """Receptions of any day that are neither handed over nor cancelled, the oldest first; each with the name of the
    department that began it."""
    rows = Reception.objects.exclude(status__in=FINAL).order_by("number")[:MOST_UNFINISHED]
    return tuple((view_of(r), r.department) for r in rows)


def left_over_count(today: date) -> int:
    return _left_over(today).count()


def prints(number: str) -> Mapping[UUID, tuple[PrintView, ...]]:
    """Who printed each paper of a reception, oldest first."""
    found: dict[UUID, tuple[PrintView, ...]] = {}
    for row in PaperPrint.objects.filter(reception__number=number).order_by("pk"):
        print_ = PrintView(row.at, row.by_name, row.reason)
        found[row.document_id] = (*found.get(row.document_id, ()), print_)
    return found


def notices(state: Notice, start: int = 0) -> Page:
    """Receptions for 本人通知 in that state, the oldest first."""
    return _page(Reception.objects.filter(notice=state.value, status=Status.ISSUED), start)


def by_short_number(typed: str, day: date) -> ReceptionView | None:
    """A reception by its full number, or by mmdd-nnnn or nnnn of that day; what the scanner or a person gives.

    Raises OtherCity for the code of another city's guide.
    """
    read = scanned(typed, catalogue.municipality().code, day)
    if read.other_city:
        raise OtherCity
    found = Reception.objects.filter(number=read.number).first() if read.number else None
    return kept_of(view_of(found)) if found else None


def about(view: ReceptionView) -> str:
    """What a reception of another kind than certificates is about, in words."""
    kind = kinds.of(view)
    return kind.about(view) if kind else ""


def kept_of(view: ReceptionView) -> ReceptionView:
    """The reception that this one was merged into, at the end of the chain; else itself."""
    while view.passage.merged_into:
        view = get(view.passage.merged_into)
    return view


def number_fault() -> Fault:
    return Fault("受付番号が合いません。番号札をもう一度確かめてください。", "number")


def day_sheet(day: date) -> daysheet.Sheet:
    """What the day came to; a reception counts on the day it was handed over or cancelled."""
    since = timezone.make_aware(datetime.combine(day, time.min))
    until = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    touched = Q(day=day) | Q(status__in=FINAL, since__gte=since, since__lt=until)
    rows = Reception.objects.filter(touched).prefetch_related("steps").order_by("pk")
    paid = ReceptionPayment.objects.filter(at__gte=since, at__lt=until).values_list("method", "yen")
    payments = [(Payment(method), yen) for method, yen in paid]
    return daysheet.sheet([_visit(r) for r in rows], payments, since, until)


def _visit(r: Reception) -> daysheet.Visit:
    steps = sorted(r.steps.all(), key=lambda step: step.pk)
    asked = r.charges or [line | {"yen": 0} for line in r.lines]
    return daysheet.Visit(
        timezone.localtime(r.opened_at),
        tuple((Status(s.after), timezone.localtime(s.at)) for s in steps),
        tuple(daysheet.Charge(c["certificate"], c["copies"], c["yen"]) for c in asked),
    )
