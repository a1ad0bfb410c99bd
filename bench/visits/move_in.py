"""140 clerks at work, 40 of them with 転入 visits of five people, from the start to the signature on paper.

    bench/visits/move_in.py [--users 140] [--visits 40] [--think 12] [--seconds 90] [--residents 20543]

12 s to think between steps make ten minutes of a visit. The other clerks issue certificates (`counter/journey.py`), one
after another without a break; `--visits 140` is every clerk of the town with a family of five at once. Until counting
begins they think a quarter as long, so that everybody is somewhere in a visit by then.

Everything is read from the pages and sent as they would send it: the family, dates, parts, notifier, one question
after another by its digit, the pointing card, the items that the notice misses, result, guide, signature, print. What
a page asks for by itself (pictures of the guide, who else is here) is asked for too, and told apart: nobody waits
for it. Counts what a clerk waits for against an empty signed-in page in the same run, and what a
visit costs the server: CPU of the web's and PostgreSQL's processes while counted, by requests, over the requests of a
whole visit. With certificates beside it the CPU is told as a whole. Fails on any error.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import psutil
from django.utils import timezone
from lxml import html

from bench.counter import _load, journey
from bench.counter._browser import Browser, Page, Unexpected
from bench.counter._load import (
    Load,
    Times,
    fill_town,
    print_end,
    print_steps,
    ratio_of,
    run,
    web,
    with_fields,
)
from bench.town import GOBO, run_town
from bench.visits._screen import Pairs, Screen
from madoguchi.apps.residents.models import Resident
from madoguchi.domain.visits import DONT_KNOW
from madoguchi.local import children

NAMES = ("name", "kana", "birth", "sex", "relationship", "resident_kind", "nationality")
FAMILY = (
    ("試験　太郎", "シケン　タロウ", "S60.5.1", "1", "世帯主", "日本人", ""),
    ("試験　リサ", "シケン　リサ", "S63.7.1", "2", "妻", "外国人", "フィリピン"),
    ("試験　次郎", "シケン　ジロウ", "H28.1.10", "1", "子", "日本人", ""),
    ("試験　桃", "シケン　モモ", "H30.2.1", "2", "子", "日本人", ""),
    ("試験　梅", "シケン　ウメ", "S23.2.1", "2", "母", "日本人", ""),
)
NOTICE = {
    "新しい住所": "和歌山県御坊市薗350番地",
    "新しい世帯主の氏名": "試験　太郎",
    "今までの住所": "架空県見本市1番地",
}
YES = ("国民年金", "マイナンバーカードを持って")
"""Questions answered with the first choice; others with いいえ, or with the first where there is no いいえ."""

PICTURES, PRESENCE = "guide picture (PNG)", "presence (by itself)"
APART = (PICTURES, PRESENCE)
PRESENCE_EVERY = 8.0
STEPS = 50
"""Of a visit, about: how long the first visits are spread."""
MOST_QUESTIONS = 60
HURRY = 4.0
"""How much faster clerks work until counting begins."""


@dataclass(slots=True)
class Costs:
    """Of whole visits: steps, requests, questions. While counted: requests of clerks, CPU seconds by server."""

    steps: list[int] = field(default_factory=list)
    requests: list[int] = field(default_factory=list)
    questions: list[int] = field(default_factory=list)
    counted: int = 0
    cpu: dict[str, float] = field(default_factory=dict)


class Clerk(_load.Clerk):
    """Families move in, one after another."""

    def __init__(self, browser: Browser, times: Times, think: float, seed: int, costs: Costs) -> None:
        super().__init__(browser, times, think, seed)
        self.screen, self.costs = Screen(), costs
        self.presence, self.asked_at = "", 0.0

    async def visit(self, until: float) -> None:
        began, self.until, self.steps, self.questions = self.browser.requests, until, 0, 0
        self.presence = ""
        try:
            for part in (self.start, self.people, self.hearing, self.notice, self.result, self.signature):
                await part()
        except TimeoutError:
            return
        self.costs.steps.append(self.steps)
        self.costs.questions.append(self.questions)
        self.costs.requests.append(self.browser.requests - began)

    async def step(self, name: str, act: Callable[[], Awaitable[Page]]) -> Page:
        """One thing a clerk does; TimeoutError when the bench is over."""
        if time.perf_counter() >= self.until:
            raise TimeoutError
        page = await self.times.step(name, act)
        self.steps += 1
        if page.headers["content-type"].startswith("text/html"):
            self.screen.show(page)
        await self.pause()
        return page

    async def pause(self) -> None:
        hurried = time.perf_counter() < self.times.begins
        await asyncio.sleep(self.think / HURRY if hurried else self.think)
        now = time.perf_counter()
        if self.presence and now - self.asked_at >= PRESENCE_EVERY:
            self.asked_at = now
            await self.by_itself(PRESENCE, lambda: self.htmx(self.presence, self.screen.beside()))

    async def by_itself(self, name: str, act: Callable[[], Awaitable[Page]]) -> None:
        await self.times.step(name, act)

    async def get(self, name: str, path: str) -> Page:
        return await self.step(name, lambda: self.browser.get(path))

    async def htmx(self, path: str, pairs: Pairs) -> Page:
        return await self.browser.post(path, pairs, htmx=True)

    async def save(self, name: str, path: str, pairs: Pairs) -> None:
        await self.step(name, lambda: self.htmx(path, pairs))

    async def press(self, name: str, page: Page, ending: str, **more: str) -> Page:
        """A button of an ordinary form."""
        action, pairs = page.form(ending)
        return await self.step(name, lambda: self.browser.post(action, with_fields(pairs, **more)))

    # -- the parts of a visit

    async def start(self) -> None:
        page = await self.get("start page", "/visits/start/")
        page = await self.press("started", page, "/visits/start/", event="move_in_domestic")
        self.visit_path = page.path.removesuffix("people/")
        self.presence = next(iter(self.screen.addresses("hx-post", "/presence/")), "")

    async def people(self) -> None:
        for person in FAMILY:
            path, pairs = self.screen.form("/newcomer/")
            filled = with_fields(pairs, **dict(zip(NAMES, person, strict=True)))
            await self.save("person entered", path, filled)
        moved = (timezone.localdate() - timedelta(days=3)).isoformat()
        for place in range(len(self.screen.forms("/date/"))):
            form = self.screen.forms("/date/")[place]
            pairs = with_fields(self.screen.sent(form), value=moved)
            await self.save("date entered", form.get("hx-post"), pairs)
        for place in range(len(FAMILY)):
            path, pairs = self.screen.form("/roles/")
            player = self.screen.forms("/roles/")[0].xpath(".//input[@name='player']/@value")[place]
            await self.save("who moves", path, [*pairs, ("player", player)])
        form = self.screen.forms("/notifier/")[0]
        path, first = form.get("hx-post"), form.xpath(".//input[@name='person']/@value")[0]
        await self.save("notifier", path, with_fields(self.screen.sent(form), person=first))
        path, pairs = self.screen.form("/notifier/")
        await self.save("notifier", path, [*pairs, ("identity", "driving_licence")])

    async def hearing(self) -> None:
        await self.get("hearing page", self.visit_path)
        for self.questions in range(MOST_QUESTIONS):
            if self.screen.forms("/card/"):
                path, pairs = self.screen.form("/card/")
                await self.save("card", path, [*pairs, ("looked_up", "1"), ("rest", "unmarked")])
            elif forms := self.screen.tree.xpath("//div[@class='question']//form"):
                await self.answer(forms[0])
            else:
                return
        raise Unexpected("the questions don't end")

    async def answer(self, form: html.FormElement) -> None:
        path, pairs = form.get("hx-post"), self.screen.sent(form)
        await self.save("answer", path, with_fields(pairs, **self.reply(form)))

    def reply(self, form: html.FormElement) -> dict[str, str]:
        """いいえ or the first choice by its digit; of a list the first; what is to be typed isn't known."""
        if options := form.xpath(".//select[@name='value']/option[@value!='']/@value"):
            return {"value": options[0]}
        digits = {
            "".join(button.xpath(".//*[@class='answer__words']//text()")): button.get("value")
            for button in form.xpath(".//button[@name='answer']")
        }
        if form.xpath(".//input[@name='value']"):
            return {"answer": DONT_KNOW}
        say = "".join(self.screen.tree.xpath("//*[@class='question__say']//text()"))
        no = "" if any(words in say for words in YES) else digits.get("いいえ", "")
        return {"answer": no or next(iter(digits.values()))}

    async def notice(self) -> None:
        await self.get("notice page", self.visit_path + "notice/")
        while items := [(label, one) for label, one in self.screen.missing_items() if label in NOTICE]:
            label, one = items[0]
            await self.save("notice item", *self.screen.filled(one, NOTICE[label]))

    async def result(self) -> None:
        await self.get("result page", self.visit_path + "result/")
        await self.get("guide page", self.visit_path + "guide/")
        for path in self.screen.addresses("src", ".png"):
            await self.by_itself(PICTURES, lambda path=path: self.browser.get(path))

    async def signature(self) -> None:
        page = await self.get("result page", self.visit_path + "result/")
        page = await self.press("sign asked (PDFs made)", page, "/sign/")
        self.presence = ""
        await self.press("signed on paper", page, "/signature/paper/")
        page = await self.get("progress page", self.visit_path + "progress/")
        printed = await self.press("printed (PDF)", page, "/print/")
        if not printed.body.startswith(b"%PDF"):
            raise Unexpected("printed (PDF): no PDF")


# -- what it costs the server


def cpu_of(pid: int) -> float:
    """CPU seconds of a process and all that came from it, those that ended included."""
    top = psutil.Process(pid)
    total = 0.0
    for one in (top, *top.children(recursive=True)):
        try:
            total += sum(one.cpu_times()[:4])
        except psutil.NoSuchProcess:
            continue  # its parent counts it now
    return total


class Meter:
    """CPU of the servers and requests of the clerks from the begin of counting to the end."""

    def __init__(self, servers: dict[str, int], costs: Costs) -> None:
        self.servers, self.costs = servers, costs

    async def __call__(self, clerks: Sequence[Browser], begins: float, until: float) -> None:
        await asyncio.sleep(begins - time.perf_counter())
        before, sent = {name: cpu_of(pid) for name, pid in self.servers.items()}, _sent(clerks)
        await asyncio.sleep(until - time.perf_counter())
        self.costs.cpu = {name: cpu_of(pid) - before[name] for name, pid in self.servers.items()}
        self.costs.counted = _sent(clerks) - sent


def _sent(clerks: Sequence[Browser]) -> int:
    return sum(browser.requests for browser in clerks)


def print_costs(costs: Costs, seconds: float, alone: bool) -> None:
    requests, steps = statistics.mean(costs.requests), statistics.mean(costs.steps)
    print(
        f"{len(costs.steps)} whole visits; of one: {steps:.0f} steps, {requests:.0f} requests,"
        f" {statistics.mean(costs.questions):.0f} questions with the card"
    )
    whole = sum(costs.cpu.values())
    print(f"{whole / seconds:.2f} of {psutil.cpu_count()} CPUs busy")
    if alone:
        visits = costs.counted / requests
        parts = ", ".join(f"{name} {used / visits:.2f}" for name, used in costs.cpu.items())
        print(
            f"server CPU seconds a visit (the empty pages' included): {parts}, together {whole / visits:.2f};"
            f" {visits / seconds * 3600:.0f} visits an hour"
        )


def free_numbers() -> list[str]:
    """Residents whose certificates anybody may ask for."""
    free = Resident.objects.filter(guarded=False, resident_status="1").order_by("pk")[:5000]
    return list(free.values_list("resident_number", flat=True))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--users", type=int, default=140)
    parser.add_argument("--visits", type=int, default=40)
    parser.add_argument("--think", type=float, default=12.0)
    parser.add_argument("--seconds", type=float, default=90.0)
    parser.add_argument("--residents", type=int, default=GOBO)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    load, costs = Load(given.users, given.think / HURRY, given.seconds, STEPS), Costs()
    with run_town() as town, town.database("move_in"):
        fill_town(town, "move-in", given.residents, given.users)
        port, numbers = children.free_ports(1)[0], free_numbers()

        def hire(browser: Browser, times: Times, seed: int) -> _load.Clerk:
            if seed < given.visits:
                return Clerk(browser, times, given.think, seed, costs)
            return journey.Clerk(browser, times, given.think, seed, numbers)

        with web(town, "move_in", port, given.workers) as child:
            meter = Meter({"web": child.pid, "PostgreSQL": town.postgres.pid}, costs)
            began = time.process_time()
            times = asyncio.run(run(f"127.0.0.1:{port}", port, load, hire, meter))
            cpu = time.process_time() - began
    print_end(times, cpu)
    print_steps(times, load)
    ratio_of(times, (*APART, journey.PREVIEW))
    if not costs.requests:
        print("no visit came to its end")
        return 1
    print_costs(costs, load.seconds, alone=given.visits >= given.users)
    return 1 if times.errors else 0


if __name__ == "__main__":
    raise SystemExit(main())
