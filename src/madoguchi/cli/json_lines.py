"""JSON Lines in, JSON Lines out: one object a line, one answer a line, in order.

A line that can't be read gets `{"error": …}` and the rest goes on. Empty lines are passed over.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, BinaryIO

Answer = dict[str, Any]
MAX_LINE = 1_000_000


class LineError(ValueError):
    """What is wrong with a line, for the person who wrote it."""


@dataclass(frozen=True, slots=True)
class Line:
    """The object on one line, read with complaints that name the item."""

    data: dict[str, Any]

    def text(self, name: str, default: str | None = None) -> str:
        return str(self._typed(name, str, "文字", default))

    def whole(self, name: str, low: int, high: int, default: int | None = None) -> int:
        value = self._typed(name, int, "整数", default)
        if not low <= value <= high:
            raise LineError(f"「{name}」は {low} から {high} までの整数です。")
        return int(value)

    def flag(self, name: str, default: bool | None = None) -> bool:
        return bool(self._typed(name, bool, "true か false", default))

    def one_of(self, name: str, choices: Iterable[str], default: str | None = None) -> str:
        value = self.text(name, default)
        if value not in choices:
            raise LineError(f"「{name}」は {'、'.join(choices)} のどれかです。")
        return value

    def has(self, name: str) -> bool:
        return self.data.get(name) is not None

    def _typed(self, name: str, kind: type, words: str, default: Any) -> Any:
        value = self.data.get(name, default)
        if value is None:
            value = default
        if value is None:
            raise LineError(f"「{name}」がありません。")
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise LineError(f"「{name}」は{words}で書きます。")
        return value


def run(
    handle: Callable[[Line], Answer], source: BinaryIO | None = None, sink: BinaryIO | None = None
) -> int:
    """Answer every line of `source` (standard input) on `sink` (standard output). Always 0: a bad line is an
    answer, not a failure."""
    source, sink = source or sys.stdin.buffer, sink or sys.stdout.buffer
    for raw in source:
        if not raw.strip():
            continue
        answer = json.dumps(_answer(handle, raw), ensure_ascii=False)
        sink.write(answer.encode("utf-8", "backslashreplace") + b"\n")
        sink.flush()
    return 0


def _answer(handle: Callable[[Line], Answer], raw: bytes) -> Answer:
    try:
        return handle(_parse(raw))
    except ValueError as error:  # LineError, DateError and their like
        return {"error": str(error)}


def _parse(raw: bytes) -> Line:
    if len(raw) > MAX_LINE:
        raise LineError("行が長すぎます。")
    try:
        data = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise LineError("UTF-8 ではありません。") from None
    except (ValueError, RecursionError):
        raise LineError("JSON として読めません。") from None
    if not isinstance(data, dict):
        raise LineError('1行に {"項目": 値} を1つ書きます。')
    return Line(data)
