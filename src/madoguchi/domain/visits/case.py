"""One event of a visit in the words of the tables: facts, masks, the hearing.

The tables know one event. A visit with several is several cases over the same people; their results are
joined by the plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import cached_property

from madoguchi.domain.dates import UncertainDate, earliest
from madoguchi.domain.decisions.errors import BadInputError
from madoguchi.domain.decisions.hearing import Hearing, Result, Situation
from madoguchi.domain.decisions.vocabulary import mask_of
from madoguchi.domain.facts import (
    CaseFacts,
    Earlier,
    FactSet,
    FactValue,
    Held,
    Origin,
    Scope,
    SourceKind,
    Statement,
    Value,
)
from madoguchi.domain.visits.life_events import LifeEvent, Role, role_value, set_values
from madoguchi.domain.visits.rules import Rules, id_of
from madoguchi.domain.visits.since import Since, since
from madoguchi.domain.visits.visit import MemberKey, Ruling, Said, Subject, Visit, VisitEvent, VisitMember

NOTIFIED_ON = "event.notified_on"
NEWCOMER = "person.newcomer"
LIFE_EVENT = "life_event"
"""The name of the origin of what a life event says by itself."""


@dataclass(frozen=True)
class Case:
    """`event` is None while the visit has none: only known facts are shown then."""

    rules: Rules
    visit: Visit
    event: VisitEvent | None
    before: Case | None = field(default=None, repr=False, compare=False)
    since: Since | None = field(default=None, repr=False, compare=False)
    """The same case before these few things were said; what doesn't rest on them is taken over."""

    @property
    def life_event(self) -> LifeEvent | None:
        return self.rules.life_events[self.event.kind] if self.event else None

    @cached_property
    def _at(self) -> datetime:
        """As of when the case's own facts hold: the day of the notice."""
        return datetime.combine(self.notified_on, time(), tzinfo=UTC)

    @property
    def notified_on(self) -> date:
        return self.visit.notified_on or self.visit.today

    @cached_property
    def facts(self) -> CaseFacts:
        common = (*self._own(), *self._said_of(None))
        members = {
            m.key: (*self._newcomer(m), *self._roles(m.key), *self._said_of(m.key))
            for m in self.visit.members
        }
        earlier = None
        if self.before and self.since:
            earlier = Earlier(self.before.facts, self.since.said, self.since.affected)
        return CaseFacts(self.rules.catalogue, self._on(common), common, members, earlier)

    def facts_of(self, member: MemberKey | None) -> FactSet:
        return self.facts.household if member is None else self.facts.persons[member]

    # -- statements

    def _own(self) -> Iterator[Statement]:
        """What the event says by itself, and the day of the notice unless somebody said another."""
        if not any(s.statement.fact == NOTIFIED_ON and self._concerns(s.about) for s in self.visit.said):
            yield self._statement(NOTIFIED_ON, self.notified_on)
        if self.life_event:
            for key, value in set_values(self.life_event, self.rules.catalogue).items():
                if not self.rules.catalogue[key].derivation:
                    yield self._statement(key, value)

    def _statement(self, fact: str, value: FactValue) -> Statement:
        return Statement(fact, value, Origin(SourceKind.STAFF, LIFE_EVENT, self._at))

    def _newcomer(self, member: VisitMember) -> Iterator[Statement]:
        """Whoever isn't in this city's register is in none of its other books either."""
        if NEWCOMER in self.rules.catalogue:
            yield self._statement(NEWCOMER, member.newcomer)

    def _roles(self, member: MemberKey) -> Iterator[Statement]:
        """The parts a member plays or doesn't; of a role still open nothing is said."""
        if not self.event or not self.life_event:
            return
        roles = {role.fact: (role, self.event) for role in self.life_event.roles}
        for other in self.visit.events:
            for role in self.rules.life_events[other.kind].roles:
                if not role.only:  # who wants a seal wants it whatever else there is
                    roles.setdefault(role.fact, (role, other))
        for role, event in roles.values():
            yield from self._part(role, event, member)
        for fact in sorted(self.rules.closed_roles - roles.keys()):
            yield self._statement(fact, False)

    def _part(self, role: Role, event: VisitEvent, member: MemberKey) -> Iterator[Statement]:
        players = event.roles.get(role.fact)
        if players is not None and member in players:
            yield self._statement(role.fact, role_value(role, self.rules.catalogue))
        elif players is not None and role.value is True:
            yield self._statement(role.fact, False)

    def players(self, role: Role) -> frozenset[MemberKey]:
        """Who plays a part, as far as it is known: settled at once, or answered one by one."""
        wanted = role_value(role, self.rules.catalogue)
        return frozenset(m.key for m in self.visit.members if self.value(role.fact, m.key) == wanted)

    def _said_of(self, member: MemberKey | None) -> Iterator[Statement]:
        return (s.statement for s in self.visit.said if s.about.member == member and self._concerns(s.about))

    def _concerns(self, about: Subject) -> bool:
        return about.event is None or (self.event is not None and about.event == self.event.key)

    def _on(self, common: tuple[Statement, ...]) -> date:
        """The day on which the case is judged: 異動日, else 届出日."""
        main = self.life_event.main_date if self.life_event else ""
        if not main:
            return self.notified_on
        alone = FactSet(self.rules.catalogue, self.notified_on).with_statements(
            s for s in common if s.fact == main
        )
        value = alone.value(main)
        day = earliest(value) if isinstance(value, date | UncertainDate) else None
        return day or self.notified_on

    # -- rulings and masks

    @cached_property
    def _rulings(self) -> Mapping[tuple[str, MemberKey | None], Value]:
        """The last word of staff on derived facts, and what the life event says of them."""
        ruled: dict[tuple[str, MemberKey | None], Value] = {}
        if self.life_event:
            for key, value in set_values(self.life_event, self.rules.catalogue).items():
                if self.rules.catalogue[key].derivation:
                    ruled[key, None] = value
        for ruling in sorted(self.visit.rulings, key=lambda r: r.at):
            if self._concerns(ruling.about):
                ruled[ruling.fact, ruling.about.member] = ruling.value
        return ruled

    def value(self, fact: str, member: MemberKey | None) -> FactValue:
        """What counts: the ruling, else what is held."""
        ruled = self._rulings.get((fact, member), self._rulings.get((fact, None)))
        return ruled if ruled is not None else self.held(fact, member).value

    def held(self, fact: str, member: MemberKey | None) -> Held:
        return self.facts_of(member).get(fact)

    def ruling(self, fact: str, member: MemberKey | None) -> Ruling | None:
        """The staff's ruling that stands, if there is one."""
        found = [
            r
            for r in self.visit.rulings
            if r.fact == fact and r.about.member == member and self._concerns(r.about)
        ]
        return max(found, key=lambda r: r.at, default=None)

    @cached_property
    def situation(self) -> Situation:
        persons = self.rules.person_facts
        before = self.before.situation if self.before else Situation()
        earlier = before.members or {}
        household = self._known(self.rules.household_facts, None, before.household)
        members = {m.key: self._known(persons, m.key, earlier.get(m.key, {})) for m in self.visit.members}
        return Situation(household, members, persons)

    def _known(
        self, names: frozenset[str], member: MemberKey | None, earlier: Mapping[str, int]
    ) -> Mapping[str, int]:
        """The masks of these facts."""
        if self.since is None:
            return dict(self._masks(names, member))
        kept = {name: mask for name, mask in earlier.items() if name not in self.since.affected}
        return kept | dict(self._masks(names & self.since.affected, member))

    def _masks(self, names: frozenset[str], member: MemberKey | None) -> Iterator[tuple[str, int]]:
        book = self.rules.book
        for name in names:
            try:
                mask = mask_of(book.axes[book.level[name]], self.value(name, member))
            except BadInputError:  # e.g. an age of 131 from a wrong date of birth: open, never guessed
                mask = None
            if mask is not None:
                yield name, mask

    def source_words(self, fact: str, member: MemberKey | None) -> str:
        """Where the value is from, for people: 「住民記録」 and the like stay with the caller's layouts."""
        if self.ruling(fact, member):
            return SourceKind.STAFF.value
        return "、".join(dict.fromkeys(s.origin.kind.value for s in self.held(fact, member).statements))

    @cached_property
    def hearing(self) -> Hearing:
        """Results: all procedures, whatever mode."""
        return Hearing(self.rules.planner, self.situation, self.before.hearing if self.before else None)

    @cached_property
    def results(self) -> Mapping[tuple[str, MemberKey | None], Result]:
        """By procedure id and member, in the order of the tables."""
        found = self.hearing.results
        if self.before:
            return dict(zip(self.before.results, found, strict=True))
        return {(id_of(r.procedure), r.member): r for r in found}

    @cached_property
    def asking(self) -> Hearing:
        """What is worth asking: in the busy mode only for what must be settled today."""
        return Hearing(self.rules.busy_planner, self.situation) if self.visit.busy else self.hearing

    def about(self, fact: str, member: MemberKey | None) -> Subject:
        """Where an answer about a fact belongs: to the event alone, or to all of the visit."""
        bound = self.rules.catalogue[fact].scope is Scope.EVENT or fact in self.rules.closed_roles
        return Subject(member, self.event.key if self.event and bound else None)


def cases_of(rules: Rules, visit: Visit, before: Sequence[Case] = ()) -> tuple[Case, ...]:
    """One case an event, in the order of the visit; a visit without events has one that decides nothing.

    `before`: the cases of an earlier state, of which what still holds is taken over.
    """
    events: tuple[VisitEvent | None, ...] = visit.events or (None,)
    said = since(rules, before[0].visit, visit) if before and before[0].rules is rules else None
    if said is None:
        return tuple(Case(rules, visit, event) for event in events)
    return tuple(_after(one, visit, said) for one in before)


def _after(before: Case, visit: Visit, said: Since) -> Case:
    """On another day everything may be different."""
    main = before.life_event.main_date if before.life_event else ""
    if main in said.said:
        return Case(before.rules, visit, before.event)
    return Case(before.rules, visit, before.event, before, said)


def answer(
    case: Case,
    fact: str,
    member: MemberKey | None,
    value: FactValue,
    origin: Origin,
    *,
    settles: bool = False,
) -> Said:
    """An answer to a question of this case, about whom and what it belongs to."""
    return Said(Statement(fact, value, origin, settles), case.about(fact, member))
