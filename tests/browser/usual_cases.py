"""Five usual requests, by the keyboard, from the result of a search to the form that can be printed.

The documents lie in hand, the resident was found. Each case ends on the page of the signature, where the form is
made. Used by the test that counts and by the bench that prints (bench/counter/operations.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from madoguchi.demo import people
from tests.browser.hand import Hand

SETTLED = 10_000
assert people.USUAL.seal is not None
SEAL_CARD = people.USUAL.seal.number


@dataclass(frozen=True, slots=True)
class Case:
    label: str
    person: str
    """宛名番号 of the resident of the demo who is found."""
    work: Callable[[Hand], None]
    at_most: int


def begin(hand: Hand) -> None:
    """The row that was found has the focus: the household, then the request."""
    hand.press("Enter")
    with hand.waiting():
        expect(hand.page.get_by_role("heading", name="世帯", exact=True)).to_be_visible()
    hand.press("Control+Enter")
    with hand.waiting():
        expect(hand.page.get_by_role("heading", name="証明書の交付請求")).to_be_visible()


def identity_by_card(hand: Hand) -> None:
    with hand.waiting():
        expect(hand.page.locator(".htmx-request, .htmx-swapping")).to_have_count(0)
    hand.press("F4")
    hand.press("1")
    expect(hand.page.get_by_role("checkbox", name="マイナンバーカード")).to_be_checked()


def go_on(hand: Hand) -> None:
    hand.press("Control+Enter")
    with hand.waiting():
        expect(hand.page.get_by_role("heading", name="確認と署名")).to_be_visible(timeout=SETTLED)
    expect(hand.page.get_by_role("img", name=re.compile("書")).first).to_be_visible()


def herself(hand: Hand) -> None:
    begin(hand)
    identity_by_card(hand)
    hand.press("Q")
    go_on(hand)


def of_the_household(hand: Hand) -> None:
    begin(hand)
    hand.press("2")
    hand.press("1")
    identity_by_card(hand)
    hand.press("W")
    whom = hand.page.get_by_role("group", name="載せる人").get_by_role("checkbox")
    expect(whom.first).to_be_checked()  # the person who was found
    go_on(hand)


def seal(hand: Hand) -> None:
    begin(hand)
    identity_by_card(hand)
    hand.press("T")
    expect(hand.page.locator("#seal_card")).to_be_focused()
    hand.fill(SEAL_CARD, "登録証の番号")
    go_on(hand)


def two_at_once(hand: Hand) -> None:
    begin(hand)
    identity_by_card(hand)
    hand.press("Q")
    hand.press("E")
    go_on(hand)


def by_an_agent(hand: Hand) -> None:
    begin(hand)
    hand.press("4")
    hand.fill("見本　代理", "代理人の氏名")
    hand.page.keyboard.press("Tab")
    hand.fill("架空県代理市1-2", "代理人の住所")
    hand.page.keyboard.press("Enter")
    hand.press("1")  # 委任状, and on to the papers of identity
    hand.press("1")
    expect(hand.page.get_by_role("checkbox", name="マイナンバーカード")).to_be_checked()
    stated = hand.page.get_by_role("region", name=re.compile("証明が必要な方"))
    stated.get_by_label("氏名").focus()
    hand.fill(people.USUAL.name.replace("　", ""), "本人の氏名（委任状のとおり）")
    hand.page.keyboard.press("Tab")
    hand.fill("御坊市薗", "本人の住所（委任状のとおり）")
    for _ in "on":
        hand.page.keyboard.press("Enter")
    hand.press("Q")
    go_on(hand)


CASES = (
    Case("本人・住民票1通・マイナンバーカード", people.USUAL.number, herself, 8),
    Case("同一世帯の人・住民票の一部", people.USUAL.number, of_the_household, 8),
    Case("本人・印鑑登録証明", people.USUAL.number, seal, 8),
    Case("本人・住民票と記載事項証明", people.USUAL.number, two_at_once, 8),
    Case("任意代理人・委任状・住民票", people.USUAL.number, by_an_agent, 11),
)
"""The goal is eight for the resident herself; the others are counted and kept from growing."""


def found(page: Page, resident_number: str) -> Hand:
    """The search's result with its only row in focus: where counting begins."""
    page.locator("#search").fill(resident_number)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="住民の検索")).to_be_visible()
    row = page.locator("[data-row-link]").first
    row.focus()
    return Hand(page)
