"""The life of a linkage set. Values are stored; renaming one needs a migration."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    WAITING = "waiting"
    TAKING = "taking"
    ASKS = "asks"
    AHEAD = "ahead"
    APPLIED = "applied"
    PARTLY = "partly"
    REFUSED = "refused"
    REPEATED = "repeated"


NEXT: Mapping[State, tuple[State, ...]] = {
    State.WAITING: (State.TAKING,),
    # Back to waiting: the storage failed, or the worker died and its lease ran out.
    State.TAKING: (
        State.APPLIED,
        State.PARTLY,
        State.ASKS,
        State.AHEAD,
        State.REFUSED,
        State.WAITING,
    ),
    State.ASKS: (State.WAITING,),
    # Another set was applied: it may have been the one before this difference.
    State.AHEAD: (State.WAITING,),
    # The sender puts the set again, or a person has it tried again.
    State.REFUSED: (State.WAITING,),
    State.APPLIED: (),
    State.PARTLY: (),
    State.REPEATED: (),
}

LABELS: Mapping[State, str] = {
    State.WAITING: "取込待ち",
    State.TAKING: "取込中",
    State.ASKS: "要確認",
    State.AHEAD: "前の差分待ち",
    State.APPLIED: "取込済",
    State.PARTLY: "一部取込",
    State.REFUSED: "失敗",
    State.REPEATED: "取込済（同じもの）",
}


class Fate(StrEnum):
    """The life of a quarantined line."""

    OPEN = "open"
    CORRECTED = "corrected"
    DISMISSED = "dismissed"
    SUPERSEDED = "superseded"


FATES: Mapping[Fate, tuple[Fate, ...]] = {
    # Superseded: a newer file told of the same people.
    Fate.OPEN: (Fate.CORRECTED, Fate.DISMISSED, Fate.SUPERSEDED),
    Fate.CORRECTED: (),
    Fate.DISMISSED: (),
    Fate.SUPERSEDED: (),
}

FATE_LABELS: Mapping[Fate, str] = {
    Fate.OPEN: "未取込",
    Fate.CORRECTED: "直して取込済",
    Fate.DISMISSED: "見送り",
    Fate.SUPERSEDED: "新しいもので解消",
}
