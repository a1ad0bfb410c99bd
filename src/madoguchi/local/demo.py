"""The demo municipality on one machine: servers, data, web and worker, all children of this process.

Its data is kept from one start to the next. What the environment names is used instead of an own server:
DATABASE_URL, S3_ENDPOINT or S3_BUCKET, OBJECT_DIRECTORY.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import http.client
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from madoguchi.config.env import ObjectStore
from madoguchi.integrations.objectstore import StoreUnavailable, from_settings
from madoguchi.local import children
from madoguchi.local.children import StartError
from madoguchi.local.fonts import fonts_dir
from madoguchi.local.objectstore import run_objectstore
from madoguchi.local.places import REPOSITORY, work_dir
from madoguchi.local.postgres import run_postgres

Progress = Callable[[int, int], None]
MakeFiles = Callable[[Path, Progress], object]
"""Writes a linkage set into the folder, its manifest too; tells rows done and rows in all."""
MakeDaily = Callable[[Path], object]
"""The same of a small set that comes anew each day."""

MANIFEST = "_MANIFEST.json"
PORT = 8000
SIGN_IN_WITHIN = 60.0
PACKS = ("packs/standard", "packs/gobo")
DJANGO = (sys.executable, "-m", "django")
MADOGUCHI = (sys.executable, "-c", "from madoguchi.cli import main; raise SystemExit(main())")


class StepError(Exception):
    """A step of the preparation failed; what it printed stands above."""


@dataclass(frozen=True, slots=True)
class Site:
    """Two host names of one machine, so that a resident's cookie and a staff member's never meet."""

    port: int

    @property
    def staff(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def resident(self) -> str:
        return f"localhost:{self.port}"


def run(data_dir: Path, make_files: MakeFiles, make_daily: MakeDaily, *, once: bool) -> int:
    """Start everything and wait for Ctrl-C; with `once`, stop as soon as the sign-in page has answered.

    Returns the exit code: 0 when told to stop, 1 when something failed (said on stderr).
    """
    data_dir = data_dir.absolute()
    # SIGINT too: a shell that starts us in the background has it ignored, and Python would leave it so.
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, _interrupt)
    try:
        with _alone(data_dir), contextlib.ExitStack() as stack:
            _run(stack, data_dir, make_files, make_daily, once=once)
    except KeyboardInterrupt:
        print("\n止めました。データは残っています。", flush=True)
    except (StartError, StepError, StoreUnavailable) as fault:
        print(f"\ndemo: {fault}\nAll servers are stopped; the data is kept in {data_dir}.", file=sys.stderr)
        return 1
    return 0


def _run(
    stack: contextlib.ExitStack,
    data_dir: Path,
    make_files: MakeFiles,
    make_daily: MakeDaily,
    *,
    once: bool,
) -> None:
    began = time.monotonic()
    site = Site(_port())
    env, incoming = _servers(stack, data_dir, site)
    _django(env, "データベースの準備", *DJANGO, "migrate", "--database", "owner", "--verbosity", "0")
    _django(env, "設定（パック）の読込", *MADOGUCHI, "pack", "load", *PACKS)
    _send_daily(env, data_dir, incoming, make_daily)
    _load(env, data_dir, incoming, make_files)
    accounts = _django(env, "デモ用の職員", *DJANGO, "demo_accounts", show=False)
    processes = [
        _process(stack, env, data_dir / "web.log", "web", *_web(site)),
        _process(stack, env, data_dir / "worker.log", "worker", *DJANGO, "worker"),
    ]
    children.wait_until(
        lambda: _sign_in_answers(site),
        processes[0].child,
        log=processes[0].log,
        name="web",
        seconds=SIGN_IN_WITHIN,
    )
    print(_welcome(site, accounts, time.monotonic() - began), flush=True)
    if not once:
        _watch(processes)


@contextlib.contextmanager
def _alone(data_dir: Path) -> Iterator[None]:
    """Two demos on the same data would fight over it. The lock goes with the process, however that ends."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StartError(
                "this demo is running already; stop it with Ctrl-C where it was started"
            ) from None
        yield


def _servers(stack: contextlib.ExitStack, data_dir: Path, site: Site) -> tuple[dict[str, str], ObjectStore]:
    """The environment of every child, and the store as the core systems see it."""
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "madoguchi.config.settings.demo",
        "SECRET_KEY": _secret(data_dir / "secret-key"),
        "STAFF_HOST": site.staff,
        "RESIDENT_HOST": site.resident,
        "COOKIE_SECURE": "no",
        "WORK_DIR": str(work_dir().absolute()),
        "AUDIT_ANCHOR_FILE": str(data_dir / "audit-anchors.jsonl"),
    }
    env.setdefault("FONTS_DIR", str(fonts_dir().absolute()))
    if "DATABASE_URL" not in env:
        with _step("PostgreSQL の起動"):
            postgres = stack.enter_context(run_postgres(data_dir / "postgres", durable=True))
        env["DATABASE_URL"] = postgres.url("app")
        env["DATABASE_OWNER_URL"] = postgres.url("owner")
        env["DATABASE_SEALER_URL"] = postgres.url("sealer")
    if env.keys() & {"S3_ENDPOINT", "S3_BUCKET", "OBJECT_DIRECTORY"}:
        return env, _named_store(env)
    with _step("S3 サーバーの起動"):
        s3 = stack.enter_context(run_objectstore(data_dir / "s3"))
    ours, theirs = s3.keys.madoguchi, s3.keys.core_system
    env |= {"S3_ENDPOINT": s3.endpoint, "S3_BUCKET": s3.bucket}
    env |= {"S3_ACCESS_KEY": ours.access, "S3_SECRET_KEY": ours.secret}
    return env, ObjectStore(s3.endpoint, s3.bucket, theirs.access, theirs.secret, None)


def _named_store(env: Mapping[str, str]) -> ObjectStore:
    directory = env.get("OBJECT_DIRECTORY")
    names = ("S3_ENDPOINT", "S3_BUCKET", "S3_ACCESS_KEY", "S3_SECRET_KEY")
    endpoint, bucket, access, secret = (env.get(name, "") for name in names)
    return ObjectStore(endpoint, bucket, access, secret, Path(directory) if directory else None)


def _load(env: Mapping[str, str], data_dir: Path, incoming: ObjectStore, make_files: MakeFiles) -> None:
    """Once for each database: make the files, put them where core systems put theirs, take them in."""
    loaded = _marker(env, data_dir, "loaded")
    if loaded.exists():
        return
    folder = data_dir / "files"
    with _step("住民データのファイルの作成") as progress:
        make_files(folder, progress)
    with _step("連携ファイルの送信"):
        send(folder, incoming)
    _django(env, "連携ファイルの取込", *MADOGUCHI, "import", "--now")
    loaded.touch()
    shutil.rmtree(folder)


def _marker(env: Mapping[str, str], data_dir: Path, name: str) -> Path:
    """A file that belongs to this very database and goes with it where it is our own."""
    database = hashlib.sha256(env["DATABASE_URL"].encode()).hexdigest()[:12]
    own = data_dir / "postgres" / "cluster"
    return own.parent / name if own.exists() else data_dir / f"{name}-{database}"


def _send_daily(env: Mapping[str, str], data_dir: Path, incoming: ObjectStore, make_daily: MakeDaily) -> None:
    """Once a day, before the worker looks."""
    sent, today = _marker(env, data_dir, "daily"), time.strftime("%Y-%m-%d")
    if sent.exists() and sent.read_text() == today:
        return
    folder = data_dir / "daily-files"
    with _step("転出証明書情報の送信"):
        make_daily(folder)
        send(folder, incoming)
    shutil.rmtree(folder)
    sent.write_text(today)


def send(folder: Path, store: ObjectStore) -> None:
    """As a core system does: data files first, the manifest last. Raises StoreUnavailable."""
    target, name = from_settings(store), secrets.token_hex(4)
    for file in sorted(folder.iterdir(), key=lambda file: (file.name == MANIFEST, file.name)):
        with file.open("rb") as body:
            digest = hashlib.file_digest(body, "sha256").hexdigest()
            body.seek(0)
            target.put(f"in/demo-{name}/{file.name}", body, digest)


def _django(env: Mapping[str, str], title: str, *command: str, show: bool = True) -> str:
    """Run one command to its end; what it prints is shown below its title, or only returned."""
    with _step(title):
        child = children.start(command, log=subprocess.PIPE, env=env, cwd=REPOSITORY)
        try:
            assert child.stdout is not None
            lines = []
            for line in child.stdout:
                lines.append(line.decode(errors="replace"))
                if show:
                    print(f"\n    {lines[-1].rstrip()}", end="", flush=True)
            code = child.wait()
        finally:
            children.stop(child)
        if code:
            print("" if show else "\n" + "".join(lines), file=sys.stderr)
            raise StepError(f"{title}: failed with code {code}")
    return "".join(lines)


@contextlib.contextmanager
def _step(title: str) -> Iterator[Progress]:
    began = time.monotonic()
    print(f"  {title} …", end="", flush=True)
    told = -1

    def progress(done: int, everything: int) -> None:
        nonlocal told
        tenth = done * 10 // max(everything, 1)
        if tenth != told:
            print(f" {tenth * 10}%", end="", flush=True)
            told = tenth

    yield progress
    print(f" {time.monotonic() - began:.1f} 秒", flush=True)


@dataclass(frozen=True, slots=True)
class _Process:
    name: str
    child: subprocess.Popen[bytes]
    log: Path


def _process(
    stack: contextlib.ExitStack, env: Mapping[str, str], log: Path, name: str, *command: str
) -> _Process:
    with log.open("wb") as output:
        child = children.start(command, log=output, env=env, cwd=REPOSITORY)
    stack.callback(children.stop, child)
    return _Process(name, child, log)


def _web(site: Site) -> tuple[str, ...]:
    granian = Path(sys.executable).with_name("granian")
    options = ("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(site.port))
    return (
        str(granian),
        *options,
        "--workers",
        "1",
        "--blocking-threads",
        "8",
        "madoguchi.config.wsgi:application",
    )


def _watch(processes: list[_Process]) -> None:
    """Until Ctrl-C, or until one of them ends by itself. Raises StartError for that one."""
    while True:
        for process in processes:
            if process.child.poll() is not None:
                code = process.child.returncode
                raise StartError(f"{process.name} ended with code {code}.\n{children.tail(process.log)}")
        time.sleep(0.5)


def _sign_in_answers(site: Site) -> bool:
    """The first page leads to the sign-in page, and that one is whole."""
    try:
        status, location, _ = _get(site, "/")
        if status not in (301, 302) or not location:
            return False
        status, _, body = _get(site, location)
    except OSError:
        return False
    if status >= 500:
        raise StartError(f"the sign-in page answers {status}; see web.log")
    return status == 200 and b'type="password"' in body


def _get(site: Site, path: str) -> tuple[int, str, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
    with contextlib.closing(connection):
        connection.request("GET", path, headers={"Host": site.staff})
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location", ""), answer.read()


def _port() -> int:
    """8000 if nobody has it: an address one can remember."""
    return PORT if children.take(PORT) else children.free_ports(1)[0]


def _secret(file: Path) -> str:
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48))
    return file.read_text()


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _welcome(site: Site, accounts: str, seconds: float) -> str:
    return f"""
デモの準備ができました（{seconds:.0f} 秒）。住民はすべて架空の人物です。

  職員の画面      http://{site.staff}/
  住民の画面      http://{site.resident}/

{accounts.rstrip()}

まず、この三つをお試しください。
  1. 窓口の職員でサインインし、検索欄に氏名・カナ・生年月日などを入れて住民を探す。
  2. 見つけた人で「住民票の写し」の請求を受け付け、住民の画面で署名して、申請書を印刷する。
  3. 監査の担当でサインインし直し、いま誰が誰の情報を見たかを記録で確かめる。

止めるには Ctrl-C を押してください（データは残ります）。"""
