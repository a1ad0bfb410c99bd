"""What the request page shows, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from madoguchi.apps.receptions import policies
from madoguchi.apps.receptions.cases import Case
from madoguchi.apps.receptions.guarding import Guard
from madoguchi.apps.receptions.guarding import visitor_refusal as guard_refusal
from madoguchi.apps.receptions.presenters.asking import InputField, Pair, match_words
from madoguchi.apps.receptions.presenters.common import Choice, yen
from madoguchi.apps.residents.presenters import REMOVED, SEX, age_words, day_words
from madoguchi.domain.counter import (
    Allowance,
    Certificate,
    IdentityDocument,
    Sufficient,
    VisitorKind,
    standing,
)

ENOUGH = {
    Sufficient.ONE_POINT: "1点で確認できました",
    Sufficient.TWO_POINTS: "2点で確認できました",
    Sufficient.ORAL: "口頭質問の併用で確認できました",
    Sufficient.NO: "本人確認書類を選んでください（1点、または2点）",
}
HIDDEN = "住所・生年月日は伏せています。聞いて照合してください。"


@dataclass(frozen=True, slots=True)
class Subject:
    """The person at the head of the page. `hidden` says why address and birth aren't there."""

    name: str
    kana: str
    birth: str
    age: int | None
    sex: str
    address: str
    marks: tuple[str, ...]
    hidden: str = ""

    @classmethod
    def of(cls, case: Case) -> Subject:
        person, marks = case.subject, (REMOVED,) if case.subject.removed else ()
        if not case.heading_open:
            return cls(person.name, person.name_kana, "", None, "", "", marks, HIDDEN)
        age = age_words(person.birth, case.today)
        sex, address = SEX.get(person.sex, "—"), str(person.address)
        return cls(person.name, person.name_kana, day_words(person.birth), age, sex, address, marks)


@dataclass(frozen=True, slots=True)
class KindChoice:
    """A kind of visitor. `then` is the id of what is asked next."""

    value: str
    label: str
    key: str
    checked: bool
    off: str
    then: str


@dataclass(frozen=True, slots=True)
class ForKinds:
    """Something that is asked of these kinds of visitors only, in the page's words for them."""

    kinds: str
    shown: bool

    @classmethod
    def of(cls, kinds: Sequence[VisitorKind], case: Case) -> ForKinds:
        return cls(" ".join(kinds), case.draft.visitor_kind in kinds)


@dataclass(frozen=True, slots=True)
class PaperChoice:
    choice: Choice
    kinds: ForKinds


@dataclass(frozen=True, slots=True)
class WhoPart:
    """Who stands at the counter. Everything is on the page at once, so that the hand never waits for the server."""

    kinds: tuple[KindChoice, ...]
    household: tuple[Choice, ...]
    in_household: ForKinds
    typed: ForKinds
    main: tuple[InputField, ...]
    organisation: InputField
    organisation_kinds: ForKinds
    more: tuple[InputField, ...]
    on_behalf: ForKinds
    requester: tuple[InputField, ...]
    papers: tuple[PaperChoice, ...]
    papers_kinds: ForKinds
    note: str


@dataclass(frozen=True, slots=True)
class StatedPart:
    """What the visitor says of the person; shown to whom the register may not be read out."""

    kinds: ForKinds
    fields: tuple[InputField, ...]


@dataclass(frozen=True, slots=True)
class ReasonPart:
    reason_needed: bool
    destination_needed: bool
    fields: tuple[InputField, ...]
    post: str


@dataclass(frozen=True, slots=True)
class Fee:
    total: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    enough: bool
    words: str


def who(case: Case, guard: Guard, faults: Mapping[str, str]) -> WhoPart:
    draft, rows = case.draft, case.visitor_rules.visitors
    typed = [row.kind for row in rows if not row.from_register]
    named = [row.kind for row in rows if row.organisation != "no"]
    papers = _papers(case)
    return WhoPart(
        kinds=tuple(_kind(case, guard, n, kind) for n, kind in enumerate(_order(case), start=1)),
        household=_household(case),
        in_household=ForKinds.of((VisitorKind.SAME_HOUSEHOLD,), case),
        typed=ForKinds.of(typed, case),
        main=(
            InputField("visitor_name", "氏名", draft.visitor.name, faults.get("visitor_name", ""), mj=True),
            InputField("visitor_address", "住所", draft.visitor.address, faults.get("visitor_address", "")),
        ),
        organisation=InputField(
            "visitor_organisation",
            "法人・官公署",
            draft.visitor.organisation,
            faults.get("visitor_organisation", ""),
        ),
        organisation_kinds=ForKinds.of(named, case),
        more=(
            InputField("visitor_kana", "カナ", draft.visitor.kana),
            InputField("visitor_birth", "生年月日", draft.visitor.birth),
            InputField("visitor_phone", "電話", draft.visitor.phone),
            InputField("relation", "関係", draft.relation),
        ),
        on_behalf=ForKinds.of([kind for kind in ON_BEHALF if kind in typed], case),
        requester=(
            InputField(
                "requester_name", "氏名", draft.requester.name, faults.get("requester_name", ""), mj=True
            ),
            InputField(
                "requester_address", "住所", draft.requester.address, faults.get("requester_address", "")
            ),
            InputField("requester_birth", "生年月日", draft.requester.birth),
        ),
        papers=papers,
        papers_kinds=ForKinds.of(
            [k for k in VisitorKind if any(k in p.kinds.kinds.split() for p in papers)], case
        ),
        note=case.visitor.note,
    )


ON_BEHALF = (VisitorKind.LEGAL_REPRESENTATIVE, VisitorKind.AGENT, VisitorKind.MESSENGER)


def _order(case: Case) -> list[VisitorKind]:
    return [row.kind for row in sorted(case.visitor_rules.visitors, key=lambda row: row.order)]


def _kind(case: Case, guard: Guard, number: int, kind: VisitorKind) -> KindChoice:
    row = case.visitor_rules.of(kind)
    then = "typed" if not row.from_register else "household" if kind is VisitorKind.SAME_HOUSEHOLD else ""
    off = policies.visitor_refusal(case, kind) or guard_refusal(guard, kind)
    return KindChoice(kind.value, row.label, str(number), kind is case.draft.visitor_kind, off, then)


def _household(case: Case) -> tuple[Choice, ...]:
    """The members who may have come. The only other one needs no choosing."""
    others = [m for m in case.household.members if m.id != case.subject_id]
    chosen = case.draft.visitor_id or (others[0].id if len(others) == 1 else None)
    return tuple(
        Choice(str(m.id), m.name, _digit(n), checked=m.id == chosen, note=m.relationship)
        for n, m in enumerate(others, start=1)
    )


def _papers(case: Case) -> tuple[PaperChoice, ...]:
    return tuple(
        PaperChoice(
            Choice(p.key, p.label, _digit(n), checked=p.key in case.draft.papers, note=p.note),
            ForKinds.of(_asked_of(case, p.key), case),
        )
        for n, p in enumerate((p for p in case.visitor_rules.papers if p.taken_on(case.today)), start=1)
    )


def _asked_of(case: Case, paper: str) -> list[VisitorKind]:
    """Which visitors may be asked for this paper, for themselves or for a certificate."""
    own = {row.kind for row in case.visitor_rules.visitors if paper in row.papers}
    also = {
        kind
        for kind in VisitorKind
        for certificate in case.certificates.values()
        if isinstance(answer := standing(certificate, kind), Allowance) and paper in answer.papers
    }
    return [kind for kind in VisitorKind if kind in own | also]


def _digit(number: int) -> str:
    return str(number) if number <= 9 else ""


def identity_choices(case: Case) -> tuple[Choice, ...]:
    shown = [document for document in case.rules.documents if document.taken_on(case.today)]
    return tuple(_identity_choice(n, document, case) for n, document in enumerate(shown, start=1))


def _identity_choice(number: int, document: IdentityDocument, case: Case) -> Choice:
    points = "" if document.proof == "one" else f"2点の{document.proof.upper()}"
    return Choice(
        document.key, document.label, _digit(number), checked=document.key in case.identity, note=points
    )


def questions(case: Case) -> tuple[Pair, ...]:
    """The questions of the third way, each with what it came to."""
    return tuple(
        Pair(f"oral_{question.key}", question.words, case.oral.get(question.key))
        for question in case.rules.oral
    )


def verdict(case: Case) -> Verdict:
    if not case.identity_needed and case.sufficient is Sufficient.NO:
        return Verdict(enough=True, words="印鑑登録証の提示で足ります（書類があれば選びます）")
    return Verdict(case.sufficient is not Sufficient.NO, ENOUGH[case.sufficient])


def stated(case: Case, faults: Mapping[str, str]) -> StatedPart:
    said, matches = case.draft.stated, case.matches
    typed = [row.kind for row in case.visitor_rules.visitors if not row.from_register]
    parts = (
        ("stated_name", "氏名", said.name, matches.name),
        ("stated_address", "住所", said.address, matches.address),
        ("stated_birth", "生年月日", said.birth, matches.birth),
    )
    return StatedPart(
        ForKinds(" ".join(typed), case.states),
        tuple(
            InputField(
                name,
                label,
                value,
                faults.get(name, ""),
                match=match_words(value, match),
                match_tone=match.value,
                mj=name == "stated_name",
            )
            for name, label, value, match in parts
        ),
    )


def reasons(case: Case, faults: Mapping[str, str]) -> ReasonPart:
    draft = case.draft
    fields = [
        ("reason", "請求の理由", draft.reason, case.reason_needed),
        ("destination", "提出先", draft.destination, case.destination_needed),
        ("exemption_reason", "無料の理由", draft.exemption_reason, _exemption_reason_needed(case)),
    ]
    posted = any(case.handing_of(line) == "post_to_principal" for line, _ in case.lines)
    post = "窓口では渡しません。本人の住民票の住所へ郵送します。" if posted else ""
    shown = [
        InputField(name, label, value, faults.get(name, ""), required=needed)
        for name, label, value, needed in fields
        if needed or value
    ]
    return ReasonPart(case.reason_needed, case.destination_needed, tuple(shown), post)


def _exemption_reason_needed(case: Case) -> bool:
    claimed = [e for x, c in case.lines for e in c.exemptions if e.key == x.exemption]
    return any(e.needs_reason for e in claimed)


def fee(case: Case) -> Fee:
    words = tuple(_fee_words(case.fee_of(line), c, line.copies) for line, c in case.lines)
    return Fee(yen(case.fee), words)


def _fee_words(paid: int, certificate: Certificate, copies: int) -> str:
    if not paid and certificate.fee_yen:
        return f"{certificate.short} 無料 {copies}通"
    return f"{certificate.short} {yen(certificate.fee_yen)} × {copies}通"
