"""The fonts a paper may be drawn with, what they can draw and how wide.

Every engine draws a base character in silence when the font lacks its variation selector: a wrong glyph in
a name. So each character is looked up here first, in the same order Typst will use the fonts.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import typst
import uharfbuzz as hb

from madoguchi.apps.documents.rendering.errors import FontsMissingError
from madoguchi.domain.text.mj import is_selector

NAME_FONT = "ipamjm.ttf"
GUIDE_FOLDER = "guide"
"""Below the folder of fonts; its fonts draw the guide and never a form (ADR 0130)."""
PLAIN_SHAPING = {"kern": False, "liga": False, "clig": False}


class FontFace:
    """One face, mapped into memory, asked by HarfBuzz."""

    def __init__(self, path: Path, index: int) -> None:
        face = hb.Face(hb.Blob.from_file_path(str(path)), index)
        self._font = hb.Font(face)
        self._upem = face.upem

    def draws(self, character: str) -> bool:
        """Whether base, selector and marks all have their own glyph here."""
        return all(self._has(before, char) for before, char in pairwise(("", *character)))

    def _has(self, before: str, char: str) -> bool:
        if is_selector(ord(char)):
            return bool(before and self._font.get_variation_glyph(ord(before), ord(char)))
        return bool(self._font.get_nominal_glyph(ord(char)))

    def advance(self, character: str) -> float:
        buffer = hb.Buffer()
        buffer.add_str(character)
        buffer.guess_segment_properties()
        hb.shape(self._font, buffer, PLAIN_SHAPING)
        width = sum(int(p.x_advance) for p in buffer.glyph_positions)
        return float(width / self._upem)


@dataclass(frozen=True)
class FontList:
    """The font files of one folder: IPAmj Mincho first, then the others by file name.

    A further font dropped into the folder (the additional characters of MJ+) joins at the next start.
    """

    folder: Path

    def __post_init__(self) -> None:
        if not (self.folder / NAME_FONT).is_file():
            raise FontsMissingError(
                f"フォント {NAME_FONT}（IPAmj明朝）がフォルダー {self.folder} にありません。"
                "`make setup` で取得するか、FONTS_DIR に置き場所を指定してください。"
            )

    @cached_property
    def _found(self) -> list[tuple[str, FontFace]]:
        fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(self.folder)]
        ).fonts()
        found = [(Path(font.path or ""), font.index, font.family) for font in fonts if self._wants(font)]
        found.sort(key=lambda each: (each[0].name != NAME_FONT, *each))
        return [(family, FontFace(path, index)) for path, index, family in found]

    def _wants(self, font: Any) -> bool:
        return bool(font.path) and Path(font.path).parent != self.folder / GUIDE_FOLDER

    @property
    def families(self) -> list[str]:
        """Names for Typst, in order of preference, each once."""
        return list(dict.fromkeys(family for family, _ in self._found))

    @cached_property
    def _known(self) -> dict[str, FontFace | None]:
        return {}

    def _face_for(self, character: str) -> FontFace | None:
        if character not in self._known:
            self._known[character] = self._choose(character)
        return self._known[character]

    def _choose(self, character: str) -> FontFace | None:
        """The face Typst will take: the first that has the base. If that one lacks the selector, none."""
        if unicodedata.category(character[0])[0] in "CM" and unicodedata.category(character[0]) != "Co":
            return None
        first = next((face for _, face in self._found if face.draws(character[0])), None)
        return first if first and first.draws(character) else None

    def draws(self, character: str) -> bool:
        """`character` is one cluster: a base with its selector and marks. Controls are never drawable."""
        return self._face_for(character) is not None

    @cached_property
    def _widths(self) -> dict[str, float]:
        return {}

    def advance(self, character: str) -> float:
        """Width in type sizes; 1 for a character that can't be drawn."""
        if character not in self._widths:
            face = self._face_for(character)
            self._widths[character] = face.advance(character) if face else 1.0
        return self._widths[character]
