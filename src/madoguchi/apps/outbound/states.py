"""The life of an outbound file. Values are stored; renaming one needs a migration."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class BatchState(StrEnum):
    OPEN = "open"
    SENT = "sent"
    EMPTY = "empty"


NEXT: Mapping[BatchState, tuple[BatchState, ...]] = {
    BatchState.OPEN: (BatchState.SENT, BatchState.EMPTY),
    BatchState.SENT: (),
    # Every record of it went to a person before the file was made.
    BatchState.EMPTY: (),
}
