"""The states of a reception as a table. The diagram in the docs is drawn from it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Status(StrEnum):
    OPEN = "open"
    SIGNING = "signing"
    MAKING = "making"
    ISSUED = "issued"
    CANCELLED = "cancelled"


LABELS: Mapping[Status, str] = {
    Status.OPEN: "受付中",
    Status.SIGNING: "署名待ち",
    Status.MAKING: "作成待ち",
    Status.ISSUED: "交付済",
    Status.CANCELLED: "取消",
}

NEXT: Mapping[Status, tuple[Status, ...]] = {
    Status.OPEN: (Status.SIGNING, Status.CANCELLED),
    Status.SIGNING: (Status.OPEN, Status.MAKING, Status.CANCELLED),
    # Back to open: something was changed after the signature, which is void then.
    Status.MAKING: (Status.OPEN, Status.ISSUED, Status.CANCELLED),
    Status.ISSUED: (),
    Status.CANCELLED: (),
}


def mermaid() -> str:
    """The table as a state diagram for the docs."""
    lines = ["stateDiagram-v2"]
    for status, following in NEXT.items():
        lines += [f"    {LABELS[status]} --> {LABELS[after]}" for after in following]
    return "\n".join(lines)
