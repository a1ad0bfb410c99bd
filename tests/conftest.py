"""The suite's own PostgreSQL: real commits as the application's role, tables emptied between tests.

Nothing is wrapped in a transaction that is rolled back: a look commits its event on a connection of its own, and
role, locks and isolation are what production has.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connections
from hypothesis import settings

from tests import thoroughness
from tests.databases import point_at

pytest_plugins = ["madoguchi.local.pytest_servers"]
settings.load_profile(thoroughness.PROFILE)

ROOT = Path(__file__).resolve().parents[1]
PACKS = [ROOT / "packs" / "standard", ROOT / "packs" / "gobo"]
KEPT = {
    "django_migrations",
    "django_content_type",
    "catalogue_version",
    "accounts_department",
    "accounts_group",
}
RESTART = """
    SELECT setval(sequence.oid::regclass, 1, false)
    FROM pg_depend JOIN pg_class sequence ON sequence.oid = objid AND sequence.relkind = 'S'
    WHERE refobjid = ANY(%s::regclass[]) AND deptype IN ('a', 'i')
"""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    from tests.parallel import ByFile

    config.option.loadscopereorder = False
    return ByFile(config, log)


@pytest.fixture(scope="session")
def migrated(postgres_server, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    """A database with everything migrated as the owner and the packs loaded. Once a session."""
    from madoguchi.apps.accounts.types import system
    from madoguchi.apps.catalogue.services import load_packs

    name = f"tests_{os.getpid()}"
    postgres_server.create_database(name)
    with django_db_blocker.unblock():
        point_at(postgres_server, name)
        call_command("migrate", database="owner", verbosity=0, interactive=False)
        load_packs(PACKS, by=system("試験"))
        yield
        connections.close_all()


@pytest.fixture
def database(migrated, django_db_blocker) -> Iterator[None]:
    """The database with nobody in it; emptied afterwards. The trail stays: nobody can empty it."""
    with django_db_blocker.unblock():
        yield
        _empty()


def _empty() -> None:
    """Deletes what is there and counts from one again: TRUNCATE of all tables took longer than most tests."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        doomed = sorted(t for (t,) in cursor.fetchall() if t not in KEPT and not t.startswith("audit_"))
        cursor.execute(" UNION ALL ".join(f"SELECT '{t}' WHERE EXISTS (SELECT FROM \"{t}\")" for t in doomed))
        # One statement after another in one round trip is one transaction: foreign keys are looked at at its end.
        cursor.execute("; ".join(f'DELETE FROM "{t}"' for (t,) in cursor.fetchall()) or "SELECT")
        cursor.execute(RESTART, [doomed])


@pytest.fixture
def trail(database) -> Iterator[object]:
    """Events written since the test began: `trail()` gives them, oldest first."""
    from madoguchi.apps.audit.models import Event

    last = Event.objects.order_by("-id").values_list("id", flat=True).first() or 0
    yield lambda: list(Event.objects.filter(id__gt=last).order_by("id"))


@pytest.fixture
def staff(database):
    """`staff(Right.COUNTER, …)` makes an actor with these rights and an account behind it."""
    from tests.factories import make_actor

    return make_actor
