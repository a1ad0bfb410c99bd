"""Records as the bytes of a linkage file. The same records give the same bytes."""

from __future__ import annotations

from collections.abc import Sequence

from madoguchi.apps.outbound.types import Written
from madoguchi.apps.outbox.types import Line, Opened
from madoguchi.domain.layouts import BadRow, Layout, Row, RowCheck, RowRefused, write_rows


def write(layout: Layout, records: Sequence[Opened]) -> Written:
    """Those that may be seen and fit the layout, in their order. One that doesn't fit stops no other."""
    check = RowCheck(layout)
    rows: list[list[str]] = []
    unwritable: list[int] = []
    for record in records:
        if record.lines is None:
            continue
        lines = [_cells(layout, line) for line in record.lines]
        if lines and all(cells is not None and _fits(check, layout, cells) for cells in lines):
            rows += [cells for cells in lines if cells is not None]
        else:
            unwritable.append(record.id)
    return Written(b"".join(write_rows(layout, rows)), len(rows), tuple(unwritable))


def _cells(layout: Layout, line: Line) -> list[str] | None:
    """The cells in the layout's order; None if the record says something the layout has no column for."""
    if set(line) - set(layout.fields):
        return None
    return [line.get(column.to or "", "") for column in layout.columns]


def _fits(check: RowCheck, layout: Layout, cells: list[str]) -> bool:
    if any(isinstance(row, BadRow) for row in check.batch([Row(1, cells)])):
        return False
    try:
        b"".join(write_rows(layout, [cells]))
    except RowRefused:
        return False
    return True
