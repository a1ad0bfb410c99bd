"""The states of a reception as a table. The diagram in the docs is drawn from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    OPEN = "open"
    SIGNING = "signing"
    MAKING = "making"
    REVIEWING = "reviewing"
    PAYING = "paying"
    HANDING = "handing"
    GOING_ON = "going_on"
    SUSPENDED = "suspended"
    ISSUED = "issued"
    DONE = "done"
    CANCELLED = "cancelled"


LABELS: Mapping[Status, str] = {
    Status.OPEN: "受付中",
    Status.SIGNING: "署名待ち",
    Status.MAKING: "作成待ち",
    Status.REVIEWING: "審査待ち",
    Status.PAYING: "会計待ち",
    Status.HANDING: "交付待ち",
    Status.GOING_ON: "手続中",
    Status.SUSPENDED: "保留",
    Status.ISSUED: "交付済",
    Status.DONE: "完了",
    Status.CANCELLED: "取消",
}

FINAL = frozenset({Status.ISSUED, Status.DONE, Status.CANCELLED})
BEFORE_ACCEPTED = frozenset({Status.OPEN, Status.SIGNING})
"""The request may still change freely: nothing has been signed for."""
ACCEPTED = frozenset({Status.MAKING, Status.REVIEWING, Status.PAYING, Status.HANDING, Status.GOING_ON})
"""The request is whole, its record is in the outbox, the certificates or the departments' procedures are on their way."""
FOLLOWED = frozenset({Status.GOING_ON, Status.DONE})
"""The departments have it: the counter only follows."""
ON_ANY_DAY = frozenset({Status.SUSPENDED, Status.GOING_ON})
"""It may last: the counter has nothing to do with it until somebody comes back, or nothing any more."""

_ASIDE = (Status.SUSPENDED, Status.CANCELLED)
# Back to open: something was changed after the signature, which is void then.
NEXT: Mapping[Status, tuple[Status, ...]] = {
    # Straight to making: the requester's own paper is the request (職務上請求・公用), nothing is signed here.
    Status.OPEN: (Status.SIGNING, Status.MAKING, *_ASIDE),
    Status.SIGNING: (Status.OPEN, Status.MAKING, *_ASIDE),
    Status.MAKING: (Status.OPEN, Status.REVIEWING, Status.PAYING, Status.HANDING, Status.GOING_ON, *_ASIDE),
    Status.REVIEWING: (Status.OPEN, Status.MAKING, Status.PAYING, Status.HANDING, *_ASIDE),
    Status.PAYING: (Status.OPEN, Status.HANDING, *_ASIDE),
    Status.HANDING: (Status.OPEN, Status.ISSUED, *_ASIDE),
    Status.GOING_ON: (Status.OPEN, Status.DONE, *_ASIDE),
    # To making: the same day and nothing changed, so that the signature holds. Else everything is asked again.
    Status.SUSPENDED: (Status.OPEN, Status.MAKING, Status.CANCELLED),
    Status.ISSUED: (),
    Status.DONE: (),
    Status.CANCELLED: (),
}


@dataclass(frozen=True, slots=True)
class Flow:
    """Which steps this municipality takes between making and handing over."""

    review: bool = True
    by_another: bool = True
    """The review is somebody else's than the maker's."""
    payment: bool = True

    def after(self, status: Status, due_yen: int) -> Status:
        """Where a reception goes when this step is done. Nothing due, nothing to pay; below zero is given back.

        Raises KeyError for a state that isn't one of the steps.
        """
        pays = self.payment and due_yen != 0
        paid = Status.PAYING if pays else Status.HANDING
        return {
            Status.MAKING: Status.REVIEWING if self.review else paid,
            Status.REVIEWING: paid,
            Status.PAYING: Status.HANDING,
            Status.HANDING: Status.ISSUED,
        }[status]

    def steps(self, due_yen: int) -> tuple[Status, ...]:
        """The way from making to handing over, in order."""
        way = [Status.MAKING]
        while way[-1] is not Status.HANDING:
            way.append(self.after(way[-1], due_yen))
        return tuple(way)


def mermaid() -> str:
    """The table as a state diagram for the docs."""
    lines = ["stateDiagram-v2"]
    for status, following in NEXT.items():
        lines += [f"    {LABELS[status]} --> {LABELS[after]}" for after in following]
    return "\n".join(lines)
