"""A made-up visit in a YAML file, for people who maintain rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from madoguchi.domain.facts import (
    NOT_APPLICABLE,
    Absent,
    FactError,
    FactValue,
    Origin,
    Scope,
    SourceKind,
    Statement,
)
from madoguchi.domain.packfile import Document, Finding, Loc, load_yaml, validate
from madoguchi.domain.visits.rules import Rules
from madoguchi.domain.visits.visit import Ruling, Said, Subject, Visit, VisitEvent, VisitMember

EXAMPLE = """\
today: 2026-11-02
events:
  - kind: move_in_domestic
    roles: {person.moving: [父, 子]}
    facts: {event.date: 2026-10-31, event.planned_out_on: 2026-10-30}
facts: {event.same_pref: false}
members:
  - key: 父
    facts: {person.birth_date: 1985-05-01, person.sex: "1", person.relationship: 世帯主, person.shaho: true}
  - key: 子
    facts: {person.birth_date: 2018-01-01, person.sex: "2", person.relationship: 子}
"""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Event(_Strict):
    kind: str
    roles: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    facts: dict[str, Any] = Field(default_factory=dict)


class _Member(_Strict):
    key: str = Field(min_length=1)
    newcomer: bool = False
    facts: dict[str, Any] = Field(default_factory=dict)


class _File(_Strict):
    today: date
    notified_on: date | None = None
    busy: bool = False
    events: tuple[_Event, ...] = Field(min_length=1)
    facts: dict[str, Any] = Field(default_factory=dict)
    members: tuple[_Member, ...] = Field(min_length=1)


def read_visit(path: Path, rules: Rules) -> tuple[Visit | None, list[Finding]]:
    """The visit of a file, or every fault with its place. What is said of a derived fact is a ruling."""
    document, findings = load_yaml(path)
    file, more = validate(document, _File) if document else (None, [])
    if document is None or file is None:
        return None, findings + more
    reading = _Reading(document, file, rules, [])
    visit = reading.visit()
    return (None if reading.findings else visit), reading.findings


@dataclass(slots=True)
class _Reading:
    document: Document
    file: _File
    rules: Rules
    findings: list[Finding]

    def visit(self) -> Visit:
        events = tuple(self._event(i, event) for i, event in enumerate(self.file.events))
        members = tuple(VisitMember(m.key, m.newcomer) for m in self.file.members)
        if len({m.key for m in members}) < len(members):
            self.findings.append(self.document.finding(("members",), "同じ key の人が二人います。"))
        words = list(self._words())
        return Visit(
            today=self.file.today,
            members=members,
            events=events,
            said=tuple(word for word in words if isinstance(word, Said)),
            rulings=tuple(word for word in words if isinstance(word, Ruling)),
            notified_on=self.file.notified_on,
            busy=self.file.busy,
        )

    def _event(self, number: int, event: _Event) -> VisitEvent:
        if event.kind not in self.rules.life_events:
            known = "、".join(self.rules.life_events)
            words = f"「{event.kind}」という届出はありません（{known}）。"
            self.findings.append(self.document.finding(("events", number, "kind"), words))
        keys = {m.key for m in self.file.members}
        for fact, players in event.roles.items():
            if strange := sorted(set(players) - keys):
                loc = ("events", number, "roles", fact)
                self.findings.append(self.document.finding(loc, f"members にいません: {'、'.join(strange)}"))
        roles = {fact: frozenset(players) for fact, players in event.roles.items()}
        return VisitEvent(f"{event.kind}-{number + 1}", event.kind, roles)

    def _words(self) -> Iterator[Said | Ruling]:
        yield from self._of(("facts",), self.file.facts, Subject())
        for i, event in enumerate(self.file.events):
            yield from self._of(("events", i, "facts"), event.facts, Subject(None, f"{event.kind}-{i + 1}"))
        for i, member in enumerate(self.file.members):
            yield from self._of(("members", i, "facts"), member.facts, Subject(member.key))

    def _of(self, loc: Loc, facts: dict[str, Any], about: Subject) -> Iterator[Said | Ruling]:
        at = datetime.combine(self.file.today, time(12), tzinfo=UTC)
        for key, raw in facts.items():
            try:
                value = self._value(key, raw, personal=about.member is not None)
            except FactError as error:
                self.findings.append(self.document.finding((*loc, key), str(error)))
                continue
            if self.rules.catalogue[key].derivation and not isinstance(value, Absent):
                yield Ruling(key, value, about, "職員", "試しの家族", at)
            else:
                yield Said(Statement(key, value, Origin(SourceKind.QUESTION, "file", at)), about)

    def _value(self, key: str, raw: object, *, personal: bool) -> FactValue:
        if key not in self.rules.catalogue:
            raise FactError(f"「{key}」というデータ項目はありません。")
        fact = self.rules.catalogue[key]
        if (fact.scope is Scope.PERSON) != personal:
            raise FactError("person. の項目は members に、ほかの項目は facts に書きます。")
        if raw is None:
            return NOT_APPLICABLE
        return fact.read(str(raw)) if not isinstance(raw, bool) else fact.check(raw)
