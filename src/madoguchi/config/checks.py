"""Checks at start: is the database one that this program can trust?"""

from __future__ import annotations

from typing import Any

from django.core.checks import Error, register
from django.db import connection

from madoguchi.config.databases import refusal

FACTS = """
SELECT current_setting('server_version_num')::integer, pg_encoding_to_char(encoding),
       CASE datlocprovider WHEN 'b' THEN to_jsonb(d) ->> 'datlocale' ELSE datcollate END
FROM pg_database d WHERE datname = current_database()
"""


@register("database")
def database_is_fit(**_kwargs: Any) -> list[Error]:
    """PostgreSQL 17 or later, database locale C.UTF-8."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::integer")
        version = int(cursor.fetchone()[0])
        cursor.execute(FACTS if version >= 170000 else FACTS.replace("to_jsonb(d) ->> 'datlocale'", "NULL"))
        _, encoding, locale = cursor.fetchone()
    words = refusal(version, str(locale), str(encoding))
    return [Error(words, id="madoguchi.E001")] if words else []
