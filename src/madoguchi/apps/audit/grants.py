"""Database roles: what each may touch. Applied by the owner after every migration."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connections
from psycopg import sql

TRAIL = ("audit_event", "audit_seal", "audit_sealing")
EVENT_COLUMNS = (
    "action, staff_id, staff_name, department, terminal, purpose, subjects, reference, detail, row_hash"
)


def grant_roles(using: str, **_kwargs: Any) -> None:
    """Give the application everything except the trail's past; give the sealer the trail's present only.

    The application may write `row_hash` only in name: the trigger overwrites it.
    """
    app, sealer = settings.DATABASES["default"]["USER"], settings.DATABASES["sealer"]["USER"]
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT current_user")
        if cursor.fetchone()[0] == app:
            return
        for statement in _statements(cursor):
            cursor.execute(statement.format(app=sql.Identifier(app), sealer=sql.Identifier(sealer)))


def _statements(cursor: Any) -> list[sql.SQL]:
    words = [
        "GRANT USAGE ON SCHEMA public TO {app}, {sealer}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {app}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {app}",
        "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {app}",
    ]
    cursor.execute(
        "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = to_regclass('audit_event')"
    )
    tables = [*TRAIL, *(row[0] for row in cursor.fetchall())]
    words += [
        *(f"REVOKE ALL ON {table} FROM {{app}}" for table in tables),
        f"GRANT SELECT, INSERT ({EVENT_COLUMNS}) ON audit_event TO {{app}}",
        "GRANT SELECT ON audit_seal, audit_sealing TO {app}",
        "GRANT SELECT ON audit_event TO {sealer}",
        "GRANT SELECT, INSERT ON audit_seal TO {sealer}",
        "GRANT SELECT, UPDATE ON audit_sealing TO {sealer}",
        "REVOKE ALL ON django_migrations FROM {app}",
        "GRANT SELECT ON django_migrations TO {app}",
    ]
    return [sql.SQL(text) for text in words]
