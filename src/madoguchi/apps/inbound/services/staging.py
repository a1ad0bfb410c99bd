"""A file into a temporary table, as fast as the reader yields rows: one COPY, lines made here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from psycopg import sql

from madoguchi.apps.inbound import words
from madoguchi.apps.inbound.services.fetching import Fetched
from madoguchi.apps.inbound.types import Bad, FileResult, Progress, Stopped
from madoguchi.apps.residents.services import Staged, find_changed
from madoguchi.domain.layouts import BadRow, FileRefused, Layout, Measured, Mode, Row, parse_lines
from madoguchi.domain.text import to_moji_joho

CHUNK = 1_000
TELL_EVERY = 20_000
FEW = 100
"""So many bad rows are taken in any file; above, the layout's share counts."""
SELECTOR = b"\xf3\xa0"
"""How every ideographic variation selector begins in UTF-8."""
PICTURES = {code: 0x2400 + code for code in range(0x20)} | {0x7F: 0x2421}
"""Control characters as their pictures: to be seen on the screen, and the database takes no NUL."""


def stage(cursor: Any, file: Fetched, progress: Progress) -> tuple[Staged, FileResult]:
    """Fill `stage_…` from the file and find the changed lines. Raises Stopped; must run in a transaction."""
    layout, entry = file.layout, file.entry
    table = "stage_" + layout.id.replace(".", "_")
    result = FileResult(entry.name, layout.id, layout.name, layout.version, entry.sha256)
    _make_table(cursor, table, len(layout.columns))
    try:
        _fill(cursor, table, file, result, progress)
    except FileRefused as refusal:
        raise Stopped(words.unreadable_file(entry.name, str(refusal), layout)) from None
    for fault in entry.faults(Measured(entry.sha256, entry.bytes, result.rows)):
        raise Stopped(words.file_fault(entry.name, fault))
    cursor.execute(
        sql.SQL("CREATE INDEX ON {0} (line); ANALYZE {0} (line, hash, c1)").format(sql.Identifier(table))
    )
    return Staged(layout, table, find_changed(layout, table, entry.mode), mode=entry.mode), result


def most_bad(layout: Layout, rows: int) -> int:
    """A file with more bad rows than this is no file with bad rows but a bad file."""
    return max(FEW, int(rows * layout.limits.max_drop_ratio))


def number_of(layout: Layout, bad: BadRow) -> str:
    """The number by which a bad line is about somebody, if it can be trusted: digits, and not the cell at fault.

    It is the first of the keys: 宛名番号, or the 届出番号 of a notice.
    """
    column = layout.keys[0]
    if bad.column == column.name or column.index >= len(bad.cells):
        return ""
    value = bad.cells[column.index]
    return value if value.isascii() and value.isdigit() and len(value) <= column.length else ""


def as_bad(layout: Layout, bad: BadRow) -> Bad:
    cells = tuple(cell.translate(PICTURES) for cell in bad.cells)
    value = bad.value.translate(PICTURES)
    return Bad(bad.line, bad.column or "", bad.code.value, bad.reason, value, number_of(layout, bad), cells)


def _settled(row: Row, result: FileResult) -> list[str]:
    """The row with Adobe-Japan1 selectors brought into the stored form, as far as tables prove them."""
    settled = [to_moji_joho(value) for value in row.values]
    findings = [finding for value in settled for finding in value.findings]
    result.converted += sum(finding.by is not None for finding in findings)
    if any(finding.by is None for finding in findings):
        result.unsettled.append(row.line)
    return [value.text for value in settled]


def _make_table(cursor: Any, table: str, columns: int) -> None:
    cells = sql.SQL(", ").join(sql.SQL("{} text").format(sql.Identifier(f"c{n + 1}")) for n in range(columns))
    cursor.execute(
        sql.SQL("CREATE TEMP TABLE {} (line integer, hash text, {}) ON COMMIT DROP").format(
            sql.Identifier(table), cells
        )
    )


def _fill(cursor: Any, table: str, file: Fetched, result: FileResult, progress: Progress) -> None:
    statement = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))
    told = 0
    with cursor.copy(statement) as copy:
        for lines in _chunks(file, result, most_bad(file.layout, file.entry.rows)):
            copy.write(lines)
            if result.rows - told >= TELL_EVERY:
                told = result.rows
                progress(f"{file.layout.name}を読んでいます（{told:,} / {file.entry.rows:,} 行）")


def _chunks(file: Fetched, result: FileResult, most: int) -> Iterator[bytes]:
    """COPY's text format. The reader lets no tab, line end or control character into a value.

    The digest is over what the row says of its resident: a difference and a full file agree on it.
    """
    layout = file.layout
    prefix = f"{layout.id}\t{layout.version}\t".encode()
    differs = file.entry.mode is Mode.DIFF and layout.difference is not None
    md5 = hashlib.md5
    lines: list[bytes] = []
    for row in parse_lines(layout, file.stream):
        result.rows += 1
        if isinstance(row, Row):
            cells = "\t".join(row.values).encode()
            if SELECTOR in cells:
                cells = "\t".join(_settled(row, result)).encode()
            own = cells.rpartition(b"\t")[0] if differs else cells
            digest = md5(prefix + own, usedforsecurity=False).hexdigest().encode()
            lines.append(b"%d\t%b\t%b\n" % (row.line, digest, cells.replace(b"\\", b"\\\\")))
            if len(lines) >= CHUNK:
                yield b"".join(lines)
                lines.clear()
        else:
            result.bad.append(as_bad(layout, row))
            if len(result.bad) > most:
                raise Stopped(words.too_many_bad(result.name, len(result.bad), most))
    yield b"".join(lines)
