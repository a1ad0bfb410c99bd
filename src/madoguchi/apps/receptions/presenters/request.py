"""What the request page shows, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from madoguchi.apps.receptions.forms import SEAL_CARD
from madoguchi.apps.receptions.policies import certificate_refusal, visitor_refusal
from madoguchi.apps.receptions.presenters.common import Choice, yen
from madoguchi.apps.receptions.types import Line, ReceptionView
from madoguchi.apps.residents.presenters import REMOVED, SEX, age_words, day_words
from madoguchi.apps.residents.types import HouseholdView, ResidentView
from madoguchi.domain.counter import (
    Certificate,
    IdentityDocument,
    IdentityRules,
    Scope,
    Sufficient,
    VisitorKind,
)
from madoguchi.domain.counter.visitors import VISITOR_LABELS

ENOUGH = {
    Sufficient.ONE_POINT: "1点で確認できました",
    Sufficient.TWO_POINTS: "2点で確認できました",
    Sufficient.NO: "本人確認書類を選んでください（1点、または2点）",
}


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
