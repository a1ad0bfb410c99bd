"""What more than one page of a reception shows."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from madoguchi.apps.receptions.composing import Composition
from madoguchi.apps.receptions.states import LABELS, Status
from madoguchi.apps.receptions.types import Line, ReceptionView
from madoguchi.domain.counter import (
    Scope,
)
from madoguchi.domain.counter.visitors import VISITOR_LABELS


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    key: str = ""
    checked: bool = False
    off: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: str
    mj: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    label: str
    state: str


@dataclass(frozen=True, slots=True)
class ReceptionHead:
    number: str
    status: str
    version: int
    saved_at: str
    received_at: str
    staff: str
    cancelled_reason: str

    @classmethod
    def of(cls, view: ReceptionView) -> ReceptionHead:
        return cls(
            view.short_number,
            LABELS[view.status],
            view.version,
            f"{timezone.localtime(view.saved_at):%-H:%M:%S}",
            f"{timezone.localtime(view.opened_at):%-H時%M分}",
            view.saved_by_name,
            view.cancelled_reason,
        )


def request_facts(composition: Composition, *, for_resident: bool = False) -> tuple[Fact, ...]:
    """What is asked for, line by line. The resident's page leaves out what is the staff's business."""
    draft = composition.reception.draft
    who = (
        ()
        if for_resident
        else (
            Fact("来庁者", VISITOR_LABELS[draft.visitor_kind]),
            Fact("本人確認", "・".join(composition.identity_labels)),
        )
    )
    wanted = [Fact("証明書", _line_words(composition, line)) for line in draft.lines]
    return (Fact("請求者", composition.visitor_name, mj=True), *who, *wanted)


def _line_words(composition: Composition, line: Line) -> str:
    certificate = composition.certificates[line.certificate]
    items = [item.label for item in certificate.items if item.key in line.items]
    parts = [f"{certificate.label}　{line.copies}通"]
    if certificate.scope is Scope.MEMBERS:
        parts.append("（" + "、".join(m.name for m in composition.members_of(line)) + "）")
    if items:
        parts.append("　載せる項目：" + "・".join(items))
    return "".join(parts)


def steps(status: Status) -> tuple[Step, ...]:
    order = (Status.OPEN, Status.SIGNING, Status.MAKING, Status.ISSUED)
    words = ("受付", "署名", "作成", "交付")
    if status not in order:
        return ()
    now = order.index(status)
    states = [
        "done" if i < now or status is Status.ISSUED else "now" if i == now else "later" for i in range(4)
    ]
    return tuple(Step(label, state) for label, state in zip(words, states, strict=True))


def yen(amount: int) -> str:
    return f"{amount:,}円"
