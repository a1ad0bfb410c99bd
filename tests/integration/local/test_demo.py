"""The demo as a person starts it: a process of its own, stopped by Ctrl-C or killed."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

COMMAND = [sys.executable, "-c", "from madoguchi.cli import main; raise SystemExit(main())", "demo"]
NAMED = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "DATABASE_SEALER_URL",
    "OBJECT_DIRECTORY",
    "S3_ENDPOINT",
    "S3_BUCKET",
)


def command(data: Path) -> list[str]:
    return [*COMMAND, "--residents", "300", "--data", str(data)]


def environment() -> dict[str, str]:
    """Without what the test suite's settings have put there."""
    return {key: value for key, value in os.environ.items() if key not in NAMED}


class Demo:
    def __init__(self, data: Path) -> None:
        self.output = data / "output"
        with self.output.open("wb") as output:
            self.process = psutil.Popen(
                command(data),
                env=environment(),
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_for_welcome(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while "Ctrl-C" not in self.output.read_text():
            assert self.process.poll() is None, self.output.read_text()
            assert time.monotonic() < deadline, self.output.read_text()
            time.sleep(0.1)

    def descendants(self) -> list[psutil.Process]:
        found: list[psutil.Process] = self.process.children(recursive=True)
        return found

    def kill(self) -> None:
        with contextlib.suppress(psutil.NoSuchProcess):
            self.process.kill()
        self.process.wait()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all of them: the first start fills it, the next one finds the data."""
    return tmp_path_factory.mktemp("demo")


def started(data: Path) -> Demo:
    demo = Demo(data)
    try:
        demo.wait_for_welcome(180)
    except BaseException:
        demo.kill()
        raise
    return demo


@pytest.fixture(scope="module")
def demo(data: Path) -> Iterator[Demo]:
    """For those that only look. A start takes seconds; whoever stops it starts the next one."""
    running = started(data)
    yield running
    running.kill()


@pytest.fixture
def own(demo: Demo, data: Path) -> Iterator[Demo]:
    """One that the test may end: the one that is running, else one more start on the same data."""
    mine = demo if demo.process.is_running() else started(data)
    yield mine
    mine.kill()


def left_of(processes: list[psutil.Process], seconds: float) -> list[psutil.Process]:
    alive: list[psutil.Process] = psutil.wait_procs(processes, timeout=seconds)[1]
    return alive


def test_it_says_where_to_go_and_as_whom(demo: Demo) -> None:
    said = demo.output.read_text()
    assert "http://127.0.0.1:" in said
    assert "http://localhost:" in said
    for login in ("madoguchi", "kokuho", "kanri", "kansa"):
        assert re.search(rf"利用者ID {login} +パスワード \S+", said)


def test_every_listener_is_on_loopback(demo: Demo) -> None:
    listening = [
        connection.laddr.ip
        for process in demo.descendants()
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert len(listening) >= 9  # eight of the S3 server, one of the web server
    assert set(listening) == {"127.0.0.1"}


def test_a_second_one_on_the_same_data_is_refused_and_disturbs_nothing(demo: Demo, data: Path) -> None:
    second = subprocess.run(
        [*command(data), "--once"],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert second.returncode == 1
    assert "running already" in second.stderr
    assert demo.process.poll() is None


def test_ctrl_c_stops_every_child(own: Demo) -> None:
    family = own.descendants()
    assert len(family) >= 4
    own.process.send_signal(signal.SIGINT)
    assert own.process.wait(30) == 0
    assert left_of(family, seconds=5) == []


def test_kill_9_of_the_parent_leaves_nothing_behind(own: Demo) -> None:
    family = own.descendants()
    own.process.send_signal(signal.SIGKILL)
    assert left_of(family, seconds=60) == []
