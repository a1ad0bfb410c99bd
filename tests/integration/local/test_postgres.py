from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest

from madoguchi.local import children
from madoguchi.local.children import StartError
from madoguchi.local.postgres import PostgresServer, Role, home_of_nobody, run_postgres

HOLDER = """
import sys, time
from pathlib import Path
from madoguchi.local.postgres import run_postgres
with run_postgres(Path(sys.argv[1]), durable=True, identity=sys.argv[2]) as server:
    print(server.pid, flush=True)
    time.sleep(600)
"""

OURS = children.identity_for_servers()
EVERY_IDENTITY = ["namespace", "nobody"] if OURS == "namespace" else [OURS]


@pytest.fixture(autouse=True)
def nothing_stays(tmp_path: Path) -> Iterator[None]:
    yield
    if OURS != "same":
        shutil.rmtree(home_of_nobody(tmp_path))


def hold(data_dir: Path, identity: str = OURS) -> tuple[subprocess.Popen[str], int]:
    """A process of its own that runs the server; and the server's process id."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(data_dir), identity], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    line = holder.stdout.readline()
    assert line, "the server did not start"
    return holder, int(line)


def lives(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def wait_for_end(pid: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while lives(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not lives(pid)


def query(server: PostgresServer, text: LiteralString, role: Role = "app") -> object:
    with psycopg.connect(server.url(role)) as connection:
        row = connection.execute(text).fetchone()
        assert row is not None
        return row[0]


def test_the_locale_is_the_one_that_orders_by_code_point(postgres_server: PostgresServer) -> None:
    found = query(
        postgres_server,
        "SELECT concat_ws(' ', datlocprovider, datlocale, pg_encoding_to_char(encoding)) FROM pg_database"
        " WHERE datname = current_database()",
    )
    assert found == "b C.UTF-8 UTF8"


def test_it_listens_on_a_socket_only_we_can_enter_and_on_no_port(postgres_server: PostgresServer) -> None:
    assert query(postgres_server, "SHOW listen_addresses") == ""
    assert postgres_server.socket.stat().st_mode & 0o077 == 0


def test_the_application_can_neither_create_tables_nor_roles(postgres_server: PostgresServer) -> None:
    for statement in ("CREATE TABLE mine (x int)", "CREATE ROLE boss SUPERUSER", "CREATE DATABASE other"):
        with (
            psycopg.connect(postgres_server.url("app"), autocommit=True) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(statement)


def test_the_owner_makes_tables_and_the_extension_for_searching(postgres_server: PostgresServer) -> None:
    postgres_server.create_database("owners_own")
    with psycopg.connect(postgres_server.url("owner", "owners_own")) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        connection.execute("CREATE TABLE t AS SELECT show_trgm('窓口') AS trigrams")
        assert connection.execute("SELECT trigrams <> '{}' FROM t").fetchone() == (True,)


def test_celerp_is_the_oldest_version_we_promise(tmp_path: Path) -> None:
    with run_postgres(tmp_path, durable=False, binaries="celerp") as server:
        assert str(query(server, "SHOW server_version")).startswith("17.")


@pytest.mark.parametrize("identity", EVERY_IDENTITY)
def test_data_stays_and_the_second_start_takes_less_than_a_second(
    tmp_path: Path, identity: children.Identity
) -> None:
    with (
        run_postgres(tmp_path, durable=True, identity=identity) as server,
        psycopg.connect(server.url("owner")) as connection,
    ):
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    began = time.monotonic()
    with run_postgres(tmp_path, durable=True, identity=identity) as server:
        assert time.monotonic() - began < 1
        assert query(server, "SELECT n FROM kept", role="owner") == 7


@pytest.mark.parametrize("identity", EVERY_IDENTITY)
def test_killing_the_parent_ends_the_server_and_the_data_is_whole(
    tmp_path: Path, identity: children.Identity
) -> None:
    holder, server_pid = hold(tmp_path, identity)
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert wait_for_end(server_pid, seconds=5)
    with run_postgres(tmp_path, durable=True, identity=identity) as server:
        assert query(server, "SELECT 1") == 1


def test_a_start_right_after_the_parent_was_killed_waits_for_the_old_server(tmp_path: Path) -> None:
    holder, _ = hold(tmp_path)
    holder.kill()
    with run_postgres(tmp_path, durable=True) as server:
        assert query(server, "SELECT 1") == 1
    holder.wait()


def test_killing_the_server_itself_is_survived(tmp_path: Path) -> None:
    with run_postgres(tmp_path, durable=True) as server:
        os.kill(server.pid, signal.SIGKILL)
    with run_postgres(tmp_path, durable=True) as server:
        assert query(server, "SELECT 1") == 1


def test_a_lock_with_the_number_of_another_living_process_is_stale(tmp_path: Path) -> None:
    with run_postgres(tmp_path, durable=True):
        pass
    (tmp_path / "cluster" / "postmaster.pid").write_text(f"{os.getppid()}\n{tmp_path / 'cluster'}\n")
    with run_postgres(tmp_path, durable=True) as server:
        assert query(server, "SELECT 1") == 1


def test_two_servers_never_run_one_cluster(tmp_path: Path) -> None:
    holder, server_pid = hold(tmp_path)
    try:
        with (
            pytest.raises(StartError, match=r"Another process \(\d+\) runs"),
            run_postgres(tmp_path, durable=True),
        ):
            pass
        assert lives(server_pid)
    finally:
        holder.kill()
        holder.wait()


def test_an_initdb_that_was_cut_off_is_begun_again(tmp_path: Path) -> None:
    (tmp_path / "cluster.new").mkdir()
    (tmp_path / "cluster.new" / "half").write_text("")
    with run_postgres(tmp_path, durable=False) as server:
        assert query(server, "SELECT 1") == 1


def test_data_of_another_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    with run_postgres(tmp_path, durable=False, binaries="celerp"):
        pass
    with pytest.raises(StartError, match="is of PostgreSQL 17"), run_postgres(tmp_path, durable=False):
        pass
    assert (tmp_path / "cluster" / "PG_VERSION").read_text().strip() == "17"


def test_a_long_path_gets_a_socket_elsewhere(tmp_path: Path) -> None:
    with run_postgres(tmp_path / ("long" * 20), durable=False) as server:
        assert query(server, "SELECT 1") == 1
        assert len(str(server.socket)) < 90
    assert not server.socket.exists()
