"""Many clerks at once: what the benches of pages share. The clerks, the server, the times, the table of steps."""

from __future__ import annotations

import asyncio
import os
import random
import secrets
import statistics
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.utils import timezone

from bench.counter._browser import Browser, Page, Unexpected
from bench.town import ROOT, Town, put, take
from madoguchi.apps.accounts import services as accounts
from madoguchi.apps.accounts.models import Staff
from madoguchi.apps.accounts.types import system
from madoguchi.demo.generator import generate
from madoguchi.local import children
from madoguchi.local.fonts import fonts_dir

PASSWORD = "sokutei-no-himitsu-1"
EMPTY = "empty page"


class Times:
    """Seconds by step. Nothing before `begins` counts."""

    def __init__(self, begins: float) -> None:
        self.begins = begins
        self.of: dict[str, list[float]] = {}
        self.errors: list[str] = []

    async def step(self, name: str, act: Callable[[], Awaitable[Page]]) -> Page:
        began = time.perf_counter()
        try:
            return await act()
        except Unexpected as fault:
            raise Unexpected(f"{name}: {fault}") from None
        finally:
            if began >= self.begins:
                self.of.setdefault(name, []).append(time.perf_counter() - began)


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1] if len(values) > 1 else values[0]


def with_fields(pairs: list[tuple[str, str]], **more: str) -> list[tuple[str, str]]:
    return [pair for pair in pairs if pair[0] not in more] + list(more.items())


async def sign_in(browser: Browser, login: str) -> None:
    page = await browser.get("/sign-in/")
    action, pairs = page.form("/sign-in/")
    await browser.post(action, with_fields(pairs, login=login, password=PASSWORD))


class Clerk(ABC):
    """One clerk and the visitors that come to her, one after another."""

    def __init__(self, browser: Browser, times: Times, think: float, seed: int) -> None:
        self.browser, self.times, self.think = browser, times, think
        self.chance = random.Random(seed)

    async def work(self, until: float, spread: float) -> None:
        await asyncio.sleep(self.chance.random() * spread)  # visitors don't come at the same moment
        while time.perf_counter() < until:
            try:
                await self.visit(until)
            except Unexpected as fault:
                self.times.errors.append(str(fault))
                await self.pause()

    async def pause(self) -> None:
        await asyncio.sleep(self.think)

    @abstractmethod
    async def visit(self, until: float) -> None:
        """One visitor, from beginning to end or until the time is over."""


@dataclass(frozen=True, slots=True)
class Load:
    """`steps` of a visit: the first visits begin spread over as long as one lasts; nothing counts until all have."""

    users: int
    think: float
    seconds: float
    steps: int

    @property
    def spread(self) -> float:
        return self.think * self.steps


Hire = Callable[[Browser, Times, int], Clerk]
Watch = Callable[[Sequence[Browser], float, float], Awaitable[None]]


async def _nothing(_browsers: Sequence[Browser], _begins: float, _until: float) -> None:
    return


async def run(host: str, port: int, load: Load, hire: Hire, watch: Watch = _nothing) -> Times:
    """All at work until the time is over. `watch` is given the clerks' browsers, when counting begins, and the end."""
    browsers = [Browser(host, port) for _ in range(load.users)]
    for start in range(0, load.users, 8):
        group = browsers[start : start + 8]
        await asyncio.gather(*(sign_in(b, f"sokutei{start + n}") for n, b in enumerate(group)))
    begins = time.perf_counter() + load.spread
    times, until = Times(begins), begins + load.seconds
    waiting = max(2, load.users // 20)
    works = [
        hire(browser, times, seed).work(until, load.spread) for seed, browser in enumerate(browsers[waiting:])
    ]
    idlers = (idle(b, times, until, load.think) for b in browsers[:waiting])
    await asyncio.gather(*works, *idlers, watch(browsers[waiting:], begins, until))
    return times


async def idle(browser: Browser, times: Times, until: float, think: float) -> None:
    """Somebody who opens the empty search page: the frame, the session, nothing else."""
    while time.perf_counter() < until:
        await times.step(EMPTY, lambda: browser.get("/search/"))
        await asyncio.sleep(think / 2)


def make_clerks(users: int) -> None:
    """One password hash for all, as production makes it (the settings of tests hash weakly)."""
    by, weak = system("測定"), secrets.token_hex(8)
    for number in range(users):
        accounts.create_staff(
            f"sokutei{number}", weak, name=f"測定 {number}", department="citizen", groups=["counter"], by=by
        )
    strong = PBKDF2PasswordHasher().encode(PASSWORD, secrets.token_hex(8))
    Staff.objects.filter(login__startswith="sokutei").update(password=strong)


@contextmanager
def web(town: Town, database: str, port: int, workers: int) -> Iterator[subprocess.Popen[bytes]]:
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "madoguchi.config.settings.demo",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "STAFF_HOST": f"127.0.0.1:{port}",
        "RESIDENT_HOST": f"localhost:{port}",
        "COOKIE_SECURE": "no",
        "WORK_DIR": str(ROOT / ".work"),
        "FONTS_DIR": str(fonts_dir()),
        "AUDIT_ANCHOR_FILE": str(town.home / "anchors.jsonl"),
        "DATABASE_URL": town.postgres.url("app", database),
        "OBJECT_DIRECTORY": str(town.home),
    }
    command = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", str(workers), "--blocking-threads", "8"]
    log = town.home / "web.log"
    with log.open("wb") as output:
        child = children.start([*command, "madoguchi.config.wsgi:application"], log=output, env=env, cwd=ROOT)
    try:
        children.wait_until(lambda: _answers(port), child, log=log, name="web", seconds=60)
        yield child
    finally:
        children.stop(child)


def _answers(port: int) -> bool:
    async def ask() -> bool:
        try:
            return (await Browser(f"127.0.0.1:{port}", port).get("/sign-in/")).status == 200
        except OSError:
            return False

    return asyncio.run(ask())


def fill_town(town: Town, name: str, residents: int, users: int) -> None:
    """Residents from the files of this moment (older ones ask for a look at the core terminal), and the clerks."""
    store = town.store(name)
    generate(town.home / "files", residents=residents, seed=1, as_of=timezone.localtime())
    put(store, town.home / "files", "first")
    take(store)
    make_clerks(users)


def print_steps(times: Times, load: Load) -> None:
    empty = p95(times.of[EMPTY])
    everything = sum(len(all_) for all_ in times.of.values())
    print(f"{load.users} users, {everything} steps, {everything / load.seconds:.1f} a second")
    print(f"{'step':28}{'n':>7}{'p50 ms':>9}{'p95 ms':>9}{'÷ empty':>9}")
    for name, all_ in times.of.items():
        middle, high = statistics.median(all_) * 1000, p95(all_) * 1000
        print(f"{name:28}{len(all_):7}{middle:9.1f}{high:9.1f}{high / empty / 1000:9.2f}")


def ratio_of(times: Times, apart: Sequence[str]) -> float:
    """p95 of all steps but those apart ÷ p95 of the empty page; printed."""
    counted = [t for name, all_ in times.of.items() if name not in (EMPTY, *apart) for t in all_]
    high, ratio = p95(counted), p95(counted) / p95(times.of[EMPTY])
    print(f"p95 of all steps but {', '.join(apart)}: {high * 1000:.1f} ms = {ratio:.2f} × the empty page")
    return ratio


def print_end(times: Times, cpu: float) -> None:
    print(
        f"the generator's own CPU: {cpu:.1f} s; errors: {len(times.errors)} {sorted(set(times.errors))[:5]}"
    )
