"""From a request and its household to papers and records. Everything comes from views that the door handed out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.documents.types import Paper
from madoguchi.apps.receptions.types import Line, ReceptionView
from madoguchi.apps.residents.register import ItemClass
from madoguchi.apps.residents.types import CopyTag, HouseholdView, ResidentView, Shown, Withheld
from madoguchi.domain.counter import Certificate, IdentityRules, Scope, Sufficient, VisitorKind
from madoguchi.domain.dates import AnyDate, wareki
from madoguchi.domain.forms.model import FormData, Value

RELATION_ON_FORM = {VisitorKind.SELF: "self", VisitorKind.SAME_HOUSEHOLD: "household"}
METHOD_ON_FORM = {Sufficient.ONE_POINT: "one", Sufficient.TWO_POINTS: "two"}
VISITOR_CODE = {VisitorKind.SELF: "1", VisitorKind.SAME_HOUSEHOLD: "2"}
RECORD = "out.certificate_request"


@dataclass(frozen=True, slots=True)
class Composition:
    """All that papers and records are made of. `household` has nothing withheld (`policies.check_start`)."""

    reception: ReceptionView
    household: HouseholdView
    certificates: Mapping[str, Certificate]
    rules: IdentityRules
    today: date
    staff_name: str

    @property
    def subject(self) -> ResidentView:
        return self.household.member(self.reception.subject_id)

    @property
    def visitor(self) -> ResidentView:
        """Raises Refused for somebody who was of the household and no longer is."""
        found = self._visitor
        if found is None:
            raise Refused(
                "窓口に来た方は、いまはこの世帯にいません。請求内容を開き直して選び直してください。"
            )
        return found

    @property
    def visitor_name(self) -> str:
        return self._visitor.name if self._visitor else "（いまはこの世帯にいません）"

    @property
    def _visitor(self) -> ResidentView | None:
        wanted = self.reception.draft.visitor_id or self.reception.subject_id
        return next((m for m in self.household.members if m.id == wanted), None)

    @property
    def head(self) -> str:
        return next((m.name for m in self.household.members if m.is_head), "")

    @property
    def identity(self) -> tuple[str, ...]:
        """The papers shown, as far as the rules of today know them."""
        known = {document.key for document in self.rules.documents}
        return tuple(key for key in self.reception.draft.identity if key in known)

    @property
    def sufficient(self) -> Sufficient:
        return self.rules.sufficient(self.identity, self.today)

    @property
    def identity_labels(self) -> tuple[str, ...]:
        return tuple(self.rules.of(key).label for key in self.identity)

    def members_of(self, line: Line) -> tuple[ResidentView, ...]:
        """Whom a certificate is about."""
        match self.certificates[line.certificate].scope:
            case Scope.HOUSEHOLD:
                return self.household.members
            case Scope.MEMBERS:
                return tuple(m for m in self.household.members if m.id in line.members)
            case Scope.HOLDER:
                return (self.subject,)

    def fee_of(self, line: Line) -> int:
        return self.certificates[line.certificate].fee_yen * line.copies

    @property
    def fee(self) -> int:
        return sum(self.fee_of(line) for line in self.reception.draft.lines)

    @property
    def tag(self) -> CopyTag:
        """Everybody of the household: the address on the paper is theirs too, named or not."""
        people = sorted(m.resident_number for m in self.household.members)
        return CopyTag(tuple(people), frozenset({ItemClass.ADDRESS, ItemClass.PHONE}))


def papers(composition: Composition) -> tuple[Paper, ...]:
    """One paper for each form, in the order of the certificates; lines that share a form share the paper."""
    by_form: dict[str, list[Line]] = {}
    for line in composition.reception.draft.lines:
        by_form.setdefault(composition.certificates[line.certificate].form, []).append(line)
    return tuple(
        Paper(composition.reception.number, form, _data(composition, form, lines), composition.tag)
        for form, lines in by_form.items()
    )


def _data(composition: Composition, form_key: str, lines: Sequence[Line]) -> FormData:
    values = {
        **_visitor(composition),
        **_subject(composition, lines),
        **_wanted(composition, lines),
        **_staff(composition),
        "fee": sum(composition.fee_of(line) for line in lines),
    }
    fields = catalogue.form(form_key).fields
    return {name: value for name, value in values.items() if name in fields and value != ""}


def _visitor(composition: Composition) -> dict[str, Value]:
    visitor = composition.visitor
    return {
        "reception_number": composition.reception.number,
        "requested_on": composition.today,
        "visitor_name": visitor.name,
        "visitor_kana": visitor.name_kana,
        "visitor_birth": _day(visitor.birth),
        "visitor_address": _open(visitor.address),
        "visitor_phone": _open(visitor.phone),
        "visitor_relation": RELATION_ON_FORM[composition.reception.draft.visitor_kind],
    }


def _subject(composition: Composition, lines: Sequence[Line]) -> dict[str, Value]:
    subject = composition.subject
    people = dict.fromkeys(m.name for line in lines for m in composition.members_of(line))
    cards = [(line.fields or {}).get("seal_card", "") for line in lines]
    return {
        "subject_address": _open(subject.address),
        "subject_names": tuple(people),
        "head_name": composition.head,
        "registrant_name": subject.name,
        "registrant_kana": subject.name_kana,
        "registrant_birth": _day(subject.birth),
        "registrant_address": _open(subject.address),
        "seal_registration_number": subject.seal_registration_number if any(cards) else "",
        "card_presented": any(cards),
    }


def _wanted(composition: Composition, lines: Sequence[Line]) -> dict[str, Value]:
    values: dict[str, Value] = {"copies": sum(line.copies for line in lines)}
    for line in lines:
        certificate = composition.certificates[line.certificate]
        if certificate.scope is Scope.HOUSEHOLD:
            values |= {"scope_all": True, "copies_all": line.copies}
        if certificate.scope is Scope.MEMBERS:
            values |= {"scope_part": True, "copies_part": line.copies}
        values |= {item.form_field: True for item in certificate.items if item.key in line.items}
    # 住所の履歴 stands only on the individual sheet; the household sheet has the newest state alone.
    values["sheet"] = "individual" if values.get("show_past_addresses") else "household"
    return values


def _staff(composition: Composition) -> dict[str, Value]:
    method = METHOD_ON_FORM.get(composition.sufficient)
    return {
        "identity_documents": composition.identity_labels,
        **({"identity_method": method} if method else {}),
        "staff_received": composition.staff_name,
    }


def record_rows(composition: Composition, received_at: datetime) -> tuple[Mapping[str, str], ...]:
    """The lines of the reception record (申請受付データ), by the outbound layout's field names."""
    lines = composition.reception.draft.lines
    return tuple(dict(_record(composition, n, line, received_at)) for n, line in enumerate(lines, start=1))


def _record(
    composition: Composition, number: int, line: Line, received_at: datetime
) -> Iterator[tuple[str, str]]:
    certificate, visitor = composition.certificates[line.certificate], composition.visitor
    yield "reception_number", composition.reception.number
    yield "line_number", str(number)
    yield "received_at", received_at.isoformat(timespec="seconds")
    yield "requested_on", composition.today.isoformat()
    yield "visitor_kind", VISITOR_CODE[composition.reception.draft.visitor_kind]
    yield from _person("visitor", visitor)
    yield from _person("requester", visitor)
    yield "requester_name_kana", visitor.name_kana
    yield "requester_birth", _written(visitor.birth)
    yield "requester_phone", _open(visitor.phone)
    yield "verification_kind", composition.sufficient.value or "9"
    yield "identity_documents", "・".join(composition.identity_labels)
    yield "certificate_kind", certificate.code
    yield "copies", str(line.copies)
    yield "subject_household_number", composition.household.household_number
    yield "subject_resident_numbers", " ".join(m.resident_number for m in composition.members_of(line))
    if certificate.needs_seal_card:
        yield "seal_registration_number", composition.subject.seal_registration_number
    for item in certificate.items:
        yield item.field, "1" if item.key in line.items else "0"
    yield "fee_yen", str(composition.fee_of(line))
    yield "handing_over", "1"


def _person(role: str, person: ResidentView) -> Iterator[tuple[str, str]]:
    yield f"{role}_resident_number", person.resident_number
    yield f"{role}_name", person.name
    yield f"{role}_address", _open(person.address)


def _open(value: Shown) -> str:
    if isinstance(value, Withheld):
        raise TypeError("a withheld value reached a paper")
    return value


def _day(birth: AnyDate | None) -> Value:
    """A date for the form to write its own way, or the words of one that nobody knows exactly."""
    if birth is None:
        return ""
    return birth if isinstance(birth, date) else wareki(birth)


def _written(birth: AnyDate | None) -> str:
    if birth is None:
        return ""
    return birth.isoformat() if isinstance(birth, date) else wareki(birth)
