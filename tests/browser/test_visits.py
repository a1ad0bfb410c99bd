"""Life events on the demo municipality, by the keyboard: a family moves in, the departments go on, two at one visit."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone

import pypdf
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import signed_in
from tests.browser.demo_server import Demo

pytestmark = pytest.mark.browser
JAPAN = timezone(timedelta(hours=9))

# 氏名, カナ, 生年月日, 性別, 続柄, 住民種別, 国籍: two at school, one foreign and expecting, one over 75.
FAMILY = (
    ("試験　太郎", "シケン　タロウ", "S60.5.1", "1", "世帯主", "日本人", ""),
    ("試験　リサ", "シケン　リサ", "S63.7.1", "2", "妻", "外国人", "フィリピン"),
    ("試験　次郎", "シケン　ジロウ", "H28.1.10", "1", "子", "日本人", ""),
    ("試験　桃", "シケン　モモ", "H30.2.1", "2", "子", "日本人", ""),
    ("試験　梅", "シケン　ウメ", "S23.2.1", "2", "母", "日本人", ""),
)
FIELDS = ("name", "kana", "birth", "sex", "relationship", "resident_kind", "nationality")
NOTICE = {
    "新しい住所": "和歌山県御坊市薗350番地",
    "新しい世帯主の氏名": "試験　太郎",
    "今までの住所": "架空県見本市1番地",
}
# What is answered otherwise than with いいえ, by what the question says.
ANSWERS = {"国民年金": "1", "マイナンバーカードをお持ち": "1", "県内どうし": "2"}
MOST_QUESTIONS = 30


def settled(page: Page) -> None:
    expect(page.locator(".htmx-request, .htmx-settling, .htmx-swapping")).to_have_count(0)


def saving(page: Page, key: str, path: str) -> None:
    """Presses a key that saves, and waits for the answer to stand on the page."""
    with page.expect_response(lambda answer: path in answer.url) as saved:
        page.keyboard.press(key)
    assert saved.value.status == 200, saved.value.status
    saved.value.finished()
    settled(page)


def start(page: Page) -> str:
    """Somebody who isn't in the register stands at the counter: the visit's number."""
    page.keyboard.press("/")
    page.keyboard.type("試験")
    with page.expect_navigation():  # the page it comes from has the same heading
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="住民の検索")).to_be_visible()
    page.keyboard.press("F4")
    expect(page.get_by_role("checkbox", name="転入（国内から）")).to_be_focused()
    page.keyboard.press("1")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="届出の内容")).to_be_visible()
    number = re.search(r"\d{8}-\d{4}", page.url)
    assert number is not None
    return number[0]


def enter_family(page: Page, family: Sequence[Sequence[str]] = FAMILY) -> None:
    for person in family:
        page.locator("#newcomer-name").focus()
        for field, value in zip(FIELDS, person, strict=True):
            control = page.locator(f"#newcomer-{field}")
            if control.evaluate("c => c.tagName") == "SELECT":
                control.select_option(value)
            else:
                control.fill(value)
        saving(page, "F4", "/newcomer/")
        expect(page.locator(".persons")).to_contain_text(person[0])
    moved = (datetime.now(JAPAN).date() - timedelta(days=3)).isoformat()
    for label in ("異動日", "転出予定日（転出証明書）"):
        page.get_by_label(label, exact=True).fill(moved)
        saving(page, "Enter", "/date/")
    expect(page.locator("input[name=player]:checked")).to_have_count(len(family))
    page.locator("#notifier input[name=person]").first.focus()
    saving(page, "1", "/notifier/")
    page.get_by_role("checkbox", name="運転免許証").focus()
    saving(page, "Space", "/notifier/")
    expect(page.get_by_text("本人確認ができています")).to_be_visible()


def answer_all(page: Page, answers: Mapping[str, str]) -> int:
    """Every question by its digit, until the pointing card: how many there were. Each of the answers was asked for."""
    left = set(answers)
    for asked in range(MOST_QUESTIONS):
        if page.locator(".card-sheet").count() or page.locator(".empty__title").count():
            assert not left, f"never asked: {left}"
            return asked
        group = page.locator("#question-body .answers__group").first
        expect(group).to_be_focused()
        say = page.locator(".question__say").inner_text()
        no = group.locator("[data-digit]", has_text="いいえ")
        other = next((digit for words, digit in answers.items() if words in say), "")
        left -= {words for words in answers if words in say}
        digit = other or (no.first.get_attribute("data-digit") if no.count() else "9")
        saving(page, str(digit), "/answer/")
    raise AssertionError("the questions don't end")


def mark_card(page: Page, person: str) -> None:
    """Nothing on the screen says what is asked; opened on purpose, the mother's mark is set."""
    expect(page.get_by_text("指さしカードをお渡しください")).to_be_visible()
    expect(page.get_by_text("妊娠中")).not_to_be_visible()
    page.keyboard.press("v")
    row = page.get_by_role("row").filter(has_text="妊娠中")
    expect(row).to_be_visible()
    row.get_by_label(re.compile(person)).first.focus()
    page.keyboard.press("Space")
    saving(page, "F4", "/card/")


def fill_notice(page: Page) -> None:
    for label, value in NOTICE.items():
        field = page.get_by_label(re.compile(rf"^{label}(必須)?$"))
        field.focus()
        field.fill(value)
        saving(page, "Tab", "/fill/")
    expect(page.get_by_text("必要な項目はそろいました")).to_be_visible()


def guide_text(page: Page) -> str:
    form = page.locator("form[action$='/print/']")
    token = str(form.locator("[name=csrfmiddlewaretoken]").input_value())
    answer = page.request.post(
        str(form.evaluate("f => f.action")),
        form={"csrfmiddlewaretoken": token},
        headers={"Referer": page.url},
    )
    assert answer.headers["content-type"] == "application/pdf"
    pages = pypdf.PdfReader(io.BytesIO(answer.body())).pages
    return "".join(page.extract_text() for page in pages)


def hear(page: Page) -> tuple[str, int]:
    """A family's visit until every question is answered: its number and how many were asked."""
    number = start(page)
    enter_family(page)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="聞取り")).to_be_visible()
    asked = answer_all(page, ANSWERS)
    mark_card(page, "リサ")
    return number, asked


def test_a_family_of_five_moves_in_and_the_school_goes_on(
    demo: Demo, clerk: Page, second_terminal: BrowserContext
) -> None:
    number, asked = hear(clerk)
    assert asked <= 25
    expect(clerk.get_by_text("妊娠")).to_have_count(0)

    clerk.goto(f"{demo.staff}/visits/{number}/notice/")
    fill_notice(clerk)
    clerk.keyboard.press("Control+Enter")
    expect(clerk.get_by_role("heading", name="結果と案内")).to_be_visible()
    walk = clerk.locator("#walk").inner_text()
    for words in ("転入届", "小中学校の転入学", "在留カード", "マイナンバーカードの継続利用", "子ども医療費"):
        assert words in walk, words
    text = re.sub(r"\s", "", guide_text(clerk))
    assert "妊" not in text

    clerk.keyboard.press("F8")
    expect(clerk.get_by_alt_text("案内書（1枚目）")).to_be_visible()
    clerk.keyboard.press("Escape")
    expect(clerk.get_by_role("heading", name="結果と案内")).to_be_visible()
    clerk.keyboard.press("Control+Enter")
    expect(clerk.get_by_role("heading", name="確認と署名")).to_be_visible()
    with clerk.expect_navigation():
        clerk.keyboard.press("F9")  # on paper
    clerk.goto(f"{demo.staff}/visits/{number}/progress/")
    expect(clerk.get_by_role("row").filter(has_text="小中学校の転入学")).to_contain_text("未着手")
    expect(clerk.get_by_text(re.compile("妊|支援措置"))).to_have_count(0)

    school = signed_in(demo, second_terminal, "gakko")
    school.goto(f"{demo.staff}/tasks/")
    school.get_by_role("button", name="受付番号を読み取る").click()
    expect(school.locator("#scan-code")).to_be_focused()
    school.keyboard.type(number)
    school.keyboard.press("Enter")
    expect(school.get_by_role("heading", name=re.compile("転入学"))).to_be_visible()
    expect(school.get_by_text("試験　次郎").first).to_be_visible()
    expect(school.get_by_text("妊娠")).to_have_count(0)
    expect(school.get_by_text("先に済ませる手続があります")).to_be_visible()
    school.keyboard.press("F2")
    expect(school.get_by_role("heading", name="待たずに始める")).to_be_visible()
    school.get_by_role("radio", name="先の手続が済んだことを確かめた").check()
    with school.expect_navigation():
        school.keyboard.press("Control+Enter")
    clerk.reload()
    expect(clerk.get_by_role("row").filter(has_text="小中学校の転入学")).to_contain_text("対応中")


def test_another_takes_the_visit_over_and_the_first_is_told(
    demo: Demo, clerk: Page, second_terminal: BrowserContext
) -> None:
    number = start(clerk)
    enter_family(clerk)
    clerk.keyboard.press("Control+Enter")
    expect(clerk.get_by_role("heading", name="聞取り")).to_be_visible()

    colleague = signed_in(demo, second_terminal, "shinsa")
    colleague.goto(f"{demo.staff}/visits/{number}/")
    expect(colleague.locator("#question-body .answers__group").first).to_be_focused()
    saving(colleague, "9", "/answer/")

    with clerk.expect_response(lambda answer: "/answer/" in answer.url) as refused:
        clerk.keyboard.press("9")
    assert refused.value.status == 409
    expect(clerk.get_by_text(re.compile("見本　五郎 さんが変更しました"))).to_be_visible()
    settled(clerk)
    saving(clerk, "9", "/answer/")
    expect(clerk.locator(".given__one--open")).to_have_count(2)


def test_the_last_answer_is_taken_back_by_escape(clerk: Page) -> None:
    start(clerk)
    enter_family(clerk)
    clerk.keyboard.press("Control+Enter")
    expect(clerk.get_by_role("heading", name="聞取り")).to_be_visible()
    first = clerk.locator(".question__say").inner_text()
    saving(clerk, "9", "/answer/")
    expect(clerk.locator(".question__say")).not_to_have_text(first)
    saving(clerk, "Escape", "/back/")
    expect(clerk.locator(".question__say")).to_have_text(first)
