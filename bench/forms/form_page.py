"""One filled form page as PDF/A-2u, ours beside WeasyPrint: same font, page, words and places.

    FONTS_DIR=… python bench/forms/form_page.py [repetitions]

Prints medians and their ratio (goal: 8 or more); exit code 1 below the goal. Both are warm: fonts loaded, one
paper made before. WeasyPrint is given the finished layout of our composing (it has no fitting of its own).
"""

from __future__ import annotations

import base64
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from html import escape
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from madoguchi.apps.documents.rendering import Renderer, RenderPool
from madoguchi.apps.documents.rendering.composing import Composer, Drawing, Sheet
from madoguchi.domain.forms.model import FormData, FormTemplate
from madoguchi.domain.forms.reader import read_forms
from madoguchi.domain.forms.strokes import Strokes

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC)
GOAL = 8.0
LOOKS = {
    "cell": "border: 0.4pt solid #3c3c3c",
    "head": "border: 0.4pt solid #3c3c3c; background: #eee",
    "band": "background: #3c3c3c",
    "staff": "border: 0.4pt solid #3c3c3c; background: #f7f7f7",
    "strong": "border: 1.1pt solid #000",
}
INKS = {"ink": "#000", "white": "#fff"}


def sample(number: int) -> FormData:
    """A different paper each time, so that nothing can be remembered."""
    pen = [
        {
            "pointer": "pen",
            "points": [[40 + 3 * i, 90 + 60 * (i % 7) / 7, 4_000 * i, i / 120] for i in range(120)],
        }
    ]
    address = f"和歌山県御坊市架空町{number}番地200　みほんハイツ203号室"
    return {
        "reception_number": f"1122-{number:04}",
        "requested_on": date(2026, 11, 22),
        "visitor_name": "渡邉\U000e0110　架空子",
        "visitor_kana": "ワタナベ　カクコ",
        "visitor_birth": date(1970, 4, 1),
        "visitor_address": address,
        "visitor_phone": "0738-00-0000",
        "visitor_relation": "self",
        "want_residence_record_household": True,
        "copies_residence_record_household": 1,
        "sheet": "household",
        "subject_address": address,
        "head_name": "渡邉\U000e0110　架空太",
        "subject_names": ("渡邉\U000e0110　架空太", "渡邉\U000e0110　架空子", "髙﨑　𠮷之助"),
        "show_relationship": True,
        "purpose": "勤務先へ提出",
        "fee": 300,
        "signature": Strokes.read({"width": 600, "height": 180, "strokes": pen}),
        "identity_documents": ("個人番号カード",),
        "identity_method": "one",
        "staff_received": "山田",
    }


def as_html(drawing: Drawing) -> str:
    """The same drawing for WeasyPrint."""
    return f'<html lang="ja"><title>{escape(drawing.title)}</title>' + "".join(map(_page, drawing.pages))


def _page(sheet: Sheet) -> str:
    rects = (_div(x, y, f"width:{w}mm;height:{h}mm;{LOOKS[look]}") for x, y, w, h, look in sheet.rects)
    images = (
        f'<img style="left:{x}mm;top:{y}mm;width:{w}mm;height:{h}mm" src="data:image/svg+xml;base64,'
        f'{base64.b64encode(svg.encode()).decode()}">'
        for x, y, w, h, svg in sheet.images
    )
    ticks = (_tick(*tick) for tick in sheet.ticks)
    texts = (
        _div(x, y, f"font-size:{size}pt;color:{INKS[tone]}", words) for x, y, size, tone, words in sheet.texts
    )
    return f"<section>{''.join((*rects, *images, *ticks, *texts))}</section>"


def _div(x: float, y: float, style: str, words: str = "") -> str:
    return f'<div style="left:{x}mm;top:{y}mm;{style}">{escape(words)}</div>'


def _tick(x: float, y: float, side: float, on: bool) -> str:
    mark = f"border-width:0 1.3pt 1.3pt 0;transform:rotate(40deg);width:{side / 3}mm;height:{side * 0.8}mm"
    square = f"width:{side}mm;height:{side}mm;border:0.5pt solid #000"
    return _div(x, y, square) + (_div(x + 1, y, f"border:solid #000;{mark}") if on else "")


class Weasy:
    """WeasyPrint with its font and style sheet prepared once."""

    def __init__(self, fonts_dir: Path) -> None:
        self._fonts = FontConfiguration()
        font = (fonts_dir / "ipamjm.ttf").as_uri()
        rules = (
            f"@font-face {{font-family: IPAmj; src: url({font})}}"
            "@page {size: A4; margin: 0} body {margin: 0}"
            "section {position: relative; width: 210mm; height: 296mm; font: 10.5pt/1 IPAmj}"
            "section > * {position: absolute; box-sizing: border-box; white-space: pre}"
        )
        self._style = CSS(string=rules, font_config=self._fonts)

    def make(self, drawing: Drawing) -> bytes:
        document = HTML(string=as_html(drawing))
        pdf = document.write_pdf(stylesheets=[self._style], font_config=self._fonts, pdf_variant="pdf/a-2u")
        assert pdf is not None
        return pdf


def median_ms(make: Callable[[int], object], repetitions: int) -> float:
    make(0)
    times = []
    for number in range(1, repetitions + 1):
        begun = time.perf_counter()
        make(number)
        times.append(time.perf_counter() - begun)
    return 1000 * statistics.median(times)


def main(repetitions: int) -> int:
    fonts_dir = Path(os.environ.get("FONTS_DIR", ROOT / ".work" / "fonts"))
    forms, _ = read_forms([ROOT / "packs" / pack / "forms" for pack in ("standard", "gobo")])
    form = forms["residence_record_request"]
    renderer, weasy, pool = Renderer(fonts_dir), Weasy(fonts_dir), RenderPool(fonts_dir)

    def composed(number: int) -> Drawing:
        return Composer(form, sample(number), renderer.fonts).compose(None, NOW)

    ours = median_ms(lambda n: renderer.render(form, sample(n), timestamp=NOW), repetitions)
    theirs = median_ms(lambda n: weasy.make(composed(n)), max(repetitions // 10, 3))
    compose = median_ms(composed, repetitions)
    pooled = median_ms(lambda n: pool.render(form, sample(n), timestamp=NOW), repetitions)
    preview = median_ms(lambda n: pool.preview_png(form, sample(n), 96, timestamp=NOW), repetitions)
    pool.close()
    _print(form, ours, theirs - compose, compose, pooled, preview)
    return 0 if (theirs - compose) / ours >= GOAL else 1


def _print(
    form: FormTemplate, ours: float, theirs: float, compose: float, pooled: float, preview: float
) -> None:
    print(f"form page ({form.title}, {len(form.boxes)} boxes), median ms")
    print(f"  ours, one process, with fitting and checks   {ours:8.1f}  (fitting and checks {compose:.1f})")
    print(f"  ours, by the pool of worker processes        {pooled:8.1f}")
    print(f"  preview as PNG, 96 dpi, by the pool          {preview:8.1f}")
    print(f"  WeasyPrint, same page laid out for it        {theirs:8.1f}")
    print(f"  ratio WeasyPrint / ours                      {theirs / ours:8.1f}  (goal {GOAL:g})")


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100))
