"""Database addresses as Django settings."""

from __future__ import annotations

from typing import Any

from psycopg.conninfo import conninfo_to_dict


def database(url: str, *, pooled: bool = False, timeout_ms: int = 60_000) -> dict[str, Any]:
    """A Django DATABASES entry of a `postgresql://` address (a socket folder goes in `?host=`).

    Raises ValueError, without the address in its words, when it can't be read.
    """
    try:
        parts = conninfo_to_dict(url)
    except Exception as error:
        raise ValueError("not a postgresql:// address") from error
    options: dict[str, Any] = {
        "options": f"-c statement_timeout={timeout_ms} -c idle_in_transaction_session_timeout=60000",
    }
    if "sslmode" in parts:
        options["sslmode"] = parts["sslmode"]
    if pooled:
        options["pool"] = {"min_size": 1, "max_size": 12, "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", ""),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": str(parts.get("port", "")),
        "OPTIONS": options,
        "CONN_MAX_AGE": 0,
        "ATOMIC_REQUESTS": False,
    }
