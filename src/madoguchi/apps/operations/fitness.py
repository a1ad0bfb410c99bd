"""Is the database one that this program can trust? Asked at the first connection of every process."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured

OLDEST_SERVER = 170000
FACTS = """
SELECT current_setting('server_version_num')::integer, pg_encoding_to_char(encoding),
       coalesce(to_jsonb(d) ->> 'datlocale', datcollate), to_jsonb(d) ->> 'datlocprovider'
FROM pg_database d WHERE datname = current_database()
"""

_found_fit: set[str] = set()


def refusal(version: int, encoding: str, locale: str, provider: str) -> str:
    """Why this server can't be used, in words for the operator, or "".

    Search keys sort and fold by code point: a linguistic locale orders and matches names differently, and plain C
    knows no letters beyond ASCII. `provider` is PostgreSQL's letter: b is its own, c the operating system's.
    """
    if version < OLDEST_SERVER:
        return f"PostgreSQL 17 以上が必要です（接続先は {version // 10000}）。"
    if encoding != "UTF8" or locale != "C.UTF-8" or provider not in ("b", "c"):
        return (
            f"データベースの文字コードは UTF8、ロケールは C.UTF-8 が必要です（接続先は {encoding}、{locale}）。"
            "CREATE DATABASE … LOCALE_PROVIDER builtin LOCALE 'C.UTF-8' TEMPLATE template0 で作り直してください。"
        )
    return ""


def check(connection: Any, **_kwargs: Any) -> None:
    """For Django's `connection_created`. Raises ImproperlyConfigured; nothing has been read or written then."""
    name = connection.settings_dict["NAME"]
    if connection.vendor != "postgresql" or name in _found_fit:
        return
    with connection.cursor() as cursor:
        cursor.execute(FACTS)
        words = refusal(*cursor.fetchone())
    if words:
        raise ImproperlyConfigured(words)
    _found_fit.add(name)
