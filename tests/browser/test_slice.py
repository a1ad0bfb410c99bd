"""The thin slice on the demo municipality, as a person clicks it."""

from __future__ import annotations

import io
import re
import time
from datetime import UTC, date, datetime

import pypdf
import pypdfium2
import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from madoguchi.apps.documents.rendering import Renderer
from madoguchi.demo import people
from madoguchi.domain.forms.model import FormTemplate
from madoguchi.domain.forms.reader import read_forms
from madoguchi.local.fonts import fonts_dir
from tests.browser.conftest import signed_in
from tests.browser.demo_server import ROOT, Demo

pytestmark = pytest.mark.browser
WORDS_OF_THE_STOP = "システム確認が必要です（係長へ）"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def accessible(page: Page) -> None:
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()


def search(page: Page, typed: str) -> None:
    page.get_by_role("textbox", name=re.compile("住民を検索")).fill(typed)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="住民の検索")).to_be_visible()


def open_household(page: Page, typed: str, name: str) -> None:
    search(page, typed)
    page.get_by_role("row").filter(has_text=name).get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="世帯", exact=True)).to_be_visible()


def begin(page: Page) -> None:
    page.get_by_role("button", name=re.compile("証明書の請求を受け付ける")).click()


def request_certificate(page: Page) -> str:
    """Fill the request page for the usual case; gives the reception's number."""
    begin(page)
    expect(page.get_by_role("heading", name="証明書の交付請求")).to_be_visible()
    page.get_by_role("checkbox", name="運転免許証").check()
    page.get_by_role("checkbox", name=re.compile("住民票 世帯全員")).check()
    page.get_by_role("checkbox", name="世帯主・続柄").check()
    expect(page.locator("#fee")).to_contain_text("300円")
    expect(page.get_by_alt_text(re.compile("申請書"))).to_be_visible()
    number = re.search(r"\d{8}-\d{4}", page.url)
    assert number is not None
    page.get_by_role("button", name=re.compile("署名へ進む")).click()
    expect(page.get_by_role("heading", name="確認と署名")).to_be_visible()
    return number[0]


def pair(page: Page, terminal: BrowserContext) -> Page:
    other = page.get_by_role("link", name=re.compile("別の画面をつなぐ|新しい番号を出す"))
    other.click()
    link = page.get_by_role("link", name="この端末の第2画面に開く")
    screen = terminal.new_page()
    screen.goto(str(link.get_attribute("href")))
    return screen


def sign(screen: Page) -> None:
    expect(screen.get_by_role("heading", name=re.compile("確認|ご"))).to_be_visible()
    screen.get_by_role("button", name="この内容で署名する").click()
    canvas = screen.get_by_role("img", name=re.compile("署名を書くところ"))
    box = canvas.bounding_box()
    assert box is not None
    pen = screen.context.new_cdp_session(screen)
    for step in range(40):
        kind = "mousePressed" if step == 0 else "mouseReleased" if step == 39 else "mouseMoved"
        pen.send(
            "Input.dispatchMouseEvent",
            {
                "type": kind,
                "x": box["x"] + 60 + 6 * step,
                "y": box["y"] + 60 + 20 * (step % 3),
                "button": "left",
                "buttons": 1,
                "clickCount": 1,
                "pointerType": "pen",
                "force": 0.3 + step / 80,
            },
        )
    screen.get_by_role("button", name="できました").click()
    expect(screen.get_by_role("heading", name="ありがとうございました")).to_be_visible()


def printed(page: Page) -> bytes:
    """The PDF that the print button brings, as the browser receives it."""
    with page.expect_popup() as popup:
        button = page.get_by_role("button", name=re.compile("印刷する"))
        with page.context.expect_event("response", lambda r: r.url.endswith("/print/")) as answer:
            button.first.click()
    assert answer.value.headers["content-type"] == "application/pdf"
    form = page.locator("form[action$='/print/']").first
    popup.value.close()
    again = page.request.post(
        str(form.evaluate("f => f.action")),
        form={
            "csrfmiddlewaretoken": str(form.locator("[name=csrfmiddlewaretoken]").input_value()),
            "reason": "汚れた・破れた",
        },
        headers={"Referer": page.url},
    )
    return again.body()


def hand_over(colleague: Page, number: str) -> None:
    """The other person reviews, takes the fee and hands over, with one press at the end."""
    field = colleague.get_by_role("textbox", name="受付番号")
    colleague.get_by_role("link", name="一覧").click()
    field.press_sequentially(number)
    colleague.keyboard.press("Enter")
    for point in ("対象者", "通数", "記載項目", "抑止"):
        colleague.get_by_role("checkbox", name=re.compile(point)).check()
    accessible(colleague)
    colleague.get_by_label(re.compile("番号札")).fill(number[-4:])
    colleague.keyboard.press("Alt+Enter")
    expect(colleague.get_by_role("heading", name="受付の一覧")).to_be_visible()
    accessible(colleague)


def test_a_certificate_request_from_search_to_the_core_system(
    demo: Demo, clerk: Page, terminal: BrowserContext, second_terminal: BrowserContext
) -> None:
    who = people.VARIANT_NAME
    accessible(clerk)
    open_household(clerk, "渡辺 澄子 S23", who.name)
    expect(clerk.locator(".mj").filter(has_text=who.name).first).to_be_visible()
    accessible(clerk)
    number = request_certificate(clerk)
    accessible(clerk)
    screen = pair(clerk, terminal)
    accessible(screen)
    sign(screen)
    accessible(screen)
    expect(clerk.get_by_role("heading", name=re.compile("受付"))).to_be_visible(timeout=10_000)
    accessible(clerk)
    pdf = printed(clerk)
    check_paper(pdf, number, who.name)
    clerk.get_by_role("button", name=re.compile("1通つくった")).click()
    expect(clerk.get_by_text("つくった人とは別の職員が審査します")).to_be_visible()
    hand_over(signed_in(demo, second_terminal, "shinsa"), number)
    assert number in record_on_s3(demo, number)


def check_paper(pdf: bytes, number: str, name: str) -> None:
    """Text, code, mark (this is the second print) and the very glyph of the name, which isn't the bare 邉."""
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).replace(" ", "")
    assert name.replace("\u3000", "") in text.replace("\u3000", "")
    assert "再印刷" in text
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=3).to_pil()
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [number]
    assert name_on(pdf) == name_on(paper_for(name))
    assert name_on(pdf) != name_on(paper_for(name.replace("\U000e0112", "")))


def name_on(pdf: bytes) -> bytes:
    """The pixels of the visitor's name: the box of the form, less its frame."""
    boxes = residence_form().boxes
    box = next(b.at for b in boxes if getattr(b, "field", "") == "visitor_name")
    mm = 4 * 72 / 25.4
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=4).to_pil().convert("1")
    edges = (box.x + 1, box.y + 1, box.x + box.w - 1, box.y + box.h - 1)
    return picture.crop(tuple(round(edge * mm) for edge in edges)).tobytes()


def residence_form() -> FormTemplate:
    forms, _ = read_forms([ROOT / "packs" / pack / "forms" for pack in ("standard", "gobo")])
    return forms["residence_record_request"]


def paper_for(name: str) -> bytes:
    """The form with this name and little else, made here."""
    form = residence_form()
    words = {f.name: "試験" for f in form.fields.values() if f.required and f.type == "text"}
    given = words | {
        "visitor_name": name,
        "subject_names": (name,),
        "visitor_relation": "self",
        "requested_on": date(2026, 11, 22),
    }
    return Renderer(fonts_dir()).render(form, given, timestamp=datetime(2026, 11, 22, tzinfo=UTC)).pdf


def record_on_s3(demo: Demo, number: str) -> str:
    """The file that the core system finds, once its manifest is there."""
    client = demo.s3.client()
    for _ in range(100):
        files = [
            o["Key"] for o in client.list_objects_v2(Bucket=demo.s3.bucket, Prefix="out/").get("Contents", [])
        ]
        finished = {key.rsplit("/", 1)[0] for key in files if key.endswith("_MANIFEST.json")}
        for key in files:
            if key.endswith(".csv") and key.rsplit("/", 1)[0] in finished:
                body = client.get_object(Bucket=demo.s3.bucket, Key=key)["Body"].read().decode("utf-8-sig")
                if number in body:
                    return body
        time.sleep(0.3)
    raise AssertionError("no record arrived")


def test_the_trail_shows_it_and_verifies(demo: Demo, terminal: BrowserContext) -> None:
    auditor = signed_in(demo, terminal, "kansa")
    expect(auditor.get_by_role("heading", name="操作の記録")).to_be_visible()
    expect(auditor.get_by_role("cell", name="サインイン", exact=True).first).to_be_visible()
    accessible(auditor)
    for _ in range(20):
        verdict = demo.madoguchi("audit", "verify")
        if verdict.returncode == 0:
            break
        time.sleep(0.5)
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr
    assert "異常はありません" in verdict.stdout


def test_a_protected_household_is_refused_on_the_same_path(demo: Demo, clerk: Page) -> None:
    who = people.PROTECTED
    open_household(clerk, "架空 みどり", who.name)
    page = clerk.content()
    for secret in (who.address.number, "みほん荘", "野島", who.phone, "9777"):
        assert secret not in page
    begin(clerk)
    expect(clerk.get_by_role("heading", name=WORDS_OF_THE_STOP)).to_be_visible()
    accessible(clerk)
    assert "支援措置" not in clerk.content()


@pytest.mark.parametrize("typed", [people.PROTECTED.address.number, "9777", "みほん荘"])
def test_searching_a_protected_address_answers_as_for_nobody(clerk: Page, typed: str) -> None:
    search(clerk, typed)
    assert people.PROTECTED.name not in clerk.content()


def test_s3_stops_in_the_middle_and_nothing_is_lost(
    demo: Demo, clerk: Page, terminal: BrowserContext
) -> None:
    open_household(clerk, "窓口 太郎", people.USUAL.name)
    number = request_certificate(clerk)
    demo.s3.stop()
    try:
        sign(pair(clerk, terminal))
        expect(clerk.get_by_role("heading", name=re.compile("受付"))).to_be_visible(timeout=10_000)
    finally:
        demo.s3.start()
    assert record_on_s3(demo, number).count(number) == 1


def test_with_the_keyboard_alone(clerk: Page) -> None:
    keys = clerk.keyboard
    expect(clerk.get_by_role("heading", name="住民の検索")).to_be_visible()
    expect(clerk.get_by_role("textbox", name=re.compile("住民を検索"))).to_be_focused()
    keys.press("/")
    keys.type("まどぐち たろう")
    keys.press("Enter")
    expect(clerk.get_by_role("row").filter(has_text=people.USUAL.name).first).to_be_visible()
    keys.press("Enter")
    expect(clerk.get_by_role("heading", name="世帯", exact=True)).to_be_visible()
    keys.press("Control+Enter")
    expect(clerk.get_by_role("heading", name="証明書の交付請求")).to_be_visible()
    keys.press("F4")
    keys.press("2")
    expect(clerk.get_by_role("checkbox", name="運転免許証")).to_be_checked()
    certificates = clerk.get_by_role("checkbox", name=re.compile("住民票 世帯全員"))
    for _ in range(30):
        keys.press("Tab")
        if clerk.evaluate("document.activeElement.name") == "certificate":
            break
    keys.press("q")
    expect(certificates).to_be_checked()
    expect(clerk.locator("#fee")).to_contain_text("300円")
    keys.press("Control+Enter")
    expect(clerk.get_by_role("heading", name="確認と署名")).to_be_visible()


def test_what_is_missing_is_said_with_a_way_to_it(clerk: Page) -> None:
    open_household(clerk, "窓口 太郎", people.USUAL.name)
    begin(clerk)
    clerk.get_by_role("button", name=re.compile("署名へ進む")).click()
    alert = clerk.get_by_role("alert").filter(has_text="入力を確かめてください")
    expect(alert.get_by_role("link", name=re.compile("本人確認書類が足りません"))).to_be_visible()
    expect(alert.get_by_role("link", name="証明書を選んでください。")).to_be_visible()
    accessible(clerk)


def test_nothing_on_the_way_comes_from_elsewhere_or_is_blocked(demo: Demo, terminal: BrowserContext) -> None:
    page = terminal.new_page()
    faults: list[str] = []
    page.on("console", lambda m: faults.append(m.text) if "Content Security Policy" in m.text else None)
    page.on(
        "request",
        lambda r: faults.append(r.url) if not r.url.startswith((demo.staff, "blob:", "data:")) else None,
    )
    page.goto(demo.staff + "/")
    page.get_by_label("利用者ID").fill("madoguchi")
    page.get_by_label("パスワード").fill("madoguchi-demo")
    page.keyboard.press("Enter")
    open_household(page, "窓口 太郎", people.USUAL.name)
    request_certificate(page)
    assert faults == []


def test_the_two_sites_never_share_a_cookie(demo: Demo, terminal: BrowserContext) -> None:
    clerk = signed_in(demo, terminal, "madoguchi")
    cookie = next(c for c in terminal.cookies() if c["name"] == "madoguchi_staff")
    answer = clerk.request.get(demo.resident + "/", headers={"Cookie": f"madoguchi_staff={cookie['value']}"})
    assert answer.status == 400
    answer = clerk.request.get(demo.staff + "/", headers={"Cookie": "madoguchi_resident=abc"})
    assert answer.status == 400
    assert clerk.request.get(demo.resident + "/search/", max_redirects=0).status == 404
