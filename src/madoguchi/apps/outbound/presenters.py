"""What the pages of the outbound linkage show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from madoguchi.apps.outbound.types import BatchView
from madoguchi.apps.outbox.states import HOLD_WORDS, LABELS, State
from madoguchi.apps.outbox.types import Counts, Line, Opened, Record
from madoguchi.domain.layouts import Layout


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Filters:
    date_from: str
    date_to: str
    statuses: tuple[Choice, ...]

    @classmethod
    def of(cls, first: date, last: date, state: State | None) -> Filters:
        choices = tuple(Choice(s.value, LABELS[s], s is state) for s in State)
        return cls(first.isoformat(), last.isoformat(), choices)


@dataclass(frozen=True, slots=True)
class RecordRow:
    number: str
    when: str
    layout: str
    destination: str
    status: str
    tries: int
    delivered_at: str
    note: str
    url: str

    @classmethod
    def of(cls, record: Record, batches: Mapping[int, BatchView]) -> RecordRow:
        batch = batches.get(record.batch_id or 0)
        failing = record.state is State.PENDING and batch is not None and bool(batch.reason)
        sent = timezone.localtime(record.sent_at).strftime("%m-%d %H:%M") if record.sent_at else ""
        return cls(
            number=record.key,
            when=timezone.localtime(record.created_at).strftime("%m-%d %H:%M"),
            layout="証明書交付請求",
            destination=batch.set_id if batch else "",
            status="再送待ち" if failing else LABELS[record.state],
            tries=batch.attempts if batch else 0,
            delivered_at=sent,
            note=_note(record),
            url=reverse("outbound:held_record", args=[record.id]) if record.hold_reason else "",
        )


def _note(record: Record) -> str:
    if record.settled_at is not None:
        when = timezone.localtime(record.settled_at).strftime("%m-%d %H:%M")
        return f"{LABELS[record.state]} {when} {record.settled_by}"
    return HOLD_WORDS[record.hold_reason] if record.hold_reason else ""


@dataclass(frozen=True, slots=True)
class Value:
    label: str
    value: str


def _values(layout: Layout, line: Line) -> Iterator[Value]:
    """In the layout's order, codes in words; what the layout has no column for, at the end under its own name."""
    for column in layout.columns:
        if value := line.get(column.to or "", ""):
            words = (layout.codes_of(column) or {}).get(value, "")
            yield Value(column.name, f"{value}　{words}" if words else value)
    yield from (Value(name, value) for name, value in line.items() if name not in layout.fields and value)


@dataclass(frozen=True, slots=True)
class HeldPage:
    """A held record. `lines` is empty where the values may not be seen just now."""

    number: str
    when: str
    status: str
    reason: str
    settled: str
    because: str
    lines: tuple[tuple[Value, ...], ...] = field(repr=False)
    closed: bool
    may_settle: bool

    @classmethod
    def of(cls, record: Record, opened: Opened, layout: Layout, *, may_settle: bool) -> HeldPage:
        lines = opened.lines or ()
        return cls(
            number=record.key,
            when=timezone.localtime(record.created_at).strftime("%Y-%m-%d %H:%M"),
            status=LABELS[record.state],
            reason=HOLD_WORDS[record.hold_reason] if record.hold_reason else "",
            settled=_note(record) if record.settled_at else "",
            because=record.settled_because,
            lines=tuple(tuple(_values(layout, line)) for line in lines),
            closed=opened.lines is None,
            may_settle=may_settle,
        )


@dataclass(frozen=True, slots=True)
class Figure:
    label: str
    value: str


def figures(counts: Counts) -> list[Figure]:
    values = {
        State.PENDING: counts.pending,
        State.HELD: counts.held,
        State.SENT: counts.sent,
        State.ENTERED: counts.entered,
    }
    return [Figure(LABELS[state], f"{value:,} 件") for state, value in values.items()]


@dataclass(frozen=True, slots=True)
class Page:
    words: str
    earlier_url: str
    later_url: str

    @classmethod
    def of(cls, filters: Filters, status: str, start: int, at_once: int, total: int) -> Page:
        def url(at: int) -> str:
            given = {"from": filters.date_from, "to": filters.date_to, "status": status, "start": at}
            return f"{reverse('outbound:records')}?{urlencode(given)}"

        if not total:
            return cls("0 件", "", "")
        return cls(
            f"{start + 1}〜{min(start + at_once, total)} 件目／全 {total:,} 件",
            url(max(0, start - at_once)) if start else "",
            url(start + at_once) if start + at_once < total else "",
        )
