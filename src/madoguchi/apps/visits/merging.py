"""Two visits of one household made one, pure: what each says is taken over; where they disagree somebody chooses.

A body is laid out in slots (an answer about somebody, a part in an event, a thing brought …), so that nothing either
says can be forgotten: a slot that one of them fills is filled afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace

from madoguchi.apps.visits import editing
from madoguchi.apps.visits.types import Body, Brought, Newcomer, Notifier, Person, Wanted
from madoguchi.domain.visits import Change, Ruling, Said, Subject, Unanswered, VisitEvent

Filling = Said | Ruling | Unanswered | Change | Brought | Wanted | Notifier | Person | frozenset[str]
Slot = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """What the two say of the same. `key` names it in a form; `other` speaks of people and events as the kept one."""

    slot: Slot
    kept: Filling
    other: Filling

    @property
    def key(self) -> str:
        return "|".join(self.slot)


@dataclass(frozen=True, slots=True)
class Merge:
    """How the two lie beside each other. `other`: by the keys of the kept one."""

    kept: Body
    other: Body
    conflicts: tuple[Conflict, ...]

    @property
    def new_persons(self) -> tuple[Person, ...]:
        known = {person.key for person in self.kept.persons}
        return tuple(person for person in self.other.persons if person.key not in known)

    @property
    def new_events(self) -> tuple[VisitEvent, ...]:
        known = {event.key for event in self.kept.events}
        return tuple(event for event in self.other.events if event.key not in known)

    @property
    def taken_over(self) -> int:
        """How many things the kept one says only afterwards."""
        return len(set(_slots(self.other)) - set(_slots(self.kept)))

    def settled(self, others: Iterable[str]) -> Body:
        """One body; of the conflicts whose keys are in `others` the other one's word counts, of the rest the kept one's."""
        chosen, theirs = set(others), _slots(self.other)
        slots = _slots(self.kept)
        for slot, filling in theirs.items():
            slots[slot] = _filled(slots.get(slot), filling, theirs="|".join(slot) in chosen)
        return _body(slots, self.kept, self.new_events, busy=self.kept.busy and self.other.busy)


def lay_beside(kept: Body, other: Body) -> Merge:
    """`other` may know the same people and events by other keys."""
    aligned = _aligned(kept, other)
    mine, theirs = _slots(kept), _slots(aligned)
    conflicts = (
        Conflict(slot, mine[slot], filling)
        for slot, filling in theirs.items()
        if slot in mine and not _agree(mine[slot], filling)
    )
    return Merge(kept, aligned, tuple(conflicts))


# -- the same people and events by the same keys


def _aligned(kept: Body, other: Body) -> Body:
    people, events = dict(_people(kept, other)), dict(_events(kept, other))

    def who(key: str | None) -> str | None:
        return None if key is None else people.get(key, key)

    def about(subject: Subject) -> Subject:
        return Subject(who(subject.member), events.get(subject.event or "", subject.event))

    def roles(event: VisitEvent) -> VisitEvent:
        mapped = {fact: frozenset(people[key] for key in keys) for fact, keys in event.roles.items()}
        return VisitEvent(events[event.key], event.kind, mapped)

    notifier = other.notifier
    if notifier is not None and notifier.person:
        notifier = replace(notifier, person=people[notifier.person])
    return replace(
        other,
        persons=tuple(replace(p, key=people[p.key]) for p in other.persons),
        events=tuple(map(roles, other.events)),
        said=tuple(replace(s, about=about(s.about)) for s in other.said),
        rulings=tuple(replace(r, about=about(r.about)) for r in other.rulings),
        unanswered=tuple(replace(u, about=about(u.about)) for u in other.unanswered),
        changes=tuple(replace(c, member=who(c.member)) for c in other.changes),
        brought=tuple(replace(b, member=who(b.member)) for b in other.brought),
        certificates=tuple(
            replace(w, members=tuple(people[key] for key in w.members if key in people))
            for w in other.certificates
        ),
        notifier=notifier,
    )


def _people(kept: Body, other: Body) -> Iterator[tuple[str, str]]:
    """Newcomers are the same if name and birth are; else they get a key that is free in both."""
    mine = {_identity(person): person.key for person in kept.persons}
    taken = replace(kept, persons=(*kept.persons, *other.persons))
    for person in other.persons:
        if _identity(person) in mine:
            yield person.key, mine.pop(_identity(person))
        elif person.newcomer is None:
            yield person.key, person.key
        else:
            key = editing.free_key(taken)
            taken = editing.with_person(taken, Person(key))
            yield person.key, key


def _identity(person: Person) -> tuple[object, ...]:
    new = person.newcomer
    if new is None:
        return ("register", person.resident_id)
    return ("new", _written(new.name), new.birth)


def _written(value: object) -> object:
    """A name is the same with any space between its parts; no character of it is changed."""
    return value.replace("　", "").replace(" ", "") if isinstance(value, str) else value


def _events(kept: Body, other: Body) -> Iterator[tuple[str, str]]:
    """The first of a kind is the first of that kind, the second the second; one more gets a free key."""
    free = list(kept.events)
    taken = replace(kept, events=(*kept.events, *other.events))
    for event in other.events:
        same = next((mine for mine in free if mine.kind == event.kind), None)
        if same is not None:
            free.remove(same)
            yield event.key, same.key
        else:
            taken = editing.with_event(taken, event.kind)
            yield event.key, taken.events[-1].key


# -- slots


def _slots(body: Body) -> dict[Slot, Filling]:
    found: dict[Slot, Filling] = {("person", p.key): p for p in body.persons}
    found |= {("part", e.key, fact): members for e in body.events for fact, members in e.roles.items()}
    found |= {("open", u.fact, *_about(u.about)): u for u in body.unanswered}
    found |= {("said", s.statement.fact, *_about(s.about), _source(s)): s for s in body.said}
    found |= {("ruling", r.fact, *_about(r.about)): r for r in body.rulings}
    found |= {("change", c.procedure, c.member or ""): c for c in body.changes}
    found |= {("brought", b.label, b.member or ""): b for b in body.brought}
    found |= {("certificate", w.certificate): w for w in body.certificates}
    if body.notifier is not None:
        found["notifier",] = body.notifier
    return found


def _about(subject: Subject) -> tuple[str, str]:
    return subject.member or "", subject.event or ""


def _source(said: Said) -> str:
    """Of the counter's own answers one counts; what a card or a file says stands beside it."""
    kind = said.statement.origin.kind
    return "" if kind in editing.COUNTER else f"{kind.value} {said.statement.origin.name}"


def _body(slots: Mapping[Slot, Filling], kept: Body, events: Iterable[VisitEvent], *, busy: bool) -> Body:
    """Back from slots. What was left open and is answered by the other one isn't open any more."""
    values = list(slots.values())
    answered = {(s.statement.fact, s.about) for s in values if isinstance(s, Said)}
    answered |= {(r.fact, r.about) for r in values if isinstance(r, Ruling)}
    parts = {slot[1:]: members for slot, members in slots.items() if slot[0] == "part"}

    def roles(event: VisitEvent) -> VisitEvent:
        own = {fact: members for (key, fact), members in parts.items() if key == event.key}
        return replace(event, roles={f: m for f, m in own.items() if isinstance(m, frozenset)})

    notifier = slots.get(("notifier",))
    return replace(
        kept,
        persons=tuple(v for v in values if isinstance(v, Person)),
        events=tuple(map(roles, (*kept.events, *events))),
        said=tuple(v for v in values if isinstance(v, Said)),
        rulings=tuple(v for v in values if isinstance(v, Ruling)),
        unanswered=tuple(
            v for v in values if isinstance(v, Unanswered) and (v.fact, v.about) not in answered
        ),
        changes=tuple(v for v in values if isinstance(v, Change)),
        brought=tuple(v for v in values if isinstance(v, Brought)),
        certificates=tuple(v for v in values if isinstance(v, Wanted)),
        notifier=notifier if isinstance(notifier, Notifier) else None,
        busy=busy,
    )


# -- the same slot filled twice


def _agree(mine: Filling, theirs: Filling) -> bool:
    match mine, theirs:
        case Said(), Said():
            return mine.statement.value == theirs.statement.value
        case Ruling(), Ruling():
            return mine.value == theirs.value
        case Change(), Change():
            return mine.added == theirs.added
        case Unanswered(), Unanswered():
            return True
        case Notifier(), Notifier():
            return _who(mine) == _who(theirs)
        case Person(newcomer=Newcomer() as one), Person(newcomer=Newcomer() as two):
            return _together(one, two) is not None
        case Person(), Person():
            return True
    return mine == theirs


def _filled(mine: Filling | None, filling: Filling, *, theirs: bool) -> Filling:
    """Where they agree, each adds what the other left out."""
    if mine is None or (theirs and not _agree(mine, filling)):
        return filling
    match mine, filling:
        case Person(newcomer=Newcomer() as one), Person(newcomer=Newcomer() as two):
            return replace(mine, newcomer=_together(one, two) or one)
        case Notifier(), Notifier() if _who(mine) == _who(filling):
            return mine if mine.identity or not filling.identity else filling
    return mine


def _who(notifier: Notifier) -> tuple[object, ...]:
    return notifier.kind, notifier.person, notifier.party, notifier.qualification


def _sure(one: Newcomer, two: Newcomer) -> Newcomer:
    """A reading that was only guessed gives way to the other's."""
    return replace(one, kana="", kana_guess="") if one.kana_is_guess and two.kana else one


def _together(one: Newcomer, two: Newcomer) -> Newcomer | None:
    """What both typed of one person; None where they typed different things."""
    values, one = {}, _sure(one, two)
    two = _sure(two, one)
    for field in fields(Newcomer):
        mine, theirs = getattr(one, field.name), getattr(two, field.name)
        if mine not in ("", None) and theirs not in ("", None) and _written(mine) != _written(theirs):
            return None
        values[field.name] = mine if mine not in ("", None) else theirs
    return Newcomer(**values)
