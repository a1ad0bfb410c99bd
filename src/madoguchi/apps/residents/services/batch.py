"""Applying a linkage set: everything in one transaction, only rows that changed are written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connections, transaction
from psycopg import sql

from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry, Who
from madoguchi.apps.residents.register import ADDRESS_PARTS, FIELDS
from madoguchi.apps.residents.services import staging
from madoguchi.apps.residents.services.keys import SOURCE_COLUMNS, Keys, Source, keys_of
from madoguchi.apps.residents.services.protection import REGISTER_LOCK, protected_unknown, refresh_guard
from madoguchi.domain import text
from madoguchi.domain.layouts import Follows, Layout, Mode

RESIDENTS, PROTECTION, SEAL = "001.residents", "001.protection", "002.seal"
AT_ONCE = 10_000
MUCH = 2_000
"""Rows written by a set from which the planner's picture of the register is out of date."""
NULL = "\\N"
VALID_SEAL = "1"
SEAL_FIELDS = ("registration_number", "registered_on", "status", "ended_on")


Progress = Callable[[str], None]


class TooManyDropped(Exception):
    """A full file lacks more than its layout allows. Nothing was applied; a person has to say yes."""

    def __init__(self, layout: Layout, dropped: int, before: int) -> None:
        self.layout, self.dropped, self.before = layout, dropped, before
        super().__init__(f"{layout.id}: {dropped} of {before}")


class NotNext(Exception):
    """A difference doesn't follow what is in force: another set, or another number, comes first. Nothing was applied."""

    def __init__(self, layout: Layout, in_force: InForce) -> None:
        self.layout, self.in_force = layout, in_force
        super().__init__(layout.id)


class OlderThanRegister(Exception):
    """A file shows an older 基準日時 than what is in force. Nothing was applied."""

    def __init__(self, layout: Layout, in_force: datetime) -> None:
        self.layout, self.in_force = layout, in_force
        super().__init__(layout.id)


@dataclass(frozen=True, slots=True)
class InForce:
    """What the register shows of a layout: since when, by which set, and how many differences since the full one."""

    as_of: datetime
    set_id: str
    sequence: int


@dataclass(frozen=True, slots=True)
class Staged:
    """A file in a temporary table of this connection: `line integer, hash text, c1 … cN text`, good lines only.

    `layout` is that of the file's mode. `changed` names a table of the lines that differ from the register, those
    that end a row excluded (made by `find_changed`).
    """

    layout: Layout
    table: str
    changed: str
    unread: frozenset[str] = frozenset()
    """宛名番号 of lines that could not be taken. Such a resident is in the file: not dropped; and a protection
    row that could not be read protects."""
    nameless: int = 0
    """Lines of which not even the 宛名番号 could be read: nobody can be told to be missing from this file."""
    mode: Mode = Mode.FULL


@dataclass(frozen=True, slots=True)
class Batch:
    """One set: all its files bear the same 基準日時 and stand or fall together. `follows` is None for a full one."""

    reference: str
    as_of: datetime
    files: Sequence[Staged]
    allow_drop: bool = False
    follows: Follows | None = None


@dataclass(slots=True)
class Applied:
    """What changed, per layout id: new or altered rows; and residents that are no longer in the register."""

    written: dict[str, int] = field(default_factory=dict)
    dropped: int = 0
    drop_postponed: bool = False
    """Some are missing from a file with nameless lines: they stay until a file shows who is really gone."""
    protected_unknown: int = 0
    """宛名番号 under protection that the register doesn't have: they guard nobody."""
    protection_kept: int = 0
    """Protections that a difference would have ended: only a person ends one."""
    to_confirm: int = 0
    """Seal registrations on which nothing is issued: a newer line about them can't be read."""


def find_changed(layout: Layout, table: str, mode: Mode) -> str:
    """Make and fill the table of changed lines of a staged file. Returns its name.

    A row is unchanged if its hash is the stored one; such a row has passed all checks before. Must run in the
    transaction that applies the batch: the table goes with it.
    """
    name = f"{table}_changed"
    target = {RESIDENTS: "resident", SEAL: "seal_registration"}.get(layout.id)
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
def apply_batch(batch: Batch, *, by: Who, progress: Progress = lambda _words: None) -> Applied:
    """Bring the register to the state of the set.

    Raises OlderThanRegister, NotNext, TooManyDropped; then nothing has changed.
    """
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [REGISTER_LOCK])
        _check_order(cursor, batch)
        applied = _apply(cursor, batch, progress)
        _note_state(cursor, batch)
        progress("仕上げています")
        _keep_up(cursor, applied)
    detail = {f"written {k}": v for k, v in applied.written.items()} | {"dropped": applied.dropped}
    audit.record(Entry(Action.IMPORT_APPLIED, by, reference=batch.reference, detail=detail))
    return applied


@transaction.atomic
def apply_lines(staged: Staged, *, as_of: datetime, reference: str, by: Who) -> int:
    """Bring in single lines that a person put right, as if their difference had come with them in it.

    The 基準日時 in force stays what it is. Returns how many rows were written. Raises OlderThanRegister if the
    register already has something newer of one of them.
    """
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [REGISTER_LOCK])
        _check_lines(cursor, staged, as_of)
        written = _apply(cursor, Batch(reference, as_of, [staged]), lambda _words: None).written
    audit.record(Entry(Action.IMPORT_APPLIED, by, reference=reference, detail={"lines put right": 1}))
    return sum(written.values())


def _apply(cursor: Any, batch: Batch, progress: Progress) -> Applied:
    applied = Applied()
    for staged in sorted(batch.files, key=lambda file: file.layout.id):
        progress(f"{staged.layout.name}を反映しています")
        applied.written[staged.layout.id] = APPLY[staged.layout.id](cursor, staged, batch, applied)
    progress("支援措置の及ぶ方を確かめています")
    refresh_guard()
    applied.protected_unknown = protected_unknown() if PROTECTION in applied.written else 0
    return applied


def _keep_up(cursor: Any, applied: Applied) -> None:
    """After much was written, what autovacuum would do minutes later: the next search comes within seconds."""
    if sum(applied.written.values()) >= MUCH:
        cursor.execute("SELECT register_upkeep()")


def _check_order(cursor: Any, batch: Batch) -> None:
    for staged in batch.files:
        there = _in_force(cursor, staged.layout)
        if there and there.as_of > batch.as_of:
            raise OlderThanRegister(staged.layout, there.as_of)
        if batch.follows and not _next(there, batch.follows):
            raise NotNext(staged.layout, there or InForce(batch.as_of, "", 0))


def _in_force(cursor: Any, layout: Layout) -> InForce | None:
    cursor.execute("SELECT as_of, set_id, sequence FROM source_state WHERE layout_id = %s", [layout.id])
    row = cursor.fetchone()
    return InForce(*row) if row else None


def _next(there: InForce | None, follows: Follows) -> bool:
    return there is not None and (there.set_id, there.sequence + 1) == (follows.previous, follows.sequence)


def _check_lines(cursor: Any, staged: Staged, as_of: datetime) -> None:
    target = {RESIDENTS: "resident", SEAL: "seal_registration"}.get(staged.layout.id)
    if target is None:  # protection only ever adds
        return
    cursor.execute(
        sql.SQL("SELECT max(r.as_of) FROM {target} r JOIN {table} s ON r.resident_number = {number}").format(
            target=sql.Identifier(target),
            table=sql.Identifier(staged.table),
            number=staging.field(staged.layout, "resident_number"),
        )
    )
    newest = cursor.fetchone()[0]
    if newest and newest > as_of:
        raise OlderThanRegister(staged.layout, newest)


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a full file is the whole of: a table, which of its rows count as there, and how a row ends."""

    table: str
    there: sql.SQL
    end: sql.SQL


PEOPLE = _Kind("resident", sql.SQL("r.in_register"), sql.SQL("UPDATE resident SET in_register = false"))
SEALS = _Kind("seal_registration", sql.SQL("true"), sql.SQL("DELETE FROM seal_registration"))


def _drop(cursor: Any, staged: Staged, batch: Batch, applied: Applied, kind: _Kind) -> int:
    """End what the full file no longer has, or what the difference ends. Returns how many. Raises TooManyDropped."""
    names = {"target": sql.Identifier(kind.table), "dropped": sql.Identifier(f"dropped_{kind.table}")}
    cursor.execute(sql.SQL("SELECT count(*) FROM {target} r WHERE {there}").format(there=kind.there, **names))
    before = int(cursor.fetchone()[0])
    if not before:
        return 0
    cursor.execute(sql.SQL("CREATE TEMP TABLE {dropped} (id bigint) ON COMMIT DROP").format(**names))
    cursor.execute(
        sql.SQL("INSERT INTO {dropped} SELECT r.id FROM {target} r WHERE {there} AND {gone}").format(
            there=kind.there, gone=_gone(staged, kind), **names
        ),
        [list(staged.unread)],
    )
    dropped = int(cursor.rowcount)
    if dropped > before * staged.layout.limits.max_drop_ratio and not batch.allow_drop:
        raise TooManyDropped(staged.layout, dropped, before)
    if dropped and staged.nameless and staged.mode is Mode.FULL:
        applied.drop_postponed = True
        return 0
    cursor.execute(sql.SQL("{end} WHERE id IN (SELECT id FROM {dropped})").format(end=kind.end, **names))
    return dropped


def _gone(staged: Staged, kind: _Kind) -> sql.Composable:
    """Whose row `r` is to end; one parameter, the numbers of unread lines: of those nothing is known."""
    told = sql.SQL("SELECT 1 FROM {table} s WHERE {number} = r.resident_number").format(
        table=sql.Identifier(staged.table), number=staging.field(staged.layout, "resident_number")
    )
    if staged.mode is Mode.DIFF:
        told += sql.SQL(" AND {} AND {}").format(
            staging.ends(staged.layout, staged.mode), _same(staged, kind)
        )
    return sql.SQL("r.resident_number <> ALL(%s) AND {}EXISTS ({})").format(
        sql.SQL("" if staged.mode is Mode.DIFF else "NOT "), told
    )


def _same(staged: Staged, kind: _Kind) -> sql.Composable:
    """An ended line is about this very row: a resident may have had several registrations, the register keeps one."""
    if kind is not SEALS:
        return sql.SQL("true")
    return sql.SQL("r.registration_number = {}").format(staging.field(staged.layout, "registration_number"))


def _register(cursor: Any, staged: Staged, batch: Batch, applied: Applied) -> int:
    """Residents that the file no longer has leave the register; their rows stay, for what refers to them."""
    applied.dropped = _drop(cursor, staged, batch, applied, PEOPLE)
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
    cursor.execute("TRUNCATE stage_keys")
    with cursor.copy("COPY stage_keys FROM STDIN") as copy:
        copy.write(folded.keys)
    cursor.execute(statement, [batch.as_of, folded.first, folded.last])
    return int(cursor.rowcount)


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
        updates=_updates([c for c in columns if c != "resident_number"]),
    )


def _protection(cursor: Any, staged: Staged, batch: Batch, applied: Applied) -> int:
    """Protection only ever begins or continues here: a missing row, an ended one, a passed end date end nothing."""
    if staged.nameless:
        raise ValueError("a protection row without a readable number must stop the set before this")
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
    cursor.execute(
        sql.SQL("SELECT count(*) FROM {} s WHERE {}").format(
            sql.Identifier(staged.table), staging.ends(staged.layout, staged.mode)
        )
    )
    applied.protection_kept = int(cursor.fetchone()[0])
    cursor.execute(
        "INSERT INTO protection (resident_number, source, history_number, kind, starts_on, ends_on, active, as_of)"
        " SELECT number, 'core', 'unreadable', '', '', '', true, %s FROM unnest(%s::text[]) AS number"
        " ON CONFLICT (resident_number, source, history_number) DO NOTHING",
        [batch.as_of, sorted(staged.unread)],
    )
    return written + int(cursor.rowcount)


def _seals(cursor: Any, staged: Staged, batch: Batch, applied: Applied) -> int:
    """One registration a resident: the valid one, else the newest. Others of the file are history.

    Of a resident with an unreadable line it can't be told which is the valid one: theirs stays as it is.
    """
    _drop(cursor, staged, batch, applied, SEALS)
    columns = ["resident_number", *SEAL_FIELDS, "row_hash", "as_of"]
    get = {name: staging.field(staged.layout, name) for name in ("resident_number", *SEAL_FIELDS)}
    own = [c for c in columns if c != "resident_number"]
    cursor.execute(
        sql.SQL(
            "INSERT INTO seal_registration ({columns})"
            " SELECT DISTINCT ON ({number}) {values}, s.hash, %s::timestamptz FROM {table} s"
            " WHERE {number} IN (SELECT {number} FROM {table} s JOIN {changed} USING (line))"
            " AND {number} <> ALL(%s)"
            " ORDER BY {number}, {status} = %s DESC, {registered_on} DESC, s.line DESC"
            " ON CONFLICT (resident_number) DO UPDATE SET {updates}"
            " WHERE seal_registration.row_hash <> excluded.row_hash AND {newer}"
        ).format(
            columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
            number=get["resident_number"],
            values=sql.SQL(", ").join(get.values()),
            table=sql.Identifier(staged.table),
            changed=sql.Identifier(staged.changed),
            status=get["status"],
            registered_on=get["registered_on"],
            newer=NEWER_SEAL if staged.mode is Mode.DIFF else sql.SQL("true"),
            updates=_updates(own),
        ),
        [batch.as_of, list(staged.unread), VALID_SEAL],
    )
    written = int(cursor.rowcount)
    applied.to_confirm = _mark_seals(cursor, staged)
    return written


NEWER_SEAL = sql.SQL(
    "(seal_registration.registration_number = excluded.registration_number OR excluded.status = {valid}"
    " OR (seal_registration.status <> {valid} AND seal_registration.registered_on <= excluded.registered_on))"
).format(valid=sql.Literal(VALID_SEAL))
"""A difference may bring a registration that is history: it takes no valid one's place."""


def _mark_seals(cursor: Any, staged: Staged) -> int:
    """要確認 for whom a line came that can't be read, until a sound one comes. Returns how many bear it now."""
    told = sql.SQL("EXISTS (SELECT FROM {table} s WHERE {number} = r.resident_number)").format(
        table=sql.Identifier(staged.table), number=staging.field(staged.layout, "resident_number")
    )
    unread = sql.SQL("r.resident_number = ANY(%s)")
    if staged.nameless and staged.mode is Mode.FULL:  # whoever is missing may be on such a line
        unread = sql.SQL("({} OR NOT {})").format(unread, told)
    numbers = list(staged.unread)
    cursor.execute(
        sql.SQL("UPDATE seal_registration r SET to_confirm = true WHERE NOT to_confirm AND {}").format(
            unread
        ),
        [numbers],
    )
    cursor.execute(
        sql.SQL(
            "UPDATE seal_registration r SET to_confirm = false"
            " WHERE to_confirm AND r.resident_number <> ALL(%s) AND {}"
        ).format(told),
        [numbers],
    )
    cursor.execute("SELECT count(*) FROM seal_registration WHERE to_confirm")
    return int(cursor.fetchone()[0])


def _updates(columns: Sequence[str]) -> sql.Composable:
    return sql.SQL(", ").join(sql.SQL("{0} = excluded.{0}").format(sql.Identifier(c)) for c in columns)


APPLY: Mapping[str, Callable[[Any, Staged, Batch, Applied], int]] = {
    RESIDENTS: _register,
    PROTECTION: _protection,
    SEAL: _seals,
}


def _note_state(cursor: Any, batch: Batch) -> None:
    sequence = batch.follows.sequence if batch.follows else 0
    for staged in batch.files:
        cursor.execute(
            "INSERT INTO source_state (layout_id, as_of, applied_at, set_id, sequence) VALUES (%s, %s, now(), %s, %s)"
            " ON CONFLICT (layout_id) DO UPDATE SET as_of = excluded.as_of, applied_at = excluded.applied_at,"
            " set_id = excluded.set_id, sequence = excluded.sequence",
            [staged.layout.id, batch.as_of, batch.reference, sequence],
        )
