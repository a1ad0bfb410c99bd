"""Writing down what came of the files of a set."""

from __future__ import annotations

from collections.abc import Sequence

from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.inbound.models import InboundFile, InboundSet, QuarantineRow
from madoguchi.apps.inbound.types import Bad, FileResult
from madoguchi.apps.residents.register import CLASS_OF, FIELDS, ItemClass
from madoguchi.domain.layouts import Layout


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


def _quarantined(file: InboundFile, layout: Layout, bad: Bad) -> QuarantineRow:
    return QuarantineRow(
        file=file,
        line=bad.line,
        column=bad.column,
        code=bad.code,
        reason=bad.reason,
        value=bad.value,
        resident_number=bad.number,
        classes=sorted(classes_of(layout, bad.column)),
    )


def classes_of(layout: Layout, column: str) -> frozenset[ItemClass]:
    """What a quarantined value may give away. A whole line, or a column without a field, could hold anything."""
    known = layout.by_name.get(column)
    if known is None or known.to not in FIELDS:
        return frozenset(ItemClass)
    return frozenset({CLASS_OF[known.to]}) if known.to in CLASS_OF else frozenset()
