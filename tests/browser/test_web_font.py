"""Names on a page: in a real browser the sliced web font draws each variant exactly as the original does."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from io import BytesIO
from itertools import combinations
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Route

from madoguchi.domain.text import table
from madoguchi.domain.text.web_font import FAMILY, WebFont
from madoguchi.local.fonts import FONT, fonts_dir

pytestmark = pytest.mark.browser

PAGE = "http://names.test/"
BOX, ROW = 80, 12
# Without hinting (geometricPrecision): FreeType's automatic one takes its measures from the other characters
# of the file, and so moves the same outline by up to a pixel in a slice.
SHEET = f"""
<!DOCTYPE html><meta charset="utf-8"><link rel="stylesheet" href="mj.css">
<style>
  @font-face {{ font-family: Original; src: url("original.ttf") }}
  body {{ margin: 0; width: {BOX * ROW}px; font-size: 64px; line-height: {BOX}px }}
  span {{ float: left; width: {BOX}px; height: {BOX}px; overflow: hidden }}
  span {{ text-rendering: geometricPrecision }}
  .web {{ font-family: "{FAMILY}" }} .original {{ font-family: Original }}
</style>"""
SHOW = """async ([characters, kind]) => {
  document.body.replaceChildren(...characters.map(text => {
    const span = document.createElement("span");
    span.className = kind; span.textContent = text; return span }));
  await document.fonts.ready; return document.fonts.status }"""

BASES = "邉邊葛辻齋"
VARIANTS = {
    base: [base, *(s for s, _ in table().sequences() if s[0] == base and len(s) == 2)] for base in BASES
}
PLAIN = ["髙", "﨑", "𠮷", "\ufa19", "渡", "㐂", "あ", "A"]
Shapes = Mapping[str, bytes]


@pytest.fixture(scope="module")
def web_font() -> WebFont:
    named = os.environ.get("FONTS_DIR")
    return WebFont((Path(named) if named else fonts_dir()) / FONT)


@pytest.fixture(scope="module")
def fetched() -> list[str]:
    return []


@pytest.fixture(scope="module")
def names_page(browser: Browser, web_font: WebFont, fetched: list[str]) -> Iterator[Page]:
    def answer(route: Route) -> None:
        name = route.request.url.removeprefix(PAGE).partition("?")[0]
        fetched.append(name)
        if name == "mj.css":
            route.fulfill(body=web_font.css(), content_type="text/css")
        elif name == "original.ttf":
            route.fulfill(path=web_font.path, content_type="font/ttf")
        elif name.endswith(".woff2"):
            route.fulfill(body=web_font.slice_bytes(name.removesuffix(".woff2")), content_type="font/woff2")
        else:
            route.fulfill(body=SHEET, content_type="text/html")

    opened = browser.new_page()
    opened.route(f"{PAGE}**", answer)
    opened.goto(PAGE)
    yield opened
    opened.close()


def _draw(page: Page, kind: str) -> Shapes:
    """The pixels of every character in the web font or in the original, once it has come."""
    characters = [*PLAIN, *(variant for variants in VARIANTS.values() for variant in variants)]
    assert page.evaluate(SHOW, [characters, kind]) == "loaded"
    image = Image.open(BytesIO(page.screenshot(full_page=True))).convert("L")
    boxes = ((at % ROW * BOX, at // ROW * BOX) for at in range(len(characters)))
    return {
        c: image.crop((x, y, x + BOX, y + BOX)).tobytes() for c, (x, y) in zip(characters, boxes, strict=True)
    }


@pytest.fixture(scope="module")
def sliced(names_page: Page) -> Shapes:
    return _draw(names_page, "web")


@pytest.fixture(scope="module")
def original(names_page: Page) -> Shapes:
    return _draw(names_page, "original")


@pytest.mark.parametrize("base", BASES)
def test_every_variant_is_drawn_as_in_the_original_font(base: str, sliced: Shapes, original: Shapes) -> None:
    assert [ascii(variant) for variant in VARIANTS[base] if sliced[variant] != original[variant]] == []


@pytest.mark.parametrize("base", BASES)
def test_variants_differ_unless_they_are_the_same_figure(base: str, sliced: Shapes) -> None:
    figure = table().mj_number
    for one, other in combinations(VARIANTS[base], 2):
        assert (sliced[one] == sliced[other]) == (figure(one) == figure(other)), ascii((one, other))


@pytest.mark.parametrize("character", PLAIN)
def test_characters_without_selectors_too(character: str, sliced: Shapes, original: Shapes) -> None:
    assert len(set(sliced[character])) > 2, "an empty box"
    assert sliced[character] == original[character]


def test_a_page_fetches_only_the_slices_it_shows(
    names_page: Page, web_font: WebFont, fetched: list[str]
) -> None:
    fetched.clear()
    names_page.goto(PAGE)
    names_page.evaluate(SHOW, [["渡", "邉\U000e0112"], "web"])
    shown = {ord("渡"), ord("邉")}
    needed = {f"{part.name}.woff2" for part in web_font.slices if shown.intersection(part.characters)}
    assert {name for name in fetched if name.endswith(".woff2")} == needed
