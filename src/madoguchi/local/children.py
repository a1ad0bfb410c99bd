"""Child processes that never outlive the process that started them, killed or not (Linux)."""

from __future__ import annotations

import contextlib
import functools
import itertools
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Literal

Identity = Literal["same", "namespace", "nobody"]
"""same: as we are. namespace: root outside, ordinary inside. nobody: the user id 65534."""

PORTS = range(20_000, 32_000)
GUARD = Path(__file__).with_name("guarded.py")
_taken: dict[int, socket.socket] = {}


class StartError(Exception):
    """A server of the demo or the tests did not start; says the end of its log."""


def guarded(
    program: Sequence[str | Path], *, identity: Identity = "same", end: signal.Signals = signal.SIGTERM
) -> list[str]:
    """The command line that runs `program` so that it gets the signal `end` when this process dies."""
    guard = [sys.executable, "-I", "-S", str(GUARD), str(int(end)), str(os.getpid()), identity]
    return [*guard, *(str(part) for part in program)]


def start(
    program: Sequence[str | Path],
    *,
    log: IO[bytes] | int | None,
    identity: Identity = "same",
    end: signal.Signals = signal.SIGTERM,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start it in a session of its own: Ctrl-C is for us, and we stop the children in order."""
    return subprocess.Popen(
        guarded(program, identity=identity, end=end),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT if log is not None else None,
        env=None if env is None else dict(env),
        cwd=cwd,
        start_new_session=True,
    )


def stop(
    child: subprocess.Popen[bytes], *, ask: signal.Signals = signal.SIGTERM, patience: float = 10
) -> None:
    """Ask it to end, wait up to `patience` seconds, then kill its whole session."""
    if child.poll() is None:
        child.send_signal(ask)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(patience)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def wait_until(
    ready: Callable[[], bool], child: subprocess.Popen[bytes], *, log: Path, name: str, seconds: float
) -> None:
    """Poll every 10 ms. Raises StartError when the child ends or the time is over."""
    deadline = time.monotonic() + seconds
    while not ready():
        if child.poll() is not None:
            raise StartError(f"{name} ended with code {child.returncode}.\n{tail(log)}")
        if time.monotonic() > deadline:
            raise StartError(f"{name} was not ready after {seconds:g} seconds.\n{tail(log)}")
        time.sleep(0.01)


def tail(log: Path, lines: int = 15) -> str:
    if not log.exists():
        return f"(no log at {log})"
    text = log.read_text(errors="replace").splitlines()[-lines:]
    return "\n".join([f"The end of {log}:", *text])


def free_ports(count: int) -> list[int]:
    """Ports of the loopback that nobody listens on, below those the kernel gives to clients; ours from now on."""
    offset = secrets.randbelow(len(PORTS))
    order = itertools.chain(PORTS[offset:], PORTS[:offset])
    return list(itertools.islice(filter(take, order), count))


def take(port: int) -> bool:
    """Whether it was free; then no other process of ours is given it while this one lives.

    Between the look and the server's own bind it would be free for everybody: two demos started at once took
    the same one. A name in the abstract namespace (unix(7)) goes with the process and needs no file.
    """
    mark = socket.socket(socket.AF_UNIX)
    try:
        mark.bind(f"\0madoguchi-port-{port}")
    except OSError:
        mark.close()
        return False
    if not _is_free(port):
        mark.close()
        return False
    _taken[port] = mark
    return True


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@functools.cache
def identity_for_servers() -> Identity:
    """PostgreSQL refuses to run as root: root gives it a user namespace, or where refused `nobody`."""
    if os.geteuid() != 0:
        return "same"
    attempt = subprocess.run(guarded(["/bin/true"], identity="namespace"), capture_output=True, check=False)
    return "namespace" if attempt.returncode == 0 else "nobody"
