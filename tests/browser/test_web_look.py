"""Every page of the gallery in a real browser: page scroll, WCAG 2.2 AA, zoom, the rules of the hand."""

import json
import re
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.gallery.pages import PAGES

pytestmark = pytest.mark.browser

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
# The same screen at 200 %: half as many CSS pixels each way.
COUNTER_SCREEN_AT_200_PERCENT = {"width": 683, "height": 384}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
STAFF = [name for name, (template, _) in PAGES.items() if "resident_side" not in template and "/" in template]
REQUEST = "certificate-request"


def open_page(look: Page, name: str) -> None:
    look.goto(f"/page/{name}/", wait_until="load")


def overflow(look: Page) -> dict[str, int]:
    return look.evaluate(
        "({down: document.documentElement.scrollHeight - innerHeight,"
        " right: document.documentElement.scrollWidth - innerWidth})"
    )


def faults(look: Page) -> list[str]:
    """What axe finds. It is injected past the content policy, as the browser's own tools are."""
    look.evaluate(AXE.read_text("utf-8"))
    found = look.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})"
        ".then(r => r.violations.flatMap(v => v.nodes.map(n => v.id + ': ' + n.html.slice(0, 160))))",
        WCAG,
    )
    return list(found)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_meets_wcag_2_2_aa_and_can_be_read_at_200_percent(look: Page, name: str) -> None:
    open_page(look, name)

    assert faults(look) == []
    assert "見本" not in look.title()
    if name in STAFF:
        assert overflow(look) == {"down": 0, "right": 0}
    look.set_viewport_size(COUNTER_SCREEN_AT_200_PERCENT)
    assert overflow(look)["right"] == 0


@pytest.mark.parametrize("name", [name for name in PAGES if name.startswith("resident-")])
def test_the_residents_pages_have_large_words_and_targets_and_fit_a_telephone(look: Page, name: str) -> None:
    open_page(look, name)

    size = look.locator("main").evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    heights = look.locator("button, a.button").evaluate_all("all => all.map(e => e.offsetHeight)")
    assert size >= 20
    assert all(height >= 44 for height in heights)
    look.set_viewport_size({"width": 360, "height": 740})
    assert overflow(look)["right"] == 0


def test_the_check_list_opens_with_the_hand_on_the_first_open_answer(look: Page) -> None:
    open_page(look, "visit-check-list")
    expect(look.locator("#question-body select").first).to_be_focused()


def test_the_usual_request_needs_no_mouse_and_eight_keys(look: Page) -> None:
    """本人, one more paper of identity, two copies of another certificate, on to the signature."""
    open_page(look, REQUEST)
    expect(look.locator("[name=visitor_kind][value=self]")).to_be_focused()

    for press in ["1", "Enter", "2", "Enter", "r", "2"]:
        look.keyboard.press(press)
    with look.expect_navigation():
        look.keyboard.press("Control+Enter")

    sent = json.loads(look.locator("body").inner_text())
    assert sent["visitor_kind"] == ["self"]
    assert sent["identity"] == ["mynumber", "licence"]
    assert sent["certificate"] == ["household", "seal", "entry"]
    assert sent["count_entry"] == ["2"]


def test_a_certificate_of_some_members_asks_whom_at_once(look: Page) -> None:
    """Before the server has answered: the next digit is a member, never the number of copies."""
    open_page(look, REQUEST)
    look.route("**/fee/", lambda route: None)

    look.keyboard.press("w")
    look.keyboard.press("7")

    expect(look.locator("#members_member-2")).to_be_checked()
    expect(look.locator("#count_member")).to_have_value("1")


def test_an_agent_is_asked_at_once_and_loses_nothing_to_a_slip(look: Page) -> None:
    open_page(look, REQUEST)
    look.route("**/fee/", lambda route: None)

    look.keyboard.press("4")
    expect(look.locator("#visitor_name")).to_be_focused()
    look.keyboard.type("見本 代理")
    look.keyboard.press("Enter")
    expect(look.locator("#visitor_address")).to_be_focused()
    look.keyboard.press("Enter")
    look.keyboard.press("1")
    expect(look.get_by_role("checkbox", name="委任状")).to_be_checked()
    expect(look.get_by_role("checkbox", name="契約書など")).to_be_hidden()
    expect(look.locator("[name=identity]").first).to_be_focused()
    expect(look.get_by_label("住所").nth(1)).to_be_visible()
    look.locator("[name=visitor_kind][value=self]").check()
    expect(look.locator("#visitor_name")).to_be_hidden()
    look.locator("[name=visitor_kind][value=agent]").check()
    expect(look.locator("#visitor_name")).to_have_value("見本 代理")


def test_the_number_pad_counts_as_digits(look: Page) -> None:
    open_page(look, REQUEST)

    look.keyboard.press("Numpad2")

    expect(look.locator("[name=visitor_kind][value=same_household]")).to_be_checked()


def test_digits_do_nothing_outside_their_group(look: Page) -> None:
    open_page(look, REQUEST)
    look.locator(".head__home").focus()

    look.keyboard.press("2")

    expect(look.locator("[name=visitor_kind][value=self]")).to_be_checked()


def test_a_choice_the_law_forbids_cannot_be_taken_and_says_why(look: Page) -> None:
    open_page(look, REQUEST)

    look.keyboard.press("5")
    look.keyboard.press("T")

    expect(look.locator("[name=visitor_kind][value=self]")).to_be_checked()
    expect(look.get_by_text("この区分の方の請求は、ここでは受け付けられません。")).to_be_visible()
    expect(look.get_by_role("checkbox", name="除票の写し")).not_to_be_checked()
    expect(look.get_by_text("住民登録がある人です。")).to_be_visible()


def test_nothing_fires_while_an_input_method_composes(look: Page) -> None:
    open_page(look, REQUEST)
    look.locator("#seal_card").focus()

    look.evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown',"
        " {key: 'Enter', code: 'Enter', isComposing: true, bubbles: true, cancelable: true}))"
    )
    look.evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown',"
        " {key: 'Process', code: 'F9', keyCode: 229, bubbles: true, cancelable: true}))"
    )

    expect(look.locator("#seal_card")).to_be_focused()
    assert look.url.endswith(f"/page/{REQUEST}/")


def test_a_slash_goes_to_the_search_but_stays_a_slash_in_a_field(look: Page) -> None:
    open_page(look, REQUEST)
    look.keyboard.press("/")
    expect(look.locator("#search")).to_be_focused()

    look.keyboard.press("/")

    expect(look.locator("#search")).to_have_value("/")


def test_single_keys_can_be_switched_off(look: Page) -> None:
    open_page(look, REQUEST)
    look.evaluate("document.body.dataset.singleKeys = 'off'")
    look.keyboard.press("/")
    look.keyboard.press("?")

    expect(look.locator("#search")).not_to_be_focused()
    expect(look.locator("#key-help")).to_be_hidden()


def test_a_question_mark_lists_the_keys_of_the_page(look: Page) -> None:
    open_page(look, REQUEST)

    look.keyboard.press("?")

    expect(look.locator("#key-help")).to_contain_text("署名へ進む")
    expect(look.locator("#key-help")).to_contain_text("本人確認")
    look.keyboard.press("Escape")
    expect(look.locator("#key-help")).to_be_hidden()


def test_escape_asks_once_before_typing_would_be_lost(look: Page) -> None:
    open_page(look, REQUEST)
    look.locator("#seal_card").fill("A-1")

    look.keyboard.press("Escape")
    expect(look.locator("#messages")).to_contain_text("もう一度 Esc")
    look.keyboard.press("Escape")

    expect(look).to_have_url(look.url.split("/page/")[0] + "/")


def test_one_key_hides_the_page_and_brings_it_back(look: Page) -> None:
    open_page(look, REQUEST)

    look.keyboard.press("Alt+q")
    expect(look.get_by_role("heading", name="証明書の交付請求")).to_be_hidden()
    look.keyboard.press("Alt+q")

    expect(look.get_by_role("heading", name="証明書の交付請求")).to_be_visible()


def test_rows_are_walked_by_arrows_and_opened_by_enter(look: Page) -> None:
    open_page(look, "search")
    rows = look.locator("a[data-row-link]")
    expect(rows.nth(0)).to_be_focused()

    look.keyboard.press("ArrowDown")
    expect(rows.nth(1)).to_be_focused()
    look.keyboard.press("End")
    expect(rows.last).to_be_focused()
    look.keyboard.press("Enter")

    expect(look).to_have_title("世帯｜窓口支援")


def test_the_paper_and_the_fee_follow_the_form(look: Page) -> None:
    open_page(look, REQUEST)
    with look.expect_response("**/paper.svg"), look.expect_response("**/fee/"):
        look.locator("#certificate-entry").check()

    expect(look.locator(".fee__total")).to_have_text("900円")
    expect(look.locator(".preview__image")).to_have_attribute("src", re.compile("^blob:"))


def test_what_is_entered_while_a_save_is_under_way_is_never_taken_back(look: Page) -> None:
    open_page(look, REQUEST)
    held: list[Route] = []
    look.route("**/fee/", lambda route: held.append(route), times=1)
    look.locator("#certificate-entry").check()
    look.locator("#certificate-seal").uncheck()
    look.locator("#certificate-member").check()
    look.locator("#members_member-2").check()

    with look.expect_response("**/fee/"):
        held[0].continue_()

    expect(look.locator(".fee__total")).to_have_text("900円")
    expect(look.locator("#certificate-seal")).not_to_be_checked()
    expect(look.locator("#members_member-2")).to_be_checked()
    # Both saves came through, each with the version that the one before it made.
    expect(look.locator("#version")).to_have_value("5")


def test_going_on_waits_for_a_save_that_is_under_way(look: Page) -> None:
    open_page(look, REQUEST)
    held: list[Route] = []
    look.route("**/fee/", lambda route: held.append(route), times=1)
    look.locator("#certificate-entry").check()

    look.keyboard.press("Control+Enter")
    assert look.url.endswith(f"/page/{REQUEST}/")
    with look.expect_navigation():
        held[0].continue_()

    assert json.loads(look.locator("body").inner_text())["version"] == ["4"]


def test_choosing_who_came_asks_which_member(look: Page) -> None:
    open_page(look, REQUEST)

    look.keyboard.press("2")

    expect(look.get_by_role("group", name="世帯のどなたか")).to_be_visible()
    expect(look.locator("[name=visitor_resident]").first).to_be_focused()


def test_a_slow_paper_shows_movement_and_then_what_for(look: Page) -> None:
    open_page(look, REQUEST)
    look.route("**/paper.svg", lambda route: None)

    look.locator("#certificate-entry").check()

    expect(look.locator(".preview")).to_have_class("preview fill is-waiting")
    expect(look.locator("[data-waiting-text]")).to_have_text("申請書を作り直しています")


def test_a_paper_that_is_refused_says_why_and_keeps_the_form(look: Page) -> None:
    open_page(look, REQUEST)
    words = "登録証番号がありません"
    look.route(
        "**/paper.svg",
        lambda route: route.fulfill(status=422, body=words, content_type="text/plain; charset=utf-8"),
    )

    look.locator("#certificate-entry").check()

    expect(look.locator("[data-preview-error]")).to_have_text(words)
    expect(look.locator("#certificate-entry")).to_be_checked()


def draw(look: Page, kind: str) -> None:
    """A stroke by the browser's own input pipeline, so that the page sees what a real device sends."""
    box = look.locator("canvas").bounding_box()
    assert box is not None
    session = look.context.new_cdp_session(look)
    for step in range(20):
        session.send(
            "Input.dispatchMouseEvent",
            {
                "type": ["mousePressed", "mouseMoved", "mouseReleased"][
                    0 if step == 0 else 2 if step == 19 else 1
                ],
                "x": box["x"] + 80 + step * 12,
                "y": box["y"] + 60 + (step % 5) * 9,
                "button": "left",
                "buttons": 1,
                "clickCount": 1,
                "pointerType": kind,
                "force": 0.2 + step / 40,
                "tiltX": 20,
            },
        )


def test_a_signature_keeps_every_raw_point_of_the_pen(look: Page) -> None:
    open_page(look, "resident-sign")
    done = look.get_by_role("button", name="できました")
    expect(done).to_be_disabled()

    draw(look, "pen")
    with look.expect_navigation():
        done.click()

    strokes = json.loads(json.loads(look.locator("body").inner_text())["strokes"][0])
    (stroke,) = strokes["strokes"]
    x, y, microseconds, pressure, tilt_x, _ = stroke["points"][-2]
    assert strokes["version"] == 1
    assert stroke["pointer"] == "pen"
    assert len(stroke["points"]) >= 15
    assert 0 < x < strokes["width"]
    assert 0 < y < strokes["height"]
    assert microseconds > stroke["points"][0][2] == 0
    assert pressure > stroke["points"][0][3]
    assert tilt_x == 20


def test_a_signature_can_be_written_anew(look: Page) -> None:
    open_page(look, "resident-sign")
    draw(look, "mouse")
    expect(look.get_by_role("button", name="できました")).to_be_enabled()

    look.get_by_role("button", name="書き直す").click()

    expect(look.get_by_role("button", name="できました")).to_be_disabled()


def test_where_only_a_pen_counts_a_hand_leaves_nothing(look: Page) -> None:
    open_page(look, "resident-sign-pen-only")

    draw(look, "mouse")
    expect(look.get_by_role("button", name="できました")).to_be_disabled()
    assert look.locator("canvas").evaluate(
        "c => !c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(Boolean)"
    )

    draw(look, "pen")
    expect(look.get_by_role("button", name="できました")).to_be_enabled()


def test_the_waiting_page_goes_where_the_server_says(look: Page) -> None:
    answer = json.dumps({"url": "/page/resident-confirm/"})
    look.route("**/state/", lambda route: route.fulfill(body=answer, content_type="application/json"))
    open_page(look, "resident-waiting")

    expect(look).to_have_title("内容の確認｜窓口支援")


def test_a_pairing_code_in_the_address_is_sent_and_forgotten(look: Page) -> None:
    sent: list[str | None] = []
    look.on("request", lambda request: request.method == "POST" and sent.append(request.post_data))

    look.goto("/page/resident-pair/#482915")
    look.wait_for_load_state()

    assert sent
    assert "482915" in (sent[0] or "")
    assert "482915" not in look.url


def test_the_scan_field_reads_keys_not_characters(look: Page) -> None:
    """As a scanner sends them under a switched-on input method: every key is "Process", only `code` tells."""
    open_page(look, "reception-list")
    expect(look.locator("#scan-code")).to_be_focused()

    codes = ["Digit0", "Digit8", "Digit1", "Digit2", "Minus", "KeyA", "Numpad7"]
    with look.expect_navigation():
        look.evaluate(
            "codes => codes.concat('Enter').forEach(code => document.activeElement.dispatchEvent("
            " new KeyboardEvent('keydown', {key: 'Process', keyCode: 229, code, bubbles: true,"
            " cancelable: true})))",
            codes,
        )

    assert json.loads(look.locator("body").inner_text())["code"] == ["0812-A7"]


def test_the_idle_lock_hides_the_page_and_keeps_what_was_typed(look: Page) -> None:
    look.clock.install()
    open_page(look, REQUEST)
    look.locator("#seal_card").fill("A-0001234")

    look.clock.run_for(11 * 60_000)
    expect(look.get_by_role("heading", name="席を外しています")).to_be_visible()
    expect(look.get_by_role("heading", name="証明書の交付請求")).to_be_hidden()
    look.route("**/posted/", lambda route: route.fulfill(status=403), times=1)
    look.get_by_label("パスワード").fill("wrong")
    look.get_by_role("button", name="続ける").click()
    expect(look.locator("[data-lock-error]")).to_have_text("パスワードが違います。")
    look.get_by_label("パスワード").fill("mihon")
    look.get_by_role("button", name="続ける").click()

    expect(look.locator("#seal_card")).to_have_value("A-0001234")
    expect(look.locator("#seal_card")).to_be_visible()


def test_names_are_drawn_with_the_mj_font_where_it_is_set_up(look: Page) -> None:
    open_page(look, "search")

    family = look.locator(".mj").first.evaluate("e => getComputedStyle(e).fontFamily")

    assert family.startswith('"Madoguchi MJ"')
