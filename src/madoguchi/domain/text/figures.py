"""Finding a character of MJ文字情報一覧表 by what a person knows of it: reading, strokes, radical, a number, a relative.

The file `data/figures.bin` is made by `madoguchi.local.mj_data` (its licence and origin: `data/README.md`) and read at
the first use: arrays again, for the reasons told in `mj`.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, cached_property

from madoguchi.domain.text.additions import FOLDER
from madoguchi.domain.text.clusters import clusters, code_points
from madoguchi.domain.text.keys import meeting
from madoguchi.domain.text.mj import read_arrays, table
from madoguchi.domain.text.radicals import radical_label, radicals_of
from madoguchi.domain.text.writing import widen_kana

_KANA = re.compile("[ぁ-ゖー]+")
_SPAN = re.compile(r"(\d{1,2})画?(?:[-~〜ー―](\d{1,2})画?)?")
_CODE = re.compile(r"U\+?([0-9A-F]{4,6})(?: *U?\+?([0-9A-F]{4,6}))?|([0-9A-F]{4,5})")
_FIGURE = re.compile(r"(MJ|GJ)(\d{1,6})")
_KOSEKI = re.compile(r"\d{6}")
_JUKI = re.compile(r"J\+?([0-9A-F]{4})")
UNCOUNTED = 0xFF


class Commonness(IntEnum):
    """What comes first among equals. Part of the file format."""

    DAILY = 0  # 常用漢字
    NAMES = 1  # 人名用漢字
    JIS = 2  # JIS X 0208
    JIS_2004 = 3  # JIS X 0213 beyond it
    OTHER = 4
    SEQUENCE = 5  # no code of its own: a base with a selector


class NotUnderstoodError(ValueError):
    """Something typed that can't be looked for. `field` of `Wanted`; the message is Japanese, for staff."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


@dataclass(frozen=True, slots=True)
class Figure:
    """One MJ figure. `text` is what is typed for it: the plain character, else base and selector.

    `strokes` None, no readings and no radicals for one of the additions (MJ+): their list doesn't tell.
    """

    number: str
    text: str
    strokes: int | None = None
    readings: tuple[str, ...] = ()
    radicals: tuple[tuple[int, int], ...] = ()
    """(radical, strokes beside it or `UNCOUNTED`)"""
    koseki: str = ""
    juki: str = ""

    @property
    def code(self) -> str:
        return code_points(self.text)

    @property
    def radical_words(self) -> str:
        return "、".join(
            radical_label(radical) + ("" if rest == UNCOUNTED else f"＋{rest}画")
            for radical, rest in self.radicals
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """All of it must be true. Empty sets and "": doesn't matter.

    `reading` in hiragana, as a whole or its beginning; `figures`: only these, in their order.
    """

    reading: str = ""
    strokes: frozenset[int] = frozenset()
    radicals: frozenset[int] = frozenset()
    rest: frozenset[int] = frozenset()
    figures: tuple[str, ...] | None = None

    @property
    def nothing(self) -> bool:
        return self == Wanted()


@dataclass(frozen=True, slots=True)
class Found:
    """`total` counts those beyond the limit too."""

    figures: tuple[Figure, ...] = ()
    total: int = 0


def hiragana(kana: str) -> str:
    """How readings are compared: hiragana, whatever they were typed as."""
    wide = unicodedata.normalize("NFKC", widen_kana(kana))
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in wide)


def read_wanted(
    *, reading: str = "", strokes: str = "", radical: str = "", rest: str = "", sign: str = ""
) -> Wanted:
    """What somebody typed into the fields of the search. NotUnderstoodError names the field and why.

    `strokes` and `rest`: 17 or 16-18. `radical`: number, shape or name. `sign`: MJ012345, U+9089, J+9089
    (住基ネット統一文字コード), six digits (戸籍統一文字番号), or a character itself: then its relatives.
    """
    return Wanted(
        _reading(reading),
        _span("strokes", strokes),
        _radicals(radical),
        _span("rest", rest),
        _figures(sign.strip()) if sign.strip() else None,
    )


def _reading(text: str) -> str:
    reading = hiragana(text.strip())
    if reading and not _KANA.fullmatch(reading):
        raise NotUnderstoodError("reading", "読みは、かなで入れてください。")
    return reading


def _span(field: str, text: str) -> frozenset[int]:
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return frozenset()
    match = _SPAN.fullmatch(plain)
    if match is None:
        raise NotUnderstoodError(field, "画数は、17 か 16-18 のように入れてください。")
    return frozenset(range(int(match[1]), int(match[2] or match[1]) + 1))


def _radicals(text: str) -> frozenset[int]:
    found = radicals_of(text)
    if text.strip() and not found:
        raise NotUnderstoodError("radical", "部首は、形（辶）、呼び名（しんにょう）か番号で入れてください。")
    return found


def _figures(sign: str) -> tuple[str, ...]:
    """Numbers of the figures a sign means; all relatives of a character."""
    plain = unicodedata.normalize("NFKC", sign).upper()
    if match := _FIGURE.fullmatch(plain):
        return (f"{match[1]}{match[2]:0>6}",)
    if match := _JUKI.fullmatch(plain):
        return index().numbered("juki", int(match[1], 16))
    if _KOSEKI.fullmatch(plain):
        return index().numbered("koseki", int(plain))
    if match := _CODE.fullmatch(plain):
        return _by_code(*(int(code, 16) for code in match.groups() if code))
    if len(clusters(sign)) == 1 and len(sign) <= 2 and not sign.isascii():
        return relatives(sign)
    raise NotUnderstoodError(
        "sign", "文字を1つか、MJ012345・U+9089・J+9089・戸籍統一文字番号（6けた）を入れてください。"
    )


def _by_code(base: int, selector: int = 0) -> tuple[str, ...]:
    if max(base, selector) > 0x10FFFF:
        return ()
    number = table().mj_number(chr(base) + (chr(selector) if selector else ""))
    return (number,) if number else ()


def relatives(cluster: str) -> tuple[str, ...]:
    """The figures that are looked for under the same name keys (邉 邊 辺 with all their shapes), its own first.

    After it the other shapes of its base, then the rest as the table has them. A selector of Adobe-Japan1 is taken
    for what it is proved to be.
    """
    own = table().mj_number(table().from_adobe_japan1(cluster) or cluster)
    near = [number for character in meeting(cluster) for number in table().figures_of(character)]
    return tuple(dict.fromkeys([own, *near] if own else near))


class FigureIndex:
    """Look-ups over the arrays of `data/figures.bin`."""

    def __init__(self, arrays: Mapping[str, array[int]]) -> None:
        self._arrays = arrays

    @cached_property
    def _readings(self) -> list[str]:
        return "".join(map(chr, self._arrays["readings"])).split("\n")

    @cached_property
    def _keys(self) -> list[str]:
        return [hiragana(reading) for reading in self._readings]

    def find(self, wanted: Wanted, limit: int = 63) -> Found:
        """Those that fit, the commonest first; of a reading those that have just it before those that go on."""
        if wanted.nothing:
            return Found()
        fitting = self._fitting(wanted)
        added = [n for n in wanted.figures or () if n.startswith("GJ")] if _only_figures(wanted) else []
        ordered = [*fitting, *added]
        shown = (self.figure(number) for number in ordered[:limit])
        return Found(tuple(figure for figure in shown if figure), len(ordered))

    def figure(self, number: str) -> Figure | None:
        """None for a number that isn't in the lists, and for one that has no code (can't be typed)."""
        spellings = table().characters_of(number)
        if not spellings:
            return None
        at = self._place(number)
        return Figure(number, spellings[0]) if at is None else self._figure(at, spellings[0])

    def numbered(self, column: str, wanted: int) -> tuple[str, ...]:
        """The figures with that number in column "koseki" or "juki"."""
        pairs = zip(self._arrays["figure"], self._arrays[column], strict=True)
        return tuple(f"MJ{figure:06d}" for figure, number in pairs if wanted and number == wanted)

    def _fitting(self, wanted: Wanted) -> list[str]:
        exact, longer = self._read(wanted.reading)
        chosen = None if wanted.figures is None else {int(n[2:]): at for at, n in enumerate(_mj(wanted))}
        under = self._under(wanted.radicals, wanted.rest)
        looks = zip(self._arrays["figure"], self._arrays["look"], strict=True)
        found = [
            ((chosen or {}).get(figure, 0), figure not in exact, look, figure)
            for figure, look in looks
            if (chosen is None or figure in chosen)
            and (not wanted.reading or figure in exact or figure in longer)
            and (not wanted.strokes or look & 0xFF in wanted.strokes)
            and (under is None or figure in under)
        ]
        return [f"MJ{figure:06d}" for *_, figure in sorted(found)]

    def _read(self, reading: str) -> tuple[Set[int], Set[int]]:
        """Figures that have the reading, and those that have one beginning with it."""
        if not reading:
            return frozenset(), frozenset()
        first = bisect_left(self._keys, reading)
        behind = bisect_right(self._keys, reading)
        last = bisect_left(self._keys, reading + "\uffff")
        of, read = self._arrays["read_of"], self._arrays["read"]
        places = [place for place, key in enumerate(read) if first <= key < last]
        return (
            {of[place] for place in places if read[place] < behind},
            {of[place] for place in places if read[place] >= behind},
        )

    def _under(self, radicals: Set[int], rest: Set[int]) -> Set[int] | None:
        if not radicals and not rest:
            return None
        return {
            figure
            for figure, under in zip(self._arrays["under_of"], self._arrays["under"], strict=True)
            if (not radicals or under >> 8 in radicals) and (not rest or under & 0xFF in rest)
        }

    def _place(self, number: str) -> int | None:
        wanted, column = int(number[2:]), self._arrays["figure"]
        at = bisect_left(column, wanted)
        return at if number.startswith("MJ") and at < len(column) and column[at] == wanted else None

    def _figure(self, at: int, text: str) -> Figure:
        figure = self._arrays["figure"][at]
        koseki, juki = self._arrays["koseki"][at], self._arrays["juki"][at]
        return Figure(
            f"MJ{figure:06d}",
            text,
            self._arrays["look"][at] & 0xFF,
            tuple(self._readings[reading] for reading in self._of("read", figure)),
            tuple((under >> 8, under & 0xFF) for under in self._of("under", figure)),
            f"{koseki:06d}" if koseki else "",
            f"J+{juki:04X}" if juki else "",
        )

    def _of(self, column: str, figure: int) -> Iterator[int]:
        of = self._arrays[f"{column}_of"]
        yield from self._arrays[column][bisect_left(of, figure) : bisect_right(of, figure)]


def _mj(wanted: Wanted) -> Iterable[str]:
    return (number for number in wanted.figures or () if number.startswith("MJ"))


def _only_figures(wanted: Wanted) -> bool:
    return wanted == Wanted(figures=wanted.figures)


@cache
def index() -> FigureIndex:
    """The index of this release, read once a process."""
    return FigureIndex(read_arrays((FOLDER / "figures.bin").read_bytes()))
