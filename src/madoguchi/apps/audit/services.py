"""Writing the trail. A change shares its transaction; a look, a search, a refusal commits before the answer."""

from __future__ import annotations

import json
from pathlib import Path

from django.db import connections

from madoguchi.apps.audit.types import Entry

INSERT = """
INSERT INTO audit_event (action, staff_id, staff_name, department, terminal, purpose, subjects, reference, detail)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def record(entry: Entry) -> None:
    """Write an event in the caller's transaction: it stands or falls with the change that it tells of."""
    _insert(entry, using="default")


def record_now(entry: Entry) -> None:
    """Write an event on a connection of its own, committed when this returns.

    Called before anything personal is handed out, so that nothing can be seen without a trace.
    """
    _insert(entry, using="audit")


def _insert(entry: Entry, using: str) -> None:
    who = entry.who
    row = (
        entry.action.value,
        who.staff_id,
        who.staff_name,
        who.department,
        who.terminal,
        entry.purpose,
        list(entry.subjects),
        entry.reference,
        json.dumps(dict(entry.detail or {}), ensure_ascii=False),
    )
    with connections[using].cursor() as cursor:
        cursor.execute(INSERT, row)


def seal(anchor: Path) -> int:
    """One pass of the sealer: chain what is committed and not sealed yet. Returns the number of events.

    The head of the chain is also written to `anchor`, a file outside the database: without it, whoever can
    rewrite the database could cut off its end unseen.
    """
    with connections["sealer"].cursor() as cursor:
        cursor.execute("SELECT audit_seal_pass()")
        count = int(cursor.fetchone()[0])
        if count:
            cursor.execute("SELECT no, encode(hash, 'hex') FROM audit_seal ORDER BY no DESC LIMIT 1")
            number, digest = cursor.fetchone()
            _append_anchor(anchor, number, digest)
    return count


def _append_anchor(anchor: Path, number: int, digest: str) -> None:
    anchor.parent.mkdir(parents=True, exist_ok=True)
    with anchor.open("a", encoding="utf-8") as out:
        out.write(json.dumps({"no": number, "hash": digest}) + "\n")


def make_partitions(months: int = 24) -> int:
    """Make the monthly partitions up to `months` ahead, as the owner. Returns how many were new."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT audit_make_partitions(%s)", [months])
        return int(cursor.fetchone()[0])
