"""A newcomer typed once, with the right glyphs: the input method's events, characters by the keyboard, postal codes."""

from __future__ import annotations

import pytest
from playwright.sync_api import CDPSession, Page, expect

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
