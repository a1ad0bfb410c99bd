"""A database that would fold or sort names differently is refused at the first connection, in words."""

from __future__ import annotations

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connections

from madoguchi.apps.operations.fitness import refusal
from madoguchi.config.databases import database as settings_of
from madoguchi.local.postgres import run_postgres
from tests.databases import pointed_at


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ((180006, "UTF8", "C.UTF-8", "b"), ""),
        ((170000, "UTF8", "C.UTF-8", "c"), ""),
        ((169999, "UTF8", "C.UTF-8", "b"), "PostgreSQL 17 以上"),
        ((150018, "UTF8", "C.UTF-8", "c"), "接続先は 15"),
        ((180006, "UTF8", "ja_JP.UTF-8", "c"), "ja_JP.UTF-8"),
        ((180006, "UTF8", "C", "c"), "C.UTF-8 が必要です"),
        ((180006, "EUC_JP", "C.UTF-8", "b"), "EUC_JP"),
        ((180006, "UTF8", "C.UTF-8", "i"), "C.UTF-8 が必要です"),
    ],
)
def test_the_reason_is_said(facts, words):
    answer = refusal(*facts)
    assert (answer == "") if not words else (words in answer)


def test_a_database_of_another_locale_is_refused_at_the_first_connection(
    postgres_server, migrated, django_db_blocker
):
    with psycopg.connect(postgres_server.url("postgres", "postgres"), autocommit=True) as superuser:
        superuser.execute("CREATE DATABASE plain_c TEMPLATE template0 LOCALE 'C' LOCALE_PROVIDER libc")
        superuser.execute("GRANT ALL ON DATABASE plain_c TO madoguchi_app")
    fresh = connections["default"].copy()
    fresh.settings_dict.update(settings_of(postgres_server.url("app", "plain_c")) | {"TIME_ZONE": None})
    with django_db_blocker.unblock(), pytest.raises(ImproperlyConfigured, match=r"C\.UTF-8"):
        fresh.ensure_connection()
    fresh.close()


def test_everything_migrates_on_the_oldest_server(tmp_path, migrated, django_db_blocker):
    """PostgreSQL 17 is the floor: no SQL that only 18 has."""
    with run_postgres(tmp_path, durable=False, binaries="celerp") as server:
        server.create_database("floor")
        with django_db_blocker.unblock(), pointed_at(server, "floor"):
            call_command("migrate", database="owner", verbosity=0)
            with connections["sealer"].cursor() as cursor:
                cursor.execute("SELECT audit_seal_pass()")
