"""From the bytes of a linkage file to rows and bad rows, as a stream.

A record is one physical line (docs/adr/0050): a broken line costs one row, whatever follows is read as usual.
Memory stays at a few blocks, also for a line that never ends. Whether the *values* fit is `checking`'s part.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, Protocol

from .model import Layout

BLOCK = 1 << 20
EXCERPT = 40
BOM = b"\xef\xbb\xbf"

# U+FFFD is what a converter leaves where it lost a character: a name with it is not the person's name.
UNREADABLE = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd]")


class Source(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Reason(StrEnum):
    """Why a row was set aside; stored with it, so a value never changes its meaning."""

    TOO_LONG_LINE = "too_long_line"
    UNFINISHED_LINE = "unfinished_line"
    LINE_END = "line_end"
    BYTES = "bytes"
    CHARACTER = "character"
    QUOTING = "quoting"
    COLUMN_COUNT = "column_count"
    REQUIRED = "required"
    LENGTH = "length"
    FORM = "form"
    CODE = "code"


class Row(NamedTuple):
    """`line` counts from 1, the header included. `values` are in column order; an empty one is no value."""

    line: int
    values: list[str]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A line that is not taken over. `reason` is a sentence for staff and holds nothing of the person.

    `value` (an excerpt) and `cells` (as far as the line could be split, undecodable bytes as U+FFFD) are
    personal data: quarantine only, so not in `repr`. A protection row still protects by its `cells`.
    """

    line: int
    column: str | None
    code: Reason
    reason: str
    value: str = field(default="", repr=False)
    cells: tuple[str, ...] = field(default=(), repr=False)


class FileRefused(ValueError):
    """Nothing of the file can be used. The words are for staff: what is wrong, at which line and column."""


class _LongLine(NamedTuple):
    """Stands for a line over the limit; only its beginning was kept."""

    head: bytes


def parse_lines(layout: Layout, stream: Source) -> Iterator[Row | BadRow]:
    """Rows in the order of the file. Raises FileRefused at once: an empty file, a header that differs."""
    lines = _Lines(layout, stream)
    if layout.file.header == "none":
        return _rows(layout, lines, 1)
    _check_header(layout, lines.first())
    return _rows(layout, lines, 2)


def _rows(layout: Layout, lines: _Lines, number: int) -> Iterator[Row | BadRow]:
    for block in lines.blocks():
        if isinstance(block, _LongLine):
            yield _too_long(layout, block.head, number)
            number += 1
        elif values := _fast(layout, block):
            yield from map(Row, range(number, number + len(values)), values)
            number += len(values)
        else:
            for line in _cut(block):
                yield _line(layout, line, number)
                number += 1


class _Lines:
    """Cuts a byte stream into blocks of whole lines, in bounded memory."""

    def __init__(self, layout: Layout, stream: Source) -> None:
        self._stream = stream
        self._limit = layout.limits.max_line_bytes
        self._rest = self._without_bom(self._start(), layout)

    def _start(self) -> bytes:
        """At least as much as a byte order mark is long, if the file is: a source may give less at a time."""
        start = b""
        while len(start) < len(BOM) and (chunk := self._stream.read(BLOCK)):
            start += chunk
        return start

    def _without_bom(self, start: bytes, layout: Layout) -> bytes:
        if not start:
            raise FileRefused("ファイルが空です（0バイト）。送り側の出力を確認してください。")
        if not start.startswith(BOM):
            return start
        if layout.file.encoding != "utf-8-sig":
            raise FileRefused(
                f"1行目の先頭に BOM があります。レイアウトの文字コードは {layout.file.encoding} です。"
            )
        return start[len(BOM) :]

    def first(self) -> bytes:
        """The first line with its end, or its beginning if it is too long. Only before `blocks`."""
        while b"\n" not in self._rest and len(self._rest) <= self._limit:
            chunk = self._stream.read(BLOCK)
            if not chunk:
                break
            self._rest += chunk
        line, end, self._rest = self._rest.partition(b"\n")
        return line + end

    def blocks(self) -> Iterator[bytes | _LongLine]:
        """Whole lines, each with its end (the file's last may lack it), or one line that is too long."""
        rest, self._rest = self._rest, b""
        while chunk := self._stream.read(BLOCK):
            whole, end, rest = (rest + chunk).rpartition(b"\n")
            if end:
                yield whole + end
            if len(rest) > self._limit:
                yield _LongLine(rest[: EXCERPT * 4])
                rest = self._after_line_end()
        if rest:
            yield rest

    def _after_line_end(self) -> bytes:
        while chunk := self._stream.read(BLOCK):
            _, end, rest = chunk.partition(b"\n")
            if end:
                return rest
        return b""


def _fast(layout: Layout, block: bytes) -> list[list[str]] | None:
    """All rows of a block, or None if a line of it needs a closer look. Must agree with `_line`."""
    try:
        text = block.decode(_codec(layout))
    except UnicodeDecodeError:
        return None
    if UNREADABLE.search(text):
        return None
    lines = _split(layout, text)
    if lines is None or max(map(len, lines)) * 4 > layout.limits.max_line_bytes:
        return None
    try:
        rows = list(csv.reader(lines, strict=True))
    except csv.Error:
        return None
    return rows if len(rows) == len(lines) and set(map(len, rows)) == {len(layout.columns)} else None


def _split(layout: Layout, text: str) -> list[str] | None:
    """The lines without their ends; None if one has another end than the layout says, or none."""
    returns, pairs, feeds = text.count("\r"), text.count("\r\n"), text.count("\n")
    expected = {"crlf": pairs == feeds, "lf": pairs == 0, "any": True}[layout.file.newline]
    if not text.endswith("\n") or returns != pairs or not expected:
        return None
    return text.replace("\r\n", "\n")[:-1].split("\n")


def _cut(block: bytes) -> Iterator[bytes]:
    """Lines with their ends, by LF alone: `splitlines` would also cut at a stray CR."""
    start = 0
    while start < len(block):
        end = block.find(b"\n", start) + 1 or len(block)
        yield block[start:end]
        start = end


def _line(layout: Layout, line: bytes, number: int) -> Row | BadRow:
    if len(line) > layout.limits.max_line_bytes:
        return _too_long(layout, line[: EXCERPT * 4], number)
    body = line.removesuffix(b"\n").removesuffix(b"\r")
    text = body.decode(_codec(layout), "replace")
    cells = _cells(text)
    fault = _line_fault(layout, line, body, text, cells)
    if fault:
        code, reason, column = fault
        named, value = _place(layout, cells, column) or (None, text)
        return BadRow(number, named, code, reason, value[:EXCERPT], tuple(cells or ()))
    assert cells is not None  # _line_fault reports a line that cannot be split
    return Row(number, cells)


Fault = tuple[Reason, str, int | None]


def _line_fault(layout: Layout, line: bytes, body: bytes, text: str, cells: list[str] | None) -> Fault | None:
    """The first fault in the order in which a person would want to hear of it."""
    if not line.endswith(b"\n"):
        return (
            Reason.UNFINISHED_LINE,
            "行の終わりに改行がありません。ファイルが途中で切れている可能性があります。",
            None,
        )
    if text.encode(_codec(layout), "replace") != body and "\ufffd" in text:
        where = _first_cell(cells, "\ufffd")
        return Reason.BYTES, f"{layout.file.encoding} として読めないバイトがあります。", where
    if not _ends_right(layout, line) or b"\r" in body:
        return Reason.LINE_END, f"改行がレイアウト（{layout.file.newline}）と違います。", None
    if found := UNREADABLE.search(text):
        mark = found.group()
        reason = f"使えない文字があります（U+{ord(mark):04X}）。"
        return Reason.CHARACTER, reason, _first_cell(cells, mark)
    if cells is None:
        return Reason.QUOTING, '引用符（"）の対応が取れていません。', None
    if len(cells) != len(layout.columns):
        reason = f"列の数が違います（レイアウトは {len(layout.columns)} 列、この行は {len(cells)} 列）。"
        return Reason.COLUMN_COUNT, reason, None
    return None


def _ends_right(layout: Layout, line: bytes) -> bool:
    carriage = line.endswith(b"\r\n")
    return {"crlf": carriage, "lf": not carriage, "any": True}[layout.file.newline]


def _cells(text: str) -> list[str] | None:
    try:
        rows = list(csv.reader([text], strict=True))
    except csv.Error:
        return None
    return rows[0] if rows else None


def _first_cell(cells: list[str] | None, mark: str) -> int | None:
    return next((index for index, cell in enumerate(cells or ()) if mark in cell), None)


def _place(layout: Layout, cells: list[str] | None, column: int | None) -> tuple[str, str] | None:
    """Name and value of the cell at fault, if the line has such a cell and the layout such a column."""
    if cells is None or column is None or column >= len(layout.columns):
        return None
    return layout.columns[column].name, cells[column]


def _too_long(layout: Layout, head: bytes, number: int) -> BadRow:
    reason = f"1行が長すぎます（上限 {layout.limits.max_line_bytes:,} バイト）。この行は読み飛ばしました。"
    return BadRow(
        number, None, Reason.TOO_LONG_LINE, reason, head.decode(_codec(layout), "replace")[:EXCERPT]
    )


def _codec(layout: Layout) -> str:
    """A BOM is taken off before decoding, so the two UTF-8 kinds decode alike."""
    return "cp932" if layout.file.encoding == "cp932" else "utf-8"


def _check_header(layout: Layout, line: bytes) -> None:
    header = _line(layout, line, 1)
    found = list(header.cells) if isinstance(header, BadRow) else header.values
    if isinstance(header, BadRow) and header.code is not Reason.COLUMN_COUNT:
        raise FileRefused(f"1行目（列名の行）を読めません。{header.reason}")
    for column in layout.columns:
        name = found[column.index] if column.index < len(found) else None
        if name != column.name:
            there = f"「{name[:EXCERPT]}」" if name is not None else "ありません"
            raise FileRefused(f"1行目の {column.no} 列目は「{column.name}」のはずですが、{there}。")
    if len(found) > len(layout.columns):
        raise FileRefused(
            f"1行目の列が多すぎます（レイアウトは {len(layout.columns)} 列、ファイルは {len(found)} 列）。"
        )
