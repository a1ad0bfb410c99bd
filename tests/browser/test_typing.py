"""A newcomer typed once, with the right glyphs: the input method's events, characters by the keyboard, postal codes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.test_visits import saving, start
from tests.browser.test_web_look import faults, open_page

pytestmark = pytest.mark.browser
NABE = "邉\U000e0112"
PEOPLE = "visit-people-empty"


class InputMethod:
    """What an input method does to the field that has the focus, by Chromium's own composition events."""

    def __init__(self, page: Page) -> None:
        self.cdp: CDPSession = page.context.new_cdp_session(page)

    def show(self, *texts: str) -> None:
        for text in texts:
            self.cdp.send(
                "Input.imeSetComposition",
                {"text": text, "selectionStart": len(text), "selectionEnd": len(text)},
            )

    def settle(self, text: str) -> None:
        self.cdp.send("Input.insertText", {"text": text})

    def again(self, start: int, end: int, *texts: str) -> None:
        """A stretch that stood there already is converted again."""
        for text in texts:
            self.cdp.send(
                "Input.imeSetComposition",
                {
                    "text": text,
                    "selectionStart": len(text),
                    "selectionEnd": len(text),
                    "replacementStart": start,
                    "replacementEnd": end,
                },
            )
            end = start + len(text)


@pytest.fixture
def people(look: Page) -> Page:
    open_page(look, PEOPLE)
    look.locator("#newcomer-name").focus()
    return look


@pytest.fixture
def ime(people: Page) -> InputMethod:
    return InputMethod(people)


def kana(page: Page) -> str:
    return page.locator("#newcomer-kana").input_value()


def guessed(page: Page) -> bool:
    shown = page.locator("#newcomer-kana-mark").is_visible()
    assert shown is (page.locator("#newcomer-kana-guessed").input_value() == "1")
    return shown


def type_name(page: Page, ime: InputMethod) -> None:
    ime.show("ｓ", "し", "しｋ", "しけ", "しけｎ", "試験")
    ime.settle("試験")
    page.keyboard.insert_text("　")
    ime.show("ｔ", "た", "たｒ", "たろ", "たろう", "太郎")
    ime.settle("太郎")


def test_the_reading_is_what_was_typed_before_it_was_converted(people: Page, ime: InputMethod) -> None:
    type_name(people, ime)
    assert people.locator("#newcomer-name").input_value() == "試験　太郎"
    assert kana(people) == "シケン　タロウ"
    assert guessed(people)


def test_the_whole_name_at_once_and_half_of_it_left_in_kana(people: Page, ime: InputMethod) -> None:
    ime.show("し", "しけん", "しけんた", "しけんたろう", "試験太郎", "試験たろう")
    ime.settle("試験たろう")
    assert kana(people) == "シケンタロウ"


def test_what_is_taken_back_while_composing_is_not_read(people: Page, ime: InputMethod) -> None:
    ime.show("わ", "わた", "わたな", "わた", "わ", "")
    assert kana(people) == ""
    ime.show("し", "しけな", "しけ", "しけん", "試験")
    ime.settle("試験")
    assert kana(people) == "シケン"


def test_the_first_half_settled_alone_is_not_read_twice(people: Page, ime: InputMethod) -> None:
    ime.show("し", "しけんたろう", "試験たろう")
    ime.settle("試験")
    ime.show("たろう", "太郎")
    ime.settle("太郎")
    assert kana(people) == "シケンタロウ"


def test_converted_again_it_keeps_its_reading(people: Page, ime: InputMethod) -> None:
    ime.show("べ", "辺")
    ime.settle("辺")
    ime.again(0, 1, "辺", "邊")
    ime.settle("邊")
    assert people.locator("#newcomer-name").input_value() == "邊"
    assert kana(people) == "ベ"


def test_typed_over_it_has_the_new_reading(people: Page, ime: InputMethod) -> None:
    type_name(people, ime)
    people.keyboard.press("Control+a")
    ime.show("み", "みほん", "見本")
    ime.settle("見本")
    assert kana(people) == "ミホン"


def test_what_is_deleted_takes_its_own_reading_along(people: Page, ime: InputMethod) -> None:
    type_name(people, ime)
    for _ in "太郎":
        people.keyboard.press("Backspace")
    ime.show("も", "もも", "桃")
    ime.settle("桃")
    assert kana(people) == "シケン　モモ"


def test_what_was_pasted_has_no_reading_and_kana_have_their_own(people: Page) -> None:
    people.keyboard.insert_text("試験　さくら")
    assert kana(people) == "サクラ"
    people.locator("#newcomer-name").fill("試験　太郎")
    assert kana(people) == ""
    assert not guessed(people)


def test_a_reading_corrected_by_hand_is_never_written_over(people: Page, ime: InputMethod) -> None:
    type_name(people, ime)
    people.locator("#newcomer-kana").fill("シケン　タアロウ")
    assert not guessed(people)
    people.locator("#newcomer-name").focus()
    people.keyboard.press("End")
    ime.show("じ", "次")
    ime.settle("次")
    assert kana(people) == "シケン　タアロウ"
    assert not guessed(people)


def test_the_next_of_a_family_is_read_on_behind_the_surname(look: Page) -> None:
    open_page(look, PEOPLE)
    look.evaluate(
        "for (const [id, value] of [['name', '試験　'], ['kana', 'シケン　']])"
        " document.getElementById(`newcomer-${id}`).value = value"
    )
    look.keyboard.press("F2")
    ime = InputMethod(look)
    ime.show("も", "もも", "桃")
    ime.settle("桃")
    assert look.locator("#newcomer-name").input_value() == "試験　桃"
    assert kana(look) == "シケン　モモ"
    assert guessed(look)


def test_enter_in_the_reading_says_that_it_is_right(people: Page, ime: InputMethod) -> None:
    type_name(people, ime)
    people.keyboard.press("Enter")
    expect(people.locator("#newcomer-kana")).to_be_focused()
    assert guessed(people)
    people.keyboard.press("Enter")
    expect(people.locator("#newcomer-birth")).to_be_focused()
    assert not guessed(people)


def chosen(page: Page) -> str | None:
    return page.locator("#picker [role=option]:focus").get_attribute("data-text")


def test_a_shape_takes_the_place_of_the_character_and_keeps_its_reading(
    people: Page, ime: InputMethod
) -> None:
    ime.show("わ", "わたなべ", "渡邉")
    ime.settle("渡邉")
    people.keyboard.press("Alt+j")
    expect(people.locator("#picker [role=option]").first).to_be_focused()
    assert chosen(people) == "邉"
    assert faults(people) == []

    people.keyboard.press("4")
    assert chosen(people) == NABE
    assert people.locator("#picker-facts").inner_text().count("U+9089 U+E0112") == 1
    people.keyboard.press("Enter")

    expect(people.locator("#newcomer-name")).to_be_focused()
    assert people.locator("#newcomer-name").input_value() == "渡" + NABE
    assert kana(people) == "ワタナベ"
    people.keyboard.insert_text("　")
    assert people.locator("#newcomer-name").input_value() == f"渡{NABE}　"


def test_a_character_is_found_by_what_is_known_of_it_and_put_at_the_caret(people: Page) -> None:
    people.keyboard.insert_text("野")
    people.keyboard.press("Home")
    people.keyboard.press("Alt+j")
    expect(people.locator("#picker-reading")).to_be_focused()
    people.keyboard.insert_text("なべ")
    people.locator("#picker-strokes").fill("17")
    expect(people.locator("#picker [role=option]")).to_have_count(1)
    people.keyboard.press("Enter")
    assert chosen(people) == "鍋"
    people.keyboard.press("Enter")
    expect(people.locator("#newcomer-name")).to_have_value("鍋野")
    assert people.evaluate("document.activeElement.selectionStart") == 1


def test_arrows_go_from_character_to_character_and_escape_changes_nothing(people: Page) -> None:
    people.keyboard.insert_text("渡辺")
    people.keyboard.press("Alt+j")
    first = people.locator("#picker [role=option]").first
    expect(first).to_be_focused()
    for key in ("ArrowDown", "ArrowRight", "2", "ArrowUp"):
        people.keyboard.press(key)
    assert people.evaluate("document.activeElement.id") == "picker-1"
    people.keyboard.press("ArrowUp")
    expect(people.locator("#picker-sign")).to_be_focused()
    people.keyboard.press("Escape")
    expect(people.locator("#newcomer-name")).to_be_focused()
    assert people.locator("#newcomer-name").input_value() == "渡辺"
    assert people.evaluate("document.activeElement.selectionStart") == 2


def test_what_cannot_be_looked_for_is_told_beside_the_fields(people: Page) -> None:
    people.keyboard.press("Alt+j")
    people.locator("#picker-radical").fill("なべへん")
    expect(people.locator("#picker-radical")).to_have_attribute("aria-invalid", "true")
    expect(people.get_by_text("部首は、形（辶）、呼び名（しんにょう）か番号で入れてください")).to_be_visible()
    assert faults(people) == []


def test_seven_digits_fill_the_town_and_leave_what_was_typed(look: Page) -> None:
    open_page(look, "visit-notice")
    code = look.get_by_label("今までの住所を郵便番号から")
    address = look.get_by_label("今までの住所必須", exact=True)
    code.focus()
    look.keyboard.type("644-0002")
    expect(address).to_be_focused()
    look.keyboard.type("1番地")
    expect(address).to_have_value("和歌山県御坊市薗1番地")

    code.fill("6440011")
    expect(look.get_by_role("button", name="和歌山県御坊市湯川町財部")).to_be_visible()
    assert address.input_value() == "和歌山県御坊市薗1番地"


def test_several_towns_of_a_code_are_chosen_by_their_digits(look: Page) -> None:
    open_page(look, "visit-notice")
    look.get_by_label("今までの住所を郵便番号から").focus()
    look.keyboard.type("6440000")
    expect(look.get_by_role("button", name="和歌山県御坊市")).to_be_focused()
    look.keyboard.press("2")
    expect(look.get_by_label("今までの住所必須", exact=True)).to_have_value("和歌山県日高郡美浜町")
    assert faults(look) == []


def paper_after(page: Page, act: Callable[[], object]) -> bytes:
    """The paper beside the form as it is drawn anew after that."""
    image = page.locator("#preview img")
    before = image.get_attribute("src") or ""
    act()
    expect(image).not_to_have_attribute("src", before)
    expect(page.locator("#preview.is-waiting, .htmx-request")).to_have_count(0)
    return image.screenshot()


def test_the_chosen_shape_stands_on_the_paper(clerk: Page) -> None:
    """渡邉󠄒 as an agent's name on a real request: the paper drawn with it is another than with 渡邉, and the same again."""
    clerk.keyboard.press("/")
    clerk.keyboard.type("窓口　太郎")
    clerk.keyboard.press("Enter")
    expect(clerk.get_by_role("heading", name="住民の検索")).to_be_visible()
    clerk.keyboard.press("Enter")
    expect(clerk.get_by_role("heading", name="世帯", exact=True)).to_be_visible()
    clerk.keyboard.press("Control+Enter")
    expect(clerk.get_by_role("heading", name="証明書の交付請求")).to_be_visible()
    clerk.keyboard.press("4")
    clerk.get_by_role("checkbox", name="運転免許証").check()
    paper_after(clerk, clerk.get_by_role("checkbox", name="住民票 世帯全員").check)

    name = clerk.locator("#visitor_name")
    name.fill("渡邉")
    plain = paper_after(clerk, lambda: name.press("Tab"))
    name.focus()
    name.press("End")
    clerk.keyboard.press("Alt+j")
    expect(clerk.locator("#picker [role=option]").first).to_be_focused()
    clerk.keyboard.press("4")
    assert chosen(clerk) == NABE
    chosen_shape = paper_after(clerk, lambda: clerk.keyboard.press("Enter"))

    expect(name).to_have_value("渡" + NABE)
    assert chosen_shape != plain
    name.fill("渡邉")
    assert paper_after(clerk, lambda: name.press("Tab")) == plain


def type_person(
    page: Page, ime: InputMethod, given: tuple[str, str], birth: str, sex: str, *rest: str
) -> None:
    """As a person types it: the name by the input method, Enter from field to field, F4."""
    reading, kanji = given
    ime.show(reading[0], reading, kanji)
    ime.settle(kanji)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type(birth)
    page.keyboard.press("Enter")
    page.keyboard.press(sex)
    for word in rest:
        page.keyboard.press("Enter")
        if word.isdecimal():
            page.keyboard.press(word)
        elif word:
            page.keyboard.press("Control+a")
            page.keyboard.insert_text(word)
    saving(page, "F4", "/newcomer/")


def test_three_of_a_family_are_typed_without_the_mouse(clerk: Page) -> None:
    """The surname is typed once; the third needs a given name, a birth, a sex and 続柄."""
    start(clerk)
    ime = InputMethod(clerk)
    clerk.keyboard.press("F2")
    expect(clerk.locator("#newcomer-name")).to_be_focused()
    ime.show("し", "しけん", "試験")
    ime.settle("試験")
    clerk.keyboard.insert_text("　")
    type_person(clerk, ime, ("たろう", "太郎"), "S60.5.1", "1", "", "1")
    expect(clerk.locator("#newcomer-name")).to_be_focused()
    type_person(clerk, ime, ("はなこ", "花子"), "S63.7.1", "2", "妻")
    type_person(clerk, ime, ("もも", "桃"), "H30.2.1", "2", "子")

    people = clerk.locator(".persons li")
    expect(people).to_have_count(3)
    for line, words in zip(people.all(), ("太郎 世帯主", "花子 妻", "桃 子"), strict=True):
        expect(line).to_contain_text(f"試験　{words}")
    expect(clerk.locator(".persons")).not_to_contain_text("推定")
    expect(clerk.locator("#newcomer-relationship")).to_have_value("子")
    expect(clerk.locator("#newcomer-kana")).to_have_value("シケン　")
