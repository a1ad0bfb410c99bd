"""Faster than paper: how many operations the usual requests take, by the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.usual_cases import CASES, Case, begin, found

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("case", CASES, ids=[case.label for case in CASES])
def test_a_usual_request_takes_no_more_operations_than_promised(clerk: Page, case: Case) -> None:
    hand = found(clerk, case.person)
    case.work(hand)
    assert hand.operations <= case.at_most, str(hand)


def test_a_screen_reader_meets_the_request_in_the_order_of_the_conversation(clerk: Page) -> None:
    begin(found(clerk, CASES[0].person))
    expect(clerk.get_by_role("main")).to_match_aria_snapshot(
        """
        - heading "証明書の交付請求" [level=1]
        - region "① 誰が来たか":
          - heading "① 誰が来たか" [level=2]
          - group "来庁者":
            - radio "本人" [checked]
            - radio "同一世帯の人"
          - group "本人確認"
        - region "② 何が要るか":
          - heading "② 何が要るか" [level=2]
          - group "証明書の種類"
        - region "③ 申請書":
          - heading "③ 申請書" [level=2]
        """
    )


def test_without_the_mouse_the_focus_is_never_lost(clerk: Page) -> None:
    hand = found(clerk, CASES[0].person)
    begin(hand)
    for key in ("F4", "1", "Q", "2", "Tab", "Tab"):
        clerk.keyboard.press(key)
        assert clerk.evaluate("document.activeElement !== document.body"), key
