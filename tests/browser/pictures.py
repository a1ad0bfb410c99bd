"""The pictures of the manual, and what its walk has met on the screens.

A picture is written only when it is asked for (`make manual`), so that the same walk is a test without it.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

MANUAL = Path(__file__).resolve().parents[2] / "docs" / "manual"
WRITE = "MANUAL_PICTURES"
LABEL = re.compile(r"「\*\*(.+?)\*\*」")
"""How the manual quotes what stands on a screen; other words in 「」 are said or explained."""
PICTURE = re.compile(r"!\[[^\]]+\]\(images/([\w-]+)\.png\)")
COLOURS = 256

WORDS_ON_SCREEN = """() => {
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) found.push(texts.currentNode.data);
  for (const one of document.querySelectorAll("button, a, label, legend, summary, h1, h2, h3, th, td, dt, dd, p, li, option, strong"))
    found.push(one.textContent);
  for (const one of document.querySelectorAll(".choice__label, .button > span")) found.push(one.textContent);
  for (const one of document.querySelectorAll("[aria-label]")) found.push(one.getAttribute("aria-label"));
  return found;
}"""

SAME_TIME = """() => {
  const before = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode;
    const now = node.data
      .replace(/\\b\\d{1,2}:\\d\\d(:\\d\\d)?\\b/g, (_, seconds) => (seconds ? "9:30:00" : "9:30"))
      .replace(/\\d{1,2}時\\d{1,2}分(\\d{1,2}秒)?/g, (_, seconds) => (seconds ? "9時30分00秒" : "9時30分"))
      .replace(/残\\d+時間\\d+分/g, "残7時間45分");
    if (now !== node.data) { before.push([node, node.data]); node.data = now; }
  }
  window.timesBefore = before;
}"""
PICTURES_THERE = """() => Promise.all([...document.images].map(
  (image) => image.complete || new Promise((done) => { image.onload = image.onerror = done; })))"""
TIMES_BACK = "() => { for (const [node, words] of window.timesBefore) node.data = words; }"


@dataclass(slots=True)
class Walk:
    """What one manual's walk has seen and drawn."""

    seen: set[str] = field(default_factory=set)
    drawn: set[str] = field(default_factory=set)

    def look(self, page: Page) -> None:
        """Remember all that stands on the page, closed parts and dialogs too."""
        self.seen |= {_plain(words) for words in page.evaluate(WORDS_ON_SCREEN)}

    def picture(self, page: Page, name: str) -> None:
        """`name` as the manual names it. Times are alike in every picture."""
        self.look(page)
        self.drawn.add(name)
        if os.environ.get(WRITE):
            page.evaluate(PICTURES_THERE)
            with _same_time(page):
                shot = page.screenshot(animations="disabled", caret="hide")
            _small(shot).save(MANUAL / "images" / f"{name}.png", optimize=True)

    def unmet(self, manual: str) -> list[str]:
        """Labels that the manual quotes and no screen of the walk bore."""
        text = (MANUAL / manual).read_text(encoding="utf-8")
        return sorted({label for label in LABEL.findall(text) if _plain(label) not in self.seen})


def named() -> dict[str, set[str]]:
    """The pictures that each manual names."""
    return {file.name: set(PICTURE.findall(file.read_text(encoding="utf-8"))) for file in MANUAL.glob("*.md")}


def _plain(words: str) -> str:
    return re.sub(r"\s+", "", words)


@contextmanager
def _same_time(page: Page) -> Iterator[None]:
    page.evaluate(SAME_TIME)
    yield
    page.evaluate(TIMES_BACK)


def _small(shot: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    return picture.quantize(COLOURS, dither=Image.Dither.NONE)
