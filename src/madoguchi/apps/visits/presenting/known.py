"""What is known already, by member: value, source, 基準日時, what is stale or in conflict, what staff ruled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from madoguchi.apps.visits.presenting.common import People
from madoguchi.domain.facts import Origin, SourceKind
from madoguchi.domain.visits import KnownFact, Plan, known_facts, value_words
from madoguchi.domain.visits.visit import MemberKey

SOURCES = {
    SourceKind.QUESTION: "聞取り",
    SourceKind.CARD: "カード",
    SourceKind.QR: "事前申請",
    SourceKind.STAFF: "職員",
    SourceKind.CONSTANT: "市の設定",
    SourceKind.DERIVED: "計算",
}
REGISTER = {"001": "住民記録", "002": "印鑑登録"}
"""業務ID → the system that a layout belongs to."""
FORETOLD = {"001.move_out_certificate": "転出証明書情報"}
"""Layouts that are no copy of a register."""
NAMED_ABOVE = frozenset({"person.name", "person.name_kana", "person.resident_number"})


@dataclass(frozen=True, slots=True)
class Line:
    """`conflict`: each source's word, where they disagree; `beside`: where staff decided between them."""

    fact: str
    label: str
    value: str
    source: str
    as_of: str
    stale: bool
    conflict: tuple[str, ...]
    ruling: str
    derived: bool
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Of one member, or of the notice and the household (`member` ""). Only `lines` stand on the page; `derived` and
    `closed` (silent facts) are made when staff open them."""

    member: MemberKey
    title: str
    note: str
    facts: tuple[KnownFact, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(_lines(known for known in self.facts if not known.fact.silent and _told(known)))

    @property
    def has_derived(self) -> bool:
        return any(not known.fact.silent and not _told(known) for known in self.facts)

    @property
    def derived(self) -> tuple[Line, ...]:
        return tuple(_lines(known for known in self.facts if not known.fact.silent and not _told(known)))

    @property
    def closed(self) -> tuple[Line, ...]:
        return tuple(_lines(known for known in self.facts if known.fact.silent))


def source_of(origin: Origin) -> str:
    if origin.kind is SourceKind.LAYOUT:
        return FORETOLD.get(origin.name) or REGISTER.get(origin.name.split(".")[0], origin.name)
    return SOURCES[origin.kind]


def groups(plan: Plan, people: People, *, stale_before: datetime | None = None) -> tuple[Group, ...]:
    found: dict[MemberKey | None, dict[str, KnownFact]] = {}
    for case in plan.cases:
        for known in known_facts(case, stale_before=stale_before):
            place = known.fact.key if known.event is None else f"{known.event}/{known.fact.key}"
            found.setdefault(known.member, {}).setdefault(place, known)
    order = [*(person.key for person in people.values()), None]
    return tuple(_group(people, member, found.get(member, {}).values()) for member in order)


def _group(people: People, member: MemberKey | None, facts: Iterable[KnownFact]) -> Group:
    person = people.get(member) if member is not None else None
    return Group(
        member or "",
        person.shown if person else "世帯・届出",
        person.note if person else "",
        tuple(known for known in facts if known.fact.key not in NAMED_ABOVE),
    )


def _told(known: KnownFact) -> bool:
    return bool(known.statements or known.ruling)


def _lines(facts: Iterable[KnownFact]) -> Iterator[Line]:
    for known in facts:
        counts = [s for s in known.statements if s.value == known.value] or known.statements
        told = counts[-1].origin if counts else None
        yield Line(
            known.fact.key,
            known.fact.label,
            value_words(known.fact, known.value),
            source_of(told) if told else SOURCES[SourceKind.DERIVED],
            f"{timezone.localtime(told.as_of):%-m/%-d %-H:%M}" if told else "",
            known.stale,
            tuple(_sides(known)) if known.conflict else (),
            f"{known.ruling.by}：{known.ruling.reason}" if known.ruling else "",
            not known.statements,
            tuple(_beside(known)),
        )


def _beside(known: KnownFact) -> Iterator[str]:
    """The words of sources that staff decided against."""
    if not known.conflict and not known.ruling:
        yield from _sides(
            replace(known, statements=tuple(s for s in known.statements if s.value != known.value))
        )


def _sides(known: KnownFact) -> Iterator[str]:
    """Each source's word, where they disagree."""
    for said in known.statements:
        at = f"{timezone.localtime(said.origin.as_of):%-m/%-d}"
        yield f"{source_of(said.origin)}（{at}）は「{value_words(known.fact, said.value)}」"
