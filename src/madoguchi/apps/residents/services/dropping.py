"""Ending rows: what a full file no longer has, what a difference ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from psycopg import sql

from madoguchi.apps.residents.services import staging
from madoguchi.apps.residents.services.sets import Applied, Batch, Staged, TooManyDropped
from madoguchi.domain.layouts import Mode


@dataclass(frozen=True, slots=True)
class Kind:
    """What a full file is the whole of: a table, which of its rows count as there, and how a row ends."""

    table: str
    there: sql.SQL
    end: sql.SQL


PEOPLE = Kind("resident", sql.SQL("r.in_register"), sql.SQL("UPDATE resident SET in_register = false"))
SEALS = Kind("seal_registration", sql.SQL("true"), sql.SQL("DELETE FROM seal_registration"))


def drop(cursor: Any, staged: Staged, batch: Batch, applied: Applied, kind: Kind) -> int:
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


def _gone(staged: Staged, kind: Kind) -> sql.Composable:
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


def _same(staged: Staged, kind: Kind) -> sql.Composable:
    """An ended line is about this very row: a resident may have had several registrations, the register keeps one."""
    if kind is not SEALS:
        return sql.SQL("true")
    return sql.SQL("r.registration_number = {}").format(staging.field(staged.layout, "registration_number"))
