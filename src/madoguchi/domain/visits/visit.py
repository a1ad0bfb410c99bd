"""One visit (来庁): who, which events, what was said. Frozen; rebuilt from what is stored each time.

Nothing here is worked out: `plan.make_plan` does that from scratch, so the order in which things were said
doesn't matter, and what was taken back is as if it had never been said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from madoguchi.domain.facts import SourceKind, Statement, Value

MemberKey = str
EventKey = str


@dataclass(frozen=True, slots=True)
class VisitMember:
    """Somebody the visit is about. `key` is the caller's: a resident's, or a temporary one for a newcomer."""

    key: MemberKey
    newcomer: bool = False


@dataclass(frozen=True, slots=True)
class VisitEvent:
    """One event of the visit. `kind` is a life event's key. `roles`: fact → the members who play the part; a
    role that isn't named hasn't been settled yet."""

    key: EventKey
    kind: str
    roles: Mapping[str, frozenset[MemberKey]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Subject:
    """Of whom and of which event something is said; None: of all."""

    member: MemberKey | None = None
    event: EventKey | None = None


@dataclass(frozen=True, slots=True)
class Said:
    statement: Statement
    about: Subject = Subject()


@dataclass(frozen=True, slots=True)
class Ruling:
    """Staff overruling what follows from other facts. `by` names the member of staff; the reason is kept."""

    fact: str
    value: Value
    about: Subject
    by: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question put and not answered: they don't know, or `later` (it is asked again on the next visit)."""

    fact: str
    about: Subject
    later: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A procedure that staff added or took out, with the reason."""

    procedure: str
    member: MemberKey | None
    added: bool
    by: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Visit:
    """`today` is the day the plan is made for; `notified_on` the 届出日 (the same unless it was another day)."""

    today: date
    members: tuple[VisitMember, ...] = ()
    events: tuple[VisitEvent, ...] = ()
    said: tuple[Said, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    unanswered: tuple[Unanswered, ...] = ()
    changes: tuple[Change, ...] = ()
    notified_on: date | None = None
    busy: bool = False

    def with_said(self, *said: Said) -> Visit:
        """More said. What had been left unanswered about it is answered now."""
        answered = {(s.statement.fact, s.about) for s in said}
        left = tuple(u for u in self.unanswered if (u.fact, u.about) not in answered)
        return replace(self, said=(*self.said, *said), unanswered=left)

    def without_said(self, fact: str, about: Subject, *kinds: SourceKind) -> Visit:
        """What sources of these kinds said is taken back; without kinds, what was heard at the counter."""
        gone = kinds or (SourceKind.QUESTION, SourceKind.STAFF)

        def stays(one: Said) -> bool:
            same = one.statement.fact == fact and one.about == about
            return not (same and one.statement.origin.kind in gone)

        return replace(self, said=tuple(filter(stays, self.said)))

    def with_rulings(self, *rulings: Ruling) -> Visit:
        return replace(self, rulings=(*self.rulings, *rulings))

    def without_ruling(self, fact: str, about: Subject) -> Visit:
        kept = tuple(r for r in self.rulings if (r.fact, r.about) != (fact, about))
        return replace(self, rulings=kept)

    def with_unanswered(self, *more: Unanswered) -> Visit:
        puts = {(u.fact, u.about) for u in more}
        kept = tuple(u for u in self.unanswered if (u.fact, u.about) not in puts)
        return replace(self, unanswered=(*kept, *more))

    def with_roles(self, event: EventKey, roles: Mapping[str, frozenset[MemberKey]]) -> Visit:
        def settle(one: VisitEvent) -> VisitEvent:
            return replace(one, roles={**one.roles, **roles}) if one.key == event else one

        return self._map(settle)

    def without_event(self, event: EventKey) -> Visit:
        """The event and everything said of it alone."""

        def apart(about: Subject) -> bool:
            return about.event != event

        return replace(
            self,
            events=tuple(e for e in self.events if e.key != event),
            said=tuple(s for s in self.said if apart(s.about)),
            rulings=tuple(r for r in self.rulings if apart(r.about)),
            unanswered=tuple(u for u in self.unanswered if apart(u.about)),
        )

    def _map(self, change: Callable[[VisitEvent], VisitEvent]) -> Visit:
        return replace(self, events=tuple(change(e) for e in self.events))
