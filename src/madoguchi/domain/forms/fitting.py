"""Setting a text into a box: break, shrink to a floor, and say so when it still doesn't fit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from madoguchi.domain.text import clusters

MM_PER_POINT = 25.4 / 72
LEADING = 1.25
"""Distance of two lines, in type sizes."""
STEP = 0.5
SLACK = 1e-6

NOT_FIRST = frozenset(
    "、。，．・：；？！）」』】〕〉》”’ー々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ,.)]}"
)
NOT_LAST = frozenset("（「『【〔〈《“‘([{")
UNBROKEN = re.compile(r"[0-9０-９A-Za-zＡ-Ｚａ-ｚ\-－.,，]+")

Measure = Callable[[str], float]
"""Width of one character (with its selector and marks) in type sizes."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Size in points and the lines to draw. Nothing is ever left out; `overflow` says it is too much."""

    size: float
    lines: tuple[str, ...]
    overflow: bool


def width_of(text: str, measure: Measure) -> float:
    return sum(map(measure, clusters(text)))


def fit(
    text: str,
    width: float,
    height: float,
    *,
    size: float,
    floor: float,
    lines: int,
    measure: Measure,
    whole: tuple[str, ...] = (),
) -> Fit:
    """Set `text` into `width` × `height` mm at `size` points or less, down to `floor`, in at most `lines`.

    A one-line text shrinks to exactly its width. A longer one is broken between characters, not inside a
    number, a Latin word or one of `whole` (names of a list), and by the usual rules for the beginning and end
    of a line (行頭・行末禁則).
    """
    if lines == 1:
        return _one_line(text, width, height, size, floor, measure)
    for points in _sizes(size, floor):
        broken = wrap(text, width / (points * MM_PER_POINT), measure, whole)
        if _fits(broken, width, height, points, lines, measure):
            return Fit(points, broken, overflow=False)
    return Fit(floor, broken, overflow=True)


def _one_line(text: str, width: float, height: float, size: float, floor: float, measure: Measure) -> Fit:
    em = width_of(text, measure)
    room = min(width / em if em else size, height) / MM_PER_POINT
    if room + SLACK >= size:
        return Fit(size, (text,), overflow=False)
    shrunk = int((room + SLACK) * 100) / 100
    return Fit(max(shrunk, floor), (text,), overflow=shrunk < floor)


def _sizes(size: float, floor: float) -> Iterator[float]:
    while size > floor:
        yield size
        size -= STEP
    yield floor


def _fits(
    broken: tuple[str, ...], width: float, height: float, points: float, lines: int, measure: Measure
) -> bool:
    em = points * MM_PER_POINT
    tall = (len(broken) - 1) * LEADING * em + em
    widest = max((width_of(line, measure) for line in broken), default=0.0) * em
    return len(broken) <= lines and tall <= height + SLACK and widest <= width + SLACK


def wrap(text: str, em: float, measure: Measure, whole: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Lines of at most `em` type sizes; only a single character wider than that sticks out."""
    return tuple(line for part in text.split("\n") for line in _wrap_part(part, em, measure, whole))


def _wrap_part(part: str, em: float, measure: Measure, whole: tuple[str, ...]) -> Iterator[str]:
    line: list[str] = []
    used = 0.0
    for token in _tokens(part, em, measure, whole):
        wide = width_of(token, measure)
        if line and used + wide > em + SLACK:
            carried = _carried(line, token)
            yield "".join(line[: len(line) - len(carried)])
            line, used = carried, sum(width_of(c, measure) for c in carried)
        line.append(token)
        used += wide
    yield "".join(line)


def _carried(line: list[str], following: str) -> list[str]:
    """What must go to the next line with `following`, so that no line begins or ends badly."""
    for count in range(min(len(line), 3)):
        head = following if count == 0 else line[-count]
        if head[0] not in NOT_FIRST and line[-count - 1][0] not in NOT_LAST:
            return line[len(line) - count :]
    return []


def _tokens(part: str, em: float, measure: Measure, whole: tuple[str, ...]) -> Iterator[str]:
    """What is kept together where it fits a line; everything else character by character."""
    at = 0
    for found in _kept_together(whole).finditer(part):
        yield from clusters(part[at : found.start()])
        at = found.end()
        word = found.group()
        if width_of(word, measure) <= em:
            yield word
        else:
            yield from _tokens(word, em, measure, ()) if whole else clusters(word)
    yield from clusters(part[at:])


def _kept_together(whole: tuple[str, ...]) -> re.Pattern[str]:
    words = sorted(filter(None, whole), key=len, reverse=True)
    return re.compile("|".join([*map(re.escape, words), UNBROKEN.pattern]))
