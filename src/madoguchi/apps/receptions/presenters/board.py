"""The list of receptions as a board: who waits how long for what, who holds it, and the next step in one press."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.receptions import kinds
from madoguchi.apps.receptions.entering import Wait
from madoguchi.apps.receptions.passage import Payment, Point
from madoguchi.apps.receptions.presenters.common import yen
from madoguchi.apps.receptions.presenters.passing import ahead
from madoguchi.apps.receptions.queries import PAGE, Page
from madoguchi.apps.receptions.states import FINAL, FOLLOWED, LABELS, ON_ANY_DAY, Flow, Status
from madoguchi.apps.receptions.types import Line, ReceptionView
from madoguchi.apps.residents.types import Label
from madoguchi.domain.counter import Certificate, Limits
from madoguchi.domain.dates import wareki

ONE_PRESS = (Status.MAKING, Status.REVIEWING, Status.PAYING)


@dataclass(frozen=True, slots=True)
class Press:
    """The next step from the board. `url` posts `said`; for handing over a link, because the number has to be typed."""

    label: str
    url: str = ""
    href: str = ""
    said: tuple[tuple[str, str], ...] = ()
    off: str = ""


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
    here: str
    """Who has it open at this moment."""
    missing: str
    version: int
    url: str
    press: Press | None
    entry: str
    """異動の反映待ち with what for; 反映済み once it no longer waits; else empty."""
    entry_tone: str

    @classmethod
    def of(
        cls,
        view: ReceptionView,
        label: Label | None,
        known: dict[str, Certificate],
        now: datetime,
        *,
        press: Press | None,
        limits: Limits | None = None,
        here: Sequence[str] = (),
        wait: Wait | None = None,
    ) -> ListRow:
        minutes = int((now - view.passage.since).total_seconds() // 60)
        waits = view.status not in FINAL | ON_ANY_DAY
        today = timezone.localdate(now)
        tone = limits.tone(minutes) if limits else ""
        return cls(
            number=view.short_number,
            when=_when(view.opened_at, view.day == today),
            waiting=_minutes(minutes) if waits else "",
            waiting_tone=tone if waits else "",
            name=label.name if label else "",
            what=_about(view, known),
            copies=view.copies,
            fee=yen(view.fee_yen),
            status=LABELS[view.status],
            staff=view.saved_by_name,
            here="・".join(here),
            missing=_put_aside(view, today) if view.status is Status.SUSPENDED else "",
            version=view.version,
            url=reverse(f"receptions:{page_of(view)}", args=[view.number]),
            press=press,
            entry=wait.words if wait else _entered(view),
            entry_tone="warn" if wait else "good",
        )


def _put_aside(view: ReceptionView, today: date) -> str:
    """Why, what is missing, and when the visitor means to come back."""
    passage, back = view.passage, view.passage.come_back_on
    over = "（過ぎています）" if back and back < today else ""
    when = f"{wareki(back, with_weekday=True)}に来る予定{over}" if back else ""
    return "・".join(filter(None, (passage.suspended_reason, *passage.missing, when)))


def _entered(view: ReceptionView) -> str:
    """Accepted while a notice wasn't entered; now it is, so it can be made."""
    done = view.status is Status.MAKING and view.passage.waited_for
    return "異動の反映・入力を確認済み。作成できます" if done else ""


def _about(view: ReceptionView, known: dict[str, Certificate]) -> str:
    kind = kinds.of(view)
    if kind is not None:
        return kind.about(view)
    return "、".join(_what(x, known[x.certificate]) for x in view.draft.lines if x.certificate in known)


def page_of(view: ReceptionView) -> str:
    """Which page a reception is worked on: one left behind has to be resumed first."""
    open_today = view.status is Status.OPEN and not view.left_behind(timezone.localdate())
    return "request" if open_today or view.status in FOLLOWED else "detail"


def _when(at: datetime, today: bool) -> str:
    local = timezone.localtime(at)
    return f"{local:%-H時%M分}" if today else f"{local:%-m月%-d日}"


def _minutes(minutes: int) -> str:
    return f"{minutes}分" if minutes < 60 else f"{minutes // 60}時間{minutes % 60:02}分"


def _what(line: Line, certificate: Certificate) -> str:
    """With what the review looks at: items and copies."""
    items = [item.label for item in certificate.items if item.key in line.items]
    copies = f" {line.copies}通" if line.copies > 1 else ""
    return f"{certificate.short}{copies}" + (f"（{'・'.join(items)}）" if items else "")


def press_of(view: ReceptionView, flow: Flow, by: Actor, wait: Wait | None = None) -> Press | None:
    """The one press of a row, or why it is somebody else's; None where a row has nothing to press."""
    if wait is not None:
        return Press("入力済みを確かめる", href=reverse("receptions:detail", args=[view.number]))
    if view.status is Status.HANDING:
        return Press("確かめて交付", href=reverse("receptions:detail", args=[view.number]))
    if view.status not in ONE_PRESS:
        return None
    steps, off = ahead(view, flow, by)
    said = {
        Status.MAKING: (("copies", str(view.copies)),),
        Status.REVIEWING: tuple(("points", point.value) for point in Point),
        Status.PAYING: (("payment", Payment.CASH.value),),
    }[view.status]
    label = {
        Status.MAKING: f"{view.copies}通つくった",
        Status.REVIEWING: "4点とも合っている",
        Status.PAYING: f"現金 {yen(view.due_yen)}" if view.due_yen > 0 else f"{yen(-view.due_yen)} 返した",
    }[view.status]
    url = reverse("receptions:board_step", args=[view.number])
    return Press(label, url=url, said=said, off="" if steps else off)


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    count: int
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Pages:
    words: str
    earlier_url: str
    later_url: str

    @classmethod
    def of(cls, page: Page, url: str) -> Pages:
        """`url` ends where the start is added."""
        last = min(page.start + PAGE, page.total)
        words = f"{page.start + 1}〜{last}件目／全{page.total}件" if page.total else "0件"
        return cls(
            words,
            f"{url}&start={max(0, page.start - PAGE)}" if page.start else "",
            f"{url}&start={last}" if last < page.total else "",
        )
