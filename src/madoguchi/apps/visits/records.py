"""What goes back to the register's own system: the notice (住民異動届), one line a person who moves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.residents.register import ItemClass
from madoguchi.apps.residents.types import CopyTag
from madoguchi.apps.visits.arriving import numbers_of
from madoguchi.apps.visits.types import OpenVisit
from madoguchi.apps.visits.words import event_labels, value_of
from madoguchi.domain.dates import UncertainDate
from madoguchi.domain.facts import Absent, FactValue
from madoguchi.domain.visits import VisitEvent

RECORD = "out.resident_move"
"""The layout, and the kind of the outbox's record."""
NOTICE = "resident_move_notice"
"""The form of a 住民異動届: events that have it go to the register's system."""
MOVING = "person.moving"
OF_THE_EVENT = {
    "event_date": "event.date",
    "planned_out_on": "event.planned_out_on",
    "new_postal_code": "event.new_postal_code",
    "new_address": "event.new_address",
    "new_building": "event.new_building",
    "new_head_name": "event.new_head_name",
    "old_address": "event.old_address",
    "old_building": "event.old_building",
    "old_head_name": "event.old_head_name",
}
OF_THE_PERSON = {
    "name": "person.name",
    "name_kana": "person.name_kana",
    "birth_date": "person.birth_date",
    "sex": "person.sex",
    "relationship": "person.relationship",
    "new_relationship": "person.new_relationship",
    "domicile": "person.domicile",
    "head_of_family_register": "person.head_of_family_register",
    "nationality": "person.nationality",
    "residence_status": "person.residence_status",
    "residence_period_ends": "person.residence_period_ends",
}


def record_rows(opened: OpenVisit, received_at: datetime) -> tuple[Mapping[str, str], ...]:
    """The lines by the layout's field names; none for a visit without a move. Dates as yyyy-mm-dd, else as said."""
    lines = [(event, key) for event in _moves(opened) for key in _moving(opened, event)]
    return tuple(
        {"line_number": str(n), **dict(_line(opened, event, key, received_at))}
        for n, (event, key) in enumerate(lines, start=1)
    )


def tag(opened: OpenVisit) -> CopyTag:
    """The whole household's, and the newcomers': it bears the address, or nobody could register the move. Under guard
    it leaves in no file; a person with that right types it in."""
    return CopyTag(numbers_of(opened), frozenset(ItemClass))


def _moves(opened: OpenVisit) -> Iterator[VisitEvent]:
    events = opened.plan.rules.life_events
    return (event for event in opened.visit.events if NOTICE in events[event.kind].forms)


def _moving(opened: OpenVisit, event: VisitEvent) -> Iterator[str]:
    players = event.roles.get(MOVING, frozenset())
    return (person.key for person in opened.persons if person.key in players)


def _line(opened: OpenVisit, event: VisitEvent, key: str, received_at: datetime) -> Iterator[tuple[str, str]]:
    resident = opened.person(key).resident
    yield "reception_number", opened.number
    yield "received_at", received_at.isoformat(timespec="seconds")
    yield "event_label", event_labels(opened, (event.key,))
    yield "notified_on", opened.plan.case(event.key).notified_on.isoformat()
    yield from _notifier(opened)
    yield "resident_number", resident.resident_number if resident else ""
    for field, fact in OF_THE_EVENT.items():
        yield field, _text(value_of(opened, event.key, fact, None))
    for field, fact in OF_THE_PERSON.items():
        yield field, _text(value_of(opened, event.key, fact, key))


def _notifier(opened: OpenVisit) -> Iterator[tuple[str, str]]:
    notifier = opened.body.notifier
    if notifier is None:
        return
    rules = catalogue.identity_rules()
    papers = (p.label for p in catalogue.visitor_rules().papers if p.key in notifier.papers)
    shown = (d.label for d in rules.documents if d.key in notifier.identity)
    yield "notifier_name", opened.person(notifier.person).name if notifier.person else notifier.party.name
    yield "notifier_qualification", notifier.qualification
    yield "identity_documents", "・".join(shown)
    yield "authority_papers", "・".join(papers)


def _text(value: FactValue) -> str:
    match value:
        case Absent():
            return ""
        case UncertainDate():
            return value.text
        case date():
            return value.isoformat()
    return str(value)
