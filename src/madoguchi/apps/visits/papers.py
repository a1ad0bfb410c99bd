"""The papers of a visit, filled from what was taken once.

A field of a form is named after a fact, its dot being an underscore: `event_new_address` is `event.new_address`,
`person_name` the name of whom the paper is for, `persons_name` the names of all of them, one a row. Beside facts
there are the fields that every paper of a reception has (`visitor_name`, `reception_number` …).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.utils import timezone

from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.catalogue.queries import NotInCatalogue
from madoguchi.apps.documents.types import Paper
from madoguchi.apps.residents.register import ItemClass
from madoguchi.apps.residents.types import CopyTag, Withheld
from madoguchi.apps.visits import certificates
from madoguchi.apps.visits.arriving import numbers_of
from madoguchi.apps.visits.types import OpenVisit
from madoguchi.apps.visits.words import event_labels, players, value_of
from madoguchi.domain.counter import VISITOR_LABELS, Sufficient
from madoguchi.domain.dates import UncertainDate
from madoguchi.domain.facts import Absent, FactValue
from madoguchi.domain.forms.model import Field, FieldType, FormData, FormTemplate, TableBox, Value
from madoguchi.domain.visits import PlanItem, Status, value_words

SCOPES = ("person", "household", "event", "city")
EVERYBODY = "persons_"
METHODS = {Sufficient.ONE_POINT: "one", Sufficient.TWO_POINTS: "two", Sufficient.ORAL: "questions"}


def papers(opened: OpenVisit, staff_name: str) -> tuple[Paper, ...]:
    """Every form of what is required, filled. What is silent has no paper here: the resident is shown all of them.

    After them the request for certificates, where some were asked for.
    """
    tag = _tag(opened)
    own = (
        Paper(opened.number, form.key, _data(opened, form, event, people, staff_name), tag)
        for form, event, people in _wanted(opened)
    )
    return (*own, *(replace(paper, tag=tag) for paper in certificates.papers(opened, staff_name)))


def _wanted(opened: OpenVisit) -> Iterator[tuple[FormTemplate, str, tuple[str, ...]]]:
    """(form, event, persons): one paper for all persons where the form has rows for them, else one for each."""
    for key, items in _by_form(opened).items():
        try:
            form = catalogue.form(key)
        except NotInCatalogue:
            continue  # said when the pack was loaded; the department has its own paper
        event = items[0].events[0]
        named = tuple(dict.fromkeys(item.member for item in items if item.member))
        people = named or players(opened, event)
        size = _rows(form)
        for start in range(0, len(people), size):
            yield form, event, people[start : start + size]


def _by_form(opened: OpenVisit) -> Mapping[str, list[PlanItem]]:
    found: dict[str, list[PlanItem]] = {}
    for item in opened.plan.items:
        if item.status is Status.REQUIRED and not item.silent:
            for key in item.forms:
                found.setdefault(key, []).append(item)
    return found


def _rows(form: FormTemplate) -> int:
    """How many persons one paper takes."""
    tables = [box.rows for box in form.boxes if isinstance(box, TableBox)]
    return min(tables, default=1)


def _data(
    opened: OpenVisit, form: FormTemplate, event: str, people: Sequence[str], staff_name: str
) -> FormData:
    common = _common(opened, event, staff_name)
    values = {
        name: common[name] if name in common else _of_fact(opened, field, event, people)
        for name, field in form.fields.items()
        if name != "signature"
    }
    return {name: value for name, value in values.items() if value not in ("", (), None)}


def _of_fact(opened: OpenVisit, field: Field, event: str, people: Sequence[str]) -> Value:
    if field.name.startswith(EVERYBODY):
        fact = f"person.{field.name.removeprefix(EVERYBODY)}"
        return tuple(_text(opened, fact, _value(opened, event, fact, key)) for key in people)
    scope, _, name = field.name.partition("_")
    fact = f"{scope}.{name}"
    if scope not in SCOPES or fact not in opened.plan.rules.catalogue:
        return ""
    value = _value(opened, event, fact, people[0] if scope == "person" and people else None)
    return _fitted(opened, field, fact, value)


def _value(opened: OpenVisit, event: str, fact: str, member: str | None) -> FactValue | None:
    entry = opened.plan.rules.catalogue.facts.get(fact)
    if entry is None or (entry.item_class and _blank(opened)):
        return None
    return value_of(opened, event, fact, member)


def _fitted(opened: OpenVisit, field: Field, fact: str, value: FactValue | None) -> Value:
    """As the field's type has it; words where the form wants words."""
    if value is None or isinstance(value, Absent):
        return ""
    match field.type:
        case FieldType.DATE if isinstance(value, date | UncertainDate):
            return value
        case FieldType.FLAG:
            return value is True
        case FieldType.WHOLE if isinstance(value, int):
            return value
        case FieldType.CHOICE:
            return str(value) if str(value) in field.choices else ""
    return _text(opened, fact, value)


def _text(opened: OpenVisit, fact: str, value: FactValue | None) -> str:
    if value is None or isinstance(value, Absent):
        return "　"  # a row stays a row
    return value_words(opened.plan.rules.catalogue[fact], value)


def _common(opened: OpenVisit, event: str, staff_name: str) -> Mapping[str, Value]:
    notifier, rules = opened.body.notifier, catalogue.identity_rules()
    shown = notifier.identity if notifier else ()
    labels = tuple(document.label for document in rules.documents if document.key in shown)
    method = rules.sufficient(
        shown, timezone.localdate(), [(a.key, a.matched) for a in (notifier.oral if notifier else ())]
    )
    return {
        "reception_number": opened.number,
        "requested_on": timezone.localdate(),
        "life_events": event_labels(opened, tuple(e.key for e in opened.visit.events)),
        "life_event": event_labels(opened, (event,)),
        "head_name": _head(opened),
        "identity_documents": labels,
        "identity_method": METHODS.get(method, ""),
        "staff_received": staff_name,
        **_visitor(opened, event),
    }


def _visitor(opened: OpenVisit, event: str) -> Mapping[str, Value]:
    """Who notifies, as known: of the register, of the newcomers, or typed."""
    notifier = opened.body.notifier
    if notifier is None:
        return {}
    relation = notifier.qualification or VISITOR_LABELS[notifier.kind]
    papers = tuple(p.label for p in catalogue.visitor_rules().papers if p.key in notifier.papers)
    common: dict[str, Value] = {"visitor_relation": relation, "authority_papers": papers}
    if not notifier.person:
        party = notifier.party
        return common | {
            "visitor_name": party.name,
            "visitor_kana": party.kana,
            "visitor_birth": party.birth,
            "visitor_address": "" if _blank(opened) else party.address,
            "visitor_phone": "" if _blank(opened) else party.phone,
        }
    facts = {
        "visitor_name": "person.name",
        "visitor_kana": "person.name_kana",
        "visitor_phone": "person.phone",
    }
    own = {
        name: _text(opened, f, _value(opened, event, f, notifier.person)).strip() for name, f in facts.items()
    }
    birth = _value(opened, event, "person.birth_date", notifier.person)
    address = _address(opened, event, notifier.person)
    known_birth: Value = birth if isinstance(birth, date | UncertainDate) else ""
    return common | own | {"visitor_birth": known_birth, "visitor_address": address}


def _address(opened: OpenVisit, event: str, key: str) -> str:
    """Where the notifier lives: the new address of whoever moves, else the register's."""
    new = _value(opened, event, "event.new_address", None)
    if isinstance(new, str) and key in players(opened, event):
        building = _value(opened, event, "event.new_building", None)
        return f"{new}　{building}" if isinstance(building, str) else new
    resident = opened.person(key).resident
    if resident is None or isinstance(resident.address, Withheld) or _blank(opened):
        return ""
    return resident.address


def _head(opened: OpenVisit) -> str:
    members = opened.household.members if opened.household else ()
    return next((member.name for member in members if member.is_head), "")


def _blank(opened: OpenVisit) -> bool:
    """A guarded household's address stands on no paper unless the release gives it, not even as somebody said it."""
    return opened.guarded and not opened.guard.with_address


def _tag(opened: OpenVisit) -> CopyTag:
    """Everybody of the household, named or not: the address is theirs too."""
    classes = frozenset[ItemClass]() if _blank(opened) else frozenset(ItemClass)
    return CopyTag(numbers_of(opened), classes)
