"""One demo municipality for all browser tests of a session, and a browser like the counter's."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from madoguchi.local.browser import launch_options
from tests.browser.demo_server import PASSWORD, Demo, running_demo

ROOT = Path(__file__).resolve().parents[2]
COUNTER_SCREEN = {"width": 1366, "height": 768}
# A request given up for a newer one, and the refusal that a test of refusals asks for.
EXPECTED = ("ERR_ABORTED", "status of 422", "status of 403")

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in this thread


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    return launch_options()


@pytest.fixture(scope="session")
def demo(postgres_server, s3_server, tmp_path_factory) -> Iterator[Demo]:
    with running_demo(postgres_server, s3_server, tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest.fixture
def terminal(browser: Browser) -> Iterator[BrowserContext]:
    """A counter terminal: 1366×768, Japanese."""
    context = browser.new_context(
        viewport={"width": 1366, "height": 768}, locale="ja-JP", accept_downloads=True
    )
    yield context
    context.close()


@pytest.fixture
def second_terminal(browser: Browser) -> Iterator[BrowserContext]:
    """Another counter, another person's."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="ja-JP")
    yield context
    context.close()


@pytest.fixture
def clerk(demo: Demo, terminal: BrowserContext) -> Page:
    return signed_in(demo, terminal, "madoguchi")


def signed_in(demo: Demo, terminal: BrowserContext, login: str) -> Page:
    page = terminal.new_page()
    page.goto(demo.staff + "/")
    page.get_by_label("利用者ID").fill(login)
    page.get_by_label("パスワード").fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="サインインする").click()
    return page


@pytest.fixture(scope="session")
def gallery() -> Iterator[str]:
    """The address of the gallery, served by its own process without database or settings of the house."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.browser.gallery"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    yield process.stdout.readline().strip()
    process.terminate()
    process.wait()


@pytest.fixture
def look(browser: Browser, gallery: str) -> Iterator[Page]:
    """A page at the counter's size; fails when the browser complained (policy, missing file, script)."""
    context = browser.new_context(viewport=COUNTER_SCREEN, base_url=gallery, locale="ja-JP")
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(f"{request.url} {request.failure}"))
    yield page
    context.close()
    assert not [words for words in complaints if not any(plain in words for plain in EXPECTED)]
