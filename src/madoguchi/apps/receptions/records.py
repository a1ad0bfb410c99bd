"""The reception record (申請受付データ) of a request, by the outbound layout's field names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from madoguchi.apps.receptions.composing import Composition, exemption_label
from madoguchi.apps.receptions.types import Line
from madoguchi.domain.counter import Handing, VisitorKind
from madoguchi.domain.forms.model import Value

VISITOR_CODE = {
    VisitorKind.SELF: "1",
    VisitorKind.SAME_HOUSEHOLD: "2",
    VisitorKind.LEGAL_REPRESENTATIVE: "3",
    VisitorKind.AGENT: "4",
    VisitorKind.MESSENGER: "5",
    VisitorKind.THIRD_PARTY: "6",
    VisitorKind.OFFICIAL: "7",
    VisitorKind.PROFESSIONAL: "8",
}
HANDING_CODE = {Handing.COUNTER: "1", Handing.POST_TO_PRINCIPAL: "2"}
SEAL_CARD_LABEL = "印鑑登録証"


def record_rows(composition: Composition, received_at: datetime) -> tuple[Mapping[str, str], ...]:
    """The lines of the reception record (申請受付データ), by the outbound layout's field names."""
    lines = composition.reception.draft.lines
    return tuple(dict(_record(composition, n, line, received_at)) for n, line in enumerate(lines, start=1))


def _record(
    composition: Composition, number: int, line: Line, received_at: datetime
) -> Iterator[tuple[str, str]]:
    certificate, draft = composition.certificates[line.certificate], composition.reception.draft
    yield "reception_number", composition.reception.number
    yield "line_number", str(number)
    yield "received_at", received_at.isoformat(timespec="seconds")
    yield "requested_on", composition.today.isoformat()
    yield "visitor_kind", VISITOR_CODE[draft.visitor_kind]
    yield from _people(composition)
    yield "verification_kind", composition.sufficient.value or "9"
    yield "identity_documents", "・".join(composition.identity_labels) or SEAL_CARD_LABEL
    yield "certificate_kind", certificate.code
    yield "copies", str(line.copies)
    yield "subject_household_number", composition.household.household_number
    yield "subject_resident_numbers", " ".join(m.resident_number for m in composition.members_of(line))
    if certificate.needs_seal_card:
        yield "seal_registration_number", composition.subject.seal_registration_number
    for item in certificate.items:
        yield item.field, "1" if item.key in line.items else "0"
    for wanted in certificate.inputs:
        if wanted.field:
            yield wanted.field, composition.case.given(line, wanted)
    yield "reason" if composition.case.reason_needed else "purpose", draft.reason
    yield "submitted_to", draft.destination
    yield "authority_papers", "・".join(composition.paper_labels)
    yield from _said(composition)
    yield "fee_yen", str(composition.fee_of(line))
    yield "fee_exemption", exemption_label(composition, line)
    yield "handing_over", HANDING_CODE[composition.case.handing_of(line)]


def _said(composition: Composition) -> Iterator[tuple[str, str]]:
    """What the core system's staff may want to compare with, where the visitor had to state it."""
    yield "core_checked", "1" if composition.reception.draft.core_checked else "0"
    if composition.case.opened:
        return
    about = composition.about
    yield "stated_name", about.name
    yield "stated_address", about.address
    yield "stated_birth", composition.reception.draft.stated.birth


def _people(composition: Composition) -> Iterator[tuple[str, str]]:
    """Who came and who asks; a 法人 asks under its own name."""
    visitor, requester = composition.visitor, composition.requester
    yield "visitor_resident_number", visitor.resident_number
    yield "visitor_name", visitor.name
    yield "visitor_address", visitor.address
    yield "visitor_organisation", visitor.organisation
    yield "requester_organisation", requester.organisation
    yield "requester_resident_number", requester.resident_number
    yield "requester_name", requester.organisation or requester.name
    yield "requester_name_kana", requester.kana
    yield "requester_birth", _written(requester.birth)
    yield "requester_address", requester.address
    yield "requester_phone", requester.phone


def _written(birth: Value) -> str:
    return birth.isoformat() if isinstance(birth, date) else str(birth)
