"""A reception on its way: the signing screen, the list, the reasons to cancel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from madoguchi.apps.receptions.presenters.common import yen
from madoguchi.apps.receptions.seats import SeatView
from madoguchi.apps.receptions.states import LABELS, Status
from madoguchi.apps.receptions.types import ReceptionView
from madoguchi.apps.residents.types import Label
from madoguchi.domain.counter import (
    Certificate,
)

WAIT_WARN, WAIT_DANGER = 15, 30


CANCEL_REASONS = ("来庁の方の申し出", "入力の誤り", "請求できない内容だった")


@dataclass(frozen=True, slots=True)
class Screen:
    """What the resident's screen is at, for the staff member."""

    state: str
    words: str

    @classmethod
    def of(cls, seat: SeatView | None, view: ReceptionView) -> Screen:
        if view.status is not Status.SIGNING:
            return cls("signed", "署名をいただきました")
        if seat is None:
            return cls("none", "署名画面がつながっていません")
        if not seat.listening:
            return cls("none", "署名画面から応答がありません。もう一度つないでください")
        if seat.reception_number != view.number:
            return cls("none", "署名画面は別の受付を表示しています")
        words = {
            "confirm": "内容を確認していただいています",
            "sign": "署名を書いていただいています",
            "waiting": "止まっています。内容に違いがないか来庁の方に聞き、請求内容を開き直してください",
        }
        return cls("confirmed" if seat.step == "sign" else "shown", words.get(seat.step, "準備しています"))


@dataclass(frozen=True, slots=True)
class ListRow:
    number: str
    when: str
    waiting: str
    waiting_tone: str
    name: str
    what: str
    copies: int
    fee: str
    status: str
    staff: str
    url: str

    @classmethod
    def of(
        cls, view: ReceptionView, label: Label | None, known: dict[str, Certificate], now: datetime
    ) -> ListRow:
        minutes = int((now - view.opened_at).total_seconds() // 60)
        waits = view.status not in (Status.ISSUED, Status.CANCELLED)
        tone = "danger" if minutes >= WAIT_DANGER else "warn" if minutes >= WAIT_WARN else ""
        lines = view.draft.lines
        page = "request" if view.status is Status.OPEN else "detail"
        return cls(
            number=view.short_number,
            when=f"{timezone.localtime(view.opened_at):%-H時%M分}",
            waiting=f"{minutes}分" if waits else "",
            waiting_tone=tone if waits else "",
            name=label.name if label else "",
            what="、".join(known[x.certificate].short for x in lines if x.certificate in known),
            copies=sum(x.copies for x in lines),
            fee=yen(view.fee_yen),
            status=LABELS[view.status],
            staff=view.saved_by_name,
            url=reverse(f"receptions:{page}", args=[view.number]),
        )


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    count: int
    url: str
    current: bool
