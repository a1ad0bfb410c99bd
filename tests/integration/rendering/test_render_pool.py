"""Worker processes: as many as asked for, ended when they hang, gone when the server is gone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
from rendering_support import NOW, ROOT

from madoguchi.apps.documents.rendering import (
    FontsMissingError,
    FormDataError,
    RenderBusyError,
    RenderCrashedError,
    RenderPool,
    RenderTimeoutError,
    UndrawableError,
)

ENDLESS = "架" * 3_000_000
"""Takes minutes to break into lines."""


@pytest.fixture
def form(forms):
    return forms["residence_record_request"]


def children() -> set[int]:
    """Process ids of this process's rendering workers."""
    mine = psutil.Process().children()
    return {child.pid for child in mine if "madoguchi.apps.documents.rendering.worker" in child.cmdline()}


def alive(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def wait_until_gone(pid: int, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while alive(pid) and time.monotonic() < end:
        time.sleep(0.05)
    return not alive(pid)


def test_a_pool_starts_nothing_until_the_first_job(fonts_dir, pool, form, request_data):
    before = children()
    RenderPool(fonts_dir)
    assert children() == before
    pool.render(form, request_data, timestamp=NOW)
    assert len(children() - before) == 1


def test_the_pool_makes_the_same_paper_as_the_renderer(pool, renderer, form, request_data):
    assert pool.render(form, request_data, timestamp=NOW) == renderer.render(
        form, request_data, timestamp=NOW
    )
    assert pool.preview_png(form, request_data, timestamp=NOW) == renderer.preview_png(
        form, request_data, 110, timestamp=NOW
    )


def test_many_threads_share_two_workers_and_get_each_their_own_paper(pool, renderer, form, request_data):
    before = children()

    def make(number: int) -> str:
        return pool.render(
            form, {**request_data, "copies_residence_record_household": number}, timestamp=NOW
        ).sha256

    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(make, range(24)))
    expected = [
        renderer.render(form, {**request_data, "copies_residence_record_household": n}, timestamp=NOW).sha256
        for n in range(24)
    ]
    assert made == expected
    assert len(children() - before) == 2


def test_errors_arrive_as_they_were_raised(pool, form, request_data):
    with pytest.raises(UndrawableError, match="U\\+845B U\\+E0100"):
        pool.render(form, {**request_data, "visitor_name": "葛\U000e0100"}, timestamp=NOW)
    with pytest.raises(FormDataError, match="nobody"):
        pool.render(form, {**request_data, "nobody": "x"}, timestamp=NOW)


def test_an_error_doesnt_cost_the_worker(pool, form, request_data):
    pool.render(form, request_data, timestamp=NOW)
    before = children()
    with pytest.raises(FormDataError):
        pool.render(form, {}, timestamp=NOW)
    pool.render(form, request_data, timestamp=NOW)
    assert children() == before


def test_a_worker_that_hangs_is_ended_and_replaced(fonts_dir, form, request_data):
    pool = RenderPool(fonts_dir, workers=1, limit=0.5)
    others = children()
    pool.render(form, request_data, timestamp=NOW)
    (stuck,) = children() - others
    begun = time.monotonic()
    with pytest.raises(RenderTimeoutError, match="入力内容は保存されています"):
        pool.render(form, {**request_data, "purpose": ENDLESS}, timestamp=NOW)
    assert time.monotonic() - begun < 5
    assert not alive(stuck)
    assert pool.render(form, request_data, timestamp=NOW).pages == 1
    assert children() - others - {stuck}
    pool.close()


def test_a_worker_that_was_killed_is_replaced(fonts_dir, form, request_data):
    pool = RenderPool(fonts_dir, workers=1)
    others = children()
    pool.render(form, request_data, timestamp=NOW)
    (worker,) = children() - others
    os.kill(worker, signal.SIGKILL)
    with pytest.raises(RenderCrashedError):
        pool.render(form, request_data, timestamp=NOW)
    assert pool.render(form, request_data, timestamp=NOW).pages == 1
    pool.close()


def test_who_waits_too_long_for_a_worker_is_told(fonts_dir, form, request_data):
    pool = RenderPool(fonts_dir, workers=1, limit=3.0, patience=0.2)
    pool.render(form, request_data, timestamp=NOW)
    with ThreadPoolExecutor(1) as threads:
        hanging = threads.submit(pool.render, form, {**request_data, "purpose": ENDLESS}, timestamp=NOW)
        time.sleep(0.3)
        with pytest.raises(RenderBusyError, match="混み合って"):
            pool.render(form, request_data, timestamp=NOW)
        assert isinstance(hanging.exception(), RenderTimeoutError)
    pool.close()


def test_a_job_that_cant_be_sent_leaves_a_working_pool(fonts_dir, form, request_data):
    pool = RenderPool(fonts_dir, workers=1)
    with pytest.raises((AttributeError, TypeError)):
        pool.render(form, {**request_data, "purpose": lambda: None}, timestamp=NOW)
    assert pool.render(form, request_data, timestamp=NOW).pages == 1
    pool.close()


def test_a_worker_sees_none_of_the_servers_secrets(pool, form, request_data, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    before = children()
    pool.render(form, request_data, timestamp=NOW)
    (worker,) = children() - before
    assert b"secret" not in Path(f"/proc/{worker}/environ").read_bytes()


def test_a_forked_server_process_starts_its_own_workers(pool, form, request_data):
    expected = pool.render(form, request_data, timestamp=NOW).sha256
    child = os.fork()
    if child == 0:
        same = pool.render(form, request_data, timestamp=NOW).sha256 == expected
        pool.close()
        os._exit(0 if same else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert pool.render(form, request_data, timestamp=NOW).sha256 == expected


SERVER = """
import sys, threading, time
from pathlib import Path
sys.path.insert(0, {tests!r})
from rendering_support import NOW, ROOT
from madoguchi.apps.documents.rendering import RenderPool
from madoguchi.domain.forms.reader import read_forms
from test_render_pool import ENDLESS, children
forms, _ = read_forms([ROOT / "packs" / "standard" / "forms"])
form = forms["residence_record_request"]
pool = RenderPool(Path({fonts!r}), workers=1, limit=2.0)
pool.preview_png(form, {{}}, timestamp=NOW)
if {busy}:
    stuck = lambda: pool.preview_png(form, {{"purpose": ENDLESS}}, timestamp=NOW)
    threading.Thread(target=stuck).start()
    time.sleep(0.5)
print(*children(), flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("busy", [False, True])
def test_a_worker_dies_with_its_server(fonts_dir, busy):
    script = SERVER.format(tests=str(Path(__file__).parent), fonts=str(fonts_dir), busy=busy)
    server = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    worker = int(server.stdout.readline())
    assert alive(worker)
    server.kill()
    server.wait()
    server.stdout.close()
    assert wait_until_gone(worker, 8)


def test_a_pool_without_its_font_says_so_at_once(tmp_path):
    with pytest.raises(FontsMissingError):
        RenderPool(tmp_path)
