"""Two people, two terminals, one reception: by the keyboard, beside each other and against each other."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from madoguchi.demo import people
from tests.browser.conftest import signed_in
from tests.browser.demo_server import Demo
from tests.browser.test_slice import accessible, begin, open_household, request_certificate

pytestmark = pytest.mark.browser


def number_of(page: Page) -> str:
    found = re.search(r"\d{8}-\d{4}", page.url)
    assert found is not None
    return found[0]


@pytest.fixture
def colleague(demo: Demo, second_terminal: BrowserContext) -> Page:
    return signed_in(demo, second_terminal, "shinsa")


def test_from_the_board_to_handing_over_with_the_keyboard_alone(
    demo: Demo, clerk: Page, colleague: Page
) -> None:
    open_household(clerk, "窓口 太郎", people.USUAL.name)
    number = request_certificate(clerk)
    clerk.keyboard.press("F9")
    expect(clerk.get_by_role("heading", name=re.compile("受付"))).to_be_visible()

    clerk.goto(demo.staff + "/receptions/")
    expect(clerk.locator("#scan-code")).to_be_focused()
    press_row(clerk, number)
    expect(clerk.get_by_text(f"{number[4:]} を「審査待ち」に進めました")).to_be_visible()

    keys = colleague.keyboard
    for status, after in (("reviewing", "会計待ち"), ("paying", "交付待ち")):
        colleague.goto(f"{demo.staff}/receptions/?status={status}")
        press_row(colleague, number)
        expect(colleague.get_by_text(f"を「{after}」に進めました")).to_be_visible()
    colleague.goto(demo.staff + "/receptions/?status=handing")
    press_row(colleague, number)
    expect(colleague.get_by_label(re.compile("番号札"))).to_be_focused()
    keys.type(number[-4:])
    keys.press("Control+Enter")
    expect(colleague.get_by_role("heading", name="受付の一覧")).to_be_visible()
    colleague.goto(demo.staff + "/receptions/?status=issued")
    expect(colleague.get_by_role("link", name=number[4:])).to_be_visible()


def press_row(page: Page, number: str) -> None:
    """↓ to the row of this number, then N."""
    for _ in range(100):
        page.keyboard.press("ArrowDown")
        if page.evaluate("document.activeElement.textContent").strip() == number[4:]:
            break
    page.keyboard.press("n")


def test_two_terminals_see_each_other_and_nothing_typed_is_lost(clerk: Page, colleague: Page) -> None:
    open_household(clerk, "窓口 太郎", people.USUAL.name)
    begin(clerk)
    expect(clerk.get_by_role("heading", name="証明書の交付請求")).to_be_visible()
    number_of(clerk)
    colleague.goto(clerk.url)
    expect(colleague.get_by_text("花子さんも")).to_be_visible(timeout=15_000)
    with colleague.expect_response(re.compile("/draft/")):
        colleague.get_by_role("checkbox", name="旅券").check()

    with clerk.expect_response(re.compile("/draft/")) as answer:
        clerk.get_by_role("checkbox", name="運転免許証").check()
    assert answer.value.status == 409
    alert = clerk.get_by_role("alert").filter(has_text="五郎さん")
    expect(alert.get_by_role("row", name=re.compile("本人確認.*運転免許証.*旅券"))).to_be_visible()
    accessible(clerk)
    alert.get_by_role("button", name="あなたの入力で保存し直す").click()
    expect(clerk.get_by_role("checkbox", name="運転免許証")).to_be_checked()
    expect(clerk.get_by_role("checkbox", name="旅券")).not_to_be_checked()
