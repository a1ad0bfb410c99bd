"""Reading the history of imports. Quarantined values come through the door, asked now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Prefetch, Q, QuerySet

from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.inbound.models import InboundFile, InboundSet, QuarantineRow
from madoguchi.apps.inbound.services import layout_of
from madoguchi.apps.inbound.services.fetching import PROTECTION
from madoguchi.apps.inbound.services.recording import classes_of
from madoguchi.apps.inbound.states import Fate, State
from madoguchi.apps.residents.queries import known_numbers, open_copies
from madoguchi.apps.residents.register import ItemClass
from madoguchi.apps.residents.types import CopyAccess, CopyTag, Purpose
from madoguchi.domain.layouts import Column, Layout


class NoSuchSet(LookupError):
    """No set of that id."""


class NoSuchLine(LookupError):
    """No quarantined line of that id."""


@dataclass(frozen=True, slots=True)
class FileView:
    name: str
    layout_id: str
    layout_version: str
    rows: int
    written: int
    quarantined: int
    warnings: int


@dataclass(frozen=True, slots=True)
class SetView:
    """A set as a list shows it; nothing personal."""

    id: int
    set_id: str
    state: State
    as_of: datetime | None
    found_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    reason: str
    notes: tuple[str, ...]
    dropped: int
    confirmed_by: str
    sequence: int
    """0 for a full set, else the number of the difference."""
    open_lines: int
    files: tuple[FileView, ...]


@dataclass(frozen=True, slots=True)
class QuarantineView:
    """A line that wasn't taken. `value` is None where it may not be seen just now."""

    id: int
    file: str
    line: int
    column: str
    reason: str
    fate: Fate
    value: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class CellView:
    """A column of a quarantined line. `value` is None where it may not be seen just now; it can be typed anew."""

    column: Column
    codes: tuple[tuple[str, str], ...]
    """Codes the column may hold, with what they stand for."""
    value: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class LineView:
    """A quarantined line with all its cells; none if it can't be corrected on a page (`stuck` says why)."""

    head: QuarantineView
    set_id: int
    set_name: str
    cells: tuple[CellView, ...]
    stuck: str
    decided_by: str
    decided_at: datetime | None
    decision: str
    changed: tuple[str, ...]
    """Columns that a correction changed."""


def history(start: int = 0, at_most: int = 50) -> tuple[tuple[SetView, ...], int]:
    """Sets, the newest first, and how many there are."""
    rows = _with_files().order_by("-pk")[start : start + at_most]
    return tuple(map(_set, rows)), InboundSet.objects.count()


def get(set_id: int) -> SetView:
    """Raises NoSuchSet."""
    row = _with_files().filter(pk=set_id).first()
    if row is None:
        raise NoSuchSet(set_id)
    return _set(row)


def quarantine(
    actor: Actor, set_id: int, start: int = 0, at_most: int = 100
) -> tuple[tuple[QuarantineView, ...], int]:
    """Lines of a set that weren't taken, and how many there are. One event, before anything is handed out."""
    found = (
        QuarantineRow.objects.filter(file__set=set_id).select_related("file").order_by("file", "line", "pk")
    )
    rows = list(found[start : start + at_most])
    if not rows:
        return (), 0
    known = known_numbers({row.resident_number for row in rows})
    answers = open_copies(actor, Purpose.QUARANTINE, [_tag(row) for row in rows], reference=f"set {set_id}")
    return tuple(
        _line_head(row, row.value if _visible(row, answer, known, actor) else None)
        for row, answer in zip(rows, answers, strict=True)
    ), found.count()


def line(actor: Actor, row_id: int) -> LineView:
    """One quarantined line. One event, before anything is handed out. Raises NoSuchLine."""
    row = QuarantineRow.objects.select_related("file__set").filter(pk=row_id).first()
    if row is None:
        raise NoSuchLine(row_id)
    known = known_numbers({row.resident_number})
    reference = f"line {row.pk}"
    answer = open_copies(actor, Purpose.QUARANTINE, [_tag(row)], reference=reference)[0]
    layout, stuck = _layout_of(row)
    cells = layout.columns if layout else ()
    return LineView(
        _line_head(row, row.value if _visible(row, answer, known, actor) else None),
        row.file.set_id,
        row.file.set.set_id,
        tuple(_cell(row, layout, c, answer, known, actor) for c in cells) if layout else (),
        stuck,
        row.decided_by,
        row.decided_at,
        row.decision,
        tuple(c.name for c in cells if row.corrected and row.cells[c.index] != row.corrected[c.index]),
    )


def _layout_of(row: QuarantineRow) -> tuple[Layout | None, str]:
    try:
        return layout_of(row), ""
    except Refused as refusal:
        return None, str(refusal)


def _line_head(row: QuarantineRow, value: str | None) -> QuarantineView:
    return QuarantineView(
        row.pk, row.file.layout_id, row.line, row.column, row.reason, Fate(row.state), value
    )


def _cell(
    row: QuarantineRow,
    layout: Layout,
    column: Column,
    answer: CopyAccess,
    known: frozenset[str],
    actor: Actor,
) -> CellView:
    value = row.cells[column.index]
    codes = tuple((layout.codes_of(column) or {}).items())
    shown = _cell_visible(row, classes_of(layout, column.name), value, answer, known, actor)
    return CellView(column, codes, value if shown else None)


def _cell_visible(
    row: QuarantineRow,
    classes: Collection[str],
    value: str,
    answer: CopyAccess,
    known: frozenset[str],
    actor: Actor,
) -> bool:
    """As `_visible`, for a column beside the one at fault: whatever could be an address stays closed."""
    if actor.may(Right.PROTECTION_RELEASE):
        return True
    if classes or row.file.layout_id == PROTECTION:
        return False
    return answer.whole and (value.isascii() or row.resident_number in known)


def _visible(row: QuarantineRow, answer: CopyAccess, known: frozenset[str], actor: Actor) -> bool:
    """Fails closed: the line may be the one that moves somebody into a protected home, which the register doesn't
    know yet, so an address, a telephone or a 本籍 is shown to nobody who may not see protected people.

    Of somebody whom the register doesn't know it can't be told with whom they live.
    Such a line shows codes, numbers and dates of columns that should hold nothing else; an address that slipped into
    one of them is no ASCII text.
    """
    return _cell_visible(row, row.classes, row.value, answer, known, actor)


def _tag(row: QuarantineRow) -> CopyTag:
    numbers = (row.resident_number,) if row.resident_number else ()
    # A value that is wrong in its column may belong to any other: columns slip.
    return CopyTag(numbers, frozenset(ItemClass))


def _with_files() -> QuerySet[InboundSet]:
    waiting = Count("files__quarantine", filter=Q(files__quarantine__state=Fate.OPEN))
    files = Prefetch("files", InboundFile.objects.order_by("pk"))
    return InboundSet.objects.annotate(open_lines=waiting).prefetch_related(files)


def _set(row: InboundSet) -> SetView:
    return SetView(
        row.pk,
        row.set_id,
        State(row.state),
        row.as_of,
        row.found_at,
        row.started_at,
        row.finished_at,
        row.reason,
        tuple(row.notes),
        row.dropped,
        row.confirmed_by,
        row.sequence,
        int(getattr(row, "open_lines", 0)),
        tuple(
            FileView(f.name, f.layout_id, f.layout_version, f.rows, f.written, f.quarantined, f.warnings)
            for f in row.files.all()
        ),
    )
