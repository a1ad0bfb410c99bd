"""A death at the counter, carried to the end at the departments by five staff accounts, each at a terminal of its own.

Departments without an account in the demo finish theirs in tests/integration/visits/test_stories.py.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import signed_in
from tests.browser.demo_server import Demo
from tests.browser.test_visits import JAPAN, saving, settled

pytestmark = pytest.mark.browser

# Somebody old with a spouse, nobody of the household protected. The demo makes its people up by the date.
OLD_HEAD = """
SELECT head.id, head.name FROM resident head JOIN resident spouse USING (household_number)
WHERE head.relationship = '世帯主' AND head.resident_status = '1' AND head.birth_date BETWEEN '1930' AND '1948'
  AND spouse.relationship = '妻' AND spouse.resident_status = '1'
  AND NOT EXISTS (SELECT 1 FROM protection p JOIN resident r USING (resident_number)
                  WHERE r.household_number = head.household_number)
ORDER BY head.resident_number DESC LIMIT 1
"""
ACCOUNTS = {
    "madoguchi": "市民課",
    "kokuho": "国保年金課",
    "kaigo": "介護保険課",
    "shuno": "収納課",
    "zeimu": "税務課",
}
MOST_QUESTIONS = 60


def old_head(demo: Demo) -> tuple[int, str]:
    with psycopg.connect(demo.env["DATABASE_OWNER_URL"]) as connection:
        found = connection.execute(OLD_HEAD).fetchone()
    assert found is not None
    return found


def handed(demo: Demo, number: str) -> tuple[int, int]:
    """Procedures and departments of the visit, with those that no page lists (口頭不可)."""
    count = "SELECT count(DISTINCT procedure), count(DISTINCT department) FROM task WHERE reference = %s"
    with psycopg.connect(demo.env["DATABASE_OWNER_URL"]) as connection:
        found = connection.execute(count, (number,)).fetchone()
    assert found is not None
    return found


def begin(demo: Demo, page: Page) -> str:
    """死亡 for this household: which days, who died, who notifies. The visit's number."""
    resident, _ = old_head(demo)
    page.goto(f"{demo.staff}/residents/{resident}/visits/start/")
    page.get_by_role("checkbox", name=re.compile("死亡")).check()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="届出の内容")).to_be_visible()
    day = (datetime.now(JAPAN).date() - timedelta(days=2)).isoformat()
    for label in ("死亡日", "死亡を知った日"):
        page.get_by_label(label, exact=True).fill(day)
        saving(page, "Enter", "/date/")
    for role, player in (("亡くなった人", 0), ("配偶者", 1)):
        page.get_by_role("group", name=role).get_by_role("radio").nth(player).focus()
        saving(page, "Space", "/roles/")
    page.locator("#notifier input[name=person]").nth(1).focus()
    saving(page, "Space", "/notifier/")
    with page.expect_response(re.compile("/notifier/")):
        page.locator("#notifier-qualification").select_option("同居の親族")
    settled(page)
    page.get_by_role("checkbox", name="運転免許証").focus()
    saving(page, "Space", "/notifier/")
    expect(page.get_by_text("本人確認ができています")).to_be_visible()
    return page.url.split("/visits/")[1].split("/")[0]


def say_yes(page: Page) -> None:
    """はい to every question for everybody asked, 分からない where there is no はい, until the pointing card."""
    for _ in range(MOST_QUESTIONS):
        if page.locator(".card-sheet").count() or page.locator(".empty__title").count():
            return
        group = page.locator("#question-body .answers__group").first
        if group.count() == 0:
            with page.expect_response(re.compile("/answer/")):
                page.locator("#question-body").get_by_role("button", name="わからない").first.click()
            settled(page)
            continue
        expect(group).to_be_focused()
        yes = group.locator("[data-digit]", has_text="はい")
        digit = yes.first.get_attribute("data-digit") if yes.count() else "9"
        saving(page, str(digit), "/answer/")
    raise AssertionError("the questions don't end")


def mark_card(page: Page) -> None:
    """Opened on purpose: everything on the pointing card is marked for the first of the household."""
    expect(page.locator(".card-sheet")).to_be_visible()
    page.keyboard.press("v")
    rows = page.locator(".card-sheet").get_by_role("row").filter(has=page.get_by_role("checkbox"))
    expect(rows.first).to_be_visible()
    for row in rows.all():
        row.get_by_role("checkbox").first.check()
    saving(page, "F4", "/card/")


def hand_over(demo: Demo, page: Page, number: str) -> None:
    page.goto(f"{demo.staff}/visits/{number}/notice/")
    expect(page.get_by_label(re.compile("^届出人の資格"))).to_have_value("同居の親族")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="結果と案内")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="確認と署名")).to_be_visible()
    with page.expect_navigation():
        page.keyboard.press("F9")  # on paper
    page.goto(f"{demo.staff}/visits/{number}/progress/")


def resume(demo: Demo, page: Page, number: str) -> None:
    """手続再開: the guide's code, which a scanner types like a keyboard, at this department's own board."""
    page.goto(f"{demo.staff}/tasks/")
    page.get_by_role("button", name="受付番号を読み取る").click()
    expect(page.locator("#scan-code")).to_be_focused()
    page.keyboard.type(f"302058-{number}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="分かっていること")).to_be_visible()


def state(page: Page) -> str:
    return page.locator(".subject .status").inner_text().strip()


def press(page: Page, key: str, words: str) -> None:
    """A key of the page, and the state the task has then."""
    with page.expect_navigation():
        page.keyboard.press(key)
    expect(page.locator(".subject")).to_contain_text(words)


def finish_all(demo: Demo, page: Page, number: str) -> int:
    """The department's tasks of this visit, one after the other: how many."""
    for done in range(30):
        resume(demo, page, number)
        if page.locator(".subject").get_by_text("完了").count():
            return done
        press(page, "Control+Enter", "対応中")
        press(page, "Control+Enter", "完了")
    raise AssertionError("the tasks don't end")


def test_a_death_is_carried_to_the_end_by_five_accounts(demo: Demo, clerk: Page, browser: Browser) -> None:
    number = begin(demo, clerk)
    clerk.keyboard.press("Control+Enter")
    expect(clerk.get_by_role("heading", name="聞取り")).to_be_visible()
    say_yes(clerk)
    mark_card(clerk)
    say_yes(clerk)
    hand_over(demo, clerk, number)
    procedures, departments = handed(demo, number)
    assert procedures >= 20 and departments >= 10, (procedures, departments)
    offices = {words.strip() for words in clerk.locator("tbody td:first-child").all_inner_texts()}
    assert set(ACCOUNTS.values()) <= offices, sorted(offices)

    pages = {"madoguchi": clerk}
    for login in list(ACCOUNTS)[1:]:
        pages[login] = signed_in(demo, browser.new_context(locale="ja-JP"), login)

    tax = pages["zeimu"]
    resume(demo, tax, number)
    press(tax, "F4", "呼出可")
    hall = tax.context.new_page()
    hall.goto(f"{demo.staff}/tasks/hall/")
    expect(hall.get_by_text(number[4:])).to_be_visible()
    press(tax, "Control+Enter", "対応中")
    tax.get_by_role("button", name="保留にする").first.click()
    tax.locator("#hold").get_by_role("checkbox", name="戸籍・証明書類").check()
    with tax.expect_navigation():
        tax.keyboard.press("Control+Enter")
    expect(tax.locator(".subject")).to_contain_text("保留")
    expect(tax.get_by_text("戸籍・証明書類").first).to_be_visible()

    care = pages["kaigo"]
    resume(demo, care, number)
    care.get_by_role("button", name="引継ぎを書く").click()
    care.locator("#note").get_by_role("checkbox", name="税務課").check()
    care.locator("#note").get_by_role("radio", name="書類が後日届きます").check()
    with care.expect_navigation():
        care.keyboard.press("Control+Enter")
    resume(demo, tax, number)
    expect(tax.get_by_text("書類が後日届きます").first).to_be_visible()

    resume(demo, clerk, number)
    press(clerk, "Control+Enter", "対応中")
    colleague = signed_in(demo, browser.new_context(locale="ja-JP"), "shinsa")
    resume(demo, colleague, number)
    expect(colleague.get_by_text("見本　花子").first).to_be_visible()
    press(colleague, "F2", "対応中")
    press(colleague, "Control+Enter", "完了")

    finished = [finish_all(demo, page, number) for page in pages.values()]
    assert all(finished)
    clerk.goto(f"{demo.staff}/visits/{number}/progress/")
    for office in ACCOUNTS.values():
        expect(clerk.get_by_role("row").filter(has_text=office).first).to_contain_text("完了")
    for context in {page.context for page in (*pages.values(), colleague)} - {clerk.context}:
        context.close()
