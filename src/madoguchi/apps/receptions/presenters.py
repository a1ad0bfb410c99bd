"""What the reception's pages show, in words. Built from frozen views; can't query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from madoguchi.apps.receptions.composing import Composition
from madoguchi.apps.receptions.forms import SEAL_CARD
from madoguchi.apps.receptions.policies import certificate_refusal, visitor_refusal
from madoguchi.apps.receptions.seats import SeatView
from madoguchi.apps.receptions.states import LABELS, Status
from madoguchi.apps.receptions.types import Line, ReceptionView
from madoguchi.apps.residents.presenters import REMOVED, SEX, age_words, day_words
from madoguchi.apps.residents.types import HouseholdView, Label, ResidentView
from madoguchi.domain.counter import (
    Certificate,
    IdentityDocument,
    IdentityRules,
    Scope,
    Sufficient,
    VisitorKind,
)
from madoguchi.domain.counter.certificates import VISITOR_LABELS

WAIT_WARN, WAIT_DANGER = 15, 30
ENOUGH = {
    Sufficient.ONE_POINT: "1点で確認できました",
    Sufficient.TWO_POINTS: "2点で確認できました",
    Sufficient.NO: "本人確認書類を選んでください（1点、または2点）",
}
CANCEL_REASONS = ("来庁の方の申し出", "入力の誤り", "請求できない内容だった")


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
class InputField:
    name: str
    label: str
    value: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    name: str
    kana: str
    birth: str
    age: int | None
    sex: str
    address: str
    marks: tuple[str, ...]

    @classmethod
    def of(cls, person: ResidentView, today: date) -> Subject:
        return cls(
            person.name,
            person.name_kana,
            day_words(person.birth),
            age_words(person.birth, today),
            SEX.get(person.sex, "—"),
            str(person.address),
            (REMOVED,) if person.removed else (),
        )


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


@dataclass(frozen=True, slots=True)
class CertificateRow:
    value: str
    label: str
    key: str
    chosen: bool
    count: int
    fee: str
    off: str
    members: tuple[Choice, ...]
    items: tuple[Choice, ...]
    fields: tuple[InputField, ...]


@dataclass(frozen=True, slots=True)
class Fee:
    total: str
    lines: tuple[str, ...]
    exemptions: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    enough: bool
    words: str


def visitor_kinds(view: ReceptionView, household: HouseholdView) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            kind.value,
            VISITOR_LABELS[kind],
            key=str(number),
            checked=kind is view.draft.visitor_kind,
            off=visitor_refusal(kind, len(household.members)),
        )
        for number, kind in enumerate(VisitorKind, start=1)
    )


def visitors(view: ReceptionView, household: HouseholdView) -> tuple[Choice, ...]:
    """The members who may have come, once 同一世帯 is chosen."""
    if view.draft.visitor_kind is not VisitorKind.SAME_HOUSEHOLD:
        return ()
    others = [m for m in household.members if m.id != view.subject_id]
    return tuple(
        Choice(str(m.id), m.name, key=str(n), checked=m.id == view.draft.visitor_id, note=m.relationship)
        for n, m in enumerate(others, start=1)
    )


def identity_choices(view: ReceptionView, rules: IdentityRules, today: date) -> tuple[Choice, ...]:
    shown = [document for document in rules.documents if document.taken_on(today)]
    return tuple(_identity_choice(n, document, view) for n, document in enumerate(shown, start=1))


def _identity_choice(number: int, document: IdentityDocument, view: ReceptionView) -> Choice:
    points = "" if document.proof == "one" else f"2点の{document.proof.upper()}"
    key = str(number) if number <= 9 else ""
    return Choice(document.key, document.label, key, checked=document.key in view.draft.identity, note=points)


def verdict(view: ReceptionView, rules: IdentityRules, today: date) -> Verdict:
    known = [key for key in view.draft.identity if any(d.key == key for d in rules.documents)]
    sufficient = rules.sufficient(known, today)
    return Verdict(sufficient is not Sufficient.NO, ENOUGH[sufficient])


def certificate_rows(
    view: ReceptionView, household: HouseholdView, certificates: Sequence[Certificate]
) -> tuple[CertificateRow, ...]:
    lines = {line.certificate: line for line in view.draft.lines}
    return tuple(_certificate_row(c, lines.get(c.key), view, household) for c in certificates)


def _certificate_row(
    certificate: Certificate, line: Line | None, view: ReceptionView, household: HouseholdView
) -> CertificateRow:
    subject = household.member(view.subject_id)
    members: tuple[Choice, ...] = ()
    if line and certificate.scope is Scope.MEMBERS:
        members = tuple(Choice(str(m.id), m.name, checked=m.id in line.members) for m in household.members)
    fields: tuple[InputField, ...] = ()
    if line and certificate.needs_seal_card:
        fields = (InputField(SEAL_CARD, "印鑑登録証の番号", (line.fields or {}).get(SEAL_CARD, "")),)
    foreign = any(m.foreign for m in household.members)
    return CertificateRow(
        value=certificate.key,
        label=certificate.short,
        key=certificate.key_hint,
        chosen=line is not None,
        count=line.copies if line else 1,
        fee=yen(certificate.fee_yen) + ("" if certificate.fee_confirmed else "（未確認）"),
        off=certificate_refusal(certificate, view.draft.visitor_kind, subject.seal_registration_number),
        members=members,
        items=tuple(
            Choice(i.key, i.label, checked=line is not None and i.key in line.items)
            for i in certificate.items
            if line and (foreign or not i.for_foreign_only)
        ),
        fields=fields,
    )


def fee(view: ReceptionView, certificates: Sequence[Certificate]) -> Fee:
    known = {c.key: c for c in certificates}
    lines = [(known[x.certificate], x.copies) for x in view.draft.lines if x.certificate in known]
    words = tuple(f"{c.short} {yen(c.fee_yen)} × {n}通" for c, n in lines)
    return Fee(yen(sum(c.fee_yen * n for c, n in lines)), words)


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


def yen(amount: int) -> str:
    return f"{amount:,}円"
