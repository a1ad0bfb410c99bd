"""Rows to the bytes of a linkage file (RFC 4180). The same rows give the same bytes."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from .model import Layout
from .reading import UNREADABLE

BATCH = 2_000


class RowRefused(ValueError):
    """A row that no reader of this layout could take back. Names row and column, never the value."""


def write_rows(layout: Layout, rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """The file as chunks: header if the layout has one, then the rows. Raises RowRefused.

    Values are checked only for what would break the file, not for length or code: that is `checking`'s part.
    """
    writer, source = RowWriter(layout), iter(rows)
    yield writer.start()
    while batch := list(islice(source, BATCH)):
        yield writer.encode(batch)


class RowWriter:
    """`write_rows` for whoever writes several files at once: `start`, then `encode` batch by batch."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._codec = "utf-8" if layout.file.encoding == "utf-8-sig" else layout.file.encoding
        self.rows = 0

    def start(self) -> bytes:
        """What stands before the first row: byte order mark and header, if the layout has them."""
        mark = codecs.BOM_UTF8 if self._layout.file.encoding == "utf-8-sig" else b""
        header = _text(self._layout, [self._layout.names]) if self._layout.file.header == "name" else ""
        return mark + header.encode(self._codec)

    def encode(self, rows: Sequence[Sequence[str]]) -> bytes:
        """Raises RowRefused; then none of these rows is counted."""
        text = _text(self._layout, rows)
        try:
            encoded = text.encode(self._codec)
        except UnicodeEncodeError:
            encoded = b""
        if not encoded or not self._fits(text, rows):
            self._refuse(rows)
        self.rows += len(rows)
        return encoded

    def _fits(self, text: str, rows: Sequence[Sequence[str]]) -> bool:
        feeds = text.count("\n")
        returns = feeds if self._layout.file.line_end == "\r\n" else 0
        widths = set(map(len, rows)) <= {len(self._layout.columns)}
        return feeds == len(rows) and text.count("\r") == returns and widths and not UNREADABLE.search(text)

    def _refuse(self, rows: Sequence[Sequence[str]]) -> None:
        """Find the first fault of a batch that cannot be written, and say it."""
        wanted = len(self._layout.columns)
        for number, row in enumerate(rows, self.rows + 1):
            if len(row) != wanted:
                raise RowRefused(f"{number} 行目の列が {len(row)} 列です（レイアウトは {wanted} 列）。")
            for column, value in zip(self._layout.columns, row, strict=True):
                if mark := _unwritable(value, self._codec):
                    reason = f"に書けない文字があります（U+{ord(mark):04X}）。"
                    raise RowRefused(f"{number} 行目の「{column.name}」{reason}")


def _text(layout: Layout, rows: Iterable[Sequence[str]]) -> str:
    buffer = io.StringIO(newline="")
    csv.writer(
        buffer,
        lineterminator=layout.file.line_end,
        quoting=csv.QUOTE_ALL if layout.file.quote == "all" else csv.QUOTE_MINIMAL,
    ).writerows(rows)
    return buffer.getvalue()


def _refuse(layout: Layout, rows: Iterable[Sequence[str]], done: int, codec: str) -> None:
    """Find the first fault of a batch that cannot be written, and say it."""
    for number, row in enumerate(rows, done + 1):
        if len(row) != len(layout.columns):
            raise RowRefused(
                f"{number} 行目の列が {len(row)} 列です（レイアウトは {len(layout.columns)} 列）。"
            )
        for column, value in zip(layout.columns, row, strict=True):
            if mark := _unwritable(value, codec):
                raise RowRefused(
                    f"{number} 行目の「{column.name}」に書けない文字があります（U+{ord(mark):04X}）。"
                )


def _unwritable(value: str, codec: str) -> str | None:
    """The first character that would break the file or that its encoding lacks."""
    for character in value:
        if character in "\r\n" or UNREADABLE.match(character):
            return character
        if character.encode(codec, "ignore") == b"":
            return character
    return None
