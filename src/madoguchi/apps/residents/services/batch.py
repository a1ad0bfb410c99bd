"""Applying a linkage set: everything in one transaction, only rows that changed are written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connections, transaction
from psycopg import sql

from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry, Who
from madoguchi.apps.residents.register import ADDRESS_PARTS, FIELDS
from madoguchi.apps.residents.services import staging
from madoguchi.apps.residents.services.keys import SOURCE_COLUMNS, Keys, Source, keys_of
from madoguchi.apps.residents.services.protection import refresh_guard
from madoguchi.domain import text
from madoguchi.domain.layouts import Layout

RESIDENTS, PROTECTION, SEAL = "001.residents", "001.protection", "002.seal"
FOLD_AT_ONCE = 20_000
KEY_COLUMNS = Keys._fields
SEAL_FIELDS = ("registration_number", "registered_on", "status", "ended_on")


Progress = Callable[[str], None]


class TooManyDropped(Exception):
    """A full file lacks more residents than its layout allows. Nothing was applied; a person has to say yes."""

    def __init__(self, dropped: int, before: int) -> None:
        self.dropped, self.before = dropped, before
        super().__init__(f"{dropped} of {before}")


@dataclass(frozen=True, slots=True)
class Staged:
    """A file in a temporary table of this connection: `line integer, hash text, c1 … cN text`.

    `changed` names a table of the lines that differ from the register (made by `find_changed`); the importer
    takes bad lines out of it before applying.
    """

    layout: Layout
    table: str
    changed: str


@dataclass(frozen=True, slots=True)
class Batch:
    """One set: all its files bear the same 基準日時 and stand or fall together."""

    reference: str
    as_of: datetime
    files: Sequence[Staged]
    kept_numbers: Collection[str] = ()
    """宛名番号 of quarantined rows: such a resident is in the file, so must not count as dropped."""
    unreadable_protection: Collection[str] = ()
    """宛名番号 of protection rows that couldn't be read: they protect."""
    allow_drop: bool = False


@dataclass(slots=True)
class Applied:
    """What changed, per layout id: new or altered rows; and residents that are no longer in the register."""

    written: dict[str, int] = field(default_factory=dict)
    dropped: int = 0


def find_changed(layout: Layout, table: str) -> str:
    """Make and fill the table of changed lines of a staged file. Returns its name.

    A row is unchanged if its hash is the stored one; such a row has passed all checks before.
    """
    name = f"{table}_changed"
    target = {RESIDENTS: "resident", SEAL: "seal_registration"}.get(layout.id)
    number = staging.field(layout, "resident_number")
    with connections["default"].cursor() as cursor:
        cursor.execute(
            sql.SQL("CREATE TEMP TABLE {name} (line integer PRIMARY KEY)").format(name=sql.Identifier(name))
        )
        unchanged = sql.SQL("")
        if target:
            here = sql.SQL(" AND r.in_register") if target == "resident" else sql.SQL("")
            unchanged = sql.SQL(
                " WHERE NOT EXISTS (SELECT 1 FROM {target} r WHERE r.resident_number = {number}"
                " AND r.row_hash = s.hash{here})"
            ).format(target=sql.Identifier(target), number=number, here=here)
        cursor.execute(
            sql.SQL("INSERT INTO {name} SELECT s.line FROM {table} s").format(
                name=sql.Identifier(name), table=sql.Identifier(table)
            )
            + unchanged
        )
        cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(name)))
    return name


@transaction.atomic
def apply_batch(batch: Batch, *, by: Who, progress: Progress = lambda _words: None) -> Applied:
    """Bring the register to the state of the set. Raises TooManyDropped; then nothing has changed."""
    applied = Applied()
    files = {staged.layout.id: staged for staged in batch.files}
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(72612)")
        if RESIDENTS in files:
            applied.dropped = _drop(cursor, files[RESIDENTS], batch)
            progress("住民情報を反映しています")
            applied.written[RESIDENTS] = _residents(cursor, files[RESIDENTS], batch)
        if PROTECTION in files:
            progress("支援措置を反映しています")
            applied.written[PROTECTION] = _protection(cursor, files[PROTECTION], batch)
        if SEAL in files:
            progress("印鑑登録を反映しています")
            applied.written[SEAL] = _seals(cursor, files[SEAL], batch)
        refresh_guard()
        _note_state(cursor, list(files), batch.as_of)
    detail = {f"written {k}": v for k, v in applied.written.items()} | {"dropped": applied.dropped}
    audit.record(Entry(Action.IMPORT_APPLIED, by, reference=batch.reference, detail=detail))
    return applied


def _drop(cursor: Any, staged: Staged, batch: Batch) -> int:
    """Residents that the full file no longer has leave the register; their rows stay, for what refers to them."""
    cursor.execute("SELECT count(*) FROM resident WHERE in_register")
    before = int(cursor.fetchone()[0])
    if not before:
        return 0
    missing = sql.SQL(
        "SELECT r.id FROM resident r WHERE r.in_register AND r.resident_number <> ALL(%s)"
        " AND NOT EXISTS (SELECT 1 FROM {table} s WHERE {number} = r.resident_number)"
    ).format(table=sql.Identifier(staged.table), number=staging.field(staged.layout, "resident_number"))
    cursor.execute(
        sql.SQL("CREATE TEMP TABLE dropped_residents ON COMMIT DROP AS ") + missing, [list(batch.kept_numbers)]
    )
    cursor.execute("SELECT count(*) FROM dropped_residents")
    dropped = int(cursor.fetchone()[0])
    if dropped > before * staged.layout.limits.max_drop_ratio and not batch.allow_drop:
        raise TooManyDropped(dropped, before)
    if dropped:
        cursor.execute(
            "UPDATE resident SET in_register = false, as_of = %s WHERE id IN (SELECT id FROM dropped_residents)",
            [batch.as_of],
        )
    return dropped


def _residents(cursor: Any, staged: Staged, batch: Batch) -> int:
    _fold(cursor, staged)
    names = [f for f in FIELDS if f in staged.layout.fields]
    columns = [*names, "extra", "row_hash", *KEY_COLUMNS, "key_version", "in_register", "as_of"]
    values: list[sql.Composable] = [staging.field(staged.layout, n) for n in names]
    values += [staging.rest(staged.layout, FIELDS), sql.SQL("s.hash")]
    values += [sql.Identifier("k", name) for name in KEY_COLUMNS]
    values += [sql.Literal(text.KEY_VERSION), sql.SQL("true"), sql.SQL("%s")]
    return _upsert(cursor, "resident", columns, values, staged, [batch.as_of], join="JOIN stage_keys k USING (line)")


def _fold(cursor: Any, staged: Staged) -> None:
    """Search keys of the changed rows only: folding is the slowest part of a load."""
    cursor.execute(
        "CREATE TEMP TABLE stage_keys (line integer PRIMARY KEY, name_keys text, kana_keys text, kana_sort text, "
        "address_key text, phone_key text, birth_from date, birth_to date) ON COMMIT DROP"
    )
    wanted = [
        staging.joined([c for part in ADDRESS_PARTS for c in staged.layout.fields.get(part, ())])
        if name == "address"
        else staging.field(staged.layout, name)
        for name in SOURCE_COLUMNS
    ]
    select = sql.SQL("SELECT s.line, {wanted} FROM {table} s JOIN {changed} USING (line)").format(
        wanted=sql.SQL(", ").join(wanted),
        table=sql.Identifier(staged.table),
        changed=sql.Identifier(staged.changed),
    )
    cursor.execute(sql.SQL("DECLARE to_fold NO SCROLL CURSOR FOR ") + select)
    while True:
        cursor.execute(f"FETCH {FOLD_AT_ONCE} FROM to_fold")
        rows = cursor.fetchall()
        if not rows:
            break
        with cursor.copy("COPY stage_keys FROM STDIN") as copy:
            for row in rows:
                copy.write_row((row[0], *keys_of(Source._make(row[1:]))))
    cursor.execute("CLOSE to_fold")


def _upsert(
    cursor: Any,
    target: str,
    columns: Sequence[str],
    values: Sequence[sql.Composable],
    staged: Staged,
    parameters: Sequence[object],
    *,
    join: str = "",
) -> int:
    own = [c for c in columns if c != "resident_number"]
    statement = sql.SQL(
        "INSERT INTO {target} ({columns}) SELECT {values} FROM {table} s JOIN {changed} USING (line) {join}"
        " ON CONFLICT (resident_number) DO UPDATE SET {updates}"
    ).format(
        target=sql.Identifier(target),
        columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
        values=sql.SQL(", ").join(values),
        table=sql.Identifier(staged.table),
        changed=sql.Identifier(staged.changed),
        join=sql.SQL(join),
        updates=sql.SQL(", ").join(
            sql.SQL("{c} = excluded.{c}").format(c=sql.Identifier(c)) for c in own
        ),
    )
    cursor.execute(statement, parameters)
    return int(cursor.rowcount)


def _protection(cursor: Any, staged: Staged, batch: Batch) -> int:
    """Protection only ever begins or continues here: a missing row and a passed end date end nothing."""
    get: Mapping[str, sql.Composable] = {
        name: staging.field(staged.layout, name)
        for name in ("resident_number", "history_number", "kind", "starts_on", "ends_on")
    }
    cursor.execute(
        sql.SQL(
            "INSERT INTO protection (resident_number, source, history_number, kind, starts_on, ends_on, active, as_of)"
            " SELECT {resident_number}, 'core', {history_number}, {kind}, {starts_on}, {ends_on}, true, %s"
            " FROM {table} s JOIN {changed} USING (line)"
            " ON CONFLICT (resident_number, source, history_number)"
            " DO UPDATE SET kind = excluded.kind, starts_on = excluded.starts_on, ends_on = excluded.ends_on,"
            " as_of = excluded.as_of"
            " WHERE (protection.kind, protection.starts_on, protection.ends_on)"
            " IS DISTINCT FROM (excluded.kind, excluded.starts_on, excluded.ends_on)"
        ).format(table=sql.Identifier(staged.table), changed=sql.Identifier(staged.changed), **get),
        [batch.as_of],
    )
    written = int(cursor.rowcount)
    for number in sorted(batch.unreadable_protection):
        cursor.execute(
            "INSERT INTO protection (resident_number, source, history_number, kind, starts_on, ends_on, active, as_of)"
            " VALUES (%s, 'core', 'unreadable', '', '', '', true, %s)"
            " ON CONFLICT (resident_number, source, history_number) DO NOTHING",
            [number, batch.as_of],
        )
        written += int(cursor.rowcount)
    return written


def _seals(cursor: Any, staged: Staged, batch: Batch) -> int:
    columns = ["resident_number", *SEAL_FIELDS, "row_hash", "as_of"]
    values: list[sql.Composable] = [staging.field(staged.layout, n) for n in ("resident_number", *SEAL_FIELDS)]
    values += [sql.SQL("s.hash"), sql.SQL("%s")]
    return _upsert(cursor, "seal_registration", columns, values, staged, [batch.as_of])


def _note_state(cursor: Any, layout_ids: Sequence[str], as_of: datetime) -> None:
    for layout_id in layout_ids:
        cursor.execute(
            "INSERT INTO source_state (layout_id, as_of, applied_at) VALUES (%s, %s, now())"
            " ON CONFLICT (layout_id) DO UPDATE SET as_of = excluded.as_of, applied_at = excluded.applied_at",
            [layout_id, as_of],
        )
