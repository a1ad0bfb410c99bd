"""Applying a linkage set: everything in one transaction, only rows that changed are written."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connections, transaction
from psycopg import sql

from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry, Who
from madoguchi.apps.residents.register import ADDRESS_PARTS, FIELDS
from madoguchi.apps.residents.services import staging
from madoguchi.apps.residents.services.dropping import PEOPLE, drop
from madoguchi.apps.residents.services.keys import SOURCE_COLUMNS, Keys, Source, keys_of
from madoguchi.apps.residents.services.order import check_lines, check_order, note_state
from madoguchi.apps.residents.services.protection import REGISTER_LOCK, protected_unknown, refresh_guard
from madoguchi.apps.residents.services.seals import write_seals
from madoguchi.apps.residents.services.sets import (
    PROTECTION,
    RESIDENTS,
    SEAL,
    TABLES,
    Applied,
    Batch,
    Progress,
    Staged,
)
from madoguchi.domain import text
from madoguchi.domain.layouts import Layout, Mode

AT_ONCE = 4_000
Take = Callable[[Any, Staged, Batch, Applied], int]
"""Writes one staged file, on this cursor; returns how many rows are new or changed."""
Others = Mapping[str, Take]
NOBODY: Others = {}
NULL = "\\N"


def find_changed(layout: Layout, table: str, mode: Mode) -> str:
    """Make and fill the table of changed lines of a staged file. Returns its name.

    A row is unchanged if its hash is the stored one; such a row has passed all checks before. Must run in the
    transaction that applies the batch: the table goes with it.
    """
    name = f"{table}_changed"
    target = TABLES.get(layout.id)
    written = sql.SQL("NOT {}").format(staging.ends(layout, mode))
    number = staging.field(layout, "resident_number")
    with connections["default"].cursor() as cursor:
        cursor.execute(
            sql.SQL("CREATE TEMP TABLE {name} (line integer) ON COMMIT DROP").format(
                name=sql.Identifier(name)
            )
        )
        if target:
            here = sql.SQL(" AND r.in_register") if target == "resident" else sql.SQL("")
            written += sql.SQL(
                " AND NOT EXISTS (SELECT 1 FROM {target} r WHERE r.resident_number = {number}"
                " AND r.row_hash = s.hash{here})"
            ).format(target=sql.Identifier(target), number=number, here=here)
        cursor.execute(
            sql.SQL("INSERT INTO {name} SELECT s.line FROM {table} s WHERE {written}").format(
                name=sql.Identifier(name), table=sql.Identifier(table), written=written
            )
        )
        cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(name)))
    return name


@transaction.atomic
def apply_batch(
    batch: Batch, *, by: Who, progress: Progress = lambda _words: None, others: Others = NOBODY
) -> Applied:
    """Bring the register to the state of the set. `others` take files that other apps keep, in the same transaction.

    Raises OlderThanRegister, NotNext, TooManyDropped; then nothing has changed.
    """
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [REGISTER_LOCK])
        check_order(cursor, batch)
        applied = _apply(cursor, batch, progress, others)
        note_state(cursor, batch)
    detail = {f"written {k}": v for k, v in applied.written.items()} | {"dropped": applied.dropped}
    audit.record(Entry(Action.IMPORT_APPLIED, by, reference=batch.reference, detail=detail))
    return applied


@transaction.atomic
def apply_lines(
    staged: Staged,
    *,
    as_of: datetime,
    renumbered: Collection[str] = (),
    reference: str,
    by: Who,
    others: Others = NOBODY,
) -> int:
    """Bring in single lines that a person put right: lines of a difference, whatever they came in.

    `renumbered`: 宛名番号 that the person typed. The 基準日時 in force stays what it is. Returns how many rows were
    written. Raises OlderThanRegister if the register has something newer of one of them, AnotherPerson.
    """
    if staged.mode is not Mode.DIFF:
        raise ValueError("a few lines are no full file")
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [REGISTER_LOCK])
        check_lines(cursor, staged, as_of, renumbered)
        batch = Batch(reference, as_of, [staged], allow_drop=True)
        written = _apply(cursor, batch, lambda _words: None, others).written
    audit.record(
        Entry(
            Action.IMPORT_APPLIED, by, reference=reference, detail={"lines put right": sum(written.values())}
        )
    )
    return sum(written.values())


def _apply(cursor: Any, batch: Batch, progress: Progress, others: Others) -> Applied:
    applied, apply = Applied(), {**APPLY, **others}
    for staged in sorted(batch.files, key=lambda file: file.layout.id):
        progress(f"{staged.layout.name}を反映しています")
        applied.written[staged.layout.id] = apply[staged.layout.id](cursor, staged, batch, applied)
    progress("支援措置の及ぶ方を確かめています")
    refresh_guard()
    applied.protected_unknown = protected_unknown() if PROTECTION in applied.written else 0
    return applied


def keep_up() -> None:
    """After much was written, what autovacuum would do minutes later: the next search comes within seconds."""
    with transaction.atomic(), connections["default"].cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '10min'")
        cursor.execute("SELECT register_upkeep()")


def _register(cursor: Any, staged: Staged, batch: Batch, applied: Applied) -> int:
    """Residents that the file no longer has leave the register; their rows stay, for what refers to them."""
    applied.dropped = drop(cursor, staged, batch, applied, PEOPLE)
    return _residents(cursor, staged, batch)


def _residents(cursor: Any, staged: Staged, batch: Batch) -> int:
    """Write the changed lines, some thousands at once: while the database writes some, the next are folded."""
    cursor.execute(
        "CREATE TEMP TABLE stage_keys (line integer, name_keys text, kana_keys text, kana_sort text,"
        " address_key text, phone_key text, birth_from date, birth_to date) ON COMMIT DROP"
    )
    statement, written = _upsert(staged), 0
    with ThreadPoolExecutor(1) as thread:
        waiting: Future[_Folded] | None = None
        for rows in _sources(cursor, staged):
            folding = thread.submit(_fold, rows)
            written += _write(cursor, statement, waiting.result(), batch) if waiting else 0
            waiting = folding
        written += _write(cursor, statement, waiting.result(), batch) if waiting else 0
    return written


class _Folded(NamedTuple):
    """Keys of the lines from `first` to `last`, as COPY text."""

    first: int
    last: int
    keys: bytes


def _sources(cursor: Any, staged: Staged) -> Iterator[list[tuple[Any, ...]]]:
    """What the keys are made of, of the changed lines in their order: (line, source columns …)."""
    wanted = [
        staging.joined([c for part in ADDRESS_PARTS for c in staged.layout.fields.get(part, ())])
        if name == "address"
        else staging.field(staged.layout, name)
        for name in SOURCE_COLUMNS
    ]
    cursor.execute(
        sql.SQL(
            "DECLARE to_fold NO SCROLL CURSOR FOR SELECT s.line, {wanted} FROM {table} s JOIN {changed} USING (line)"
            " ORDER BY s.line"
        ).format(
            wanted=sql.SQL(", ").join(wanted),
            table=sql.Identifier(staged.table),
            changed=sql.Identifier(staged.changed),
        )
    )
    while True:
        cursor.execute(f"FETCH {AT_ONCE} FROM to_fold")
        rows = cursor.fetchall()
        if not rows:
            break
        yield rows
    cursor.execute("CLOSE to_fold")


def _fold(rows: list[tuple[Any, ...]]) -> _Folded:
    lines = [_copy_line(line, keys_of(Source(*source))) for line, *source in rows]
    return _Folded(rows[0][0], rows[-1][0], "".join(lines).encode())


def _copy_line(line: int, keys: Keys) -> str:
    """A line of COPY's text format. Keys have no control characters: staged values have none."""
    *texts, born_from, born_to = keys
    cells = "\t".join(texts).replace("\\", "\\\\")
    return f"{line}\t{cells}\t{born_from or NULL}\t{born_to or NULL}\n"


def _write(cursor: Any, statement: sql.Composed, folded: _Folded, batch: Batch) -> int:
    began = time.monotonic()
    cursor.execute("TRUNCATE stage_keys")
    with cursor.copy("COPY stage_keys FROM STDIN") as copy:
        copy.write(folded.keys)
    cursor.execute(statement, [batch.as_of, folded.first, folded.last])
    written = int(cursor.rowcount)
    time.sleep(batch.rest * (time.monotonic() - began))
    return written


def _upsert(staged: Staged) -> sql.Composed:
    """Parameters: 基準日時, first and last line."""
    columns = [*FIELDS, "extra", "row_hash", *Keys._fields, "key_version", "in_register", "as_of"]
    values: list[sql.Composable] = [staging.field(staged.layout, n) for n in FIELDS]
    values += [staging.rest(staged.layout, FIELDS), sql.SQL("s.hash")]
    values += [sql.Identifier("k", name) for name in Keys._fields]
    values += [sql.Literal(text.KEY_VERSION), sql.SQL("true"), sql.SQL("%s")]
    return sql.SQL(
        "INSERT INTO resident ({columns}, guarded)"
        " SELECT {values}, false FROM {table} s JOIN stage_keys k USING (line) WHERE s.line BETWEEN %s AND %s"
        " ON CONFLICT (resident_number) DO UPDATE SET {updates}"
    ).format(
        columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
        values=sql.SQL(", ").join(values),
        table=sql.Identifier(staged.table),
        updates=staging.updates([c for c in columns if c != "resident_number"]),
    )


PROTECTION_COLUMNS = sql.SQL(
    "resident_number, source, history_number, kind, starts_on, ends_on, active, as_of,"
    " ending_asked_by_name, ending_reason, ended_by_name"
)


def _protection(cursor: Any, staged: Staged, batch: Batch, applied: Applied) -> int:
    """Protection only ever begins or continues here: a missing row, an ended one, a passed end date end nothing.

    One that a person ended here begins again while the core system still states it.
    """
    if staged.nameless:
        raise ValueError("a protection row without a readable number must stop the set before this")
    get: Mapping[str, sql.Composable] = {
        name: staging.field(staged.layout, name)
        for name in ("resident_number", "history_number", "kind", "starts_on", "ends_on")
    }
    stated = sql.SQL(
        "UPDATE protection p SET as_of = %s, active = true FROM {table} s WHERE p.source = 'core'"
        " AND (p.resident_number, p.history_number, p.kind, p.starts_on, p.ends_on)"
        " = ({resident_number}, {history_number}, {kind}, {starts_on}, {ends_on}) AND NOT {ended}"
    )
    names = {
        "table": sql.Identifier(staged.table),
        "changed": sql.Identifier(staged.changed),
        "ended": staging.ends(staged.layout, staged.mode),
        "columns": PROTECTION_COLUMNS,
    }
    cursor.execute(stated.format(**names, **get), [batch.as_of])
    cursor.execute(
        sql.SQL(
            "INSERT INTO protection ({columns})"
            " SELECT {resident_number}, 'core', {history_number}, {kind}, {starts_on}, {ends_on}, true, %s, '', '', ''"
            " FROM {table} s JOIN {changed} USING (line)"
            " ON CONFLICT (resident_number, source, history_number)"
            " DO UPDATE SET kind = excluded.kind, starts_on = excluded.starts_on, ends_on = excluded.ends_on,"
            " as_of = excluded.as_of, active = true"
            " WHERE (protection.kind, protection.starts_on, protection.ends_on)"
            " IS DISTINCT FROM (excluded.kind, excluded.starts_on, excluded.ends_on)"
        ).format(**names, **get),
        [batch.as_of],
    )
    written = int(cursor.rowcount)
    cursor.execute(
        sql.SQL("SELECT count(*) FROM {} s WHERE {}").format(
            sql.Identifier(staged.table), staging.ends(staged.layout, staged.mode)
        )
    )
    applied.protection_kept = int(cursor.fetchone()[0])
    cursor.execute(
        sql.SQL(
            "INSERT INTO protection ({})"
            " SELECT number, 'core', 'unreadable', '', '', '', true, %s, '', '', '' FROM unnest(%s::text[]) AS number"
            " ON CONFLICT (resident_number, source, history_number) DO NOTHING"
        ).format(PROTECTION_COLUMNS),
        [batch.as_of, sorted(staged.unread)],
    )
    return written + int(cursor.rowcount)


APPLY: Mapping[str, Take] = {
    RESIDENTS: _register,
    PROTECTION: _protection,
    SEAL: write_seals,
}
