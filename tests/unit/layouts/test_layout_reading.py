"""Bytes to rows: what is taken, what is set aside with line, column and reason, what refuses the file."""

from __future__ import annotations

import io
import resource
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.domain.layouts import BadRow, FileRefused, Layout, Reason, Row, parse_lines, write_rows
from madoguchi.domain.layouts.reading import BLOCK

COLUMNS = ("番号", "氏名", "備考")


def layout(**file: str) -> Layout:
    columns = [
        {"no": no, "name": name, "type": "string", "length": 10_000, "key": no == 1}
        for no, name in enumerate(COLUMNS, 1)
    ]
    return Layout.model_validate(
        {
            "id": "999.sample",
            "name": "見本",
            "business_id": "999",
            "group": "sample",
            "version": "1.0",
            "status": "provisional",
            "direction": "inbound",
            "source": "test",
            "file": {"name": "{municipality}_{mode}_{as_of}.csv", **file},
            "limits": {"max_line_bytes": 4096},
            "columns": columns,
        }
    )


class Drip:
    """A source that gives a few bytes at a time, as a socket does."""

    def __init__(self, raw: bytes, size: int) -> None:
        self._file, self._size = io.BytesIO(raw), size

    def read(self, size: int, /) -> bytes:
        return self._file.read(min(size, self._size))


def read(raw: bytes, **file: str) -> list[Row | BadRow]:
    return list(parse_lines(layout(**file), io.BytesIO(raw)))


HEADER = "番号,氏名,備考\r\n".encode()
GOOD = "1,山本　一,\r\n".encode()

# Everything a cell may hold: no control characters, no surrogates, no replacement character.
cells = st.text(st.characters(codec="utf-8", exclude_characters="\ufffd", exclude_categories=["Cs", "Cc"]))
rows_of_cells = st.lists(st.tuples(cells, cells, cells).map(list), max_size=30)
file_rules = st.fixed_dictionaries(
    {
        "encoding": st.sampled_from(["utf-8", "utf-8-sig"]),
        "newline": st.sampled_from(["crlf", "lf", "any"]),
        "quote": st.sampled_from(["all", "minimal"]),
        "header": st.sampled_from(["name", "none"]),
    }
)


@given(rows_of_cells, file_rules, st.integers(1, 50))
def test_what_was_written_is_read_back(rows: list[list[str]], rules: dict[str, str], drip: int) -> None:
    form = layout(**rules)
    raw = b"".join(write_rows(form, rows))
    if not raw:
        return  # no header, no rows, no mark: an empty file, which is refused
    first = 2 if rules["header"] == "name" else 1
    assert list(parse_lines(form, Drip(raw, drip))) == [Row(first + n, row) for n, row in enumerate(rows)]


@given(st.lists(st.text("アイ髙﨑沢, \"'漢字ab12"), min_size=3, max_size=3))
def test_cp932_is_read_back(cells: list[str]) -> None:
    form = layout(encoding="cp932")
    raw = b"".join(write_rows(form, [cells]))
    assert list(parse_lines(form, io.BytesIO(raw))) == [Row(2, cells)]


pieces = st.sampled_from(
    [
        b"1,2,3\r\n",
        b'"',
        b",",
        b"\r\n",
        b"\n",
        b"\r",
        b"\x00",
        b"\xff",
        "𠮷".encode(),
        b"a",
        b'"a""b",x,y\r\n',
        b"\t",
    ]
)


@given(st.lists(pieces, max_size=40).map(b"".join), st.integers(1, 9))
def test_every_physical_line_is_one_result_with_its_number(body: bytes, drip: int) -> None:
    found = list(parse_lines(layout(), Drip(HEADER + body, drip)))
    lines = body.count(b"\n") + (not body.endswith(b"\n") and body != b"")
    assert [row.line for row in found] == list(range(2, 2 + lines))


@given(st.lists(pieces, max_size=30).map(b"".join))
def test_a_line_means_the_same_whatever_stands_around_it(body: bytes) -> None:
    """Blocks are read at once when they are clean, line by line when they are not: nobody may notice."""
    together = [row for row in read(HEADER + body + b"\xff\r\n") if isinstance(row, Row)]
    alone = [
        Row(number, row.values)
        for number, line in enumerate((body + b"\xff\r\n").split(b"\n"), 2)
        for row in read(HEADER + line + b"\n")
        if isinstance(row, Row)
    ]
    assert together == alone


@pytest.mark.parametrize(
    ("line", "reason", "column"),
    [
        (b"1,a\r\n", Reason.COLUMN_COUNT, None),
        (b"1,a,b,c\r\n", Reason.COLUMN_COUNT, None),
        (b"\r\n", Reason.COLUMN_COUNT, None),
        (b"1,\xff,b\r\n", Reason.BYTES, "氏名"),
        (b"1,a\x00,b\r\n", Reason.CHARACTER, "氏名"),
        (b"1,a,\tb\r\n", Reason.CHARACTER, "備考"),
        ("1,\x85,b\r\n".encode(), Reason.CHARACTER, "氏名"),
        ("1,山\ufffd,\r\n".encode(), Reason.CHARACTER, "氏名"),
        (b'1,"a,b\r\n', Reason.QUOTING, None),
        (b'1,"a"x,b\r\n', Reason.QUOTING, None),
        (b"1,a,b\n", Reason.LINE_END, None),
        (b"1,a\rx,b\r\n", Reason.LINE_END, None),
        (b"1," + b"a" * 5000 + b",b\r\n", Reason.TOO_LONG_LINE, None),
    ],
)
def test_a_broken_line_costs_one_row(line: bytes, reason: Reason, column: str | None) -> None:
    before, bad, after = read(HEADER + GOOD + line + GOOD)
    assert isinstance(bad, BadRow)
    assert (bad.line, bad.code, bad.column) == (3, reason, column)
    assert before == Row(2, ["1", "山本　一", ""])
    assert after == Row(4, ["1", "山本　一", ""])


def test_a_file_cut_off_in_its_last_line_says_so() -> None:
    *_, last = read(HEADER + GOOD + "2,中村".encode())
    assert isinstance(last, BadRow)
    assert last.code is Reason.UNFINISHED_LINE
    assert "途中で切れ" in last.reason


def test_a_bad_row_keeps_its_cells_for_quarantine_but_shows_none() -> None:
    _, bad = read(HEADER + GOOD + "7,山本　一\r\n".encode())
    assert isinstance(bad, BadRow)
    assert bad.cells == ("7", "山本　一")
    assert "山本" not in repr(bad)
    assert "山本" not in bad.reason


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "空"),
        ("番号,名前,備考\r\n".encode(), "2 列目は「氏名」のはず"),
        ("番号,氏名\r\n".encode(), "3 列目は「備考」のはず"),
        ("番号,氏名,備考,余り\r\n".encode(), "列が多すぎます"),
        (HEADER.replace(b"\r\n", b"\n"), "改行"),
        (b"\xef\xbb\xbf" + HEADER, "BOM"),
        (HEADER.decode().encode("cp932"), "utf-8"),
        (HEADER.decode().encode("utf-16"), "utf-8"),
        (b"x" * (3 * BLOCK), "長すぎ"),
    ],
)
def test_a_file_of_another_form_is_refused_before_any_row(raw: bytes, words: str) -> None:
    with pytest.raises(FileRefused, match=words):
        parse_lines(layout(), io.BytesIO(raw))


class Gigabyte:
    """A header, then one line of a gigabyte, then a good line."""

    def __init__(self) -> None:
        self._parts = self._chunks()

    def _chunks(self) -> Iterator[bytes]:
        yield HEADER
        yield from (b"x" * BLOCK for _ in range(1024))
        yield b"\r\n" + GOOD

    def read(self, size: int, /) -> bytes:
        return next(self._parts, b"")


def test_a_line_of_a_gigabyte_does_not_eat_memory() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    long, good = parse_lines(layout(), Gigabyte())
    assert isinstance(long, BadRow)
    assert long.code is Reason.TOO_LONG_LINE
    assert good == Row(3, ["1", "山本　一", ""])
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kB
