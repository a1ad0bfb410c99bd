"""A handwritten signature as the pen recorded it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MAX_POINTS = 20_000
"""A signature of a minute at 240 Hz has 14,400; more is not a signature."""

MAX_NUMBER = 1e12
"""Beyond any position or time; refuses infinity, not-a-number and integers no float can hold."""


class StrokesError(ValueError):
    """The recording can't be read. The text is for people and holds none of the points."""


@dataclass(frozen=True, slots=True)
class Point:
    """Position in CSS pixels of the canvas; pressure 0 to 1 (0.5 where the device has none)."""

    x: float
    y: float
    pressure: float = 0.5


@dataclass(frozen=True, slots=True)
class Strokes:
    """Canvas size in CSS pixels, and one tuple of points for each time the pen was down."""

    width: float
    height: float
    strokes: tuple[tuple[Point, ...], ...]

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> Strokes:
        """From `{"width", "height", "strokes": [{"pointer", "points": [[x, y, t, pressure, …], …]}, …]}`.

        Time (microseconds from the first touch), tilt and pointer type stay in the recording, undrawn.
        Raises StrokesError for a missing or non-finite number, an empty recording or too many points.
        """
        width, height = _size(raw, "width"), _size(raw, "height")
        strokes = tuple(tuple(map(_point, _points(stroke))) for stroke in _list(raw.get("strokes")))
        count = sum(map(len, strokes))
        if not count or count > MAX_POINTS:
            raise StrokesError(f"署名の点が{'ありません' if not count else '多すぎます'}（{count}点）。")
        return cls(width, height, tuple(stroke for stroke in strokes if stroke))


def _list(raw: object) -> Sequence[Any]:
    if not isinstance(raw, list):
        raise StrokesError("署名の記録の形式が違います。もう一度署名してください。")
    return raw


def _number(raw: object) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not -MAX_NUMBER <= raw <= MAX_NUMBER:
        raise StrokesError("署名の記録に数でない値があります。もう一度署名してください。")
    return float(raw)


def _size(raw: Mapping[str, Any], key: str) -> float:
    size = _number(raw.get(key))
    if not 1 <= size <= 100_000:
        raise StrokesError("署名欄の大きさが正しくありません。もう一度署名してください。")
    return size


def _points(stroke: object) -> Sequence[Any]:
    return _list(stroke.get("points") if isinstance(stroke, Mapping) else None)


def _point(raw: Any) -> Point:
    values = _list(raw)
    if len(values) < 4:
        raise StrokesError("署名の記録の点に値が足りません。もう一度署名してください。")
    x, y, _time, pressure = map(_number, values[:4])
    return Point(x, y, min(max(pressure, 0.0), 1.0))
