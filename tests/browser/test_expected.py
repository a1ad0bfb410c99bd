"""From the start page to the first question of somebody another municipality told of: the keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_a_notice_begins_a_visit_up_to_its_first_question_by_the_keyboard(clerk: Page) -> None:
    expect(clerk.get_by_role("heading", name="受付の始め方")).to_be_visible()
    clerk.keyboard.press("F6")
    expect(clerk.get_by_role("heading", name="来庁予定")).to_be_visible()
    clerk.keyboard.press("F8")
    clerk.keyboard.type("こうへい")
    clerk.keyboard.press("Enter")
    expect(clerk.locator("tbody tr").first).to_contain_text("航平")
    clerk.keyboard.press("Enter")
    expect(clerk.get_by_role("heading", name="異動する人")).to_be_visible()
    clerk.keyboard.press("Control+Enter")
    # The first visit of a process reads the rules.
    expect(clerk).to_have_url(re.compile("/people/$"), timeout=15_000)
    planned = clerk.get_by_label("転出予定日")
    assert re.fullmatch(r"R\d+\.\d+\.\d+", planned.input_value())
    assert clerk.locator("input[name=player]:checked").count() == 5
    assert clerk.locator("input[name=identity]:checked").count() == 0, "nobody is identified by a notice"
    clerk.keyboard.press("Control+Enter")
    expect(
        clerk.locator("#question, [data-question]").first.or_(clerk.get_by_text("問（最大）"))
    ).to_be_visible()
    known = clerk.locator(".known").first
    expect(known).to_contain_text("転出証明書情報")
    clerk.keyboard.press("1")  # the first answer of the first question is taken
    expect(clerk.locator(".htmx-request")).to_have_count(0)
    # the notice is used up, and says so before it begins another visit
    clerk.goto(re.sub(r"/visits/.*", "/expected/?found=1", clerk.url))
    clerk.locator("tr", has_text="受付済").locator("a").first.press("Enter")
    expect(clerk.get_by_text("この届出では、もう受付を始めています")).to_be_visible()
    expect(clerk.get_by_role("button", name="それでも別の受付を始める")).to_be_visible()
