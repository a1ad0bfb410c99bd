"""A demo municipality on servers of its own, for the benches: real files, real linkage, real roles.

Import this before any model: it prepares Django with the settings of the tests.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings.test")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.utils import timezone as clock  # noqa: E402

from madoguchi.apps.accounts.types import system  # noqa: E402
from madoguchi.apps.catalogue.services import load_packs  # noqa: E402
from madoguchi.apps.inbound.services import take_next  # noqa: E402
from madoguchi.apps.inbound.states import State  # noqa: E402
from madoguchi.config.databases import database  # noqa: E402
from madoguchi.config.env import ObjectStore as Options  # noqa: E402
from madoguchi.domain.layouts import MANIFEST_NAME  # noqa: E402
from madoguchi.integrations.objectstore import ObjectStore, S3Store  # noqa: E402
from madoguchi.local.objectstore import S3Server, run_objectstore  # noqa: E402
from madoguchi.local.postgres import PostgresServer, Role, run_postgres  # noqa: E402

ALL = os.environ.get("BENCH") == "all"
"""`BENCH=all make bench` measures the large sizes too."""
GOBO, LARGE = 20_543, 400_000
SIZES = [GOBO, LARGE] if ALL else [GOBO]

JST = timezone(timedelta(hours=9))
FIRST, SECOND = datetime(2026, 11, 1, 2, tzinfo=JST), datetime(2026, 11, 2, 2, tzinfo=JST)
ROLES: dict[str, Role] = {"default": "app", "audit": "app", "owner": "owner", "sealer": "sealer"}

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Town:
    """Durable servers that end with the process, and a folder for files."""

    home: Path
    postgres: PostgresServer
    s3: S3Server

    def store(self, bucket: str) -> ObjectStore:
        """A new bucket."""
        keys = self.s3.keys.madoguchi
        self.s3.client().create_bucket(Bucket=bucket)
        return S3Store(Options(self.s3.endpoint, bucket, keys.access, keys.secret, None))

    @contextmanager
    def database(self, name: str) -> Iterator[None]:
        """A new database, migrated, with the packs loaded; Django's connections lead to it."""
        self.postgres.create_database(name)
        for alias, role in ROLES.items():
            connections[alias].close()
            fresh = database(self.postgres.url(role, name))
            for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS"):
                connections[alias].settings_dict[key] = fresh[key]
        call_command("migrate", database="owner", verbosity=0, interactive=False)
        load_packs([ROOT / "packs" / "standard", ROOT / "packs" / "gobo"], by=system("測定"))
        try:
            yield
        finally:
            connections.close_all()


@contextmanager
def run_town() -> Iterator[Town]:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with run_postgres(home / "pg", durable=True) as postgres, run_objectstore(home / "s3") as s3:
            yield Town(home, postgres, s3)


def put(store: ObjectStore, folder: Path, name: str) -> None:
    """The files of a set, the manifest last."""
    for path in sorted(folder.iterdir(), key=lambda path: path.name == MANIFEST_NAME):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            store.put(f"in/{name}/{path.name}", file, digest)


def take(store: ObjectStore, progress: Progress = lambda _words: None) -> tuple[int, float]:
    """Take in the waiting set: rows of all files, seconds from listing the storage to the commit."""
    began = time.perf_counter()
    result = take_next(store, clock.now(), progress)
    seconds = time.perf_counter() - began
    if result is None or result.state is not State.APPLIED:
        raise RuntimeError(f"the set was not applied: {result and result.words}")
    return sum(file.rows for file in result.files), seconds


def left_out(sizes: list[int]) -> str:
    """What a short run does not measure; empty for a whole one."""
    return "" if LARGE in sizes else f"left out: {LARGE:,} residents (BENCH=all make bench)"
