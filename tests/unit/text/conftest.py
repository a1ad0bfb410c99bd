"""The first look-up reads the table: no deadline for a single example. And a small font."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from hypothesis import settings

settings.register_profile("text", deadline=None)
settings.load_profile("text")


@pytest.fixture(scope="module")
def font(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A font with 渡, 邉, 邉 + U+E0112 as another shape and 邉 + U+E010F as the plain one."""
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "watashi", "nabe", "nabe.alt"])
    cmap = {0x6E21: "watashi", 0x9089: "nabe"}
    builder.setupCharacterMap(cmap, uvs=[(0x9089, 0xE0112, "nabe.alt"), (0x9089, 0xE010F, None)])
    builder.setupGlyf({name: TTGlyphPen(None).glyph() for name in builder.font.getGlyphOrder()})
    builder.setupHorizontalMetrics(dict.fromkeys(builder.font.getGlyphOrder(), (1000, 0)))
    builder.setupHorizontalHeader()
    builder.setupNameTable({"familyName": "Original", "licenseDescription": "as you like"})
    builder.setupOS2()
    builder.setupPost()
    path = tmp_path_factory.mktemp("font") / "small.ttf"
    path.with_name("LICENSE.txt").write_text("as you like")
    builder.save(path)
    return path
