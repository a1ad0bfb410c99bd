"""With the real servers: from S3 by the command line, workers killed, the storage gone and back."""

from __future__ import annotations

import os
import random
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connections
from django.utils import timezone

from madoguchi.apps.inbound.services import take_all
from madoguchi.apps.inbound.states import State
from madoguchi.apps.outbound.services import drain
from madoguchi.apps.outbox import queries as outbox
from madoguchi.config.env import ObjectStore as Options
from madoguchi.integrations.objectstore import DirectoryStore, S3Store, StoreUnavailable
from tests.integration.inbound.sets import put_set, resident
from tests.integration.outbound.records import queue

NUMBERS = [f"{n:09d}" for n in range(1, 7)]


@pytest.fixture
def s3(s3_server, database) -> S3Store:
    bucket = f"inbound-{random.randrange(1 << 40)}"
    s3_server.client().create_bucket(Bucket=bucket)
    return S3Store(
        Options(
            s3_server.endpoint, bucket, s3_server.keys.madoguchi.access, s3_server.keys.madoguchi.secret, None
        )
    )


@pytest.fixture
def command(postgres_server, tmp_path):
    """Start `madoguchi …` on the test's database and directory store, as a process of its own."""
    name = connections["default"].settings_dict["NAME"]
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
        "DATABASE_URL": postgres_server.url("app", name),
        "DATABASE_OWNER_URL": postgres_server.url("app", name),
        "DATABASE_SEALER_URL": postgres_server.url("sealer", name),
        "OBJECT_DIRECTORY": str(tmp_path / "objects"),
    }

    def start(*words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", "import sys; from madoguchi.cli import main; sys.exit(main())", *words],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start


def test_a_set_comes_in_from_s3(s3: S3Store, day) -> None:
    put_set(s3, day(1), {"001.residents": [resident(n) for n in NUMBERS], "001.protection": []})
    assert [r.state for r in take_all(s3, timezone.now())] == [State.APPLIED]
    assert take_all(s3, timezone.now()) == []
    files = {"001.residents": [resident(n) for n in NUMBERS], "001.protection": []}
    put_set(s3, day(1), files, folder="copied")
    assert [r.state for r in take_all(s3, timezone.now())] == [State.REPEATED]


def test_the_storage_stops_in_the_middle_and_nothing_is_lost(s3: S3Store, s3_server, day) -> None:
    put_set(s3, day(1), {"001.residents": [resident(n) for n in NUMBERS], "001.protection": []})
    queue("1120-0001")
    s3_server.stop()
    try:
        with pytest.raises(StoreUnavailable):
            take_all(s3, timezone.now())
        assert "接続できません" in drain(s3, timezone.now()).stopped
        queue("1120-0002")
        assert outbox.counts().pending == 2
    finally:
        s3_server.start()
    assert [r.state for r in take_all(s3, timezone.now())] == [State.APPLIED]
    assert drain(s3, timezone.now()).sent == 2
    files = [stored.key for stored in s3.listing("out/") if stored.key.endswith(".csv")]
    lines = []
    for key in files:
        with s3.open(key) as stream:
            lines += stream.read(1 << 20).decode().splitlines()[1:]
    assert sorted(line.split(",")[0] for line in lines) == ["1120-0001", "1120-0002"]


def test_the_command_says_what_came_in(store: DirectoryStore, command, database, day) -> None:
    lines = [resident(n) for n in NUMBERS]
    lines[1] = resident(NUMBERS[1], 氏名="架空　秘密", 住民状態="7")
    put_set(store, day(1), {"001.residents": lines, "001.protection": []})
    output, errors = (run := command("import", "--now", "--watch-progress")).communicate(timeout=60)
    assert (run.returncode, errors) == (0, "")
    assert "住民情報: 6 行、反映 5 件、隔離 1 行" in output
    assert "3 行目 住民状態: コード一覧に無い値です。" in output
    assert "秘密" not in output
    again = command("import", "--now")
    assert "新しい連携セットはありません。" in again.communicate(timeout=60)[0]
    put_set(store, day(2), {"001.residents": lines})
    refused = command("import", "--now")
    assert "支援措置対象者のファイルがありません" in refused.communicate(timeout=60)[0]
    assert refused.returncode == 1


def test_the_command_sends(store: DirectoryStore, command, database) -> None:
    queue("1120-0001")
    output, _ = (run := command("outbound", "--now")).communicate(timeout=60)
    assert (run.returncode, "送信 1 件" in output) == (0, True)
