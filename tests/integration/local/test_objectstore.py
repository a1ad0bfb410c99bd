from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from botocore.exceptions import BotoCoreError, ClientError

from madoguchi.local.objectstore import S3Server, run_objectstore, s3_client

HOLDER = """
import sys, time
from pathlib import Path
from madoguchi.local.objectstore import run_objectstore
with run_objectstore(Path(sys.argv[1])) as server:
    print(server.pid, flush=True)
    time.sleep(600)
"""


def test_every_listener_is_on_loopback(s3_server: S3Server) -> None:
    listening = [
        c.laddr for c in psutil.Process(s3_server.pid).net_connections("inet") if c.status == "LISTEN"
    ]
    assert len(listening) == 8
    assert {address.ip for address in listening} == {"127.0.0.1"}


def test_every_port_is_one_we_named(s3_server: S3Server) -> None:
    listening = {
        c.laddr.port for c in psutil.Process(s3_server.pid).net_connections("inet") if c.status == "LISTEN"
    }
    assert listening == set(s3_server.ports.values())


def test_a_wrong_secret_is_refused(s3_server: S3Server) -> None:
    wrong = type(s3_server.keys.madoguchi)(s3_server.keys.madoguchi.access, "wrong" * 8)
    with pytest.raises(ClientError, match="SignatureDoesNotMatch"):
        s3_client(s3_server.endpoint, wrong).list_objects_v2(Bucket=s3_server.bucket)


def test_the_core_system_puts_files_in_and_fetches_what_goes_out(s3_server: S3Server) -> None:
    ours, core = s3_server.client(), s3_server.client(s3_server.keys.core_system)
    core.put_object(Bucket=s3_server.bucket, Key="in/住民.csv", Body=b"in")
    ours.put_object(Bucket=s3_server.bucket, Key="out/受付.csv", Body=b"out")
    assert ours.get_object(Bucket=s3_server.bucket, Key="in/住民.csv")["Body"].read() == b"in"
    assert core.get_object(Bucket=s3_server.bucket, Key="out/受付.csv")["Body"].read() == b"out"


@pytest.mark.parametrize("key", ["out/forged.csv", "inbound.csv", "other"])
def test_the_core_system_writes_nowhere_else(s3_server: S3Server, key: str) -> None:
    core = s3_server.client(s3_server.keys.core_system)
    with pytest.raises(ClientError, match="AccessDenied"):
        core.put_object(Bucket=s3_server.bucket, Key=key, Body=b"")


def test_the_core_system_can_not_read_back_what_came_in(s3_server: S3Server) -> None:
    s3_server.client().put_object(Bucket=s3_server.bucket, Key="in/other-system.csv", Body=b"secret")
    core = s3_server.client(s3_server.keys.core_system)
    with pytest.raises(ClientError, match="AccessDenied"):
        core.get_object(Bucket=s3_server.bucket, Key="in/other-system.csv")
    with pytest.raises(ClientError, match="AccessDenied"):
        core.create_bucket(Bucket="mine")


def test_a_damaged_upload_is_refused(s3_server: S3Server) -> None:
    checksum = hashlib.sha256(b"what was meant").digest().hex()
    with pytest.raises(ClientError):
        s3_server.client().put_object(
            Bucket=s3_server.bucket, Key="in/damaged", Body=b"what came", ChecksumSHA256=checksum
        )


def test_encrypted_files_are_not_on_the_disk_in_plain(tmp_path: Path) -> None:
    hidden, plain = os.urandom(2000), os.urandom(2000)  # SeaweedFS would compress anything with a pattern
    with run_objectstore(tmp_path) as server:
        client = server.client()
        client.put_object(Bucket=server.bucket, Key="out/hidden", Body=hidden, ServerSideEncryption="AES256")
        client.put_object(Bucket=server.bucket, Key="out/plain", Body=plain)
    written = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert plain in written
    assert hidden not in written


def test_stopped_it_answers_nobody_and_started_again_everything_is_there(s3_server: S3Server) -> None:
    client = s3_server.client()
    for number in range(50):
        client.put_object(Bucket=s3_server.bucket, Key=f"out/kept/{number}", Body=str(number).encode() * 100)
    s3_server.stop()
    try:
        with pytest.raises(BotoCoreError):
            client.get_object(Bucket=s3_server.bucket, Key="out/kept/0")
    finally:
        s3_server.start()
    for number in range(50):
        body = client.get_object(Bucket=s3_server.bucket, Key=f"out/kept/{number}")["Body"].read()
        assert body == str(number).encode() * 100


def test_the_next_session_finds_files_and_keys(tmp_path: Path) -> None:
    with run_objectstore(tmp_path) as server:
        server.client().put_object(
            Bucket=server.bucket, Key="out/a", Body=b"a" * 999, ServerSideEncryption="AES256"
        )
        keys = server.keys
    with run_objectstore(tmp_path) as server:
        assert server.keys == keys
        assert server.client().get_object(Bucket=server.bucket, Key="out/a")["Body"].read() == b"a" * 999


def test_killing_the_parent_leaves_nothing_behind(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    server = int(holder.stdout.readline())
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    deadline = time.monotonic() + 3
    while psutil.pid_exists(server) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not psutil.pid_exists(server)


def test_keys_are_readable_by_us_alone_and_shown_nowhere(s3_server: S3Server) -> None:
    for name in ("keys.json", "identities.json"):
        assert (s3_server.data_dir / name).stat().st_mode & 0o077 == 0
    assert s3_server.keys.madoguchi.secret not in repr(s3_server)
    assert s3_server.keys.encryption not in repr(s3_server)
