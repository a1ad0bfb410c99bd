"""The guide of a visit: what each adult takes home, and the copy for staff."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils import timezone

from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.visits.types import OpenVisit
from madoguchi.apps.visits.words import is_adult, is_spoken, protected, reason_of
from madoguchi.domain.counter import VisitorKind
from madoguchi.domain.counter.reception_numbers import code_of
from madoguchi.domain.facts import Scope, SourceKind
from madoguchi.domain.guide import (
    BringItem,
    Counter,
    Guide,
    GuideEntry,
    GuidePerson,
    GuideRequest,
    Handover,
    Held,
    InternalEntry,
    InternalGuide,
    InternalRequest,
    NotNeeded,
    Place,
    assemble,
    assemble_internal,
)
from madoguchi.domain.visits import PlanItem, Rules, Status
from madoguchi.domain.visits.handover import read_by

MOST_NOT_NEEDED = 12
OUTSIDER = "notifier"
"""The key of a notifier who isn't one of the visit's persons."""


def guides(opened: OpenVisit) -> tuple[Guide, ...]:
    """One for each adult there is something for, the one who notifies first; for a messenger the general list."""
    texts = catalogue.guide_texts()
    return tuple(assemble(request, texts) for request in requests(opened))


def requests(opened: OpenVisit) -> tuple[GuideRequest, ...]:
    notifier = opened.body.notifier
    if notifier is not None and notifier.kind is VisitorKind.MESSENGER:
        return (_request(opened, None, leads=True),)
    leader = _leader(opened)
    entries = tuple(_entries(opened))
    others = {e.person.key: e.person for e in entries if e.person and e.person.adult}
    others.pop(leader.key, None)
    adults = ((leader, True), *((person, False) for person in others.values()))
    return tuple(_request(opened, adult, leads=leads) for adult, leads in adults)


def internal(opened: OpenVisit) -> InternalGuide:
    """The staff's copy: reasons, open points, what is missing."""
    texts, city = catalogue.guide_texts(), catalogue.municipality()
    rules = catalogue.identity_rules()
    shown = opened.body.notifier.identity if opened.body.notifier else ()
    labels = tuple(d.label for d in rules.documents if d.key in shown)
    request = requests(opened)[0]
    rows = tuple(_internal_entries(opened))
    return assemble_internal(InternalRequest(request, rows, labels, city.neutral_mark, guides(opened)), texts)


def _leader(opened: OpenVisit) -> GuidePerson:
    """Who gets what is the household's: the notifier, also one from outside; else the first adult."""
    notifier = opened.body.notifier
    if notifier is not None and not notifier.person and notifier.party.name:
        return GuidePerson(OUTSIDER, notifier.party.name, protected=opened.careful)
    keys = [p.key for p in opened.persons if _grown(opened, p.key)]
    wanted = notifier.person if notifier and notifier.person in keys else (keys or [""])[0]
    if not wanted:
        return GuidePerson(OUTSIDER, "", protected=opened.careful)
    return _person(opened, wanted)


def _grown(opened: OpenVisit, key: str) -> bool:
    """An adult who can take a guide home."""
    died = any(key in event.roles.get("person.deceased", ()) for event in opened.visit.events)
    return is_adult(opened, key) and not died


def _person(opened: OpenVisit, key: str) -> GuidePerson:
    view = opened.person(key)
    return GuidePerson(key, view.name, adult=_grown(opened, key), protected=protected(opened, key))


def _request(opened: OpenVisit, adult: GuidePerson | None, *, leads: bool) -> GuideRequest:
    rules = opened.plan.rules
    events, ways = rules.life_events, rules.ways
    spoken = [event.kind for event in opened.visit.events if is_spoken(rules, event.kind)]
    way = ways.of(event.kind for event in opened.visit.events)
    return GuideRequest(
        reception_number=opened.reception.short_number,
        issued_at=timezone.localtime(),
        municipality=catalogue.municipality().name,
        events=tuple(dict.fromkeys(str(events[kind].sets["event.type"]) for kind in spoken)),
        adult=adult,
        language=opened.body.language,
        large_print=opened.body.large_print,
        leads=leads,
        entries=tuple(_entries(opened)),
        not_needed=tuple(_not_needed(opened)),
        come_back_on=opened.reception.passage.come_back_on,
        missing=opened.reception.passage.missing,
        resume=code_of(opened.number, catalogue.municipality().code) if adult is not None else "",
        withheld=_withheld(opened),
        way=way,
        meet=ways.place(way),
        offices=_offices(rules),
    )


def _offices(rules: Rules) -> Mapping[str, str]:
    return {each.id: rules.offices[each.departments[0]].name for each in rules.procedures.values()}


def _entries(opened: OpenVisit) -> Iterator[GuideEntry]:
    for item in opened.plan.items:
        if item.status is not Status.NOT_REQUIRED:
            yield _entry(opened, item)


def _entry(opened: OpenVisit, item: PlanItem) -> GuideEntry:
    office = opened.plan.rules.offices[item.procedure.departments[0]]
    bring = tuple(_bring(opened, item))
    place = Place.ELSEWHERE if office.outside else Place.TODAY
    if place is Place.TODAY and any(thing.held is Held.MISSING for thing in bring):
        place = Place.LATER
    return GuideEntry(
        procedure=item.procedure.id,
        title=item.procedure.name,
        place=place,
        counter=Counter(office.name, _number(office.counter), office.order, office.minutes),
        person=_person(opened, item.member) if item.member else None,
        deadline=item.deadline.on,
        bring=bring,
        to_check=item.status is Status.OPEN,
        done_with_move=bool(item.done_with),
        silent=item.silent,
    )


def _number(counter: str) -> str:
    """1番窓口 → 1, as it hangs above the counter; a counter that has a name keeps it (総合窓口)."""
    number = counter.removesuffix("番窓口")
    return number if number.isdecimal() else counter


def _bring(opened: OpenVisit, item: PlanItem) -> Iterator[BringItem]:
    known = {(b.label, b.member): b.had for b in opened.body.brought}
    for label in item.procedure.bring:
        had = known.get((label, item.member), known.get((label, None)))
        yield BringItem(label, Held.OPEN if had is None else Held.HAD if had else Held.MISSING)


def _not_needed(opened: OpenVisit) -> Iterator[NotNeeded]:
    """What an answer of today ruled out for everybody: the visitor was asked and may wonder."""
    catalogue_, heard = opened.plan.rules.catalogue, _heard(opened)
    wanted = {item.procedure.id for item in opened.plan.items if item.status is not Status.NOT_REQUIRED}
    silent = {item.procedure.id for item in opened.plan.items if item.silent}
    found: dict[str, NotNeeded] = {}
    for item in opened.plan.items:
        procedure = item.procedure
        if procedure.id in wanted | silent or procedure.id in found:
            continue
        bases = {base for fact in read_by(opened.plan, item) for base in catalogue_.base_of(fact)}
        if bases & heard:
            found[procedure.id] = NotNeeded(procedure.id, procedure.name)
    return iter(list(found.values())[:MOST_NOT_NEEDED])


def _heard(opened: OpenVisit) -> set[str]:
    facts = opened.plan.rules.catalogue
    return {
        said.statement.fact
        for said in opened.body.said
        if said.statement.origin.kind is SourceKind.QUESTION
        and said.statement.fact in facts
        and facts[said.statement.fact].scope is not Scope.EVENT
        and not facts[said.statement.fact].silent
    }


def _withheld(opened: OpenVisit) -> frozenset[str]:
    """For protected people: whatever was typed that the door keeps of a register, too."""
    if not opened.careful:
        return frozenset()
    facts = opened.plan.rules.catalogue
    typed = {
        said.statement.value
        for said in opened.visit.said
        if facts[said.statement.fact].item_class and isinstance(said.statement.value, str)
    }
    party = opened.body.notifier.party if opened.body.notifier else None
    return frozenset(filter(None, {*typed, party.address if party else "", party.phone if party else ""}))


def _internal_entries(opened: OpenVisit) -> Iterator[InternalEntry]:
    facts, offices = opened.plan.rules.catalogue, opened.plan.rules.offices
    for item in opened.plan.items:
        if item.status is Status.NOT_REQUIRED:
            continue
        reason = reason_of(opened, item)
        yield InternalEntry(
            entry=_entry(opened, item),
            reasons=(reason.text_aloud,) if reason and reason.text_aloud else (),
            basis=item.procedure.basis,
            open_points=tuple(facts[key].label for key in item.blocking if not facts[key].silent),
            handover=Handover(offices[item.procedure.departments[0]].name, "未着手"),
        )
