"""The life of a record on its way out. Values are stored; renaming one needs a migration."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    PENDING = "pending"
    HELD = "held"
    SENT = "sent"
    ENTERED = "entered"
    WITHDRAWN = "withdrawn"


NEXT: Mapping[State, tuple[State, ...]] = {
    State.PENDING: (State.SENT, State.HELD),
    # A person worked it off: typed into the core system, given to the file again, or taken back.
    State.HELD: (State.ENTERED, State.PENDING, State.WITHDRAWN),
    State.SENT: (),
    State.ENTERED: (),
    State.WITHDRAWN: (),
}

LABELS: Mapping[State, str] = {
    State.PENDING: "未送信",
    State.HELD: "保留",
    State.SENT: "送信済",
    State.ENTERED: "手で登録済",
    State.WITHDRAWN: "取消",
}


class HoldReason(StrEnum):
    """Why a record goes to a person and into no file."""

    CHECK = "check"
    UNWRITABLE = "unwritable"


HOLD_WORDS: Mapping[HoldReason, str] = {
    HoldReason.CHECK: "システム確認が必要です（係長へ）",
    HoldReason.UNWRITABLE: "連携ファイルの形に合いません。システム管理者に連絡してください",
}
"""The first are the words that every check has: they don't tell what kind it is."""
