"""A protected mother moves in with her child: heard without a word, let on by a second person, signed, known to nobody.

Whoever stands there later as another of the family, and whoever looks over the counter now, learns nothing from any screen.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import signed_in
from tests.browser.demo_server import Demo
from tests.browser.test_slice import pair, sign
from tests.browser.test_visits import answer_all, enter_family, guide_text, saving, start

pytestmark = pytest.mark.browser

FAMILY = (
    ("試験　春", "シケン　ハル", "S62.5.1", "2", "世帯主", "日本人", ""),
    ("試験　夏", "シケン　ナツ", "H30.2.1", "2", "子", "日本人", ""),
)
NOTICE = {
    "新しい住所": "和歌山県御坊市薗7777番地",
    "新しい方書": "秘密荘101",
    "新しい世帯主の氏名": "試験　春",
    "今までの住所": "架空県秘密市1番地",
}
SECRETS = ("7777", "秘密")
UNSAID = ("支援措置", "措置中")


def mark_silently(page: Page) -> None:
    """The screen has numbers only; the words are opened, marked for both, and gone with the answer."""
    expect(page.locator(".card-sheet")).to_be_visible()
    assert nothing_of(page, UNSAID, visible=True)
    page.keyboard.press("v")
    row = page.get_by_role("row").filter(has_text="支援措置")
    expect(row).to_be_visible()
    for select in row.get_by_role("combobox").all():
        select.select_option(index=2)
    saving(page, "F4", "/card/")
    expect(page.get_by_text("システム確認が必要です（係長へ）")).to_be_visible()
    assert nothing_of(page, UNSAID, visible=True)


def nothing_of(page: Page, words: tuple[str, ...], *, visible: bool = False) -> bool:
    text = page.locator("body").inner_text() if visible else page.content()
    return not [word for word in words if word in text]


def fill_notice(page: Page) -> None:
    for label, value in NOTICE.items():
        field = page.get_by_label(re.compile(rf"^{label}(必須)?$"))
        field.focus()
        field.fill(value)
        saving(page, "Tab", "/fill/")
    expect(page.get_by_label(re.compile("^新しい住所"))).to_have_value(NOTICE["新しい住所"])


def let_on(demo: Demo, page: Page, number: str) -> None:
    """The second person sees the whole notice and no address, and lets it on without."""
    page.goto(f"{demo.staff}/receptions/confirmations/")
    page.get_by_role("row").filter(has_text=number[4:]).get_by_role("link").click()
    expect(page.get_by_role("heading", name=re.compile("システム確認"))).to_be_visible()
    expect(page.get_by_text("試験　春").first).to_be_visible()
    assert nothing_of(page, SECRETS)
    page.keyboard.press("1")
    page.get_by_role("checkbox", name="支援措置の申出書を見た").check()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="確認待ち")).to_be_visible()


def test_a_protected_mother_moves_in_and_nobody_learns_where(
    demo: Demo, clerk: Page, terminal: BrowserContext, second_terminal: BrowserContext, browser: Browser
) -> None:
    number = start(clerk)
    enter_family(clerk, FAMILY)
    clerk.keyboard.press("Control+Enter")
    expect(clerk.get_by_role("heading", name="聞取り")).to_be_visible()
    answer_all(clerk, {"国民年金": "1", "県内どうし": "2"})
    mark_silently(clerk)
    clerk.goto(f"{demo.staff}/visits/{number}/notice/")
    fill_notice(clerk)

    colleague = signed_in(demo, second_terminal, "shinsa")
    for page in ("notice/", "", "people/", "result/"):
        colleague.goto(f"{demo.staff}/visits/{number}/{page}")
        assert nothing_of(colleague, SECRETS), page
    colleague.goto(f"{demo.staff}/visits/{number}/guide/")
    expect(colleague.get_by_text("システム確認が必要です")).to_be_visible()
    colleague.goto(f"{demo.staff}/receptions/")
    assert nothing_of(colleague, UNSAID)

    clerk.keyboard.press("Control+Enter")
    expect(clerk.get_by_role("heading", name="結果と案内")).to_be_visible()
    clerk.get_by_role("button", name="確認を求める").click()
    expect(clerk.get_by_text("係長に知らせました")).to_be_visible()
    with_right = browser.new_context(viewport={"width": 1366, "height": 768}, locale="ja-JP")
    senior = signed_in(demo, with_right, "kakari")
    let_on(demo, senior, number)

    clerk.goto(f"{demo.staff}/visits/{number}/result/")
    guide = re.sub(r"\s", "", guide_text(clerk))
    assert "転入" in guide and "試験春" not in guide and "試験夏" not in guide
    assert not [word for word in (*SECRETS, *UNSAID) if word in guide]
    clerk.keyboard.press("F8")
    expect(clerk.get_by_alt_text("案内書（1枚目）")).to_be_visible()
    clerk.keyboard.press("Escape")
    expect(clerk.get_by_role("heading", name="結果と案内")).to_be_visible()
    clerk.keyboard.press("Control+Enter")
    expect(clerk.get_by_role("heading", name="確認と署名")).to_be_visible()
    screen = pair(clerk, terminal)
    expect(screen.get_by_text("試験　春").first).to_be_visible()
    assert nothing_of(screen, (*SECRETS, *UNSAID))
    sign(screen)
    assert nothing_of(screen, (*SECRETS, *UNSAID))

    clerk.goto(f"{demo.staff}/visits/{number}/progress/")
    expect(clerk.get_by_role("row").filter(has_text="小中学校の転入学")).to_contain_text("未着手")
    assert nothing_of(clerk, (*SECRETS, *UNSAID))
    school = signed_in(demo, browser.new_context(locale="ja-JP"), "gakko")
    school.goto(f"{demo.staff}/tasks/")
    expect(school.get_by_text(number[4:]).first).to_be_visible()
    assert nothing_of(school, (*SECRETS, *UNSAID, "試験　春", "試験　夏"))
    school.get_by_text(number[4:]).first.click()
    expect(school.get_by_role("heading", name=re.compile("転入学"))).to_be_visible()
    assert nothing_of(school, (*SECRETS, *UNSAID))

    senior.goto(f"{demo.staff}/protections/")
    waiting = senior.get_by_role("row").filter(has_text=f"受付 {number[4:]}")
    expect(waiting).to_have_count(len(FAMILY))
    expect(waiting.first).to_contain_text("住民情報にまだ届いていません")
    for context in (with_right, school.context):
        context.close()
