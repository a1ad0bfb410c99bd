"""What people know of a character, for `domain/text/data/figures.bin`: readings, strokes, radicals, numbers."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from typing import Any

from madoguchi.domain.text.figures import UNCOUNTED, Commonness, hiragana

Query = Callable[[str], Iterable[tuple[Any, ...]]]


def build(query: Query) -> dict[str, array[int]]:
    """The arrays of `figures.FigureIndex` from the tables of moji.db. Figures without a code are left out."""
    rows = sorted(query(_FIGURES))
    figures = {int(name[2:]) for name, *_ in rows}
    readings = sorted({reading for _, reading in query(_READINGS)}, key=lambda r: (hiragana(r), r))
    place = {reading: at for at, reading in enumerate(readings)}
    read = sorted((int(name[2:]), place[reading]) for name, reading in query(_READINGS))
    under = sorted((int(name[2:]), radical << 8 | _rest(rest)) for name, radical, rest in query(_RADICALS))
    return {
        "figure": array("I", [int(name[2:]) for name, *_ in rows]),
        "look": array("I", [_commonness(*row[4:]) << 8 | row[1] for row in rows]),
        "koseki": array("I", [int(row[2] or 0) for row in rows]),
        "juki": array("I", [int((row[3] or "J+0")[2:], 16) for row in rows]),
        "read_of": array("I", [figure for figure, _ in read if figure in figures]),
        "read": array("I", [reading for figure, reading in read if figure in figures]),
        "under_of": array("I", [figure for figure, _ in under if figure in figures]),
        "under": array("I", [radical for figure, radical in under if figure in figures]),
        "readings": array("I", map(ord, "\n".join(readings))),
    }


def _rest(strokes: int | str) -> int:
    """The list writes - for 51 whose strokes beside the radical nobody counted."""
    return strokes if isinstance(strokes, int) else UNCOUNTED


def _commonness(list_name: str | None, x0213: str | None, own: str | None) -> Commonness:
    if list_name == "常用漢字":
        return Commonness.DAILY
    if list_name == "人名用漢字":
        return Commonness.NAMES
    if own is None:
        return Commonness.SEQUENCE
    return _by_plane(own) if x0213 else Commonness.OTHER


def _by_plane(character: str) -> Commonness:
    try:
        return Commonness.JIS if len(character.encode("shift_jis")) == 2 else Commonness.OTHER
    except UnicodeEncodeError:
        return Commonness.JIS_2004


_FIGURES = """SELECT "MJ文字図形名", "総画数", "戸籍統一文字番号", "住基ネット統一文字コード", "漢字施策", "X0213",
    "実装したUCS" FROM mji
    WHERE coalesce("実装したUCS", "実装したMoji_JohoコレクションIVS", "実装したSVS") IS NOT NULL"""
_READINGS = 'SELECT "MJ文字図形名", "読み" FROM mji_reading'
_RADICALS = 'SELECT "MJ文字図形名", "部首", "内画数" FROM mji_rsindex'
