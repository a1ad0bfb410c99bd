"""What delivering and exporting tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Drained:
    """One run: files and records that went out, records that went to a person, and words if it had to stop."""

    batches: int = 0
    sent: int = 0
    held: int = 0
    stopped: str = ""

    def __add__(self, other: Drained) -> Drained:
        return Drained(
            self.batches + other.batches,
            self.sent + other.sent,
            self.held + other.held,
            other.stopped or self.stopped,
        )


@dataclass(frozen=True, slots=True)
class Export:
    """A CSV for a person. `left_out` counts records that aren't in it, because a person has to look at them.

    `replaced`: record, field and code of every character the receiver's encoding lacks, and what stands for it.
    """

    name: str
    body: bytes = field(repr=False)
    records: int
    left_out: int
    replaced: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BatchView:
    id: int
    set_id: str
    rows: int
    attempts: int
    reason: str
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Written:
    """Bytes of a file and its rows; `unwritable` are the ids of records that don't fit the layout: not in it."""

    body: bytes = field(repr=False)
    rows: int
    unwritable: tuple[int, ...]
