"""How fast a linkage set becomes the register, as a ratio to PostgreSQL itself.

Numerator: rows per second from the files on S3 to the commit, search keys and checks included. Denominator: rows
per second of COPY of the final values into `LIKE … INCLUDING ALL` copies of the tables written, in the same run.
First load, and a second full file with 0.5 % of the households changed.

    python bench/import/import_speed.py [--residents 20543 400000] [--times 3] [--phases]
"""

from __future__ import annotations

import argparse
import hashlib
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings.test")

import django  # noqa: E402

django.setup()

import psycopg  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.utils import timezone as clock  # noqa: E402

from madoguchi.apps.accounts.types import system  # noqa: E402
from madoguchi.apps.catalogue.services import load_packs  # noqa: E402
from madoguchi.apps.inbound.services import take_next  # noqa: E402
from madoguchi.apps.inbound.states import State  # noqa: E402
from madoguchi.config.databases import database  # noqa: E402
from madoguchi.config.env import ObjectStore as Options  # noqa: E402
from madoguchi.demo.generator import generate, generate_difference  # noqa: E402
from madoguchi.domain.layouts import MANIFEST_NAME  # noqa: E402
from madoguchi.integrations.objectstore import ObjectStore, S3Store  # noqa: E402
from madoguchi.local.objectstore import S3Server, run_objectstore  # noqa: E402
from madoguchi.local.postgres import PostgresServer, run_postgres  # noqa: E402

TABLES = ("resident", "protection", "seal_registration")
JST = timezone(timedelta(hours=9))
FIRST, SECOND = datetime(2026, 11, 1, 2, tzinfo=JST), datetime(2026, 11, 2, 2, tzinfo=JST)
ROLES = {"default": "app", "audit": "app", "owner": "owner", "sealer": "sealer"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--residents", type=int, nargs="+", default=[20_543, 400_000])
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--phases", action="store_true", help="also print when each phase began")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with run_postgres(home / "pg", durable=True) as server, run_objectstore(home / "s3") as s3:
            for residents in args.residents:
                _measure(server, s3, home / str(residents), residents, args.times, args.phases)


def _measure(
    server: PostgresServer, s3: S3Server, home: Path, residents: int, times: int, phases: bool
) -> None:
    generate(home / "first", residents=residents, seed=1, as_of=FIRST)
    generate_difference(home / "second", residents=residents, seed=1, as_of=FIRST, later=SECOND)
    ratios: dict[str, list[float]] = {"first": [], "second": []}
    for turn in range(times):
        name = f"bench_{residents}_{turn}"
        store = _fresh_store(s3, name)
        with _fresh_database(server, name):
            for which in ("first", "second"):
                _put(store, home / which, f"{name}-{which}")
                rows, seconds = _import(store, phases)
                copied, copy_seconds = _copy(server.url("owner", name), home)
                ratios[which].append((rows / seconds) / (copied / copy_seconds))
                print(
                    f"{residents:>9,} {which:<6} import {seconds:6.2f} s ({rows / seconds:8,.0f} rows/s)"
                    f"  COPY {copy_seconds:6.2f} s ({copied / copy_seconds:8,.0f} rows/s)"
                    f"  ratio {ratios[which][-1]:.2f}",
                    flush=True,
                )
    for which, found in ratios.items():
        print(f"{residents:>9,} {which:<6} median ratio {statistics.median(found):.2f}", flush=True)


def _fresh_store(s3: S3Server, bucket: str) -> ObjectStore:
    name = bucket.replace("_", "-")
    s3.client().create_bucket(Bucket=name)
    return S3Store(Options(s3.endpoint, name, s3.keys.madoguchi.access, s3.keys.madoguchi.secret, None))


@contextmanager
def _fresh_database(server: PostgresServer, name: str) -> Iterator[None]:
    server.create_database(name)
    for alias, role in ROLES.items():
        connections[alias].close()
        fresh = database(server.url(role, name))  # type: ignore[arg-type]
        for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS"):
            connections[alias].settings_dict[key] = fresh[key]
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    load_packs([ROOT / "packs" / "standard", ROOT / "packs" / "gobo"], by=system("測定"))
    yield
    connections.close_all()


def _put(store: ObjectStore, folder: Path, name: str) -> None:
    for path in sorted(folder.iterdir(), key=lambda path: path.name == MANIFEST_NAME):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            store.put(f"in/{name}/{path.name}", file, digest)


def _import(store: ObjectStore, phases: bool) -> tuple[int, float]:
    """Rows of all files, seconds from listing the storage to the commit."""
    began = time.perf_counter()

    def progress(words: str) -> None:
        if phases:
            print(f"    {time.perf_counter() - began:6.2f} s  {words}")

    result = take_next(store, clock.now(), progress)
    seconds = time.perf_counter() - began
    assert result is not None
    assert result.state is State.APPLIED, result.words
    return sum(file.rows for file in result.files), seconds


def _copy(url: str, home: Path) -> tuple[int, float]:
    """Rows of the tables, seconds of COPY of their final values into fresh copies, indexes included."""
    rows, seconds = 0, 0.0
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        for table in TABLES:
            dump = home / f"{table}.copy"
            with dump.open("wb") as out, cursor.copy(f"COPY {table} TO STDOUT") as copy:
                out.writelines(bytes(data) for data in copy)
            cursor.execute(f"CREATE TABLE bench_{table} (LIKE {table} INCLUDING ALL)")
            connection.commit()
            began = time.perf_counter()
            with dump.open("rb") as source, cursor.copy(f"COPY bench_{table} FROM STDIN") as copy:
                while block := source.read(1 << 20):
                    copy.write(block)
            rows += cursor.rowcount
            connection.commit()
            seconds += time.perf_counter() - began
            cursor.execute(f"DROP TABLE bench_{table}")
            connection.commit()
    return rows, seconds


if __name__ == "__main__":
    main()
