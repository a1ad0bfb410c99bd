"""Ways in which a delivered set can be broken, done to a generated one. For tests and for showing the import.

What a sender does wrong (`spoil`, `garble`, `keep_rows`) comes with a manifest that fits. What breaks the
delivery (`truncate`, `misstate`) leaves file and manifest at odds.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path

from madoguchi.domain.layouts import (
    MANIFEST_NAME,
    Entry,
    Layout,
    Manifest,
    Reason,
    Row,
    measure,
    parse_lines,
    write_rows,
)

Spoil = Callable[[Layout, bytes], bytes]


def drop_last_column(_: Layout, line: bytes) -> bytes:
    return line.rstrip(b"\r\n").rpartition(b",")[0] + b"\r\n"


def add_a_column(_: Layout, line: bytes) -> bytes:
    return line.rstrip(b"\r\n") + b",x\r\n"


def stray_byte(_: Layout, line: bytes) -> bytes:
    """A byte that no UTF-8 text holds, in the first column."""
    return b"\xff" + line


def nul(_: Layout, line: bytes) -> bytes:
    return b"\x00" + line


def open_quote(_: Layout, line: bytes) -> bytes:
    return b'"' + line


def bare_line_feed(_: Layout, line: bytes) -> bytes:
    return line.rstrip(b"\r\n") + b"\n"


def endless(layout: Layout, line: bytes) -> bytes:
    return b"9" * (layout.limits.max_line_bytes * 3) + line


def cell(column: str, value: str) -> Spoil:
    """Another value in one column of a row that was sound."""

    def spoil(layout: Layout, line: bytes) -> bytes:
        row = next(parse_lines(_without_header(layout), io.BytesIO(line)))
        assert isinstance(row, Row)  # the generator writes sound rows only
        values = list(row.values)
        values[layout.by_name[column].index] = value
        return b"".join(write_rows(_without_header(layout), [values]))

    return spoil


# What each spoiled line is set aside for. `cell` depends on the value.
REASONS: Mapping[Spoil, Reason] = {
    drop_last_column: Reason.COLUMN_COUNT,
    add_a_column: Reason.COLUMN_COUNT,
    stray_byte: Reason.BYTES,
    nul: Reason.CHARACTER,
    open_quote: Reason.QUOTING,
    bare_line_feed: Reason.LINE_END,
    endless: Reason.TOO_LONG_LINE,
}


def spoil(folder: Path, layout: Layout, spoils: Mapping[int, Spoil]) -> None:
    """Spoil lines of a layout's file (line 1 is the header), then describe the file anew in the manifest."""
    path = folder / _entry(folder, layout).name
    broken = path.with_suffix(".spoiling")
    with path.open("rb") as source, broken.open("wb") as target:
        for number, line in enumerate(source, 1):
            target.write(spoils[number](layout, line) if number in spoils else line)
    broken.replace(path)
    _describe_anew(folder, layout)


def truncate(folder: Path, layout: Layout, share: float = 0.6) -> None:
    """Cut the file in the middle of a line, as an interrupted transfer does."""
    path = folder / _entry(folder, layout).name
    raw = path.read_bytes()
    end = int(len(raw) * share)
    path.write_bytes(raw[: raw.rindex(b",", 0, end)])


def misstate(folder: Path, layout: Layout) -> None:
    """The manifest speaks of other contents than the file has: a late overwrite, a mixed-up set."""
    entry = _entry(folder, layout)
    _replace(folder, entry.model_copy(update={"sha256": entry.sha256[::-1]}))


def garble(folder: Path, layout: Layout, encoding: str = "utf-16") -> None:
    """The whole file in another encoding; the manifest fits, as the sender made both."""
    path = folder / _entry(folder, layout).name
    path.write_bytes(path.read_bytes().decode().encode(encoding))
    _describe_anew(folder, layout)


def keep_rows(folder: Path, layout: Layout, share: float) -> None:
    """A full file in which most people are missing, with a manifest that fits."""
    entry = _entry(folder, layout)
    path = folder / entry.name
    lines = path.read_bytes().splitlines(keepends=True)
    kept = lines[: 1 + int(entry.rows * share)]
    path.write_bytes(b"".join(kept))
    _describe_anew(folder, layout, rows=len(kept) - 1)


def _without_header(layout: Layout) -> Layout:
    return layout.model_copy(update={"file": layout.file.model_copy(update={"header": "none"})})


def _manifest(folder: Path) -> Manifest:
    return Manifest.read((folder / MANIFEST_NAME).read_bytes())


def _entry(folder: Path, layout: Layout) -> Entry:
    entry = _manifest(folder).entry(layout.id)
    assert entry is not None  # a generated set has a file of every inbound layout
    return entry


def _describe_anew(folder: Path, layout: Layout, *, rows: int | None = None) -> None:
    entry = _entry(folder, layout)
    with (folder / entry.name).open("rb") as file:
        measured = measure(file)
    changes = {"sha256": measured.sha256, "bytes": measured.bytes}
    _replace(folder, entry.model_copy(update={**changes, "rows": entry.rows if rows is None else rows}))


def _replace(folder: Path, entry: Entry) -> None:
    manifest = _manifest(folder)
    files = tuple(entry if known.layout == entry.layout else known for known in manifest.files)
    (folder / MANIFEST_NAME).write_bytes(manifest.model_copy(update={"files": files}).write())
