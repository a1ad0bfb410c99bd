"""Rows to the bytes of a linkage file (RFC 4180). The same rows give the same bytes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from .model import Layout
from .reading import UNREADABLE

BATCH = 2_000


class RowRefused(ValueError):  # noqa: N818 - a refusal, as the house calls it
    """A row that no reader of this layout could take back. Names row and column, never the value."""


def write_rows(layout: Layout, rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """The file as chunks: header if the layout has one, then the rows. Raises RowRefused.

    Values are checked only for what would break the file, not for length or code: that is `checking`'s part.
    """
    codec = "utf-8" if layout.file.encoding == "utf-8-sig" else layout.file.encoding
    if layout.file.encoding == "utf-8-sig":
        yield "\ufeff".encode()
    if layout.file.header == "name":
        yield _encode(layout, [layout.names], 0, codec)
    source, done = iter(rows), 0
    while batch := list(islice(source, BATCH)):
        yield _encode(layout, batch, done, codec)
        done += len(batch)


def _encode(layout: Layout, rows: Sequence[Sequence[str]], done: int, codec: str) -> bytes:
    text = _text(layout, rows)
    feeds = text.count("\n")
    fits = feeds == len(rows) and text.count("\r") == (feeds if layout.file.line_end == "\r\n" else 0)
    if not fits or UNREADABLE.search(text) or set(map(len, rows)) != {len(layout.columns)}:
        _refuse(layout, rows, done, codec)
    try:
        return text.encode(codec)
    except UnicodeEncodeError:
        _refuse(layout, rows, done, codec)
        raise


def _text(layout: Layout, rows: Iterable[Sequence[str]]) -> str:
    buffer = io.StringIO(newline="")
    csv.writer(
        buffer,
        delimiter=layout.file.delimiter,
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
