"""Writing down what came of the files of a set."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import connections
from django.utils import timezone
from psycopg import sql

from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.inbound.models import InboundFile, InboundSet, QuarantineRow
from madoguchi.apps.inbound.states import Fate
from madoguchi.apps.inbound.types import Bad, FileResult
from madoguchi.apps.residents.register import CLASS_OF, FIELDS, ItemClass
from madoguchi.apps.residents.services import Staged, field
from madoguchi.domain.layouts import Layout, Mode


def record_files(row: InboundSet, files: Sequence[FileResult]) -> None:
    """Replace what an earlier try of the same set left, in the caller's transaction."""
    InboundFile.objects.filter(set=row).delete()
    for result in files:
        file = InboundFile.objects.create(
            set=row,
            name=result.name,
            layout_id=result.layout_id,
            layout_version=result.layout_version,
            sha256=result.sha256,
            rows=result.rows,
            written=result.written,
            quarantined=len(result.bad),
            warnings=result.warnings,
        )
        layout = catalogue.layout(result.layout_id)
        rows = [_quarantined(file, layout, bad) for bad in result.bad]
        QuarantineRow.objects.bulk_create(rows, batch_size=1_000)


def supersede(row: InboundSet, files: Sequence[Staged]) -> None:
    """What waits in quarantine from older sets is answered by this one: by a full file, or by a line about the same.

    Must run in the transaction of the import: it reads the staged files.
    """
    for staged in files:
        older = QuarantineRow.objects.filter(state=Fate.OPEN, file__layout_id=staged.layout.id).exclude(
            file__set=row
        )
        if staged.mode is Mode.DIFF:
            waiting = set(older.exclude(resident_number="").values_list("resident_number", flat=True))
            older = older.filter(resident_number__in=_told(staged, waiting) | (staged.unread & waiting))
        older.update(state=Fate.SUPERSEDED, decided_at=timezone.now())


def _told(staged: Staged, numbers: Collection[str]) -> set[str]:
    """Which of these residents the staged file has a sound line of."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            sql.SQL("SELECT DISTINCT {0} FROM {1} s WHERE {0} = ANY(%s)").format(
                field(staged.layout, "resident_number"), sql.Identifier(staged.table)
            ),
            [list(numbers)],
        )
        return {number for (number,) in cursor.fetchall()}


def _quarantined(file: InboundFile, layout: Layout, bad: Bad) -> QuarantineRow:
    return QuarantineRow(
        file=file,
        line=bad.line,
        column=bad.column,
        code=bad.code,
        reason=bad.reason,
        value=bad.value,
        resident_number=bad.number if layout.keys[0].to == "resident_number" else "",
        cells=list(bad.cells),
        classes=sorted(classes_of(layout, bad.column)),
    )


def classes_of(layout: Layout, column: str) -> frozenset[ItemClass]:
    """What a quarantined value may give away. A whole line, or a column without a field, could hold anything."""
    known = layout.by_name.get(column)
    if known is None or known.to not in FIELDS:
        return frozenset(ItemClass)
    return frozenset({CLASS_OF[known.to]}) if known.to in CLASS_OF else frozenset()
