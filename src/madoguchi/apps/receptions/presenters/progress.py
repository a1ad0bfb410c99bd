"""What the resident's screen is at while it is signed."""

from __future__ import annotations

from dataclasses import dataclass

from madoguchi.apps.receptions.seats import SeatView
from madoguchi.apps.receptions.states import Status
from madoguchi.apps.receptions.types import ReceptionView


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
