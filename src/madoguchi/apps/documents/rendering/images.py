"""Pictures on a form, as SVG of our own making: codes and the signature."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise

import zxingcpp

from madoguchi.domain.forms.strokes import Point, Strokes

FORMATS = {"qr": zxingcpp.BarcodeFormat.QRCode, "code128": zxingcpp.BarcodeFormat.Code128}
PEN = 1.1, 2.6
"""Width of the line at no and at full pressure, for a canvas 200 high; scaled with the canvas."""


def code_svg(symbology: str, content: str) -> str:
    """A QR code or Code 128 bar code without words beneath. Raises ValueError for content it can't carry."""
    options = {"ec_level": "M"} if symbology == "qr" else {}
    barcode = zxingcpp.create_barcode(content, FORMATS[symbology], **options)
    return str(barcode.to_svg(add_quiet_zones=False))


def signature_svg(strokes: Strokes) -> str:
    """The strokes as the pen drew them, thicker where it pressed. Made of numbers only."""
    lines = "".join(line for stroke in strokes.strokes for line in _paths(stroke, strokes.height / 200))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {strokes.width:.2f} {strokes.height:.2f}">'
        f'<g fill="none" stroke="#000" stroke-linecap="round" stroke-linejoin="round">{lines}</g></svg>'
    )


def _paths(stroke: tuple[Point, ...], scale: float) -> Iterator[str]:
    """One path for each run of equal thickness; a dot for a pen set down and lifted."""
    pairs = list(pairwise(stroke)) or [(stroke[0], stroke[0])]
    for width, run in groupby(pairs, key=lambda pair: _thickness(*pair)):
        segments = list(run)
        points = [segments[0][0], *(end for _, end in segments)]
        way = "L".join(f"{p.x:.2f} {p.y:.2f}" for p in points)
        yield f'<path d="M{way}" stroke-width="{width * scale:.2f}"/>'


def _thickness(a: Point, b: Point) -> float:
    thin, thick = PEN
    return round(thin + (thick - thin) * (a.pressure + b.pressure) / 2, 1)
