"""What stands in the way of a notice: dates that can't be, parts nobody plays, papers for late ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from madoguchi.domain.dates import UncertainDate, deadline, earliest
from madoguchi.domain.facts import FactValue, Scope
from madoguchi.domain.visits.case import Case
from madoguchi.domain.visits.life_events import ApplicationField, DateRule, LifeEvent, Role
from madoguchi.domain.visits.visit import EventKey, MemberKey


class ProblemKind(StrEnum):
    REFUSED = "refused"  # the notice can't be taken today
    MISSING = "missing"  # something has to be entered first
    LATE = "late"  # taken, with a further paper


@dataclass(frozen=True, slots=True)
class Problem:
    """`paper`: what has to be written for a late notice, with its basis and the days past the deadline."""

    kind: ProblemKind
    event: EventKey
    fact: str
    words: str
    paper: str = ""
    basis: str = ""
    days: int = 0


@dataclass(frozen=True, slots=True)
class FieldState:
    """One item of the notice for a member (None: once). `held` is the value that counts."""

    field: ApplicationField
    label: str
    member: MemberKey | None
    value: FactValue
    missing: bool


def notices_of(case: Case) -> Iterator[Problem]:
    if case.event and case.life_event:
        yield from _roles(case, case.event.key, case.life_event)
        for rule in case.life_event.dates:
            yield from _date(case, case.event.key, rule)


def _roles(case: Case, event: EventKey, life_event: LifeEvent) -> Iterator[Problem]:
    for role in life_event.roles:
        players = case.players(role)
        if len(players) < role.least:
            yield Problem(ProblemKind.MISSING, event, role.fact, f"「{role.label}」を選んでください。")
        if role.most and len(players) > role.most:
            yield Problem(ProblemKind.REFUSED, event, role.fact, _too_many(role))


def _too_many(role: Role) -> str:
    return f"「{role.label}」は{role.most}人までです。別の人の分は、届出を分けて受け付けてください。"


def _date(case: Case, event: EventKey, rule: DateRule) -> Iterator[Problem]:
    value = case.value(rule.fact, None)
    if not isinstance(value, date | UncertainDate):
        words = f"「{rule.label}」を入れてください。"
        yield Problem(ProblemKind.MISSING, event, rule.fact, words)
        return
    day = earliest(value)
    if rule.future == "refuse" and day and day > case.notified_on:
        words = rule.why or f"「{rule.label}」が先の日付です。"
        yield Problem(ProblemKind.REFUSED, event, rule.fact, words)
    elif rule.deadline and (days := _days_late(case, rule)) > 0:
        words = f"{rule.label}の届出期間を{days}日過ぎています。「{rule.late_paper}」を書いてもらいます。"
        yield Problem(ProblemKind.LATE, event, rule.fact, words, rule.late_paper, rule.late_basis, days)


def _days_late(case: Case, rule: DateRule) -> int:
    """Days between the last day and the notice; 0 or less if it is in time or the day isn't known."""
    value = case.value(rule.fact, None)
    assert isinstance(value, date | UncertainDate)
    found = deadline(case.rules.deadline_rules[rule.deadline], {rule.fact: value}, case.rules.calendar)
    return (case.notified_on - found.on).days if found.on else 0


def application(case: Case) -> tuple[FieldState, ...]:
    """The notice's items in order, each once or for every member who plays its role. Taken once, for every form."""
    if not case.event or not case.life_event:
        return ()
    return tuple(
        _state(case, field, member) for field in case.life_event.fields for member in _whose(case, field)
    )


def _whose(case: Case, field: ApplicationField) -> tuple[MemberKey | None, ...]:
    assert case.life_event
    if not field.of:
        return (None,)
    role = next(role for role in case.life_event.roles if role.fact == field.of)
    players = case.players(role)
    return tuple(m.key for m in case.visit.members if m.key in players)


def _state(case: Case, field: ApplicationField, member: MemberKey | None) -> FieldState:
    fact = case.rules.catalogue[field.fact]
    assert (fact.scope is Scope.PERSON) == (member is not None)
    held = case.held(field.fact, member)
    return FieldState(field, fact.label, member, held.value, field.needed and not held.known)
