"""A reception on its way from the signature to handing over: how far it has come, and what a person says at a step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from urllib.parse import urlencode


class Act(StrEnum):
    """What moved a reception. Values are stored."""

    ASKED = "signing"
    ACCEPTED = "making"
    OPENED = "open"
    MADE = "made"
    REVIEWED = "reviewed"
    SENT_BACK = "sent_back"
    PAID = "paid"
    ISSUED = "issued"
    HANDED_ON = "handed_on"
    DONE = "done"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    CANCELLED = "cancelled"


class Point(StrEnum):
    """What the review looks at (審査)."""

    PEOPLE = "people"
    COPIES = "copies"
    ITEMS = "items"
    RESTRAINT = "restraint"


POINT_LABELS: Mapping[Point, str] = {
    Point.PEOPLE: "対象者",
    Point.COPIES: "通数",
    Point.ITEMS: "記載項目",
    Point.RESTRAINT: "抑止",
}


class Payment(StrEnum):
    CASH = "cash"
    OTHER = "other"


PAYMENT_LABELS: Mapping[Payment, str] = {Payment.CASH: "現金", Payment.OTHER: "その他"}


class Notice(StrEnum):
    """本人通知: whether the person the certificate is about is to be told of it."""

    NONE = ""
    CANDIDATE = "candidate"
    DONE = "done"
    NOT_NEEDED = "not_needed"


NOTICE_LABELS: Mapping[Notice, str] = {
    Notice.CANDIDATE: "未処理",
    Notice.DONE: "通知した",
    Notice.NOT_NEEDED: "対象外",
}


@dataclass(frozen=True, slots=True)
class Passing:
    """What a person says when a step is done; only what the step asks for counts."""

    copies: int | None = None
    """How many certificates were made."""
    points: frozenset[Point] = frozenset()
    payment: Payment | None = None
    number: str = ""
    """As on the visitor's slip, its last four digits at least."""
    identity_again: bool = False
    """Handed over on another day: the papers were looked at again."""
    core_checked: bool = False
    """The core terminal was looked at because our protection data is old."""
    sent: bool = False
    """What goes to the person by post was sent."""

    @property
    def as_query(self) -> str:
        """What was said of a later step than the one that was done, for the address of the page that asks for it."""
        kept = {"number": self.number, "payment": self.payment.value if self.payment else ""}
        said = {name: value for name, value in kept.items() if value}
        return f"?{urlencode(said)}" if said else ""

    @classmethod
    def of_query(cls, given: Mapping[str, str]) -> Passing:
        """Anything but digits, or as many as a number never has, wasn't said."""
        number, payment = given.get("number", ""), given.get("payment", "")
        return cls(
            number=number if number.isdecimal() and len(number) <= 12 else "",
            payment=Payment(payment) if payment in set(Payment) else None,
        )


NOTHING_SAID = Passing()


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody looked: the notice of that visit stands in the core system. `reason`: how they know."""

    visit: str
    reason: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Passage:
    """How far a reception has come. `since`: when it came into its present state."""

    visit_day: date
    since: datetime
    made_by: int | None = None
    made_by_name: str = ""
    made_at: datetime | None = None
    reviewed_by_name: str = ""
    reviewed_at: datetime | None = None
    paid_yen: int = 0
    suspended_reason: str = ""
    missing: tuple[str, ...] = ()
    come_back_on: date | None = None
    left_on: date | None = None
    """The day of the visit before, once it was taken up on another day."""
    notice: Notice = Notice.NONE
    waited_for: str = ""
    """The visit whose entry it had to wait for when it was accepted."""
    entered: tuple[Entered, ...] = ()
    merged_into: str = ""
    """The reception that goes on in its place: its number leads there."""
    beside: str = ""
    """The reception with which it was asked for and signed."""


@dataclass(frozen=True, slots=True)
class PrintView:
    at: datetime
    by_name: str
    reason: str = field(default="")
