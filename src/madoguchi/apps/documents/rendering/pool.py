"""Worker processes that make the papers, for a server with many threads.

One Typst compiler can't be shared by threads, and Python threads don't make it faster; so each of a few
processes holds one. A job that takes too long ends with its worker; the next job starts a new one.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime
from multiprocessing import Pipe
from pathlib import Path
from queue import Empty, LifoQueue
from threading import Lock, Timer
from typing import Any

import madoguchi
from madoguchi.apps.documents.rendering.composing import Mark
from madoguchi.apps.documents.rendering.errors import (
    RenderBusyError,
    RenderCrashedError,
    RenderingError,
    RenderTimeoutError,
)
from madoguchi.apps.documents.rendering.fonts import FontList
from madoguchi.apps.documents.rendering.guide import Paper
from madoguchi.apps.documents.rendering.jobs import GuideJob, GuidePictureJob, Job, PaperJob, PictureJob
from madoguchi.apps.documents.rendering.renderer import Picture, Rendered
from madoguchi.domain.forms.model import FormData, FormTemplate

WORKER = "madoguchi.apps.documents.rendering.worker"
SOURCE = Path(madoguchi.__file__).resolve().parent.parent
NOWHERE = "http://127.0.0.1:9"
"""Proxy of the workers: whatever tries to leave the machine fails at once."""
START_SECONDS = 20.0
"""What the first job of a worker may take longer: Python and the fonts have to be loaded."""


class _Worker:
    """One process and our end of its pipe."""

    def __init__(self, fonts_dir: Path, limit: float) -> None:
        self._pipe, theirs = Pipe()
        self._fresh = True
        self._expired = False
        self._limit = limit
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-m", WORKER, str(theirs.fileno()), str(fonts_dir), str(limit)],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env=_worker_environment(),
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    def run(self, job: Job) -> Any:
        """The worker's answer. Raises TimeoutError, or EOFError/OSError when the process is gone.

        The timer ends the process, so that neither sending nor waiting can last longer.
        """
        timer = Timer(self._limit + (START_SECONDS if self._fresh else 0), self._expire)
        timer.start()
        try:
            self._pipe.send(job)
            answer = self._pipe.recv()
        except (EOFError, OSError):
            if not self._expired:
                raise
        finally:
            timer.cancel()
            timer.join()
        if self._expired:
            raise TimeoutError
        self._fresh = False
        return answer

    def _expire(self) -> None:
        self._expired = True
        self._process.kill()

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        self._pipe.close()

    def forget(self) -> None:
        """In a forked child: let go of the parent's worker without ending it."""
        self._pipe.close()


def _worker_environment() -> dict[str, str]:
    """Nothing of the server's settings and secrets, no way to the network."""
    return {
        "PYTHONPATH": str(SOURCE),
        "LANG": "C.UTF-8",
        "HTTP_PROXY": NOWHERE,
        "HTTPS_PROXY": NOWHERE,
        "ALL_PROXY": NOWHERE,
    }


class RenderPool:
    """Up to `workers` processes, started by the first jobs. Safe to share among threads and over a fork.

    `limit` is the seconds one job may take, `patience` the seconds it may wait for a free worker.
    Raises FontsMissingError at once when `fonts_dir` can't be used.
    """

    def __init__(
        self, fonts_dir: Path, *, workers: int = 2, limit: float = 10.0, patience: float = 20.0
    ) -> None:
        FontList(fonts_dir)
        self._fonts_dir = fonts_dir
        self._workers = workers
        self._limit = limit
        self._patience = patience
        self._lock = Lock()
        self._reset()
        os.register_at_fork(after_in_child=self._after_fork)

    def render(
        self, form: FormTemplate, data: FormData, *, mark: Mark = None, timestamp: datetime
    ) -> Rendered:
        """As `Renderer.render`; also raises RenderTimeoutError, RenderBusyError, RenderCrashedError."""
        answer = self._run(PaperJob(form, data, mark, timestamp))
        assert isinstance(answer, Rendered)
        return answer

    def preview_png(
        self,
        form: FormTemplate,
        data: FormData,
        dpi: float = 110,
        *,
        mark: Mark = "preview",
        timestamp: datetime,
    ) -> Picture:
        """As `Renderer.preview_png`; further errors as for `render`."""
        answer = self._run(PictureJob(form, data, mark, timestamp, dpi))
        assert isinstance(answer, Picture)
        return answer

    def render_guide(self, guide: Paper, *, timestamp: datetime) -> Rendered:
        """As `GuideRenderer.render`; further errors as for `render`."""
        answer = self._run(GuideJob(guide, timestamp))
        assert isinstance(answer, Rendered)
        return answer

    def preview_guide_png(self, guide: Paper, dpi: float = 110) -> Picture:
        """As `GuideRenderer.preview_png`; further errors as for `render`."""
        answer = self._run(GuidePictureJob(guide, dpi))
        assert isinstance(answer, Picture)
        return answer

    def close(self) -> None:
        """End every worker; jobs under way fail. The pool can be used again afterwards."""
        with self._lock:
            running = self._running
            self._reset()
        for worker in running:
            worker.end()

    def _reset(self) -> None:
        self._running: set[_Worker] = set()
        self._free: LifoQueue[_Worker | None] = LifoQueue()
        for _ in range(self._workers):
            self._free.put(None)  # a place, filled by the first job that takes it

    def _after_fork(self) -> None:
        self._lock = Lock()
        for worker in self._running:
            worker.forget()
        self._reset()

    def _run(self, job: Job) -> Rendered | Picture:
        free = self._free
        try:
            worker = free.get(timeout=self._patience)
        except Empty:
            raise RenderBusyError(
                "帳票の作成が混み合っています。少し待ってから、もう一度操作してください。"
            ) from None
        kept: _Worker | None = None
        try:
            worker = worker or self._start()
            answer = self._ask(worker, job)
            kept = worker
        finally:
            free.put(kept)
        if isinstance(answer, RenderingError):
            raise answer
        assert isinstance(answer, Rendered | Picture)
        return answer

    def _start(self) -> _Worker:
        worker = _Worker(self._fonts_dir, self._limit)
        with self._lock:
            self._running.add(worker)
        return worker

    def _ask(self, worker: _Worker, job: Job) -> Any:
        try:
            return worker.run(job)
        except TimeoutError:
            self._replace(worker)
            raise RenderTimeoutError(
                f"帳票の作成が{self._limit:g}秒で終わらないため中止しました。入力内容は保存されています。"
            ) from None
        except (EOFError, OSError):
            self._replace(worker)
            raise RenderCrashedError(
                "帳票の作成が途中で止まりました。入力内容は保存されています。もう一度操作してください。"
            ) from None
        except BaseException:
            self._replace(worker)  # its pipe may hold half a job
            raise

    def _replace(self, worker: _Worker) -> None:
        with self._lock:
            self._running.discard(worker)
        worker.end()
