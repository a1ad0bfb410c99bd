"""Reading receptions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Count

from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.receptions.details import draft_of
from madoguchi.apps.receptions.models import Reception
from madoguchi.apps.receptions.passage import Notice, Passage
from madoguchi.apps.receptions.states import Flow, Status
from madoguchi.apps.receptions.types import Fault, ReceptionView


class NoSuchReception(LookupError):
    """No reception bears that number."""


def view_of(r: Reception) -> ReceptionView:
    return ReceptionView(
        number=r.number,
        day=r.day,
        status=Status(r.status),
        version=r.version,
        subject_id=r.subject_id,
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
    )


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


def of_day(day: date, status: Status) -> tuple[ReceptionView, ...]:
    """The receptions of a day in one state, in the order of their numbers, 200 at most."""
    return tuple(
        view_of(r) for r in Reception.objects.filter(day=day, status=status).order_by("number")[:200]
    )


def counts(day: date) -> Mapping[Status, int]:
    """How many receptions a day has in each state."""
    rows = Reception.objects.filter(day=day).values_list("status").annotate(n=Count("pk"))
    found = {Status(status): n for status, n in rows}
    return {status: found.get(status, 0) for status in Status}


def by_short_number(typed: str, day: date) -> ReceptionView | None:
    """A reception by its full number, or by mmdd-nnnn or nnnn of that day; what the scanner or a person gives."""
    digits = "".join(c for c in typed if c.isdigit())
    number = {4: f"{day:%Y%m%d}{digits}", 8: f"{day:%Y}{digits}", 12: digits}.get(len(digits), "")
    found = Reception.objects.filter(number=f"{number[:8]}-{number[8:]}").first() if number else None
    return view_of(found) if found else None


def number_fault() -> Fault:
    return Fault("受付番号が合いません。番号札をもう一度確かめてください。", "number")
