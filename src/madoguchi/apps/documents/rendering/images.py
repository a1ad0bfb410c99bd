"""Pictures on a form, as SVG of our own making: codes and the signature."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise

import zxingcpp

from madoguchi.domain.forms.strokes import Point, Strokes

FORMATS = {"qr": zxingcpp.BarcodeFormat.QRCode, "code128": zxingcpp.BarcodeFormat.Code128}
PEN = 2.2, 6.0
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
    """A dot where the pen was set down, then one path for each run of equal thickness.

    The dot is for strokes that don't move (a voicing mark): a path without length is not drawn at all.
    """
    first = stroke[0]
    radius = _thickness(first, first) * scale / 2
    yield f'<circle cx="{first.x:.2f}" cy="{first.y:.2f}" r="{radius:.2f}" fill="#000" stroke="none"/>'
    for width, run in groupby(pairwise(stroke), key=lambda pair: _thickness(*pair)):
        segments = list(run)
        points = [segments[0][0], *(end for _, end in segments)]
        way = "L".join(f"{p.x:.2f} {p.y:.2f}" for p in points)
        yield f'<path d="M{way}" stroke-width="{width * scale:.2f}"/>'


def _thickness(a: Point, b: Point) -> float:
    thin, thick = PEN
    return round(thin + (thick - thin) * (a.pressure + b.pressure) / 2, 1)
