"""The manual's steps, walked as they are written; `make manual` draws its pictures on the way.

Each walk follows one file of docs/manual, chapter by chapter. What the file quotes as 「**…**」 must have stood on a
screen of that walk, and the walk draws exactly the pictures that the file names.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from madoguchi.demo import people
from tests.browser.conftest import signed_in
from tests.browser.demo_server import PASSWORD, ROOT, Demo
from tests.browser.manual_linkage import put_right, spoiled_difference, taken_in_part
from tests.browser.pictures import MANUAL, Walk, named
from tests.browser.test_slice import open_household
from tests.browser.usual_cases import SEAL_CARD

pytestmark = pytest.mark.browser
SOON = 15_000


def follows(walk: Walk, manual: str) -> None:
    assert walk.unmet(manual) == []
    assert walk.drawn == named()[manual]


# 窓口の手引き


def test_the_counters_manual(demo: Demo, terminal: BrowserContext, second_terminal: BrowserContext) -> None:
    walk = Walk()
    colleague = signed_in(demo, second_terminal, "shinsa")
    clerk = one_request(walk, demo, terminal, colleague)
    other_visitors(walk, clerk)
    seal(walk, demo, clerk)
    several_and_free(walk, clerk)
    refused(walk, clerk)
    check_needed(walk, clerk)
    two_terminals(walk, clerk, colleague)
    put_aside(walk, clerk)
    lists(walk, demo, clerk)
    follows(walk, "counter.md")


def one_request(walk: Walk, demo: Demo, terminal: BrowserContext, colleague: Page) -> Page:
    """Pages one and two, by the keyboard alone but for the link to the resident's screen."""
    page = terminal.new_page()
    page.goto(demo.staff + "/")
    walk.picture(page, "sign-in")
    keys = page.keyboard
    for text, key in (("madoguchi", "Tab"), (PASSWORD, "Enter")):
        keys.type(text)
        keys.press(key)
    expect(page.get_by_role("heading", name="住民の検索")).to_be_visible()
    walk.look(page)
    keys.type("まどぐち たろう")
    keys.press("Enter")
    expect(page.get_by_role("row").filter(has_text=people.USUAL.name).first).to_be_visible()
    walk.picture(page, "search")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="世帯", exact=True)).to_be_visible()
    walk.picture(page, "household")
    usual_request(walk, page)
    resident_signs(walk, page)
    number = made(walk, page)
    handed_over(walk, colleague, number)
    return page


def usual_request(walk: Walk, page: Page) -> None:
    """From the household to the page of the signature."""
    keys = page.keyboard
    keys.press("Control+Enter")
    expect(page.get_by_role("heading", name="証明書の交付請求")).to_be_visible()
    keys.press("F4")
    keys.press("2")
    expect(page.get_by_text("1点で確認できました")).to_be_visible()
    keys.press("q")
    expect(page.locator("#fee")).to_contain_text("300円")
    expect(page.get_by_alt_text(re.compile("申請書"))).to_be_visible()
    page.wait_for_load_state("networkidle")
    walk.picture(page, "request")
    keys.press("Control+Enter")
    expect(page.get_by_role("heading", name="確認と署名")).to_be_visible()
    walk.picture(page, "sign")


def resident_signs(walk: Walk, page: Page) -> None:
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="この端末の第2画面に開く").click()
    screen = opened.value
    button = screen.get_by_role("button", name="この内容で署名する")
    expect(button).to_be_visible()
    walk.picture(screen, "resident-confirm")
    button.click()
    write(screen)
    walk.picture(screen, "resident-sign")
    screen.get_by_role("button", name="できました").click()
    expect(screen.get_by_role("heading", name="ありがとうございました")).to_be_visible()
    walk.look(screen)
    screen.close()
    page.bring_to_front()


def write(screen: Page) -> None:
    """A wave for a name, by the mouse."""
    box = screen.get_by_role("img", name=re.compile("署名を書くところ")).bounding_box()
    assert box is not None
    screen.mouse.move(box["x"] + 60, box["y"] + 60)
    screen.mouse.down()
    for step in range(40):
        screen.mouse.move(box["x"] + 60 + 8 * step, box["y"] + 70 + 25 * (step % 4))
    screen.mouse.up()


def made(walk: Walk, page: Page) -> str:
    """Printed and made; gives the reception's number."""
    expect(page.get_by_role("heading", name=re.compile("^受付"))).to_be_visible(timeout=SOON)
    walk.picture(page, "detail")
    with page.expect_popup() as paper:
        page.keyboard.press("F9")
    paper.value.close()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("つくった人とは別の職員が審査します")).to_be_visible()
    walk.look(page)
    found = re.search(r"\d{8}-(\d{4})", page.url)
    assert found is not None
    return found[1]


def handed_over(walk: Walk, page: Page, number: str) -> None:
    keys = page.keyboard
    page.get_by_role("link", name="一覧").click()
    expect(page.get_by_role("textbox", name="受付番号")).to_be_focused()
    walk.look(page)
    keys.type(number)
    keys.press("Enter")
    expect(page.get_by_role("checkbox", name="対象者")).to_be_focused()
    for key in "1234":
        keys.press(key)
    walk.picture(page, "review")
    keys.press("Control+Enter")
    expect(page.get_by_text("次：会計")).to_be_visible()
    walk.look(page)
    keys.press("Control+Enter")
    expect(page.get_by_text("次：交付")).to_be_visible()
    walk.picture(page, "hand-over")
    keys.type(number)
    keys.press("Control+Enter")
    expect(page.get_by_role("heading", name="受付の一覧")).to_be_visible()


def begun(page: Page, typed: str = "窓口 太郎", name: str = people.USUAL.name) -> None:
    open_household(page, typed, name)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="証明書の交付請求")).to_be_visible()


def other_visitors(walk: Walk, page: Page) -> None:
    begun(page)
    for key in "2357":
        page.locator("#visitor_kind-1").focus()
        page.keyboard.press(key)
        page.wait_for_load_state("networkidle")
        walk.look(page)
    expect(page.get_by_role("button", name="受付を記録する")).to_be_visible()
    walk.look(page)
    page.locator("#visitor_kind-1").focus()
    by_an_agent(page)
    walk.picture(page, "agent")


def by_an_agent(page: Page) -> None:
    keys = page.keyboard
    keys.press("4")
    keys.type("見本　代理")
    keys.press("Tab")
    keys.type("架空県代理市1-2")
    keys.press("Enter")
    keys.press("1")
    keys.press("F4")
    keys.press("1")
    stated = page.get_by_role("region", name=re.compile("証明が必要な方"))
    stated.get_by_label("氏名").fill("窓口太郎")
    stated.get_by_label("住所").fill("和歌山県御坊市薗9001番地")
    keys.press("Tab")
    expect(stated.get_by_text("一致", exact=True)).to_have_count(2)
    keys.press("Enter")
    page.locator("#certificate-residence_record_household").check()
    expect(page.get_by_alt_text(re.compile("申請書"))).to_be_visible()


def seal(walk: Walk, demo: Demo, page: Page) -> None:
    page.goto(demo.staff + "/search/")
    page.keyboard.press("Alt+I")
    page.keyboard.type(SEAL_CARD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="証明書の交付請求")).to_be_visible()
    page.keyboard.press("F4")
    page.keyboard.press("1")
    page.wait_for_load_state("networkidle")
    walk.picture(page, "seal")


def several_and_free(walk: Walk, page: Page) -> None:
    begun(page)
    page.keyboard.press("F4")
    page.keyboard.press("1")
    for key in "qe":
        page.keyboard.press(key)
    expect(page.locator("#fee")).to_contain_text("600円")
    page.get_by_label("無料の事由").first.select_option("pension_report")
    expect(page.locator("#fee")).to_contain_text("300円")
    page.get_by_alt_text(re.compile("申請書")).first.wait_for()
    walk.picture(page, "several")


def refused(walk: Walk, page: Page) -> None:
    begun(page)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert").filter(has_text="入力を確かめてください")).to_be_visible()
    walk.picture(page, "missing")
    page.locator("#visitor_kind-1").focus()
    page.keyboard.press("6")
    expect(page.get_by_text("税の証明は、本人の委任状がなければ請求できません。").first).to_be_attached()
    walk.look(page)


def check_needed(walk: Walk, page: Page) -> None:
    who = people.PROTECTED
    open_household(page, "かくう みどり", who.name)
    page.get_by_role("link", name="申出の受付").click()
    expect(page.get_by_role("heading", name="申出の受付")).to_be_visible()
    walk.look(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="世帯", exact=True)).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="システム確認が必要です（係長へ）")).to_be_visible()
    walk.picture(page, "stop")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="証明書の交付請求")).to_be_visible()
    page.keyboard.press("F4")
    page.keyboard.press("1")
    page.keyboard.press("q")
    expect(page.locator("#fee")).to_contain_text("300円")
    page.wait_for_load_state("networkidle")
    walk.picture(page, "ask-check")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("係長に知らせました。返事を待っています。")).to_be_visible()
    walk.look(page)


def two_terminals(walk: Walk, page: Page, colleague: Page) -> None:
    begun(page)
    colleague.goto(page.url)
    with colleague.expect_response(re.compile("/draft/")):
        colleague.get_by_role("checkbox", name="旅券").check()
    with page.expect_response(re.compile("/draft/")):
        page.get_by_role("checkbox", name="運転免許証").check()
    expect(page.get_by_role("alert").filter(has_text="五郎さん")).to_be_visible()
    walk.picture(page, "stale")


def put_aside(walk: Walk, page: Page) -> None:
    begun(page)
    page.keyboard.press("F4")
    page.keyboard.press("2")
    page.keyboard.press("q")
    expect(page.locator("#fee")).to_contain_text("300円")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="確認と署名")).to_be_visible()
    page.keyboard.press("F9")
    expect(page.get_by_role("heading", name=re.compile("^受付"))).to_be_visible()
    with page.expect_popup() as paper:
        page.keyboard.press("F9")
    paper.value.close()
    page.reload()
    expect(page.get_by_role("button", name="再印刷する")).to_be_visible()
    walk.picture(page, "reprint")
    page.keyboard.press("F2")
    page.keyboard.press("2")
    walk.picture(page, "suspend")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("button", name="再開する")).to_be_visible()
    page.wait_for_load_state("networkidle")
    walk.look(page)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("button", name="再開する")).to_be_hidden()


def lists(walk: Walk, demo: Demo, page: Page) -> None:
    page.goto(demo.staff + "/receptions/")
    expect(page.get_by_role("heading", name="受付の一覧")).to_be_visible()
    walk.picture(page, "board")
    page.goto(demo.staff + "/receptions/day-sheet/")
    walk.picture(page, "day-sheet")


# 係長の手引き


@pytest.fixture
def third_terminal(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="ja-JP")
    yield context
    context.close()


def test_the_supervisors_manual(demo: Demo, clerk: Page, third_terminal: BrowserContext) -> None:
    walk = Walk()
    check_needed(Walk(), clerk)
    supervisor = signed_in(demo, third_terminal, "kakari")
    answered(walk, supervisor)
    expect(clerk.get_by_alt_text(re.compile("申請書"))).to_be_visible(timeout=SOON)
    goes_to_a_person(walk, demo, clerk, supervisor)
    protected_at_once(walk, clerk)
    reflected(walk, demo, supervisor)
    follows(walk, "supervisor.md")


def answered(walk: Walk, page: Page) -> None:
    page.get_by_role("link", name=re.compile("確認待ち")).click()
    expect(page.get_by_role("heading", name="確認待ち")).to_be_visible()
    walk.picture(page, "confirmations")
    waiting = page.get_by_role("row").filter(has_text=people.PROTECTED.name).filter(has_text="確認待ち")
    waiting.last.get_by_role("link").click()
    expect(page.get_by_role("heading", name=re.compile("システム確認"))).to_be_visible()
    page.keyboard.press("1")
    page.get_by_role("checkbox", name="支援措置の申出書を見た").check()
    walk.picture(page, "confirmation")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="確認待ち")).to_be_visible()
    walk.look(page)


def goes_to_a_person(walk: Walk, demo: Demo, clerk: Page, page: Page) -> None:
    """Signed on paper; the record of a guarded household leaves in no file."""
    clerk.keyboard.press("Control+Enter")
    expect(clerk.get_by_role("heading", name="確認と署名")).to_be_visible()
    clerk.keyboard.press("F9")
    expect(clerk.get_by_role("heading", name=re.compile("^受付"))).to_be_visible()
    number = clerk.url.rstrip("/").rsplit("/", 1)[1]
    row = page.get_by_role("row").filter(has_text=number)
    for _ in range(20):
        page.goto(demo.staff + "/outbound/held/")
        if row.count():
            break
        page.wait_for_timeout(500)
    walk.look(page)
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", name=re.compile("保留の記録"))).to_be_visible()
    walk.picture(page, "held")


def protected_at_once(walk: Walk, page: Page) -> None:
    who = people.NON_CALENDAR_BIRTH
    open_household(page, "湯川 典子 S46", who.name)
    page.get_by_role("link", name="申出の受付").click()
    expect(page.get_by_role("heading", name="申出の受付")).to_be_visible()
    page.get_by_role("radio", name="配偶者暴力防止法").check()
    page.get_by_role("group", name="意見を聞く機関").get_by_role("radio").first.check()
    walk.picture(page, "application")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="受け付けました")).to_be_visible()
    walk.look(page)


def reflected(walk: Walk, demo: Demo, page: Page) -> None:
    page.get_by_role("link", name=re.compile("確認待ち")).click()
    expect(page.get_by_role("heading", name="確認待ち")).to_be_visible()
    page.keyboard.press("F4")
    expect(page.get_by_role("heading", name="申出と支援措置")).to_be_visible()
    walk.picture(page, "protections")
    page.get_by_role("link", name="終了を求める").first.click()
    expect(page.get_by_role("heading", name="支援措置の終了")).to_be_visible()
    walk.picture(page, "ending")
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="申出と支援措置")).to_be_visible()
    page.keyboard.press("F4")
    expect(page.get_by_role("heading", name=re.compile("月次突合"))).to_be_visible()
    walk.picture(page, "comparison")
    page.goto(demo.staff + "/protections/")
    page.locator("[data-row-link]").first.click()
    expect(page.get_by_role("heading", name="反映の確認")).to_be_visible()
    page.get_by_role("button", name="反映を確認した").first.click()
    expect(page.get_by_text("反映済", exact=True).first).to_be_visible()
    walk.picture(page, "checklist")


# 管理者の手引き：連携と設定


def test_the_linkage_manual(demo: Demo, terminal: BrowserContext) -> None:
    walk = Walk()
    page = signed_in(demo, terminal, "kanri")
    expect(page.get_by_role("heading", name="前方連携（取り込み）")).to_be_visible()
    walk.look(page)
    spoiled_difference(demo)
    taken_in_part(walk, demo, page)
    put_right(walk, page)
    for link, heading, picture in (
        ("後方連携", "後方連携（申請受付データ）", "outbound"),
        ("未確認", "未確認の設定", "unconfirmed"),
    ):
        page.get_by_role("link", name=link, exact=True).click()
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
        walk.picture(page, picture)
    follows(walk, "linkage.md")


# 課の手引き


def test_the_departments_manual(demo: Demo, terminal: BrowserContext) -> None:
    walk = Walk()
    command = [sys.executable, "-m", "tests.browser.manual_tasks"]
    subprocess.run(command, env=demo.env, cwd=ROOT, timeout=60, check=True)
    page = signed_in(demo, terminal, "kokuho")
    page.get_by_role("link", name="課の手続").click()
    expect(page.get_by_role("heading", name="課の手続")).to_be_visible()
    walk.picture(page, "tasks")
    page.keyboard.press("n")
    page.wait_for_load_state("networkidle")
    walk.look(page)
    hall(walk, demo, terminal)
    worked_on(walk, demo, page)
    follows(walk, "departments.md")


def hall(walk: Walk, demo: Demo, terminal: BrowserContext) -> None:
    display = terminal.new_page()
    display.goto(demo.staff + "/tasks/hall/")
    expect(display.get_by_role("heading", name="お呼びしている番号")).to_be_visible()
    walk.picture(display, "hall")
    display.close()


def worked_on(walk: Walk, demo: Demo, page: Page) -> None:
    page.goto(demo.staff + "/tasks/")
    page.get_by_role("link", name=re.compile("国民健康保険の加入")).last.click()
    page.get_by_role("button", name="対応を始める").click()
    expect(page.get_by_role("button", name="完了にする")).to_be_visible()
    walk.picture(page, "task")
    page.get_by_role("button", name="保留にする").first.click()
    walk.look(page)
    page.keyboard.press("Escape")
    page.get_by_role("radio", name="受け付けた").check()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("受け付けた").first).to_be_visible()
    walk.look(page)


def test_every_picture_is_named_and_every_named_picture_is_there() -> None:
    there = {file.stem for file in (MANUAL / "images").glob("*")}
    assert there == set().union(*named().values())
