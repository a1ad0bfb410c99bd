"""Which characters a list of fonts can really draw, variation sequences included.

Every renderer draws a sequence that its font lacks as the plain base, without a word: a wrong name on an
official form. So each paper and page asks here first.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

from madoguchi.domain.text.clusters import clusters, code_points
from madoguchi.domain.text.mj import is_selector


@dataclass(frozen=True, slots=True)
class Undrawable:
    """`position` counts user-perceived characters from 0."""

    position: int
    char: str
    code: str


@dataclass(frozen=True, slots=True)
class FontCoverage:
    """What one font can draw: its characters, and for each selector the bases with a shape (cmap 14)."""

    name: str
    characters: frozenset[int]
    sequences: Mapping[int, frozenset[int]]

    @classmethod
    def load(cls, path: str | Path) -> FontCoverage:
        """Reads the tables of a TrueType or OpenType file, of a collection those of its first font (0.1 s).

        Kept in memory until the file changes. OSError if it can't be read, fontTools' TTLibError if it is
        no font.
        """
        found = Path(path).resolve()
        return _load(found, found.stat().st_mtime_ns)

    def draws(self, cluster: str) -> bool:
        """Whether all of a user-perceived character is there."""
        base, marks = ord(cluster[0]), [ord(mark) for mark in cluster[1:]]
        selectors = [mark for mark in marks if is_selector(mark)]
        return (
            base in self.characters
            and len(selectors) <= 1
            and all(base in self.sequences.get(selector, ()) for selector in selectors)
            and all(mark in self.characters for mark in marks if not is_selector(mark))
        )


@lru_cache(maxsize=32)
def _load(path: Path, _changed: int) -> FontCoverage:
    with TTFont(path, fontNumber=0, lazy=True) as font:
        cmap = font["cmap"]
        selectors = [table.uvsDict for table in cmap.tables if table.format == 14]
        sequences = {
            selector: frozenset(base for base, _ in pairs)
            for mapping in selectors
            for selector, pairs in mapping.items()
        }
        return FontCoverage(path.name, frozenset(cmap.getBestCmap() or ()), sequences)


def undrawable(text: str, fonts: Sequence[FontCoverage]) -> tuple[Undrawable, ...]:
    """The characters that none of the fonts can draw. Spaces and line ends need no font."""
    return tuple(
        Undrawable(position, cluster, code_points(cluster))
        for position, cluster in enumerate(clusters(text))
        if not _is_blank(cluster) and not any(font.draws(cluster) for font in fonts)
    )


def _is_blank(cluster: str) -> bool:
    return cluster.isspace() or unicodedata.category(cluster) == "Cc" if len(cluster) == 1 else False
