"""Quarantined lines: put right, looked at once more, or dismissed. They go the way every line goes.

Cells become bytes of a file again, which is read, staged, checked and applied like a difference of one line; there
is no second opinion on what a sound line is.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connections, transaction
from django.utils import timezone

from madoguchi.apps.accounts.policies import needs
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.expected import services as expected
from madoguchi.apps.inbound import words
from madoguchi.apps.inbound.models import QuarantineRow
from madoguchi.apps.inbound.services.checking import check
from madoguchi.apps.inbound.services.fetching import SEAL, Fetched
from madoguchi.apps.inbound.services.others import OTHERS
from madoguchi.apps.inbound.services.recording import classes_of
from madoguchi.apps.inbound.services.staging import PICTURES, stage
from madoguchi.apps.inbound.states import Fate, State
from madoguchi.apps.inbound.types import Bad
from madoguchi.apps.residents.queries import id_of
from madoguchi.apps.residents.services import (
    AnotherPerson,
    OlderThanRegister,
    Staged,
    apply_lines,
    doubt_seals,
)
from madoguchi.domain.layouts import Entry as FileEntry
from madoguchi.domain.layouts import Layout, Mode, write_rows

RUN = needs(Right.IMPORT_RUN)
AT_ONCE = 100
UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\ufffd" + "".join(map(chr, PICTURES.values())) + "]")
"""What no value has: characters of the file itself, and what stands for a character that was lost."""
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a correction isn't sound yet. `column` is empty if it isn't about one."""

    column: str
    words: str


@dataclass(frozen=True, slots=True)
class Rechecked:
    """A look at all waiting lines of a set: taken now, still waiting."""

    taken: int
    left: int


@dataclass(frozen=True, slots=True)
class _Line:
    """A quarantined row with the cells it is to be read with; `changed` are the columns that a person typed."""

    row: QuarantineRow
    cells: list[str] = field(repr=False)
    changed: tuple[str, ...] = ()


def correct(row_id: int, typed: Mapping[str, str], *, by: Actor) -> Fault | None:
    """Take the line in with these values (by column name) in place of its own. None if it is in the register now.

    Columns that aren't named keep the value they came with, seen or not. Raises Refused.
    """
    RUN.check(by)
    with transaction.atomic():
        row = _open_row(row_id)
        layout = layout_of(row)
        cells = [typed.get(column.name, old) for column, old in zip(layout.columns, row.cells, strict=True)]
        pairs = zip(layout.names, row.cells, cells, strict=True)
        changed = tuple(name for name, old, new in pairs if old != new)
        line = _Line(row, cells, changed)
        fault = _unfit(layout, line) or _rival(layout, line, set())
        if fault is None:
            bad = _take(layout, [line], by, Action.LINE_CORRECTED)
            fault = Fault(bad[0].column, bad[0].reason) if bad else None
        return fault


def recheck(set_id: int, *, by: Actor) -> Rechecked:
    """Look at every waiting line of a set once more, as it came: the layout or a code list may have changed.

    Each hundred has a transaction of its own. Raises Refused.
    """
    RUN.check(by)
    ids = list(
        QuarantineRow.objects.filter(file__set=set_id, state=Fate.OPEN)
        .order_by("file", "pk")
        .values_list("pk", "file_id")
    )
    taken = 0
    for file_id in sorted({file_id for _, file_id in ids}):
        own = [pk for pk, of in ids if of == file_id]
        for start in range(0, len(own), AT_ONCE):
            taken += _recheck(own[start : start + AT_ONCE], by)
    detail = {"taken": taken, "left": len(ids) - taken}
    audit.record_now(Entry(Action.LINES_RECHECKED, by.who, reference=f"set {set_id}", detail=detail))
    return Rechecked(taken, len(ids) - taken)


@transaction.atomic
def dismiss(row_id: int, reason: str, *, by: Actor) -> None:
    """Nothing is to be done about this line; why, in words of the person. Raises Refused."""
    RUN.check(by)
    given = reason.strip()
    if not given or len(given) > LONGEST_REASON:
        raise Refused(f"見送る理由を {LONGEST_REASON} 文字までで入力してください。何も変えていません。")
    row = _open_row(row_id)
    row.decision = given
    _settle(row, Fate.DISMISSED, by)
    _record(Action.LINE_DISMISSED, row, row.resident_number, (), by)


def layout_of(row: QuarantineRow) -> Layout:
    """The layout by which the cells of a row are told apart today. Raises Refused if they can't be."""
    mode = Mode.DIFF if row.file.set.sequence else Mode.FULL
    layout = catalogue.layout(row.file.layout_id).of(mode)
    if len(row.cells) != len(layout.columns):
        raise Refused(words.NOT_CORRECTABLE)
    if layout.version.partition(".")[0] != row.file.layout_version.partition(".")[0]:
        raise Refused(words.OTHER_LAYOUT)
    return layout


def _open_row(row_id: int) -> QuarantineRow:
    found = (
        QuarantineRow.objects.select_for_update(of=("self",)).select_related("file__set").filter(pk=row_id)
    )
    row = found.first()
    taken = (State.APPLIED, State.PARTLY)
    if row is None or row.state != Fate.OPEN or row.file.set.state not in taken:
        raise Refused("この行の状態が変わっています。画面を開き直して確認してください。")
    return row


@transaction.atomic
def _recheck(ids: Sequence[int], by: Actor) -> int:
    found = QuarantineRow.objects.select_for_update(of=("self",)).select_related("file__set")
    rows = list(found.filter(pk__in=ids, state=Fate.OPEN, file__set__state__in=(State.APPLIED, State.PARTLY)))
    lines = [_Line(row, list(row.cells)) for row in rows if _known(row)]
    if not lines:
        return 0
    layout, together = layout_of(lines[0].row), set(ids)
    lines = [
        line for line in lines if _unfit(layout, line) is None and _rival(layout, line, together) is None
    ]
    if not lines:
        return 0
    bad = _take(layout, lines, by, Action.LINE_CORRECTED)
    return len(lines) - len(bad)


def _known(row: QuarantineRow) -> bool:
    try:
        layout_of(row)
    except Refused:
        return False
    return True


def _unfit(layout: Layout, line: _Line) -> Fault | None:
    for column, cell in zip(layout.columns, line.cells, strict=True):
        if found := UNFIT.search(cell):
            return Fault(
                column.name, f"使えない文字、または失われた文字の跡があります（U+{ord(found.group()):04X}）。"
            )
    return None


def _rival(layout: Layout, line: _Line, together: set[int]) -> Fault | None:
    """Another waiting line of the same key: which of them is right can't be told while both are there."""
    places = [column.index for column in layout.keys]
    others = QuarantineRow.objects.filter(file=line.row.file, state=Fate.OPEN).exclude(pk=line.row.pk)
    wanted = [line.cells[place] for place in places]
    for cells in others.exclude(pk__in=together).values_list("cells", flat=True):
        if len(cells) == len(line.cells) and [cells[place] for place in places] == wanted:
            return Fault(layout.keys[0].name, words.RIVAL)
    return None


def _take(layout: Layout, lines: Sequence[_Line], by: Actor, action: Action) -> list[Bad]:
    """Apply those that are sound; returns what is wrong with the others. Raises Refused, then nothing is changed."""
    row = lines[0].row
    file = _as_file(layout, lines)
    with connections["default"].cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        staged, result = stage(cursor, file, lambda _words: None)
        check(cursor, staged, result)
    bad = {found.line: found for found in result.bad}
    sound = [line for number, line in enumerate(lines, 2) if number not in bad]
    if sound:
        numbers = [(line.row.resident_number, _number(layout, line)) for line in sound]
        _into_register(staged, row, [new for old, new in numbers if old != new], by)
    for line in sound:
        line.row.corrected = line.cells
        _settle(line.row, Fate.CORRECTED, by)
        _record(action, line.row, _number(layout, line), line.changed, by)
    for number, found in bad.items():
        _note(layout, lines[number - 2], found)
    _doubt(layout, sound)
    return list(bad.values())


def _into_register(staged: Staged, row: QuarantineRow, renumbered: list[str], by: Actor) -> None:
    as_of = row.file.set.as_of
    assert as_of is not None  # a set that was taken has one
    try:
        apply_lines(
            staged,
            as_of=as_of,
            renumbered=renumbered,
            reference=row.file.set.set_id,
            by=by.who,
            others=OTHERS,
        )
    except OlderThanRegister as error:
        raise Refused(words.newer_there(error.in_force)) from None
    except AnotherPerson:
        raise Refused(words.ANOTHER_PERSON) from None


def _as_file(layout: Layout, lines: Sequence[_Line]) -> Fetched:
    """The lines as a difference in UTF-8: a line of a full file says what a changed one would."""
    target = catalogue.layout(layout.id).of(Mode.DIFF)
    utf8 = target.model_copy(update={"file": target.file.model_copy(update={"encoding": "utf-8"})})
    raw = b"".join(write_rows(utf8, [[*line.cells, *_missing(target, line)] for line in lines]))
    entry = FileEntry(
        name=lines[0].row.file.name,
        layout=layout.id,
        layout_version=layout.version,
        mode=Mode.DIFF,
        sha256=hashlib.sha256(raw).hexdigest(),
        bytes=len(raw),
        rows=len(lines),
    )
    return Fetched(entry, utf8, io.BytesIO(raw))


def _missing(target: Layout, line: _Line) -> list[str]:
    if target.difference is None or len(line.cells) == len(target.columns):
        return []
    codes = target.codes_of(target.difference.column) or {}
    return [next(code for code in codes if code not in target.difference.delete)]


def _number(layout: Layout, line: _Line) -> str:
    """Whom it is about: the first of the keys, as everywhere."""
    return line.cells[layout.keys[0].index]


def _settle(row: QuarantineRow, fate: Fate, by: Actor) -> None:
    row.state, row.decided_by, row.decided_at = fate, by.name, timezone.now()
    row.save()


def _note(layout: Layout, line: _Line, found: Bad) -> None:
    """What is wrong now, if the line stands as it came; a correction that failed leaves the row as it was."""
    if line.changed:
        return
    row = line.row
    row.column, row.code, row.reason, row.value = found.column, found.code, found.reason, found.value
    row.classes = sorted(classes_of(layout, found.column))
    row.save()


def _doubt(layout: Layout, sound: Sequence[_Line]) -> None:
    """A seal registration stays 要確認, a notice closed, while another line about the same waits."""
    if layout.id == expected.NOTICES:
        rows = QuarantineRow.objects.filter(state=Fate.OPEN, file__layout_id=layout.id)
        told = {_number(layout, line) for line in sound}
        expected.doubt(told & {cells[0] for cells in rows.values_list("cells", flat=True) if cells})
    if layout.id != SEAL:
        return
    numbers = {_number(layout, line) for line in sound} | {line.row.resident_number for line in sound}
    waiting = QuarantineRow.objects.filter(
        state=Fate.OPEN, file__layout_id=SEAL, resident_number__in=numbers - {""}
    )
    doubt_seals(set(waiting.values_list("resident_number", flat=True)))


def _record(action: Action, row: QuarantineRow, number: str, changed: Sequence[str], by: Actor) -> None:
    """Set, file, line and the columns that were typed; the values stand in the row only."""
    subject = id_of(number) if number and row.file.layout_id != expected.NOTICES else None
    detail = {"layout": row.file.layout_id, "line": row.line, "columns": list(changed)}
    audit.record(
        Entry(
            action,
            by.who,
            subjects=[subject] if subject else [],
            reference=row.file.set.set_id,
            detail=detail,
        )
    )
