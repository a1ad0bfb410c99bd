"""Reading the history of imports. Quarantined values come through the door, asked now."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.inbound.models import InboundFile, InboundSet, QuarantineRow
from madoguchi.apps.inbound.services.fetching import PROTECTION
from madoguchi.apps.inbound.states import State
from madoguchi.apps.residents.queries import known_numbers, open_copies
from madoguchi.apps.residents.register import ItemClass
from madoguchi.apps.residents.types import CopyAccess, CopyTag, Purpose


class NoSuchSet(LookupError):
    """No set of that id."""


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
    files: tuple[FileView, ...]


@dataclass(frozen=True, slots=True)
class QuarantineView:
    """A line that wasn't taken. `value` is None where it may not be seen just now."""

    file: str
    line: int
    column: str
    reason: str
    value: str | None = field(repr=False)


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
        QuarantineView(
            row.file.layout_id,
            row.line,
            row.column,
            row.reason,
            row.value if _visible(row, answer, known, actor) else None,
        )
        for row, answer in zip(rows, answers, strict=True)
    ), found.count()


def _visible(row: QuarantineRow, answer: CopyAccess, known: frozenset[str], actor: Actor) -> bool:
    """Fails closed: the line may be the one that moves somebody into a protected home, which the register doesn't
    know yet, so an address, a telephone or a 本籍 is shown to nobody who may not see protected people.

    Of somebody whom the register doesn't know it can't be told with whom they live.
    Such a line shows codes, numbers and dates of columns that should hold nothing else; an address that slipped into
    one of them is no ASCII text.
    """
    if actor.may(Right.PROTECTION_RELEASE):
        return True
    if (
        row.classes or row.file.layout_id == PROTECTION
    ):  # such a line itself says that this person is protected
        return False
    return answer.whole and (row.value.isascii() or row.resident_number in known)


def _tag(row: QuarantineRow) -> CopyTag:
    numbers = (row.resident_number,) if row.resident_number else ()
    # A value that is wrong in its column may belong to any other: columns slip.
    return CopyTag(numbers, frozenset(ItemClass))


def _with_files() -> QuerySet[InboundSet]:
    return InboundSet.objects.prefetch_related(Prefetch("files", InboundFile.objects.order_by("pk")))


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
        tuple(
            FileView(f.name, f.layout_id, f.layout_version, f.rows, f.written, f.quarantined, f.warnings)
            for f in row.files.all()
        ),
    )
