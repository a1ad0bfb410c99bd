"""Which font draws a character is decided here exactly as Typst decides it."""

from __future__ import annotations

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from rendering_support import NOW

from madoguchi.apps.documents.rendering import FontsMissingError, Renderer, UndrawableError
from madoguchi.apps.documents.rendering.fonts import FontList

ADDED = "\U0010de92"
"""An additional character of MJ+: private use, in a font of its own."""


def make_font(path, *, width=1000, uvs=()):
    """A font of squares for 葛 and one private character, with selectors of its own."""
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for corner in ((0, 800), (800, 800), (800, 0)):
        pen.lineTo(corner)
    pen.closePath()
    square, empty = pen.glyph(), TTGlyphPen(None).glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "square", "variant"])
    builder.setupCharacterMap({ord("葛"): "square", ord(ADDED): "square"}, uvs=list(uvs))
    builder.setupGlyf({".notdef": empty, "square": square, "variant": square})
    builder.setupHorizontalMetrics(dict.fromkeys((".notdef", "square", "variant"), (width, 0)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable(
        {"familyName": "Sample Added Mincho", "styleName": "Regular", "psName": "SampleAdded"}
    )
    builder.setupOS2()
    builder.setupPost()
    builder.save(path)


@pytest.fixture
def two_fonts(fonts_dir, tmp_path):
    (tmp_path / "ipamjm.ttf").symlink_to(fonts_dir / "ipamjm.ttf")
    make_font(tmp_path / "added.ttf", width=500, uvs=[(ord("葛"), 0xE0100, "variant")])
    return tmp_path


def test_a_folder_without_the_name_font_is_refused(tmp_path):
    with pytest.raises(FontsMissingError, match="IPAmj明朝"):
        FontList(tmp_path)


def test_the_name_font_comes_first(two_fonts):
    assert FontList(two_fonts).families == ["IPAmjMincho", "Sample Added Mincho"]


def test_a_font_dropped_into_the_folder_adds_its_characters(fonts_dir, two_fonts, forms, request_data):
    form = forms["residence_record_request"]
    data = {**request_data, "visitor_name": f"架空　{ADDED}"}
    with pytest.raises(UndrawableError):
        Renderer(fonts_dir).render(form, data, timestamp=NOW)
    made = Renderer(two_fonts).render(form, data, timestamp=NOW)
    assert b"SampleAdded" in made.pdf


def test_a_selector_only_the_second_font_knows_is_not_drawable(two_fonts):
    """Typst takes the first font that has the base and drops the selector in silence."""
    assert not FontList(two_fonts).draws("葛\U000e0100")
    assert FontList(two_fonts).draws("葛\U000e0102")


def test_widths_come_from_the_font_that_draws(two_fonts):
    fonts = FontList(two_fonts)
    assert fonts.advance("葛") == 1.0
    assert fonts.advance(ADDED) == 0.5
    assert 0.3 < fonts.advance("i") < fonts.advance("W") < 1.0
    assert fonts.advance("邉\U000e0110") == 1.0
