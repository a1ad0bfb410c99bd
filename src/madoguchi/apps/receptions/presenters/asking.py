"""The certificates of the request page, with what each of them asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from madoguchi.apps.receptions import policies
from madoguchi.apps.receptions.cases import Case, item_shown
from madoguchi.apps.receptions.composing import fiscal_year_words
from madoguchi.apps.receptions.presenters.common import Choice, yen
from madoguchi.apps.receptions.types import SEAL_CARD
from madoguchi.domain.counter import (
    Allowance,
    Certificate,
    Handing,
    Input,
    Match,
    Scope,
)
from madoguchi.domain.counter import Choice as Offer

MATCHES = {Match.YES: "一致", Match.NO: "一致しません"}
NOT_SAID, NOT_COMPARED = "未入力", "照合できません"
YEARS_BACK = 8
FISCAL_YEAR_BEGINS = 4


@dataclass(frozen=True, slots=True)
class InputField:
    """A field to type in, or to choose from where it has `choices`. `match`: how it fits the register, in words."""

    name: str
    label: str
    value: str
    error: str = ""
    hint: str = ""
    required: bool = False
    choices: tuple[Choice, ...] = ()
    match: str = ""
    match_tone: str = ""
    mj: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """A question whose answer fitted (True), didn't (False), or that wasn't asked."""

    name: str
    words: str
    matched: bool | None


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """`next` is true where something has to be said before it can be had: the focus goes there."""

    value: str
    label: str
    key: str
    chosen: bool
    count: int
    fee: str
    off: str
    note: str
    members: tuple[Choice, ...]
    items: tuple[Choice, ...]
    fields: tuple[InputField, ...]
    exemption: InputField | None
    next: bool


def match_words(said: str, match: Match) -> str:
    return MATCHES.get(match) or (NOT_COMPARED if said.strip() else NOT_SAID)


def certificate_rows(case: Case, faults: Mapping[str, str]) -> tuple[CertificateRow, ...]:
    return tuple(_row(case, certificate, faults) for certificate in case.certificates.values())


def _row(case: Case, certificate: Certificate, faults: Mapping[str, str]) -> CertificateRow:
    line = next((x for x, c in case.lines if c.key == certificate.key), None)
    off = policies.certificate_refusal(case, certificate)
    members = _members(case, certificate) if not off else ()
    fields = _fields(case, certificate, faults) if not off else ()
    answer = case.standing_of(certificate)
    return CertificateRow(
        value=certificate.key,
        label=certificate.short,
        key=certificate.key_hint,
        chosen=line is not None,
        count=line.copies if line else 1,
        fee=_fee(certificate),
        off=off,
        note=answer.note if isinstance(answer, Allowance) and line else "",
        members=members,
        items=_items(case, certificate) if line and not off else (),
        fields=fields,
        exemption=_exemption(case, certificate, faults) if line and not off else None,
        next=bool(members or fields),
    )


def _fee(certificate: Certificate) -> str:
    if certificate.free:
        return "無料"
    return yen(certificate.fee_yen) + ("" if certificate.fee_confirmed else "（未確認）")


def _members(case: Case, certificate: Certificate) -> tuple[Choice, ...]:
    """On the page before the certificate is chosen, so that the next key finds them; the person is chosen already."""
    if certificate.scope is not Scope.MEMBERS:
        return ()
    line = next((x for x, c in case.lines if c.key == certificate.key), None)
    chosen = set(line.members) if line else {case.subject_id}
    return tuple(
        Choice(str(m.id), m.name, str(n) if n <= 9 else "", checked=m.id in chosen)
        for n, m in enumerate(case.household.members, start=1)
    )


def _items(case: Case, certificate: Certificate) -> tuple[Choice, ...]:
    line = next(x for x, c in case.lines if c.key == certificate.key)
    shown = [item for item in certificate.items if item_shown(item, case.household)]
    choices = []
    for number, item in enumerate(shown, start=1):
        answer = case.item_standing_of(certificate, item)
        posted = isinstance(answer, Allowance) and answer.handing is Handing.POST_TO_PRINCIPAL
        choices.append(
            Choice(
                item.key,
                item.label,
                str(number) if number <= 9 else "",
                checked=item.key in line.items,
                off=policies.item_refusal(case, certificate, item),
                note="本人へ郵送" if posted else "",
            )
        )
    return tuple(choices)


def _fields(case: Case, certificate: Certificate, faults: Mapping[str, str]) -> tuple[InputField, ...]:
    asked = tuple(_input(case, certificate, wanted, faults) for wanted in certificate.inputs)
    if not certificate.needs_seal_card:
        return asked
    line = next((x for x, c in case.lines if c.key == certificate.key), None)
    card = (line.fields or {}).get(SEAL_CARD, "") if line else ""
    hint = "マイナンバーカードがあれば空欄" if certificate.accept_individual_number_card else ""
    return (
        *asked,
        InputField(SEAL_CARD, "登録証の番号", card, faults.get(SEAL_CARD, ""), hint, required=True),
    )


def _input(case: Case, certificate: Certificate, wanted: Input, faults: Mapping[str, str]) -> InputField:
    name = f"input_{certificate.key}_{wanted.key}"
    line = next((x for x, c in case.lines if c.key == certificate.key), None)
    value = (line.fields or {}).get(wanted.key, "") if line else ""
    suggested = case.suggested(wanted)
    match = case.match_of(line, wanted) if line else None
    return InputField(
        name,
        wanted.label,
        value,
        faults.get(name, ""),
        hint=f"空欄なら「{suggested}」" if suggested and not value else wanted.hint,
        required=wanted.required and not suggested,
        choices=_offers(wanted, value, case.today),
        match=match_words(value, match) if match else "",
        match_tone=match.value if match else "",
    )


def _offers(wanted: Input, value: str, today: date) -> tuple[Choice, ...]:
    offers = fiscal_years(today) if wanted.kind == "year" else wanted.choices
    nothing = (Choice("", "選んでください"),) if offers else ()
    return (*nothing, *(Choice(o.value, o.label, checked=o.value == value) for o in offers))


def fiscal_years(today: date) -> tuple[Offer, ...]:
    """The newest first: 年度 from April on, by the western year it begins in."""
    newest = today.year if today.month >= FISCAL_YEAR_BEGINS else today.year - 1
    return tuple(
        Offer(value=str(year), label=fiscal_year_words(year))
        for year in range(newest, newest - YEARS_BACK, -1)
    )


def _exemption(case: Case, certificate: Certificate, faults: Mapping[str, str]) -> InputField | None:
    line = next(x for x, c in case.lines if c.key == certificate.key)
    open_ = [e for e in certificate.exemptions if e.open_to(case.draft.visitor_kind)]
    if not open_:
        return None
    name = f"exemption_{certificate.key}"
    none = Choice("", "なし", checked=not line.exemption)
    choices = tuple(Choice(e.key, e.label, checked=e.key == line.exemption) for e in open_)
    return InputField(name, "無料の事由", line.exemption, faults.get(name, ""), choices=(none, *choices))
