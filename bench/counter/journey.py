"""140 clerks at once: a fixed journey from the search to the signed request, with 5 s to think between steps.

    bench/counter/journey.py [--users 140] [--think 5] [--seconds 90] [--residents 20543]

Counts what a clerk waits for: every step with its redirects, against an empty signed-in page that other clerks open
in the same run. Pictures of the form (previews) are told apart; the step that makes the PDF counts. A preview is asked
for when the real page asks: after the choice of a certificate. Afterwards, without any thinking, how many saves of a
request page a second the server takes, against empty pages. Fails on any error, or above the goal.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from lxml import html

from bench.counter import _load
from bench.counter._browser import Browser, Unexpected
from bench.counter._load import (
    Load,
    Times,
    fill_town,
    print_end,
    print_steps,
    ratio_of,
    run,
    sign_in,
    web,
    with_fields,
)
from bench.town import GOBO, run_town
from madoguchi.apps.residents.models import Resident
from madoguchi.local import children

GOAL = 4.0
PREVIEW, MAKING = "preview (PNG)", "sign asked (PDF made)"
APART = (PREVIEW,)
STEPS = 8
"""Of a visit."""


class Clerk(_load.Clerk):
    """From the search to the signed request."""

    def __init__(self, browser: Browser, times: Times, think: float, seed: int, numbers: list[str]) -> None:
        super().__init__(browser, times, think, seed)
        self.numbers = numbers

    async def visit(self, until: float) -> None:
        steps = (self.search, self.open, self.begin, self.identity, self.certificate, self.ask, self.paper)
        for step in (*steps, self.look_at_list):
            if time.perf_counter() >= until:
                return
            await step()
            await self.pause()

    async def search(self) -> None:
        page = await self.browser.get("/search/") if not hasattr(self, "page") else self.page
        action, pairs = page.form("/search/")
        filled = with_fields(pairs, q=self.chance.choice(self.numbers))
        self.page = await self.times.step("search", lambda: self.browser.post(action, filled))

    async def open(self) -> None:
        links = html.document_fromstring(self.page.body).xpath("//a[@data-row-link]/@href")
        if not links:
            raise Unexpected("the search found nobody")
        self.page = await self.times.step("household", lambda: self.browser.get(links[0]))

    async def begin(self) -> None:
        action, pairs = self.page.form("/receptions/")
        self.page = await self.times.step("request page", lambda: self.browser.post(action, pairs))
        self.action, self.pairs = self.page.form("/request/")

    async def save(self, name: str) -> None:
        at = self.action.replace("/request/", "/draft/")
        await self.times.step(name, lambda: self.browser.post(at, self.pairs, htmx=True))

    async def identity(self) -> None:
        self.pairs.append(("identity", "driving_licence"))
        await self.save("saved: identity")

    async def certificate(self) -> None:
        self.pairs += [("certificate", "residence_record_household")]
        self.pairs = with_fields(self.pairs, count_residence_record_household="1")
        await self.save("saved: certificate")
        at = self.action.replace("/request/", "/preview/")
        await self.times.step(PREVIEW, lambda: self.browser.post(at, self.pairs))

    async def ask(self) -> None:
        self.page = await self.times.step(MAKING, lambda: self.browser.post(self.action, self.pairs))

    async def paper(self) -> None:
        action, pairs = self.page.form("/signature/paper/")
        self.page = await self.times.step("signed on paper", lambda: self.browser.post(action, pairs))

    async def look_at_list(self) -> None:
        self.page = await self.times.step("list", lambda: self.browser.get("/receptions/"))


async def rates(host: str, port: int, numbers: list[str], seconds: float) -> tuple[float, float]:
    """Saves of request pages and empty pages a second, eight clerks at once, in turns within one run."""
    clerks = []
    for n in range(8):
        clerk = Clerk(Browser(host, port), Times(0), 0, n, numbers)
        await sign_in(clerk.browser, f"sokutei{n}")
        for act in (clerk.search, clerk.open, clerk.begin):
            await act()
        clerk.pairs += [("identity", "driving_licence"), ("certificate", "residence_record_household")]
        clerks.append(clerk)
    counts = [0, 0]

    async def many(kind: int, clerk: Clerk, until: float) -> None:
        while time.perf_counter() < until:
            await (clerk.save("") if kind == 0 else clerk.browser.get("/receptions/?day=2020-01-01"))
            counts[kind] += 1

    for turn in range(6):
        until = time.perf_counter() + seconds / 6
        await asyncio.gather(*(many(turn % 2, clerk, until) for clerk in clerks))
    return counts[0] / seconds * 2, counts[1] / seconds * 2


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--users", type=int, default=140)
    parser.add_argument("--think", type=float, default=5.0)
    parser.add_argument("--seconds", type=float, default=80.0)
    parser.add_argument("--residents", type=int, default=GOBO)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    load = Load(given.users, given.think, given.seconds, STEPS)
    with run_town() as town, town.database("journey"):
        fill_town(town, "journey", given.residents, given.users)
        free = Resident.objects.filter(guarded=False, resident_status="1").order_by("pk")[:5000]
        numbers = list(free.values_list("resident_number", flat=True))
        port = children.free_ports(1)[0]
        host = f"127.0.0.1:{port}"
        with web(town, "journey", port, given.workers):
            began = time.process_time()
            times = asyncio.run(
                run(host, port, load, lambda b, times, seed: Clerk(b, times, load.think, seed, numbers))
            )
            cpu = time.process_time() - began
            saved, empty = asyncio.run(rates(host, port, numbers, 24))
    print_steps(times, load)
    ratio = ratio_of(times, APART)
    print(f"goal: {GOAL}")
    print_end(times, cpu)
    print(
        f"receptions saved: {saved:.0f}/s; list pages without a row: {empty:.0f}/s; ratio {saved / empty:.2f}"
    )
    return 1 if times.errors or ratio > GOAL else 0


if __name__ == "__main__":
    raise SystemExit(main())
