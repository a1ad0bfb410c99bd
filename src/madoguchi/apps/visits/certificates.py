"""Certificates asked for in the visit by which people come into the register (転入・出生).

Nobody of the register can be named for them yet, so they can't be an ordinary request: they are asked for here, signed
with the notice, and then are a reception of their own that waits for the entry. For whoever is in the register the
ordinary request does the same (`receptions.entering`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.utils import timezone

from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.documents.types import Paper
from madoguchi.apps.receptions import policies
from madoguchi.apps.receptions import services as receptions
from madoguchi.apps.receptions.types import SEAL_CARD, Fault, Line, RequestDraft
from madoguchi.apps.residents.types import HouseholdView, ResidentId, ResidentView, Withheld
from madoguchi.apps.visits.types import Newcomer, OpenVisit, Person, Wanted
from madoguchi.apps.visits.words import value_of
from madoguchi.domain.counter import Certificate, Item, Scope, Subject, VisitorKind

KIND = "visit_certificate"
"""The kind of reception they become."""
MOVING, REGISTERING = "person.moving", "person.wants_inkan"
FOR_THEMSELVES = frozenset({VisitorKind.SELF, VisitorKind.SAME_HOUSEHOLD})
CARD = "1"
"""Stands for a 印鑑登録証 that is given out before the certificate is made."""
ASKED_HERE = ("certificate", "count_", "members_", "items_", "exemption_", "input_")
"""How the controls of the request are called that this page has."""


def refusal(opened: OpenVisit) -> str:
    """Why certificates can't be asked for in this visit, in words, or ""."""
    notifier = opened.body.notifier
    if all(person.newcomer is None for person in opened.body.persons):
        return "全員が住民登録のある方です。世帯の画面から証明書の請求を受け付けてください。異動の反映を待って作成します。"
    if opened.careful:
        return (
            "この受付では、証明書を一緒に受け付けられません。反映のあとに、証明書の請求として受け付けます。"
        )
    if notifier is None or not notifier.person or notifier.kind not in FOR_THEMSELVES:
        return (
            "届け出る人が本人か同じ世帯の方のときに、一緒に受け付けられます。"
            "先に「届出の内容」で届け出る人を選んでください。"
            "代理人などの請求は、反映のあとに受け付けます。"
        )
    return ""


def offered(opened: OpenVisit) -> tuple[Certificate, ...]:
    """What the notifier may ask for on the day of the notice: of the residence record, and of a seal registered today."""
    notifier = opened.body.notifier
    if notifier is None:
        return ()
    subjects = {Subject.RESIDENT}
    if any(notifier.person in event.roles.get(REGISTERING, ()) for event in opened.visit.events):
        subjects.add(Subject.SEAL_HOLDER)
    found = (c for c in catalogue.certificates() if c.subject in subjects)
    return tuple(c for c in found if not any(wanted.required for wanted in c.inputs))


def items_of(certificate: Certificate, *, foreign: bool) -> tuple[Item, ...]:
    """Items that need nothing more to be asked: not the numbers, which need where they are handed in."""
    return tuple(
        i for i in certificate.items if not i.needs_destination and (foreign or not i.for_foreign_only)
    )


def faults(opened: OpenVisit, wanted: Sequence[Wanted] | None = None) -> tuple[Fault, ...]:
    """What keeps them from being asked for, as the ordinary request would say it; none if none are asked for."""
    chosen = opened.body.certificates if wanted is None else tuple(wanted)
    if not chosen:
        return ()
    if words := refusal(opened):
        return (Fault(words, "certificates"),)
    known = {certificate.key for certificate in offered(opened)}
    if strange := [one for one in chosen if one.certificate not in known]:
        return (
            Fault(
                "この受付では請求できない証明書があります。選び直してください。",
                f"certificate-{strange[0].certificate}",
            ),
        )
    found = policies.request_faults(_composition(opened, chosen, "", card=CARD).case)
    return tuple(fault for fault in found if fault.target.startswith(ASKED_HERE))


def composition(opened: OpenVisit, staff_name: str) -> receptions.Composition:
    """The request as papers, fee and words are made of it. Raises Refused where there can't be one."""
    return _composition(opened, opened.body.certificates, staff_name)


def papers(opened: OpenVisit, staff_name: str) -> tuple[Paper, ...]:
    """The request's papers, signed with those of the notice."""
    if not opened.body.certificates or refusal(opened):
        return ()
    return receptions.request_papers(composition(opened, staff_name))


def _composition(
    opened: OpenVisit, wanted: Sequence[Wanted], staff_name: str, *, card: str = ""
) -> receptions.Composition:
    ids = ids_of(opened)
    notifier = opened.body.notifier
    assert notifier is not None
    subject = ids[notifier.person]
    draft = RequestDraft(
        visitor_kind=VisitorKind.SELF,
        visitor_id=None,
        identity=notifier.identity,
        lines=tuple(_line(one, ids, card) for one in wanted),
        oral=notifier.oral,
        core_checked=notifier.core_checked,
        identity_on=notifier.on,
    )
    people = tuple(_as_registered(opened, person, ids[person.key], card) for person in opened.body.persons)
    view = replace(opened.reception, draft=draft, subject_id=subject)
    household = HouseholdView("", people, care=False)
    return receptions.compose_for(view, household, opened.visit.today, staff_name)


def ids_of(opened: OpenVisit) -> dict[str, int]:
    """Person's key → id: the register's, or below zero for a newcomer."""
    return {
        person.key: person.resident_id if person.resident_id is not None else -number
        for number, person in enumerate(opened.body.persons, start=1)
    }


def _line(wanted: Wanted, ids: dict[str, int], card: str) -> Line:
    known = {c.key: c for c in catalogue.certificates()}
    seal = wanted.certificate in known and known[wanted.certificate].needs_seal_card
    members = tuple(ids[key] for key in wanted.members if key in ids)
    return Line(wanted.certificate, wanted.copies, members, wanted.items, {SEAL_CARD: card} if seal else {})


def _as_registered(opened: OpenVisit, person: Person, number: int, card: str) -> ResidentView:
    """Somebody as the register will have them: a newcomer as typed, everybody at the address of the notice."""
    resident = opened.person(person.key).resident
    if resident is None:
        resident = _new(person, number)
    return replace(resident, address=_address(opened, person.key, resident), seal_registration_number=card)


def _new(person: Person, number: int) -> ResidentView:
    new = person.newcomer or Newcomer()
    return ResidentView(
        id=ResidentId(number),
        name=new.name,
        name_kana=new.kana,
        sex=new.sex,
        birth=new.birth,
        relationship=new.relationship,
        nationality=new.nationality,
        removed=False,
        care=False,
        as_of=person.typed_at or timezone.now(),
        resident_number="",
        household_number="",
        name_roman="",
        former_surname="",
        alias="",
        removed_on="",
        removal_reason="",
        address="",
        postal_code="",
        address_since="",
        previous_address="",
        domicile="",
        head_of_family_register="",
        phone="",
        seal_registration_number="",
    )


def _address(opened: OpenVisit, key: str, resident: ResidentView) -> str:
    """Where they live after the notice; a newborn lives with the others."""
    for event in opened.visit.events:
        new = value_of(opened, event.key, "event.new_address", None)
        if key in event.roles.get(MOVING, ()) and isinstance(new, str):
            building = value_of(opened, event.key, "event.new_building", None)
            return f"{new}　{building}" if isinstance(building, str) else new
    others = opened.household.members if opened.household else ()
    known = (m.address for m in (resident, *others) if m.address and not isinstance(m.address, Withheld))
    return next((address for address in known if isinstance(address, str)), "")


def lines_in_words(opened: OpenVisit) -> Iterator[str]:
    """What was asked for: 「住民票の写し（世帯全員） 2通」."""
    known = {c.key: c for c in catalogue.certificates()}
    names = {person.key: person.name for person in opened.persons}
    for one in opened.body.certificates:
        if one.certificate in known:
            certificate = known[one.certificate]
            whom = "・".join(names[key] for key in one.members if key in names)
            people = f"（{whom}）" if certificate.scope is Scope.MEMBERS and whom else ""
            yield f"{certificate.label}{people}　{one.copies}通"
