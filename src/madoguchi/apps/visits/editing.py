"""Changes of a visit's body, pure. What is taken back is as if it had never been said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from madoguchi.apps.visits.types import Body, Brought, Newcomer, Person
from madoguchi.domain.facts import SourceKind
from madoguchi.domain.visits import Change, Ruling, Said, Subject, Unanswered, VisitEvent

COUNTER = (SourceKind.QUESTION, SourceKind.STAFF)
"""Sources that are the counter's own: a new answer takes the place of an old one."""


def with_said(body: Body, said: Said) -> Body:
    """In the place of what the counter said of it before."""
    body = without(body, said.statement.fact, said.about)
    return replace(body, said=(*body.said, said))


def without(body: Body, fact: str, about: Subject) -> Body:
    """Everything the counter said or left open about it is taken back: answers, rulings, don't know, later."""

    def stays(said: Said) -> bool:
        same = said.statement.fact == fact and said.about == about
        return not (same and said.statement.origin.kind in COUNTER)

    return replace(
        body,
        said=tuple(filter(stays, body.said)),
        rulings=tuple(r for r in body.rulings if (r.fact, r.about) != (fact, about)),
        unanswered=tuple(u for u in body.unanswered if (u.fact, u.about) != (fact, about)),
    )


def with_ruling(body: Body, ruling: Ruling) -> Body:
    body = without(body, ruling.fact, ruling.about)
    return replace(body, rulings=(*body.rulings, ruling))


def with_unanswered(body: Body, unanswered: Unanswered) -> Body:
    body = without(body, unanswered.fact, unanswered.about)
    return replace(body, unanswered=(*body.unanswered, unanswered))


def with_event(body: Body, kind: str) -> Body:
    key = _free("e", (event.key for event in body.events))
    return replace(body, events=(*body.events, VisitEvent(key, kind)))


def without_event(body: Body, key: str) -> Body:
    """The event and everything said of it alone."""
    return replace(
        body,
        events=tuple(e for e in body.events if e.key != key),
        said=tuple(s for s in body.said if s.about.event != key),
        rulings=tuple(r for r in body.rulings if r.about.event != key),
        unanswered=tuple(u for u in body.unanswered if u.about.event != key),
    )


def with_roles(body: Body, key: str, roles: Mapping[str, Iterable[str]]) -> Body:
    settled = {fact: frozenset(members) for fact, members in roles.items()}

    def settle(event: VisitEvent) -> VisitEvent:
        return replace(event, roles={**event.roles, **settled}) if event.key == key else event

    return replace(body, events=tuple(map(settle, body.events)))


def with_person(body: Body, person: Person) -> Body:
    """A new one, or the one of the same key as it is now."""
    if any(p.key == person.key for p in body.persons):
        changed = (person if p.key == person.key else p for p in body.persons)
        return replace(body, persons=tuple(changed))
    return replace(body, persons=(*body.persons, person))


def without_person(body: Body, key: str) -> Body:
    """A person and everything said of them; the parts they played are open again if nobody else plays them."""

    def apart(event: VisitEvent) -> VisitEvent:
        return replace(
            event, roles={f: m - {key} for f, m in event.roles.items() if m - {key} or key not in m}
        )

    notifier = body.notifier
    if notifier and notifier.person == key:
        notifier = None
    return replace(
        body,
        persons=tuple(p for p in body.persons if p.key != key),
        events=tuple(map(apart, body.events)),
        said=tuple(s for s in body.said if s.about.member != key),
        rulings=tuple(r for r in body.rulings if r.about.member != key),
        unanswered=tuple(u for u in body.unanswered if u.about.member != key),
        changes=tuple(c for c in body.changes if c.member != key),
        brought=tuple(b for b in body.brought if b.member != key),
        notifier=notifier,
    )


def with_newcomer(body: Body, key: str, values: Mapping[str, object]) -> Body:
    """Single fields of a newcomer typed anew."""
    person = body.person(key)
    newcomer = replace(person.newcomer or Newcomer(), **values)  # type: ignore[arg-type]
    return with_person(body, replace(person, newcomer=newcomer))


def free_key(body: Body) -> str:
    """A key for one more newcomer."""
    return _free("n", (person.key for person in body.persons))


def with_change(body: Body, change: Change) -> Body:
    kept = without_change(body, change.procedure, change.member)
    return replace(kept, changes=(*kept.changes, change))


def without_change(body: Body, procedure: str, member: str | None) -> Body:
    kept = tuple(c for c in body.changes if (c.procedure, c.member) != (procedure, member))
    return replace(body, changes=kept)


def with_brought(body: Body, label: str, member: str | None, had: bool | None) -> Body:
    """`had` None: not asked (any more)."""
    kept = tuple(b for b in body.brought if (b.label, b.member) != (label, member))
    more = () if had is None else (Brought(label, member, had),)
    return replace(body, brought=(*kept, *more))


def _free(letter: str, taken: Iterable[str]) -> str:
    numbers = [int(key[1:]) for key in taken if key[:1] == letter and key[1:].isdecimal()]
    return f"{letter}{max(numbers, default=0) + 1}"
