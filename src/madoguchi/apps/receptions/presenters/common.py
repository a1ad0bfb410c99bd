"""What more than one page of a reception shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from madoguchi.apps.receptions.composing import Composition, input_words
from madoguchi.apps.receptions.states import LABELS, Status
from madoguchi.apps.receptions.types import Line, ReceptionView
from madoguchi.domain.counter import Handing, Scope


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
    """What is asked for, line by line. The resident's page leaves out what is the staff's business.

    Of the people stands here what may stand on the paper, and no more.
    """
    draft = composition.reception.draft
    facts = (
        Fact("請求者", _requester_name(composition), mj=True),
        Fact("窓口に来た方", _companion(composition), mj=True),
        *(() if for_resident else _proof(composition)),
        *(Fact("証明書", _line_words(composition, line)) for line in draft.lines),
        Fact("請求の理由", draft.reason),
        Fact("提出先", draft.destination),
    )
    return tuple(fact for fact in facts if fact.value)


def _requester_name(composition: Composition) -> str:
    """Whoever left the household meanwhile isn't named, as nobody may ask for them any more."""
    if composition.case.visitor.from_register:
        return composition.visitor_name
    requester = composition.requester
    return "　".join(filter(None, (requester.organisation, requester.name)))


def _companion(composition: Composition) -> str:
    """Who came, where that is somebody else than who asks."""
    if composition.case.visitor.from_register:
        return ""
    came = composition.visitor.name
    return came if came != composition.requester.name else ""


def _proof(composition: Composition) -> tuple[Fact, ...]:
    return (
        Fact("来庁者", composition.case.visitor.label),
        Fact("本人確認", "・".join(composition.identity_labels)),
        Fact("口頭質問", "・".join(composition.questions)),
        Fact("確認した書類", "・".join(composition.paper_labels)),
    )


def _line_words(composition: Composition, line: Line) -> str:
    certificate = composition.certificates[line.certificate]
    items = [item.label for item in certificate.items if item.key in line.items]
    answers = [words for wanted in certificate.inputs if (words := input_words(composition, line, wanted))]
    parts = [f"{certificate.label}　{line.copies}通"]
    if certificate.scope is Scope.MEMBERS:
        parts.append("（" + "、".join(composition.names_of(line)) + "）")
    if items:
        parts.append("　載せる項目：" + "・".join(items))
    if answers:
        parts.append("　" + "・".join(answers))
    if composition.case.handing_of(line) is Handing.POST_TO_PRINCIPAL:
        parts.append("　本人の住民票の住所へ郵送")
    return "".join(parts)


def along(words: Sequence[str], now: int) -> tuple[Step, ...]:
    """A way of which the step at `now` (from 0) is being done; behind the last one all are."""
    states = ("done" if i < now else "now" if i == now else "later" for i in range(len(words)))
    return tuple(Step(label, state) for label, state in zip(words, states, strict=True))


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
