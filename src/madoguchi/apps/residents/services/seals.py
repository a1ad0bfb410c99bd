"""Seal registrations (印鑑登録): one a resident, and none that is in doubt."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from psycopg import sql

from madoguchi.apps.residents.models import SealRegistration
from madoguchi.apps.residents.services import staging
from madoguchi.apps.residents.services.dropping import SEALS, drop
from madoguchi.apps.residents.services.sets import Applied, Batch, Staged
from madoguchi.domain.layouts import Mode

VALID_SEAL = "1"
SEAL_FIELDS = ("registration_number", "registered_on", "status", "ended_on")


def write_seals(cursor: Any, staged: Staged, batch: Batch, applied: Applied) -> int:
    """One registration a resident: the valid one, else the newest. Others of the file are history.

    Of a resident with an unreadable line it can't be told which is the valid one: theirs stays as it is.
    """
    drop(cursor, staged, batch, applied, SEALS)
    columns = ["resident_number", *SEAL_FIELDS, "row_hash", "as_of"]
    get = {name: staging.field(staged.layout, name) for name in ("resident_number", *SEAL_FIELDS)}
    own = [c for c in columns if c != "resident_number"]
    cursor.execute(
        sql.SQL(
            "INSERT INTO seal_registration ({columns})"
            " SELECT DISTINCT ON ({number}) {values}, s.hash, %s::timestamptz FROM {table} s"
            " WHERE {number} IN (SELECT {number} FROM {table} s JOIN {changed} USING (line))"
            " AND {number} <> ALL(%s) AND NOT {ended}"
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
            ended=staging.ends(staged.layout, staged.mode),
            newer=NEWER_SEAL if staged.mode is Mode.DIFF else sql.SQL("true"),
            updates=staging.updates(own),
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
    unread: sql.Composable = sql.SQL("r.resident_number = ANY(%s)")
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


def doubt_seals(resident_numbers: Collection[str]) -> None:
    """要確認 for these: of each, a line still waits that can't be read."""
    SealRegistration.objects.filter(resident_number__in=resident_numbers).update(to_confirm=True)
