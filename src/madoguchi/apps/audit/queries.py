"""Reading the trail: proof that it is whole, and pages of events for the log screen."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connections
from psycopg import sql

from madoguchi.apps.audit.types import Problem

ALTERED = """
SELECT id::text, at FROM audit_event e WHERE row_hash IS DISTINCT FROM audit_event_hash(e) ORDER BY id LIMIT 100
"""
SEALS = """
SELECT s.no, s.count, encode(s.previous_hash, 'hex') AS previous, encode(s.hash, 'hex') AS hash,
       s.hash = audit_seal_hash(s.no, s.ids, s.count, s.content_hash, s.previous_hash) AS own_hash_right,
       found.count AS found_count, found.content = s.content_hash AS content_right
FROM audit_seal s
CROSS JOIN LATERAL (
    SELECT count(*)::integer AS count,
           sha256(coalesce(string_agg(int8send(e.id) || e.row_hash, ''::bytea ORDER BY e.id), ''::bytea)) AS content
    FROM unnest(s.ids) AS r JOIN audit_event e ON e.id >= lower(r) AND e.id < upper(r)
) found
ORDER BY s.no
"""
UNSEALED = """
SELECT count(*) FROM audit_event e
WHERE e.at < now() - make_interval(secs => %s)
  AND NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.ids @> e.id)
"""


EVENTS = sql.SQL("""
SELECT id, at, action, staff_name, department, terminal, purpose, subjects, reference, detail,
       id <= (SELECT low FROM audit_sealing) OR (SELECT done FROM audit_sealing) @> id
FROM audit_event WHERE {where} ORDER BY id DESC LIMIT %s
""")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` read and what it found. `problems` empty: the trail is whole."""

    events: int
    seals: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class EventView:
    """One event as the log screen shows it."""

    id: int
    at: datetime
    action: str
    staff_name: str
    department: str
    terminal: str
    purpose: str
    subjects: tuple[int, ...]
    reference: str
    detail: Mapping[str, object]
    sealed: bool


def verify(anchor: Path, *, grace_seconds: int = 10) -> Verdict:
    """Prove the trail: every row's hash, every seal's content, the chain, and its end against the anchors.

    Finds altered rows, removed rows, rows that nobody sealed within `grace_seconds`, gaps in the chain and a
    chain shorter than the anchors outside the database say.
    """
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_event")
        events = int(cursor.fetchone()[0])
        cursor.execute(ALTERED)
        problems = [
            Problem("altered", f"event {row[0]}", "記録の内容がハッシュと一致しません。")
            for row in cursor.fetchall()
        ]
        cursor.execute(SEALS)
        seals = [dict(zip([c[0] for c in cursor.description], row, strict=True)) for row in cursor.fetchall()]
        cursor.execute(UNSEALED, [grace_seconds])
        unsealed = int(cursor.fetchone()[0])
    problems += list(_chain_problems(seals))
    if unsealed:
        problems.append(Problem("unsealed", f"{unsealed} events", "封印されていない記録があります。"))
    problems += list(_anchor_problems({s["no"]: s["hash"] for s in seals}, anchor))
    return Verdict(events=events, seals=len(seals), problems=tuple(problems))


def _chain_problems(seals: list[dict[str, object]]) -> Iterator[Problem]:
    previous, number = "", 0
    for seal in seals:
        where = f"seal {seal['no']}"
        if seal["no"] != number + 1:
            yield Problem("gap", where, f"封印 {number + 1} が欠けています。")
        elif seal["previous"] != previous or not seal["own_hash_right"]:
            yield Problem("chain", where, "封印の連鎖が切れています。")
        if seal["found_count"] != seal["count"]:
            yield Problem(
                "missing", where, f"記録 {seal['count']} 件のうち {seal['found_count']} 件しかありません。"
            )
        elif not seal["content_right"]:
            yield Problem("altered", where, "封印した内容と記録が一致しません。")
        previous, number = str(seal["hash"]), int(str(seal["no"]))


def _anchor_problems(hashes: Mapping[int, str], anchor: Path) -> Iterator[Problem]:
    if not anchor.exists():
        if hashes:
            yield Problem("anchor", str(anchor.name), "控え（アンカー）のファイルがありません。")
        return
    for line in anchor.read_text(encoding="utf-8").splitlines():
        head = json.loads(line)
        found = hashes.get(head["no"])
        if found is None:
            yield Problem(
                "cut_off",
                f"seal {head['no']}",
                "控えにある封印がデータベースにありません（末尾の切り落とし）。",
            )
        elif found != head["hash"]:
            yield Problem("chain", f"seal {head['no']}", "控えの封印とデータベースの封印が異なります。")


def events(
    *,
    subject: int | None = None,
    action: str = "",
    staff_id: int | None = None,
    before: int | None = None,
    limit: int = 100,
) -> tuple[EventView, ...]:
    """The newest events first, `limit` at most, optionally of one resident, action or staff member.

    `before` is the id to go on from. Reading the trail is itself an event; the caller writes it.
    """
    where, values = [sql.SQL("true")], list[Any]()
    for condition, value in (
        ("subjects @> ARRAY[%s]::bigint[]", subject),
        ("action = %s", action or None),
        ("staff_id = %s", staff_id),
        ("id < %s", before),
    ):
        if value is not None:
            where.append(sql.SQL(condition))
            values.append(value)
    query = EVENTS.format(where=sql.SQL(" AND ").join(where))
    with connections["default"].cursor() as cursor:
        cursor.execute(query, [*values, limit])
        return tuple(map(_event, cursor))


def _event(row: Sequence[Any]) -> EventView:
    """A row of the query above. jsonb comes as text on a raw cursor of Django."""
    number, at, action, name, department, terminal, purpose, subjects, reference, detail, sealed = row
    known = json.loads(detail) if isinstance(detail, str) else dict(detail)
    return EventView(
        number, at, action, name, department, terminal, purpose, tuple(subjects), reference, known, sealed
    )


def partition_months_ahead() -> int:
    """How many future months have a partition already: the health check warns below 6."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid "
            "WHERE inhparent = 'audit_event'::regclass "
            "AND c.relname > 'audit_event_' || to_char(now() AT TIME ZONE 'UTC', 'YYYY_MM')"
        )
        return int(cursor.fetchone()[0])
