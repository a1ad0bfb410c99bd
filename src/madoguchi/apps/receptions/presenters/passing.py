"""A reception after its signature: where it stands, what was done by whom, and what this person can do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.documents.types import DocumentView
from madoguchi.apps.receptions import flow_policies, kinds, phrases
from madoguchi.apps.receptions.entering import Wait
from madoguchi.apps.receptions.handing import Leaving
from madoguchi.apps.receptions.passage import (
    NOTHING_SAID,
    PAYMENT_LABELS,
    POINT_LABELS,
    Passing,
    Payment,
    Point,
    PrintView,
)
from madoguchi.apps.receptions.presence import Other
from madoguchi.apps.receptions.presenters.common import Choice, Fact, Step, along, yen
from madoguchi.apps.receptions.states import ACCEPTED, FINAL, Flow, Status
from madoguchi.apps.receptions.types import ReceptionView

WORDS = {
    Status.OPEN: "受付",
    Status.SIGNING: "署名",
    Status.MAKING: "作成",
    Status.REVIEWING: "審査",
    Status.PAYING: "会計",
    Status.HANDING: "交付",
}


def way(view: ReceptionView, flow: Flow) -> tuple[Step, ...]:
    """Where it stands on its way; nothing for one that was put aside or cancelled."""
    if view.status in (Status.SUSPENDED, Status.CANCELLED):
        return ()
    kind = kinds.of(view)
    if kind is not None and kind.way:
        signing = len(kind.way) - 1
        return along(kind.way, {Status.OPEN: 0, Status.SIGNING: signing}.get(view.status, signing + 1))
    order = [Status.OPEN, Status.SIGNING, *flow.steps(view.due_yen or view.passage.paid_yen)]
    now = order.index(view.status) if view.status in order else len(order)
    states = ["done" if i < now else "now" if i == now else "later" for i in range(len(order))]
    return tuple(Step(WORDS[status], state) for status, state in zip(order, states, strict=True))


@dataclass(frozen=True, slots=True)
class Called:
    """What the pages call that which was asked for, its papers, and opening it again."""

    about: str = "請求"
    papers: str = "申請書"
    reopen: str = "請求を直す（署名は無効になります）"

    @classmethod
    def of(cls, view: ReceptionView) -> Called:
        kind = kinds.of(view)
        if kind is None or not kind.way:
            return cls()
        return cls(kind.label, "様式", "届出を直す（署名は無効になります）")


def history(view: ReceptionView) -> tuple[Fact, ...]:
    """Who did what, as far as it has come."""
    done = view.passage
    facts = [
        Fact("署名", "紙に署名" if view.signed_on_paper else _at(view.signed_at)),
        *(Fact("入力の確認", f"{_by(e.by_name, e.at)}（{e.reason}）") for e in done.entered),
        Fact("作成", _by(done.made_by_name, done.made_at)),
        Fact("審査", _by(done.reviewed_by_name, done.reviewed_at)),
        Fact("受取済", yen(done.paid_yen) if done.paid_yen else ""),
        Fact("交付", _at(view.issued_at)),
    ]
    return tuple(fact for fact in facts if fact.value)


def _by(name: str, at: datetime | None) -> str:
    return f"{_at(at)}　{name}" if at else ""


def _at(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%-m月%-d日 %-H時%M分}" if at else ""


@dataclass(frozen=True, slots=True)
class Task:
    """The step that is next, and those this person may do in the same press.

    `off` is the reason why the step is somebody else's. The sections are those of all steps ahead.
    """

    url: str
    title: str
    words: str
    button: str
    off: str
    through: bool
    copies: int
    points: tuple[Choice, ...]
    payment: tuple[Choice, ...]
    amount: str
    asks_number: bool
    identity_again: bool
    core_check: bool
    by_post: bool
    said: Passing
    error: str

    @classmethod
    def of(
        cls,
        view: ReceptionView,
        flow: Flow,
        by: Actor,
        leaving: Leaving,
        said: Passing = NOTHING_SAID,
        error: str = "",
    ) -> Task | None:
        if view.status not in WORDS or view.status not in ACCEPTED:
            return None
        steps, off = ahead(view, flow, by)
        hands = Status.HANDING in steps
        return cls(
            url=reverse("receptions:step", args=[view.number]),
            title=WORDS[view.status],
            words=_task_words(view, leaving),
            button=_button(view, leaving),
            off=off if not steps else "",
            through=len(steps) > 1 and steps[-1] is Status.HANDING,
            copies=view.copies,
            points=_points(said) if Status.REVIEWING in steps else (),
            payment=_payment(said) if Status.PAYING in steps else (),
            amount=_amount(view.due_yen),
            asks_number=hands and leaving.in_hand,
            identity_again=hands and leaving.in_hand and view.passage.visit_day != timezone.localdate(),
            core_check=hands and leaving.core_check,
            by_post=hands and leaving.by_post,
            said=said,
            error=error,
        )


def ahead(view: ReceptionView, flow: Flow, by: Actor) -> tuple[tuple[Status, ...], str]:
    """The steps from here that this person may do in a row; and why the one after them isn't theirs, or ""."""
    order = flow.steps(view.due_yen)
    mine: list[Status] = []
    # A step that the city has given up since: from there on it is the till or the counter.
    start = order.index(view.status) if view.status in order else len(order) - 1
    made_by = by.staff_id if view.status is Status.MAKING else view.passage.made_by
    for step in (view.status, *order[start + 1 :]):
        refusal = _not_mine(step, made_by, flow, by)
        if refusal:
            return tuple(mine), refusal
        mine.append(step)
    return tuple(mine), ""


def _not_mine(step: Status, made_by: int | None, flow: Flow, by: Actor) -> str:
    if step is Status.REVIEWING and not flow_policies.can_review(made_by, by, flow):
        return "つくった人とは別の職員が審査します。"
    if step is Status.HANDING and not by.may(Right.ISSUE):
        return "交付には「証明書の交付」の権限が必要です。"
    return ""


def _task_words(view: ReceptionView, leaving: Leaving) -> str:
    at_counter = "番号札と合うことを確かめ、内容を見ていただいて渡します。"
    by_post = "本人の住民票の住所あてに郵送します。来庁の方には渡しません。"
    return {
        Status.MAKING: f"基幹端末で証明書を {view.copies}通 つくり、枚数を確かめてください。",
        Status.REVIEWING: "できた証明書と請求の内容を見くらべてください。",
        Status.PAYING: "手数料を受け取ってください。" if view.due_yen > 0 else "差額を返してください。",
        Status.HANDING: by_post * leaving.by_post + at_counter * leaving.in_hand,
    }[view.status]


def _button(view: ReceptionView, leaving: Leaving) -> str:
    return {
        Status.MAKING: f"{view.copies}通つくった",
        Status.REVIEWING: "審査した",
        Status.PAYING: "受け取った" if view.due_yen > 0 else "返した",
        Status.HANDING: "交付する" if leaving.in_hand else "発送した",
    }[view.status]


def _amount(due_yen: int) -> str:
    return f"返す額 {yen(-due_yen)}" if due_yen < 0 else yen(due_yen)


def _points(said: Passing) -> tuple[Choice, ...]:
    notes = {Point.RESTRAINT: "システムは止めていません"}
    return tuple(
        Choice(p.value, POINT_LABELS[p], str(n), checked=p in said.points, note=notes.get(p, ""))
        for n, p in enumerate(Point, start=1)
    )


def _payment(said: Passing) -> tuple[Choice, ...]:
    chosen = said.payment or Payment.CASH
    return tuple(
        Choice(p.value, PAYMENT_LABELS[p], str(n), checked=p is chosen)
        for n, p in enumerate(Payment, start=1)
    )


@dataclass(frozen=True, slots=True)
class WaitShown:
    """What it waits for at 作成待ち, and how somebody says that it has been entered."""

    words: str
    url: str
    reasons: tuple[Choice, ...]

    @classmethod
    def of(cls, view: ReceptionView, wait: Wait | None) -> WaitShown | None:
        if wait is None:
            return None
        url = reverse("receptions:confirm_entry", args=[view.number])
        return cls(wait.notice.words, url, numbered(phrases.ENTERED))


@dataclass(frozen=True, slots=True)
class PaperRow:
    title: str
    image_url: str
    print_url: str
    prints: int
    before: str
    """Who printed it last, and why."""

    @classmethod
    def of(cls, number: str, paper: DocumentView, prints: Sequence[PrintView]) -> PaperRow:
        last = prints[-1] if prints else None
        why = f"（{last.reason}）" if last and last.reason else ""
        return cls(
            paper.title,
            reverse("receptions:picture", args=[number, paper.id]),
            reverse("receptions:print", args=[number, paper.id]),
            len(prints),
            f"{_at(last.at)} {last.by_name}{why}" if last else "",
        )


@dataclass(frozen=True, slots=True)
class Aside:
    """What can be done with it besides the next step: the URL where it can, else ""."""

    suspend_url: str
    resume_url: str
    send_back_url: str
    reopen_url: str
    cancel_url: str
    suspend_reasons: tuple[Choice, ...]
    missing: tuple[Choice, ...]
    send_back_reasons: tuple[Choice, ...]
    cancel_reasons: tuple[Choice, ...]

    @classmethod
    def of(cls, view: ReceptionView) -> Aside:
        left = view.left_behind(timezone.localdate())
        waits = view.status is Status.SUSPENDED or left
        over, kind = view.status in FINAL, kinds.of(view)
        fixed = kind is not None and kind.fixed

        def url(name: str, possible: bool) -> str:
            return reverse(f"receptions:{name}", args=[view.number]) if possible else ""

        return cls(
            suspend_url=url("suspend", not waits and not over and not fixed),
            resume_url=url("resume", waits),
            send_back_url=url("send_back", view.status is Status.REVIEWING),
            reopen_url=url("reopen", view.status in ACCEPTED and not fixed),
            cancel_url=url("cancel", not over),
            suspend_reasons=numbered(phrases.SUSPEND),
            missing=tuple(Choice(p, p) for p in phrases.MISSING),
            send_back_reasons=numbered(phrases.SEND_BACK),
            cancel_reasons=numbered(phrases.CANCEL),
        )

    @classmethod
    def only_cancel(cls, view: ReceptionView) -> Aside:
        """From the neutral stop."""
        return replace(cls.of(view), suspend_url="", resume_url="", send_back_url="", reopen_url="")


def numbered(words: Sequence[str]) -> tuple[Choice, ...]:
    return tuple(Choice(word, word, key=str(n)) for n, word in enumerate(words, start=1))


@dataclass(frozen=True, slots=True)
class OtherHere:
    words: str

    @classmethod
    def of(cls, other: Other) -> OtherHere:
        who = f"あなた（{other.terminal or '別の端末'}）" if other.same_person else f"{other.name}さん"
        return cls(f"{who}も {timezone.localtime(other.since):%-H時%M分} から開いています")
