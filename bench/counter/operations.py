"""How many operations five usual requests take, and the seconds by the keystroke model (Card, Moran, Newell).

A real browser on a demo municipality of its own: tests/browser/usual_cases.py holds the cases, tests/browser/hand.py
counts. Fails if a case takes more than promised.
"""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from playwright.sync_api import sync_playwright

from bench.town import run_town
from madoguchi.local.browser import launch_options
from tests.browser.conftest import signed_in
from tests.browser.demo_server import running_demo
from tests.browser.usual_cases import CASES, found

RESIDENTS = 2000


def main() -> int:
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    over = 0
    with ExitStack() as servers:
        town = servers.enter_context(run_town())
        place = town.home / "demo"
        demo = servers.enter_context(running_demo(town.postgres, town.s3, place, residents=RESIDENTS))
        playwright = servers.enter_context(sync_playwright())
        browser = playwright.chromium.launch(**launch_options())
        context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="ja-JP")
        page = signed_in(demo, context, "madoguchi")
        for case in CASES:
            hand = found(page, case.person)
            case.work(hand)
            over += hand.operations > case.at_most
            print(f"{case.label}: {hand} (at most {case.at_most})")
        browser.close()
    return 1 if over else 0


if __name__ == "__main__":
    raise SystemExit(main())
