"""From a request and its household to papers and records. Everything comes from views that the door handed out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.documents.types import Paper
from madoguchi.apps.receptions.cases import Case
from madoguchi.apps.receptions.guarding import Guard
from madoguchi.apps.receptions.types import SEAL_CARD, Line, Party, ReceptionView, Stated
from madoguchi.apps.residents.register import ItemClass
from madoguchi.apps.residents.types import CopyTag, HouseholdView, ResidentView, Shown, Withheld
from madoguchi.domain.counter import (
    Certificate,
    Handing,
    IdentityRules,
    Input,
    Sufficient,
    VisitorKind,
    VisitorRules,
    form_of,
)
from madoguchi.domain.dates import AnyDate, DateError, parse_date, wareki
from madoguchi.domain.forms.model import Field, FieldType, FormData, Value

RELATION_ON_FORM = {kind: kind.value for kind in VisitorKind} | {VisitorKind.SAME_HOUSEHOLD: "household"}
METHOD_ON_FORM = {Sufficient.ONE_POINT: "one", Sufficient.TWO_POINTS: "two", Sufficient.ORAL: "questions"}
ON_BEHALF = frozenset({VisitorKind.LEGAL_REPRESENTATIVE, VisitorKind.AGENT, VisitorKind.MESSENGER})
RECORD = "out.certificate_request"
LEFT = "（いまはこの世帯にいません）"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as paper and record name them: of the register where that may be, else as typed."""

    name: str
    kana: str = ""
    birth: Value = ""
    address: str = ""
    phone: str = ""
    organisation: str = ""
    resident_number: str = ""


@dataclass(frozen=True, slots=True)
class Composition:
    """All that papers and records are made of.

    Values of the register get out of it only where the case is `opened`; withheld ones are blank once a second person
    released the request (`guard`), and stop everything before.
    """

    reception: ReceptionView
    household: HouseholdView
    certificates: Mapping[str, Certificate]
    rules: IdentityRules
    visitor_rules: VisitorRules
    today: date
    staff_name: str
    guard: Guard

    @property
    def case(self) -> Case:
        return Case(
            self.reception.draft,
            self.household,
            self.reception.subject_id,
            self.certificates,
            self.rules,
            self.visitor_rules,
            self.today,
        )

    @property
    def subject(self) -> ResidentView:
        return self.household.member(self.reception.subject_id)

    @property
    def visitor(self) -> Person:
        """Raises Refused for somebody who was of the household and no longer is."""
        case = self.case
        if not case.visitor.from_register:
            return _typed(case.draft.visitor)
        found = self._member
        if found is None:
            raise Refused(
                "窓口に来た方は、いまはこの世帯にいません。請求内容を開き直して選び直してください。"
            )
        if case.opened:
            return self.person(found)
        return _stated(case.draft.stated) if case.draft.visitor_kind is VisitorKind.SELF else Person("")

    @property
    def visitor_name(self) -> str:
        is_gone = self.case.visitor.from_register and self._member is None
        return LEFT if is_gone else self.visitor.name

    @property
    def _member(self) -> ResidentView | None:
        wanted = self.reception.draft.visitor_id or self.reception.subject_id
        return next((m for m in self.household.members if m.id == wanted), None)

    @property
    def about(self) -> Person:
        """The person the certificates are about: of the register, or only what was said of them."""
        if self.case.opened:
            return self.person(self.subject)
        return self._blanked(_stated(self.reception.draft.stated))

    def _blanked(self, person: Person) -> Person:
        """Released without the address: then it stands on no paper, not even as somebody said it."""
        blank = self.guard.released and not self.guard.with_address
        return replace(person, address="") if blank else person

    @property
    def requester(self) -> Person:
        """On whose behalf the visitor comes."""
        draft = self.reception.draft
        if draft.requester.name and draft.visitor_kind in ON_BEHALF:
            return self._blanked(_typed(draft.requester))
        return self.about if draft.visitor_kind in ON_BEHALF else self.visitor

    def person(self, resident: ResidentView) -> Person:
        return Person(
            resident.name,
            resident.name_kana,
            _day(resident.birth),
            self.open(resident.address),
            self.open(resident.phone),
            resident_number=resident.resident_number,
        )

    def open(self, value: Shown) -> str:
        """Blank once the request is released; before, a withheld value must not have got here."""
        if not isinstance(value, Withheld):
            return value
        if not self.guard.released:
            raise TypeError("a withheld value reached a paper")
        return ""

    @property
    def head(self) -> str:
        if not self.case.opened:
            return ""
        return next((m.name for m in self.household.members if m.is_head), "")

    @property
    def identity(self) -> tuple[str, ...]:
        """The papers shown, as far as the rules of today know them; of whatever day."""
        known = {document.key for document in self.rules.documents}
        return tuple(key for key in self.reception.draft.identity if key in known)

    @property
    def sufficient(self) -> Sufficient:
        return self.case.sufficient

    @property
    def identity_labels(self) -> tuple[str, ...]:
        return tuple(self.rules.of(key).label for key in self.identity)

    @property
    def paper_labels(self) -> tuple[str, ...]:
        """Papers of authority and reason that were seen."""
        asked_for = {key for group in self.case.papers_needed for key in group}
        seen = asked_for & set(self.reception.draft.papers)
        return tuple(p.label for p in self.visitor_rules.papers if p.key in seen)

    @property
    def questions(self) -> tuple[str, ...]:
        """What was asked aloud, and that it fitted; never the answer."""
        asked = {answer.key: answer.matched for answer in self.reception.draft.oral}
        words = {True: "一致", False: "不一致"}
        return tuple(f"{q.words}（{words[asked[q.key]]}）" for q in self.rules.oral if q.key in asked)

    def members_of(self, line: Line) -> tuple[ResidentView, ...]:
        """Whom a certificate is about: for the record. On papers stand `names_of`."""
        return self.case.members_of(line)

    def names_of(self, line: Line) -> tuple[str, ...]:
        """Whom a certificate is about, as paper and screens may name them."""
        if self.case.opened:
            return tuple(m.name for m in self.members_of(line))
        return (self.about.name,) if self.about.name else ()

    def fee_of(self, line: Line) -> int:
        return self.case.fee_of(line)

    @property
    def fee(self) -> int:
        return self.case.fee

    @property
    def tag(self) -> CopyTag:
        """Everybody of the household: the address on the paper is theirs too, named or not."""
        people = sorted(m.resident_number for m in self.household.members)
        blank = self.guard.released and not self.guard.with_address
        classes = frozenset[ItemClass]() if blank else frozenset({ItemClass.ADDRESS, ItemClass.PHONE})
        return CopyTag(tuple(people), classes)


def _typed(party: Party) -> Person:
    return Person(
        party.name, party.kana, _said_day(party.birth), party.address, party.phone, party.organisation
    )


def _stated(stated: Stated) -> Person:
    return Person(stated.name, "", _said_day(stated.birth), stated.address)


def _said_day(text: str) -> Value:
    """A day as the form writes it; what is no single day stands as it was said."""
    try:
        return _day(parse_date(text)) if text.strip() else ""
    except DateError:
        return text


def papers(composition: Composition) -> tuple[Paper, ...]:
    """The papers in the order of the certificates. Lines share one if the form is the same and they ask for the same:
    an item asked for on one certificate must not look asked for on another.

    None for a visitor whose own paper is the request.
    """
    if not composition.case.visitor.makes_form:
        return ()
    shared: list[tuple[str, dict[str, Value], list[Line]]] = []
    for line in composition.reception.draft.lines:
        form = form_of(composition.certificates[line.certificate], composition.reception.draft.visitor_kind)
        own = _asked(composition, line)
        for other, asked, lines in shared:
            if other == form and all(asked.get(name, value) == value for name, value in own.items()):
                asked |= own
                lines.append(line)
                break
        else:
            shared.append((form, own, [line]))
    return tuple(
        Paper(composition.reception.number, form, _data(composition, form, lines), composition.tag)
        for form, _, lines in shared
    )


def _asked(composition: Composition, line: Line) -> dict[str, Value]:
    """What a line says in places of the form that other lines may have too."""
    certificate = composition.certificates[line.certificate]
    return {
        "subject_names": composition.names_of(line),
        "exemption": line.exemption,
        "handing": composition.case.handing_of(line).value,
        **{item.form_field: item.key in line.items for item in certificate.items},
        **_answers(composition, [line]),
    }


def _data(composition: Composition, form_key: str, lines: Sequence[Line]) -> FormData:
    values = {
        **_head(composition),
        **_visitor(composition),
        **_requester(composition),
        **_subject(composition, lines),
        **_wanted(composition, lines),
        **_answers(composition, lines),
        **_fee(composition, lines),
        **_staff(composition),
    }
    fields = catalogue.form(form_key).fields
    fitted = {name: _fitted(value, fields[name]) for name, value in values.items() if name in fields}
    return {name: value for name, value in fitted.items() if value not in ("", ())}


def _fitted(value: Value, field: Field) -> Value:
    """A form may know fewer choices than there are: every visitor in another's name is its 代理人."""
    if field.type is not FieldType.CHOICE or value in field.choices:
        return value
    return "agent" if field.name == "visitor_relation" and "agent" in field.choices else ""


def _head(composition: Composition) -> dict[str, Value]:
    draft = composition.reception.draft
    return {
        "reception_number": composition.reception.number,
        "requested_on": composition.today,
        "purpose": draft.reason,
        "destination": draft.destination,
        "authority_papers": composition.paper_labels,
        "oral_questions": composition.questions,
    }


def _visitor(composition: Composition) -> dict[str, Value]:
    visitor, draft = composition.visitor, composition.reception.draft
    return {
        "visitor_name": visitor.name,
        "visitor_kana": visitor.kana,
        "visitor_birth": visitor.birth,
        "visitor_address": visitor.address,
        "visitor_phone": visitor.phone,
        "visitor_organisation": visitor.organisation,
        "visitor_relation": RELATION_ON_FORM[draft.visitor_kind],
        "subject_relation": draft.relation,
    }


def _requester(composition: Composition) -> dict[str, Value]:
    """Only when that is somebody else than the visitor: the principal, or the 法人 that the visitor came for."""
    requester, visitor = composition.requester, composition.visitor
    if composition.reception.draft.visitor_kind in ON_BEHALF:
        return {
            "requester_name": requester.name,
            "requester_kana": requester.kana,
            "requester_birth": requester.birth,
            "requester_address": requester.address,
        }
    if not visitor.organisation:
        return {}
    return {"requester_organisation": visitor.organisation, "requester_address": visitor.address}


def _subject(composition: Composition, lines: Sequence[Line]) -> dict[str, Value]:
    about = composition.about
    people = dict.fromkeys(name for line in lines for name in composition.names_of(line))
    card = next((found for line in lines if (found := (line.fields or {}).get(SEAL_CARD, ""))), "")
    return {
        "subject_address": about.address,
        "subject_birth": about.birth,
        "subject_names": tuple(people),
        "head_name": composition.head,
        "registrant_name": about.name,
        "registrant_kana": about.kana,
        "registrant_birth": about.birth,
        "registrant_address": about.address,
        "registrant_matched": composition.case.states and composition.case.matches.whole,
        "seal_registration_number": _card_number(composition, card, lines),
        "card_presented": bool(card),
    }


def _card_number(composition: Composition, card: str, lines: Sequence[Line]) -> str:
    """As registered once the card was there, so that zeros left out in typing stand on the form."""
    wanted = any(composition.certificates[line.certificate].needs_seal_card for line in lines)
    may = bool(card) or composition.case.opened
    return composition.subject.seal_registration_number if wanted and may else ""


def _wanted(composition: Composition, lines: Sequence[Line]) -> dict[str, Value]:
    values: dict[str, Value] = {"copies": sum(line.copies for line in lines)}
    for line in lines:
        certificate = composition.certificates[line.certificate]
        values |= {f"want_{certificate.key}": True, f"copies_{certificate.key}": line.copies}
        values |= {item.form_field: True for item in certificate.items if item.key in line.items}
    # 住所の履歴 stands only on the individual sheet; the household sheet has the newest state alone.
    values["sheet"] = "individual" if values.get("show_past_addresses") else "household"
    values["handing_post"] = any(
        composition.case.handing_of(line) is Handing.POST_TO_PRINCIPAL for line in lines
    )
    return values


def _answers(composition: Composition, lines: Sequence[Line]) -> dict[str, Value]:
    """What the certificates ask besides the person, under the form's own names."""
    return {
        wanted.form_field: words
        for line in lines
        for wanted in composition.certificates[line.certificate].inputs
        if wanted.form_field and (words := input_words(composition, line, wanted))
    }


def input_words(composition: Composition, line: Line, wanted: Input) -> str:
    """The answer for people: a choice by its label, a year as 年度."""
    given = composition.case.given(line, wanted)
    if wanted.kind == "year" and given.isdecimal():
        return fiscal_year_words(int(given))
    return next((choice.label for choice in wanted.choices if choice.value == given), given)


def _fee(composition: Composition, lines: Sequence[Line]) -> dict[str, Value]:
    labels = [label for line in lines if (label := exemption_label(composition, line))]
    return {
        "fee": sum(composition.fee_of(line) for line in lines),
        "fee_exempt": bool(labels),
        "fee_exemption_reason": "・".join(dict.fromkeys(labels)),
    }


def exemption_label(composition: Composition, line: Line) -> str:
    """Why nothing is paid, with the reason where one is wanted."""
    certificate = composition.certificates[line.certificate]
    claimed = next((e for e in certificate.exemptions if e.key == line.exemption), None)
    if claimed is None:
        return ""
    reason = composition.reception.draft.exemption_reason if claimed.needs_reason else ""
    return f"{claimed.label}（{reason}）" if reason else claimed.label


def _staff(composition: Composition) -> dict[str, Value]:
    method = METHOD_ON_FORM.get(composition.sufficient)
    return {
        "identity_documents": composition.identity_labels,
        **({"identity_method": method} if method else {}),
        "staff_received": composition.staff_name,
    }


def fiscal_year_words(year: int) -> str:
    """2026 → 令和8年度: by the year that has begun in April."""
    return wareki(date(year, 5, 1)).split("年")[0] + "年度"


def _day(birth: AnyDate | None) -> Value:
    """A date for the form to write its own way, or the words of one that nobody knows exactly."""
    if birth is None:
        return ""
    return birth if isinstance(birth, date) else wareki(birth)


def charges(composition: Composition) -> list[dict[str, object]]:
    """As the day sheet counts them later, whatever the price is then."""
    return [
        {
            "certificate": line.certificate,
            "copies": line.copies,
            "yen": composition.fee_of(line),
            "exemption": line.exemption,
        }
        for line in composition.reception.draft.lines
    ]
