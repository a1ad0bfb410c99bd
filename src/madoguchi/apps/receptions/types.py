"""What goes into a reception and what others see of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.receptions.states import Status
from madoguchi.domain.counter import VisitorKind


@dataclass(frozen=True, slots=True)
class Line:
    """One certificate that is asked for. `members` are resident ids (empty: whom the scope implies)."""

    certificate: str
    copies: int
    members: tuple[int, ...] = ()
    items: tuple[str, ...] = ()
    fields: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class RequestDraft:
    """The request page as it stands, complete or not."""

    visitor_kind: VisitorKind
    visitor_id: int | None
    identity: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ReceptionView:
    number: str
    day: date
    status: Status
    version: int
    subject_id: int
    subject_number: str
    draft: RequestDraft
    fee_yen: int
    opened_at: datetime
    saved_at: datetime
    saved_by_name: str
    content_digest: str
    signed_at: datetime | None
    signed_on_paper: bool
    issued_at: datetime | None
    cancelled_reason: str

    @property
    def short_number(self) -> str:
        """mmdd-nnnn, as the screens and the resident's slip show it."""
        return self.number[4:]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something the staff member has to put right: the words, and the control they belong to."""

    words: str
    target: str


class Incomplete(Exception):
    """The request can't go on yet. Everything entered is kept."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__(" ".join(f.words for f in faults))


class ChangedMeanwhile(Refused):
    """What the papers would say now is not what was shown."""

    def __init__(self) -> None:
        super().__init__(
            "住民情報が、内容を確認していただいた後に変わりました。請求内容を開き直し、もう一度確認していただいてください。"
        )


class Stale(Refused):
    """Someone else changed the reception meanwhile; their state stands."""

    def __init__(self, who: str, when: str) -> None:
        super().__init__(
            f"この受付は {when} に {who} さんが変更しました。あなたの入力は保存していません。最新の内容を開き直してください。"
        )
