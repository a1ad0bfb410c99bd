"""Do the values of a row fit the layout? Cell by cell, without knowing other rows or the register.

Rows come in batches, and each distinct value of a column is looked at once per batch: most columns have few.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice

from .model import Column, ColumnType, Layout
from .reading import EXCERPT, BadRow, Reason, Row

BATCH = 5_000

Verdict = tuple[Reason, str] | None

DATE10 = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
UNCERTAIN_DATE10 = re.compile(r"[0-9]{4}-(0[0-9]|1[0-2])-([0-2][0-9]|3[01])")
DATETIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\+09:00")
INTEGER = re.compile(r"-?[0-9]+")
CODE = re.compile(r"[0-9A-Za-z]+")
KANA = re.compile("[ァ-ヺー・ヽヾ　 ]+")
SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def checked(layout: Layout, rows: Iterable[Row | BadRow]) -> Iterator[Row | BadRow]:
    """The same rows in the same order; one with a value that does not fit becomes a bad row (first fault)."""
    check = RowCheck(layout)
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        yield from check.batch(batch)


class RowCheck:
    """The checks of one layout. Keeps nothing of what it saw."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._checks = tuple(cell_check(layout, column) for column in layout.columns)
        self._triples = tuple(_triple(layout, column) for column in layout.columns if column.uncertain)

    def batch(self, rows: Sequence[Row | BadRow]) -> Iterator[Row | BadRow]:
        suspects = self._suspects([row for row in rows if isinstance(row, Row)])
        for row in rows:
            if isinstance(row, Row):
                yield self._bad(row, suspects) or row
            else:
                yield row

    def _suspects(self, rows: Sequence[Row]) -> Mapping[int, Mapping[str, Verdict]]:
        """Column index → its values that do not fit. Values of all rows of the batch, each looked at once."""
        suspects: dict[int, Mapping[str, Verdict]] = {}
        columns = zip(*(row.values for row in rows), strict=True)
        for index, (check, values) in enumerate(zip(self._checks, columns, strict=False)):
            if bad := {value: verdict for value in set(values) if (verdict := check(value))}:
                suspects[index] = bad
        return suspects

    def _bad(self, row: Row, suspects: Mapping[int, Mapping[str, Verdict]]) -> BadRow | None:
        for index, bad in suspects.items():
            if verdict := bad.get(row.values[index]):
                return self._report(row, index, verdict)
        for index, check in self._triples:
            if verdict := check(row.values):
                return self._report(row, index, verdict)
        return None

    def _report(self, row: Row, index: int, verdict: tuple[Reason, str]) -> BadRow:
        code, reason = verdict
        name, value = self._layout.columns[index].name, row.values[index]
        return BadRow(row.line, name, code, reason, value[:EXCERPT], tuple(row.values))


def perceived_length(text: str) -> int:
    """User-perceived characters: a base with its variation selector or combining mark is one."""
    if text.isascii():
        return len(text)
    bare = SELECTORS.sub("", text)
    return sum(1 for character in bare if not unicodedata.combining(character))


def cell_check(layout: Layout, column: Column) -> Callable[[str], Verdict]:
    """A function that says what is wrong with one value of this column, or None."""
    form, codes = _FORMS[column.type], layout.codes_of(column)
    # 不詳 is said in the columns beside, so an empty date of a triple is judged with them.
    required = column.required and column.uncertain is None
    form = _uncertain_date if column.uncertain else form

    def check(value: str) -> Verdict:
        if not value:
            return (Reason.REQUIRED, "必ず要る項目が空です。") if required else None
        if len(value) > column.length and perceived_length(value) > column.length:
            return Reason.LENGTH, f"長すぎます（{column.length} 文字まで）。"
        if codes is not None and value not in codes:
            return Reason.CODE, "コード一覧に無い値です。"
        return form(value)

    return check


def _matches(pattern: re.Pattern[str], reason: str) -> Callable[[str], Verdict]:
    return lambda value: None if pattern.fullmatch(value) else (Reason.FORM, reason)


def _anything(_: str) -> Verdict:
    return None


def _date10(value: str) -> Verdict:
    try:
        if DATE10.fullmatch(value) and date.fromisoformat(value):
            return None
    except ValueError:
        return Reason.FORM, "暦に無い日付です。"
    return Reason.FORM, "日付の形（yyyy-mm-dd）ではありません。"


def _uncertain_date(value: str) -> Verdict:
    """Dates no calendar has are taken as they are (住民記録システム標準仕様書 1.1.8); 00 is unknown."""
    return (
        None if UNCERTAIN_DATE10.fullmatch(value) else (Reason.FORM, "日付の形（yyyy-mm-dd）ではありません。")
    )


def _datetime(value: str) -> Verdict:
    try:
        if DATETIME.fullmatch(value) and datetime.fromisoformat(value):
            return None
    except ValueError:
        return Reason.FORM, "暦に無い日時です。"
    return Reason.FORM, "日時の形（yyyy-mm-ddThh:mm:ss+09:00）ではありません。"


_FORMS: Mapping[ColumnType, Callable[[str], Verdict]] = {
    ColumnType.STRING: _anything,
    ColumnType.INTEGER: _matches(INTEGER, "整数ではありません。"),
    ColumnType.DATE10: _date10,
    ColumnType.DATETIME: _datetime,
    ColumnType.CODE: _matches(CODE, "コードは半角の英数字です。"),
    ColumnType.BOOLEAN: _matches(re.compile("[01]"), "0 か 1 ではありません。"),
    ColumnType.KANA: _matches(KANA, "全角カタカナではない文字があります。"),
}


def _triple(layout: Layout, column: Column) -> tuple[int, Callable[[Sequence[str]], Verdict]]:
    """Index of the date column and the check of date, flag and text together."""
    assert column.uncertain is not None  # asked only for triples
    day = column.index
    flag, text = (layout.by_name[name].index for name in (column.uncertain.flag, column.uncertain.text))
    required = column.required

    def check(values: Sequence[str]) -> Verdict:
        if values[flag] == "1":
            return None if values[text] else (Reason.REQUIRED, "不詳なのに不詳表記が空です。")
        if required and not values[day]:
            return Reason.REQUIRED, "必ず要る日付が空です（不詳でもありません）。"
        return None

    return day, check
