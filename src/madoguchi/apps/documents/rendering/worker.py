"""A worker process: one Typst compiler, one job at a time, over the pipe it was started with.

It never outlives its server. While it waits, it sees the pipe close or its parent change. While it works,
the kernel's alarm ends it (default action, so no Python code and no lock is needed for that), also when the
compiler runs forever. PR_SET_PDEATHSIG is not used: it fires when the *thread* that started the worker
ends, which in a threaded server is any request.
"""

from __future__ import annotations

import os
import signal
import sys
from multiprocessing.connection import Connection
from pathlib import Path

from madoguchi.apps.documents.rendering.errors import RenderCrashedError, RenderingError
from madoguchi.apps.documents.rendering.jobs import Job
from madoguchi.apps.documents.rendering.renderer import Picture, Rendered, Renderer

PARENT_CHECK_SECONDS = 2.0
ALARM_GRACE_SECONDS = 1.0


def serve(pipe: Connection, fonts_dir: Path, limit: float) -> None:
    """Answer jobs until the server is gone. `limit` is the seconds one job may take."""
    parent = os.getppid()
    renderer = Renderer(fonts_dir)
    _silence()
    while _wait(pipe, parent):
        job: Job = pipe.recv()
        signal.setitimer(signal.ITIMER_REAL, limit + ALARM_GRACE_SECONDS)
        answer = _answer(renderer, job)
        signal.setitimer(signal.ITIMER_REAL, 0)
        pipe.send(answer)


def _silence() -> None:
    """From here on a crash of the compiler may print what it was drawing, so nothing is printed any more."""
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)


def _wait(pipe: Connection, parent: int) -> bool:
    """Until there is a job (true) or no server any more (false)."""
    while not pipe.poll(PARENT_CHECK_SECONDS):
        if os.getppid() != parent:
            return False
    return True


def _answer(renderer: Renderer, job: Job) -> Rendered | Picture | RenderingError:
    try:
        return job.run(renderer)
    except RenderingError as error:
        return error
    except Exception as error:
        # The kind only: the text of an unexpected error may hold what was to be printed.
        return RenderCrashedError(
            f"帳票の作成に失敗しました（{type(error).__name__}）。入力内容は保存されています。"
        )


def main(argv: list[str]) -> None:
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in the terminal ends the server, which ends us
    pipe = Connection(int(argv[1]))
    try:
        serve(pipe, Path(argv[2]), float(argv[3]))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


if __name__ == "__main__":
    main(sys.argv)
