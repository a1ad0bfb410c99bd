"""Is a set, or a single line, newer than what is in force, and the next one?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from psycopg import sql

from madoguchi.apps.residents.services import staging
from madoguchi.apps.residents.services.sets import (
    RESIDENTS,
    SEAL,
    TABLES,
    AnotherPerson,
    Batch,
    InForce,
    NotNext,
    OlderThanRegister,
    Staged,
)
from madoguchi.domain.layouts import Follows, Layout

SAME_PERSON = {RESIDENTS: "birth_date", SEAL: "registration_number"}
"""What has to be the same where a line is brought to a number that it did not come with."""


def check_order(cursor: Any, batch: Batch) -> None:
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


def check_lines(cursor: Any, staged: Staged, as_of: datetime, renumbered: Collection[str]) -> None:
    """Single lines may not undo what came later, nor, with another number than they came with, hit somebody else."""
    target = TABLES.get(staged.layout.id)
    if target is None:  # protection only ever adds
        return
    mark = SAME_PERSON[staged.layout.id]
    cursor.execute(
        sql.SQL(
            "SELECT max(r.as_of), count(*) FILTER (WHERE r.resident_number = ANY(%s) AND r.{mark} <> {theirs})"
            " FROM {target} r JOIN {table} s ON r.resident_number = {number}"
        ).format(
            mark=sql.Identifier(mark),
            theirs=staging.field(staged.layout, mark),
            target=sql.Identifier(target),
            table=sql.Identifier(staged.table),
            number=staging.field(staged.layout, "resident_number"),
        ),
        [list(renumbered)],
    )
    newest, others = cursor.fetchone()
    if newest and newest > as_of:
        raise OlderThanRegister(staged.layout, newest)
    if others:
        raise AnotherPerson(staged.layout.id)


def note_state(cursor: Any, batch: Batch) -> None:
    sequence = batch.follows.sequence if batch.follows else 0
    for staged in batch.files:
        cursor.execute(
            "INSERT INTO source_state (layout_id, as_of, applied_at, set_id, sequence) VALUES (%s, %s, now(), %s, %s)"
            " ON CONFLICT (layout_id) DO UPDATE SET as_of = excluded.as_of, applied_at = excluded.applied_at,"
            " set_id = excluded.set_id, sequence = excluded.sequence",
            [staged.layout.id, batch.as_of, batch.reference, sequence],
        )
