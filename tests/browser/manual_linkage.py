"""The steps of the linkage manual: a difference with one bad line, taken in all the same, put right on a page."""

from __future__ import annotations

import csv
from datetime import timedelta

from playwright.sync_api import Page, expect

from madoguchi.config.env import ObjectStore
from madoguchi.demo import people
from madoguchi.domain.layouts import MANIFEST_NAME, Manifest
from madoguchi.integrations.objectstore import ObjectStore as Store
from madoguchi.integrations.objectstore import from_settings
from tests.browser.demo_server import Demo
from tests.browser.pictures import Walk
from tests.integration.inbound.sets import put_difference


def spoiled_difference(demo: Demo) -> None:
    """After the newest set of the register: a difference in which one birth date has a thirteenth month."""
    names = ("S3_ENDPOINT", "S3_BUCKET", "S3_ACCESS_KEY", "S3_SECRET_KEY")
    store = from_settings(ObjectStore(*(demo.env[name] for name in names), None))
    files = [stored.key for stored in store.listing("in/")]
    manifests = [Manifest.read(read(store, name)) for name in files if name.endswith(MANIFEST_NAME)]
    of_register = (manifest for manifest in manifests if manifest.entry("001.residents"))
    newest = max(of_register, key=lambda manifest: manifest.as_of)
    passed = newest.follows.sequence if newest.follows else 0
    full = next(read(store, name) for name in files if "001_residents_F" in name).decode("utf-8-sig")
    who = people.FOREIGN_WITH_ALIAS
    row = next(line for line in full.splitlines() if line.startswith(who.number))
    cells = ["1968-13-31" if cell == who.birth.date else cell for cell in next(csv.reader([row]))]
    at = newest.as_of + timedelta(hours=1)
    put_difference(
        store, at, {"001.residents": [[*cells, "2"]], "001.protection": []}, newest.set_id, passed + 1
    )


def read(store: Store, name: str) -> bytes:
    with store.open(name) as body:
        return b"".join(iter(lambda: body.read(1 << 20), b""))


def taken_in_part(walk: Walk, demo: Demo, page: Page) -> None:
    page.get_by_role("button", name="今すぐ確かめる").click()
    partly = page.get_by_role("row").filter(has_text="一部取込")
    for _ in range(60):
        page.goto(demo.staff + "/inbound/")
        if partly.count():
            break
        page.wait_for_timeout(500)
    walk.picture(page, "inbound")
    partly.first.get_by_role("link").click()
    expect(page.get_by_role("heading", name="隔離した行")).to_be_visible()
    walk.picture(page, "quarantine")


def put_right(walk: Walk, page: Page) -> None:
    page.get_by_role("region", name="隔離した行の表").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="直す項目")).to_be_visible()
    walk.picture(page, "line")
    page.get_by_role("region", name="直す項目").get_by_role("textbox").first.fill(
        people.FOREIGN_WITH_ALIAS.birth.date
    )
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("直して取込済").first).to_be_visible()
    walk.look(page)
