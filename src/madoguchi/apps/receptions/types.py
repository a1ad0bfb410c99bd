"""What goes into a reception and what others see of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from datetime import date, datetime

from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.receptions.passage import Passage
from madoguchi.apps.receptions.states import BEFORE_ACCEPTED, Status
from madoguchi.domain.counter import VisitorKind


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who isn't taken from the register, as typed. `birth` is what was written, in whatever calendar."""

    name: str = ""
    kana: str = ""
    address: str = ""
    birth: str = ""
    phone: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Stated:
    """What the visitor says of the person the certificate is about. Never filled by us: knowing it is the proof."""

    name: str = ""
    address: str = ""
    birth: str = ""


@dataclass(frozen=True, slots=True)
class OralAnswer:
    """A question that was asked, and whether the answer fitted; never the answer."""

    key: str
    matched: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One certificate that is asked for. `members` are resident ids (empty: whom the scope implies)."""

    certificate: str
    copies: int
    members: tuple[int, ...] = ()
    items: tuple[str, ...] = ()
    fields: Mapping[str, str] | None = None
    exemption: str = ""
    """Key of the certificate's exemption, "" for none."""


@dataclass(frozen=True, slots=True)
class RequestDraft:
    """The request page as it stands, complete or not."""

    visitor_kind: VisitorKind
    visitor_id: int | None
    identity: tuple[str, ...]
    lines: tuple[Line, ...]
    visitor: Party = Party()
    requester: Party = Party()
    """On whose behalf, where that is neither the visitor nor the person of the certificate."""
    stated: Stated = Stated()
    relation: str = ""
    """What the visitor is to the person, in free words."""
    papers: tuple[str, ...] = ()
    """Papers of authority or reason that were seen."""
    oral: tuple[OralAnswer, ...] = ()
    reason: str = ""
    destination: str = ""
    exemption_reason: str = ""
    core_checked: bool = False
    """The core terminal was looked at because our protection data is old."""
    identity_on: date | None = None
    """The day the papers were shown: they count for that day only. None: just now."""
    under_guard: bool = False
    """Typed while the household was guarded already. What was typed before is withheld like any other copy."""


def digest(draft: RequestDraft) -> str:
    """What a release of a guarded household is given for: who asks for what, in hex.

    Not in it is what only proves the request (identity, papers seen, questions, the look at the core terminal). How
    a line is handed over follows from visitor and items.
    """
    lines = [
        [
            x.certificate,
            x.copies,
            sorted(x.members),
            sorted(x.items),
            sorted((x.fields or {}).items()),
            x.exemption,
        ]
        for x in draft.lines
    ]
    parts = [
        draft.visitor_kind.value,
        draft.visitor_id,
        [astuple(party) for party in (draft.visitor, draft.requester, draft.stated)],
        [draft.relation, draft.reason, draft.destination],
        sorted(lines, key=str),
    ]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


SEAL_CARD = "seal_card"
"""Line field: the number on the 印鑑登録証."""
CERTIFICATE = "certificate"
"""The kind of a reception that asks for certificates."""


@dataclass(frozen=True, slots=True)
class ReceptionView:
    """`subject_id` is 0 where nobody of the reception is in the register yet."""

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
    passage: Passage
    kind: str = CERTIFICATE
    department: str = ""
    """The desk that began it, by name."""

    def left_behind(self, today: date) -> bool:
        """Begun on an earlier day and neither finished nor put aside then."""
        return self.status in BEFORE_ACCEPTED and self.passage.visit_day != today

    @property
    def copies(self) -> int:
        return sum(line.copies for line in self.draft.lines)

    @property
    def due_yen(self) -> int:
        """Still to be taken; below zero to be given back."""
        return self.fee_yen - self.passage.paid_yen

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
