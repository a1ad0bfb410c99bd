"""How a notice stands. Nothing is stored of it: it follows from what the files said and which visit was begun."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    EXPECTED = "expected"
    STARTED = "started"
    WITHDRAWN = "withdrawn"


LABELS: Mapping[State, str] = {
    State.EXPECTED: "来庁前",
    State.STARTED: "受付済",
    State.WITHDRAWN: "取下げ",
}
