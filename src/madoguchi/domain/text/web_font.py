"""The MJ font for pages: WOFF2 slices by unicode-range, each with the variation sequences of its bases.

A browser fetches only the slices whose characters a page shows. One takes about half a second to make, so a
view can make it when it is first asked for (`slice_bytes`); `madoguchi.local.web_font` makes them all.

IPA Font License v1.0, article 3.1: a derived font must not bear the original's name, is under the same
licence, and comes with a way back to the original. So the slices are named anew, keep the licence entries and
say where they come from; the build puts the licence beside them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path

import uharfbuzz
from fontTools.ttLib import TTFont

from madoguchi.domain.text.coverage import FontCoverage
from madoguchi.domain.text.mj import IVS_FIRST, IVS_LAST, SVS_FIRST, SVS_LAST

FAMILY = "Madoguchi MJ"
LAYOUT = 1  # raise it when slices are cut or written in another way, so that browsers fetch them anew
COMMON, RARE = 200, 300  # characters of a slice: in JIS X 0208, and all others
SELECTORS = (*range(SVS_FIRST, SVS_LAST + 1), *range(IVS_FIRST, IVS_LAST + 1))
# Not for pages: vertical setting and glyph substitution. A variation sequence needs the cmap alone.
DROPPED_TABLES = ("BASE", "GDEF", "GPOS", "GSUB", "vhea", "vmtx")
KEPT_NAMES = (0, 2, 5, 13, 14)  # copyright, style, version, licence
ORIGIN = (
    "A part of the font whose copyright notice is in this file, cut for web pages and renamed as its licence"
    " asks. To use the original instead, install it and remove these files."
)


@dataclass(frozen=True, slots=True)
class Slice:
    """One file of the web font: its name without extension, and the characters that it draws."""

    name: str
    characters: tuple[int, ...]

    @property
    def unicode_range(self) -> str:
        """As CSS wants it: `U+4E00-4E03, U+4E07`."""
        return ", ".join(_ranges(self.characters))


@dataclass(frozen=True)
class WebFont:
    """A font file seen as slices. `prefix` starts their names: another font (MJ+) takes another one."""

    path: Path
    prefix: str = "mj"

    @cached_property
    def version(self) -> str:
        """Changes with the font file and the layout, and so do the addresses in the style sheet."""
        with self.path.open("rb") as file:
            return f"{hashlib.file_digest(file, 'sha256').hexdigest()[:12]}-{LAYOUT}"

    @cached_property
    def slices(self) -> tuple[Slice, ...]:
        """The most used characters first: kana and signs, JIS X 0208 in its order, the rest by code point."""
        groups = _groups(FontCoverage.load(self.path).characters)
        return tuple(Slice(f"{self.prefix}-{number:03d}", group) for number, group in enumerate(groups))

    def css(self) -> str:
        """The style sheet; the slices are looked for beside it.

        `font-display: block`: until a slice is there a name shows nothing, rather than another shape.
        """
        return "".join(
            f'@font-face {{ font-family: "{FAMILY}"; font-display: block;'
            f' src: url("{part.name}.woff2?v={self.version}") format("woff2");'
            f" unicode-range: {part.unicode_range}; }}\n"
            for part in self.slices
        )

    def slice_bytes(self, name: str) -> bytes:
        """The WOFF2 file of a slice. KeyError for a name that the style sheet doesn't have."""
        part = {part.name: part for part in self.slices}[name]
        with TTFont(BytesIO(self._subset(part))) as font:
            _rename(font)
            font.flavor = "woff2"
            file = BytesIO()
            font.save(file, reorderTables=False)
        return file.getvalue()

    def _subset(self, part: Slice) -> bytes:
        wanted = uharfbuzz.SubsetInput()
        wanted.unicode_set.update((*part.characters, *SELECTORS))
        wanted.drop_table_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in DROPPED_TABLES)
        wanted.name_id_set.update(KEPT_NAMES)
        face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(self.path))
        return bytes(uharfbuzz.subset(face, wanted).blob.data)


def _groups(characters: frozenset[int]) -> Iterator[tuple[int, ...]]:
    signs = [
        code for code in characters if code < 0x2E80 or 0x3000 <= code < 0x3400 or 0xFE00 <= code < 0x10000
    ]
    common = [code for code in _jis_x_0208() if code in characters and code not in signs]
    rest = characters.difference(signs, common)
    yield from _parts(sorted(signs), RARE)
    yield from _parts(common, COMMON)
    yield from _parts(sorted(rest), RARE)


def _jis_x_0208() -> Iterator[int]:
    """The kanji of JIS X 0208 in the standard's order: 第1水準 (the commonest) first."""
    for row in range(16, 85):
        for cell in range(1, 95):
            character = bytes((0xA0 + row, 0xA0 + cell)).decode("euc_jp", "ignore")
            if character:
                yield ord(character)


def _parts(codes: Sequence[int], size: int) -> Iterator[tuple[int, ...]]:
    return (tuple(codes[start : start + size]) for start in range(0, len(codes), size))


def _ranges(codes: Sequence[int]) -> Iterator[str]:
    ordered = sorted(codes)
    first = previous = ordered[0]
    for code in [*ordered[1:], -1]:
        if code != previous + 1:
            yield f"U+{first:X}" if first == previous else f"U+{first:X}-{previous:X}"
            first = code
        previous = code


def _rename(font: TTFont) -> None:
    table = font["name"]
    kept = {number: table.getDebugName(number) for number in KEPT_NAMES}
    version = kept[5] or ""
    own = {1: FAMILY, 3: f"{FAMILY}; {version}", 4: FAMILY, 6: FAMILY.replace(" ", ""), 10: ORIGIN}
    table.names = []
    for number, text in {**kept, **own}.items():
        if text:
            table.setName(text, number, 3, 1, 0x409)
