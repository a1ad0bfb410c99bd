"""The demo municipality as a person starts it, on the suite's own database and S3 server."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from madoguchi.local.objectstore import S3Server
from madoguchi.local.postgres import PostgresServer

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 240
PASSWORD = "madoguchi-demo"


@dataclass(frozen=True, slots=True)
class Demo:
    """`env` is what its commands need, `s3` the server it talks to."""

    staff: str
    resident: str
    env: dict[str, str]
    s3: S3Server

    def madoguchi(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "from madoguchi.cli import main; raise SystemExit(main())", *words]
        return subprocess.run(
            command, env=self.env, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
        )


@contextmanager
def running_demo(
    postgres: PostgresServer, s3: S3Server, data: Path, *, residents: int = 20_543
) -> Iterator[Demo]:
    name = "demo_municipality"
    postgres.create_database(name)
    env = {
        **{k: v for k, v in os.environ.items() if k not in ("DJANGO_SETTINGS_MODULE", "OBJECT_DIRECTORY")},
        "DATABASE_URL": postgres.url("app", name),
        "DATABASE_OWNER_URL": postgres.url("owner", name),
        "DATABASE_SEALER_URL": postgres.url("sealer", name),
        "S3_ENDPOINT": s3.endpoint,
        "S3_BUCKET": s3.bucket,
        "S3_ACCESS_KEY": s3.keys.madoguchi.access,
        "S3_SECRET_KEY": s3.keys.madoguchi.secret,
        "PYTHONUNBUFFERED": "1",
    }
    for drop in ("STAFF_HOST", "RESIDENT_HOST", "SECRET_KEY", "COOKIE_SECURE"):
        env.pop(drop, None)
    command = [sys.executable, "-c", "from madoguchi.cli import main; raise SystemExit(main())", "demo"]
    command += ["--residents", str(residents), "--data", str(data)]
    log: list[str] = []
    process = subprocess.Popen(
        command, env=env, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        staff, resident = _addresses(process, log)
        hosts = {
            "STAFF_HOST": staff.removeprefix("http://"),
            "RESIDENT_HOST": resident.removeprefix("http://"),
        }
        commands_env = (
            env
            | hosts
            | {
                "SECRET_KEY": "x" * 48,
                "COOKIE_SECURE": "no",
                "DJANGO_SETTINGS_MODULE": "madoguchi.config.settings.demo",
                "AUDIT_ANCHOR_FILE": str(data / "audit-anchors.jsonl"),
            }
        )
        yield Demo(staff, resident, commands_env, s3)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def _addresses(process: subprocess.Popen[str], log: list[str]) -> tuple[str, str]:
    """Waits until the demo has printed its two addresses; what it prints afterwards is read away."""
    assert process.stdout is not None
    reader = Thread(target=lambda: log.extend(process.stdout or ()), daemon=True)
    reader.start()
    for _ in range(STARTS_WITHIN * 5):
        text = "".join(log)
        found = re.findall(r"http://(?:127\.0\.0\.1|localhost):\d+", text)
        if len(found) >= 2 and "Ctrl-C" in text:
            return found[0], found[1]
        if process.poll() is not None:
            raise AssertionError("the demo ended:\n" + "".join(log))
        reader.join(0.2)
    raise AssertionError("the demo did not start:\n" + "".join(log))
