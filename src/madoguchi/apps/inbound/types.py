"""What an import tells: results for the command line and the screen. Nothing here holds a person's data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from madoguchi.apps.inbound.states import State

Progress = Callable[[str], None]


class Stopped(Exception):
    """The set can't be taken, or not without a person. What was in force stays. `words` are for staff."""

    def __init__(self, words: str, *, state: State = State.REFUSED, dropped: int = 0) -> None:
        self.words, self.state, self.dropped = words, state, dropped
        super().__init__(words)


@dataclass(frozen=True, slots=True)
class Bad:
    """A line that isn't taken. `number` is the first of its keys (宛名番号), empty where that can't be read."""

    line: int
    column: str
    code: str
    reason: str
    value: str = field(default="", repr=False)
    number: str = field(default="", repr=False)
    cells: tuple[str, ...] = field(default=(), repr=False)


@dataclass(slots=True)
class FileResult:
    name: str
    layout_id: str
    layout_name: str
    layout_version: str
    sha256: str
    rows: int = 0
    written: int = 0
    warnings: int = 0
    bad: list[Bad] = field(default_factory=list)
    converted: int = 0
    """Characters whose Adobe-Japan1 selector was replaced by the Moji_Joho one of the same shape."""
    unsettled: list[int] = field(default_factory=list)
    """Lines with a selector that no table proves: taken as they are, for a person to look at."""


@dataclass(frozen=True, slots=True)
class SetResult:
    """How it went with one set. `words` say why it stopped, `notes` what to know about one that was taken."""

    id: int
    set_id: str
    state: State
    words: str = ""
    notes: tuple[str, ...] = ()
    files: tuple[FileResult, ...] = ()
    dropped: int = 0
