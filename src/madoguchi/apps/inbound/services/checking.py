"""Are the values of the changed lines right? SQL is the sieve, the domain's `RowCheck` the judge.

The sieve lets through every line that could be wrong, and few others; it is made from the layout. What is said
about a line, and whether it is wrong at all, is decided in one place only (`domain.layouts.checking`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import Any

from psycopg import sql

from madoguchi.apps.inbound import words
from madoguchi.apps.inbound.services.staging import as_bad, most_bad
from madoguchi.apps.inbound.types import Bad, FileResult, Stopped
from madoguchi.apps.residents.services import Staged, ends
from madoguchi.domain.layouts import BadRow, Column, ColumnType, Layout, Reason, Row, RowCheck

AT_ONCE = 1_000
DUPLICATE = "duplicate"
DUPLICATE_WORDS = "同じ{keys}の行が {count} 行あります。どれが正しいか分からないため、どれも取り込みません。"

# Any day that every year has; 02-29 and years before 1000 are left to the judge.
_DAY = "((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)"
SOUND: Mapping[ColumnType, str] = {
    ColumnType.INTEGER: "^-?[0-9]+$",
    ColumnType.DATE10: f"^[1-9][0-9]{{3}}-{_DAY}$",
    ColumnType.DATETIME: f"^[1-9][0-9]{{3}}-{_DAY}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9][+]09:00$",
    ColumnType.CODE: "^[0-9A-Za-z]+$",
    ColumnType.BOOLEAN: "^[01]$",
    ColumnType.KANA: "^[ァ-ヺー・ヽヾ　 ]+$",
}
"""A value of this form is right for its type; another one may be."""
SOUND_UNCERTAIN = "^[0-9]{4}-(0[0-9]|1[0-2])-([0-2][0-9]|3[01])$"


def check(cursor: Any, staged: Staged, result: FileResult) -> None:
    """Add the bad lines to `result.bad` and take them out of the tables. Raises Stopped if they are many."""
    most = most_bad(staged.layout, result.rows)
    seen = set[int]()
    for bad in chain(
        _duplicates(cursor, staged), _keyless_ends(cursor, staged), _wrong_values(cursor, staged)
    ):
        if bad.line not in seen:
            result.bad.append(bad)
            seen.add(bad.line)
        if len(result.bad) > most:
            raise Stopped(words.too_many_bad(result.name, len(result.bad), most))
    lines = [bad.line for bad in result.bad]
    _add_cells(cursor, staged, result)
    for table in (staged.table, staged.changed):
        cursor.execute(sql.SQL("DELETE FROM {} WHERE line = ANY(%s)").format(sql.Identifier(table)), [lines])
    result.warnings = _odd_numbers(cursor, staged)


def sieve(layout: Layout) -> sql.Composable:
    """A condition over a staged line `s`: true for every line that `RowCheck` would refuse."""
    faults = [fault for column in layout.columns for fault in _cell_faults(layout, column)]
    faults += [_triple_fault(layout, column) for column in layout.columns if column.uncertain]
    return sql.SQL("\n OR ").join(faults)


def _cell(column: Column) -> sql.Identifier:
    return sql.Identifier("s", f"c{column.no}")


def _cell_faults(layout: Layout, column: Column) -> Iterator[sql.Composable]:
    cell, codes = _cell(column), layout.codes_of(column)
    if column.required and column.uncertain is None:
        yield sql.SQL("{} = ''").format(cell)
    # Bytes first: reading a length is free, counting characters is not. Few values have more bytes than that.
    yield sql.SQL("(octet_length({0}) > {1} AND char_length({0}) > {1})").format(
        cell, sql.Literal(column.length)
    )
    if codes is not None:
        sound = [code for code in codes if re.fullmatch(SOUND[ColumnType.CODE], code)]
        yield sql.SQL("{} NOT IN ({})").format(cell, sql.SQL(", ").join(map(sql.Literal, ("", *sound))))
    elif form := SOUND_UNCERTAIN if column.uncertain else SOUND.get(column.type):
        yield sql.SQL("({0} <> '' AND {0} !~ {1})").format(cell, sql.Literal(form))


def _triple_fault(layout: Layout, column: Column) -> sql.Composable:
    assert column.uncertain is not None  # asked only for triples
    flag, text = (_cell(layout.by_name[n]) for n in (column.uncertain.flag, column.uncertain.text))
    silent = sql.SQL("({} = '1' AND {} = '')").format(flag, text)
    if not column.required:
        return silent
    return sql.SQL("({} OR ({} = '' AND {} <> '1'))").format(silent, _cell(column), flag)


def _wrong_values(cursor: Any, staged: Staged) -> Iterator[Bad]:
    cells = sql.SQL(", ").join(map(_cell, staged.layout.columns))
    cursor.execute(
        sql.SQL(
            "DECLARE suspects NO SCROLL CURSOR FOR SELECT s.line, {} FROM {} WHERE {} ORDER BY s.line"
        ).format(cells, _changed_lines(staged), sieve(staged.layout))
    )
    judge = RowCheck(staged.layout)
    while suspects := _fetch(cursor):
        for row in judge.batch([Row(line, list(values)) for line, *values in suspects]):
            if isinstance(row, BadRow):
                yield as_bad(staged.layout, row)
    cursor.execute("CLOSE suspects")


def _changed_lines(staged: Staged) -> sql.Composed:
    """The changed lines as `s`. OFFSET keeps the planner from sieving the unchanged ones too before it joins."""
    return sql.SQL("(SELECT s.* FROM {} s JOIN {} USING (line) OFFSET 0) AS s").format(
        sql.Identifier(staged.table), sql.Identifier(staged.changed)
    )


def _fetch(cursor: Any) -> list[Any]:
    cursor.execute(f"FETCH {AT_ONCE} FROM suspects")
    return list(cursor.fetchall())


def _duplicates(cursor: Any, staged: Staged) -> Iterator[Bad]:
    """Every line of a key that more than one line has, changed or not."""
    keys = sql.SQL(", ").join(map(_cell, staged.layout.keys))
    number = staged.layout.keys[0]
    cursor.execute(
        sql.SQL(
            "SELECT array_agg(s.line ORDER BY s.line), min({number}) FROM {table} s"
            " GROUP BY {keys} HAVING count(*) > 1"
        ).format(number=_cell(number), table=sql.Identifier(staged.table), keys=keys)
    )
    names = "・".join(column.name for column in staged.layout.keys)
    for lines, value in cursor.fetchall():
        reason = DUPLICATE_WORDS.format(keys=names, count=len(lines))
        yield from (Bad(line, number.name, DUPLICATE, reason, value, value) for line in lines)


def _keyless_ends(cursor: Any, staged: Staged) -> Iterator[Bad]:
    """Lines of a difference that end a row without naming it. Nothing else of such a line is looked at."""
    for key in staged.layout.keys:
        cursor.execute(
            sql.SQL("SELECT s.line FROM {} s WHERE {} = '' AND {}").format(
                sql.Identifier(staged.table), _cell(key), ends(staged.layout, staged.mode)
            )
        )
        for (line,) in cursor.fetchall():
            yield Bad(line, key.name, Reason.REQUIRED.value, "必ず要る項目が空です。")


def _add_cells(cursor: Any, staged: Staged, result: FileResult) -> None:
    """The whole line of what was found by SQL alone, for whoever corrects it."""
    bare = {bad.line: place for place, bad in enumerate(result.bad) if not bad.cells}
    if not bare:
        return
    cells = sql.SQL(", ").join(map(_cell, staged.layout.columns))
    cursor.execute(
        sql.SQL("SELECT s.line, ARRAY[{}] FROM {} s WHERE s.line = ANY(%s)").format(
            cells, sql.Identifier(staged.table)
        ),
        [list(bare)],
    )
    for line, values in cursor.fetchall():
        result.bad[bare[line]] = replace(result.bad[bare[line]], cells=tuple(values))


def _odd_numbers(cursor: Any, staged: Staged) -> int:
    """Changed residents whose 宛名番号 has another last digit than modulus 11 with weights 2–7 gives.

    Only counted: old numbers were never renumbered (住民記録システム標準仕様書 1.1.13).
    """
    if staged.layout.id != "001.residents":
        return 0
    number = _cell(staged.layout.fields["resident_number"][0])
    # Body and check digit together are a multiple of 11, but for a rest of 1, whose check digit is 0.
    weighted = " + ".join(f"(get_byte(d, {14 - place}) - 48) * {_weight(place)}" for place in range(15))
    cursor.execute(
        sql.SQL(
            "SELECT count(*) FROM (SELECT convert_to(lpad({number}, 15, '0'), 'UTF8') AS d FROM {table} s"
            " JOIN {changed} USING (line) WHERE {number} ~ '^[0-9]+$' OFFSET 0) AS numbers,"
            " LATERAL (SELECT ({weighted}) % 11 AS rest OFFSET 0) AS sums"
            " WHERE rest > 1 OR rest = 1 AND get_byte(d, 14) <> 48"
        ).format(
            table=sql.Identifier(staged.table),
            changed=sql.Identifier(staged.changed),
            number=number,
            weighted=sql.SQL(weighted),  # made of numbers only, above
        )
    )
    return int(cursor.fetchone()[0])


def _weight(place: int) -> int:
    """Place 0 is the check digit itself, then 2 to 7 from the right, again and again."""
    return 2 + (place - 1) % 6 if place else 1
