"""The life of a linkage set. Values are stored; renaming one needs a migration."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    WAITING = "waiting"
    TAKING = "taking"
    ASKS = "asks"
    APPLIED = "applied"
    PARTLY = "partly"
    REFUSED = "refused"
    REPEATED = "repeated"


NEXT: Mapping[State, tuple[State, ...]] = {
    State.WAITING: (State.TAKING,),
    # Back to waiting: the storage failed, or the worker died and its lease ran out.
    State.TAKING: (State.APPLIED, State.PARTLY, State.ASKS, State.REFUSED, State.WAITING),
    State.ASKS: (State.WAITING,),
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
    State.APPLIED: "取込済",
    State.PARTLY: "一部取込",
    State.REFUSED: "失敗",
    State.REPEATED: "取込済（同じもの）",
}
