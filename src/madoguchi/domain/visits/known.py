"""What is known, for the list that comes before any question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from madoguchi.domain.facts import Absent, Fact, FactValue, Scope, Statement
from madoguchi.domain.visits.case import LIFE_EVENT, Case
from madoguchi.domain.visits.visit import EventKey, MemberKey, Ruling


@dataclass(frozen=True, slots=True)
class KnownFact:
    """`statements`: every source's word, with its 基準日時. `derived_from`: base facts of a derived one.

    `stale`: a source from outside the counter is older than the caller allows. A silent fact and one with an
    `item_class` are the caller's to withhold; here they are only marked (`fact.silent`, `fact.item_class`).
    """

    fact: Fact
    member: MemberKey | None
    event: EventKey | None
    value: FactValue
    statements: tuple[Statement, ...]
    as_of: datetime | None
    stale: bool
    conflict: bool
    derived_from: tuple[str, ...]
    ruling: Ruling | None


def known_facts(case: Case, *, stale_before: datetime | None = None) -> tuple[KnownFact, ...]:
    """Facts that somebody said something about, and those derived that tables read: of the case, then by member."""
    members: tuple[MemberKey | None, ...] = (None, *(m.key for m in case.visit.members))
    return tuple(known for member in members for known in _of(case, member, stale_before))


def _of(case: Case, member: MemberKey | None, stale_before: datetime | None) -> Iterator[KnownFact]:
    for fact in case.rules.catalogue:
        if (fact.scope is Scope.PERSON) != (member is not None) or not _worth_showing(case, fact):
            continue
        known = _known(case, fact, member, stale_before)
        if known.statements or known.ruling or (fact.derivation and not isinstance(known.value, Absent)):
            yield known


def _worth_showing(case: Case, fact: Fact) -> bool:
    return fact.derivation is None or fact.key in case.rules.book.level


def _known(case: Case, fact: Fact, member: MemberKey | None, stale_before: datetime | None) -> KnownFact:
    held = case.held(fact.key, member)
    told = tuple(s for s in held.statements if s.origin.name != LIFE_EVENT)
    stale = stale_before is not None and any(s.origin.as_of < stale_before for s in told)
    about = case.about(fact.key, member)
    return KnownFact(
        fact,
        member,
        about.event,
        case.value(fact.key, member),
        told,
        held.as_of,
        stale,
        held.conflict,
        held.used if fact.derivation else (),
        case.ruling(fact.key, member),
    )
