"""The states of a department's task as a table. The diagram in the docs is drawn from it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    WAITING = "waiting"
    CALLABLE = "callable"
    WORKING = "working"
    ON_HOLD = "on_hold"
    DONE = "done"
    CANCELLED = "cancelled"
    FORWARDED = "forwarded"


LABELS: Mapping[State, str] = {
    State.WAITING: "未着手",
    State.CALLABLE: "呼出可",
    State.WORKING: "対応中",
    State.ON_HOLD: "保留",
    State.DONE: "完了",
    State.CANCELLED: "取消",
    State.FORWARDED: "転送",
}

NEXT: Mapping[State, tuple[State, ...]] = {
    State.WAITING: (State.CALLABLE, State.WORKING, State.ON_HOLD, State.CANCELLED, State.FORWARDED),
    State.CALLABLE: (State.WAITING, State.WORKING, State.ON_HOLD, State.CANCELLED, State.FORWARDED),
    State.WORKING: (State.CALLABLE, State.ON_HOLD, State.DONE, State.CANCELLED, State.FORWARDED),
    State.ON_HOLD: (State.CALLABLE, State.WORKING, State.CANCELLED, State.FORWARDED),
    # Taken up again with a reason: something was forgotten.
    State.DONE: (State.WORKING,),
    State.CANCELLED: (),
    # A new task stands with the other department.
    State.FORWARDED: (),
}

OPEN = (State.WAITING, State.CALLABLE, State.WORKING, State.ON_HOLD)
CLOSED = (State.DONE, State.CANCELLED, State.FORWARDED)


def mermaid() -> str:
    """The table as a state diagram for the docs."""
    lines = ["stateDiagram-v2"]
    for state, following in NEXT.items():
        lines += [f"    {LABELS[state]} --> {LABELS[after]}" for after in following]
    return "\n".join(lines)
