"""What the outbox hands out. Without a payload, a record holds nothing of a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from madoguchi.apps.outbox.states import HoldReason, State

Line = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Record:
    """A record as a list may show it."""

    id: int
    kind: str
    key: str
    state: State
    hold_reason: HoldReason | None
    batch_id: int | None
    created_at: datetime
    sent_at: datetime | None
    settled_by: str
    settled_at: datetime | None
    settled_because: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A record the door was asked about. `lines` is None where it may not be seen just now."""

    id: int
    key: str
    lines: tuple[Line, ...] | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Counts:
    pending: int
    held: int
    sent: int
    entered: int
    withdrawn: int
