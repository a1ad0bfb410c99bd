"""Which life events, who plays which part, the days, who notifies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from madoguchi.apps.visits.presenting.common import Field, Option, People, field_of, typed_value
from madoguchi.domain.dates import UncertainDate, wareki
from madoguchi.domain.facts import FactCatalogue
from madoguchi.domain.visits import Case, LifeEvent, Plan, Problem, ProblemKind, Role, Rules

KEYS = "123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
TONES = {ProblemKind.REFUSED: "danger", ProblemKind.MISSING: "info", ProblemKind.LATE: "warn"}


@dataclass(frozen=True, slots=True)
class EventChoice:
    """A life event with the key that chooses it. `newcomers`: people come who aren't in the register."""

    value: str
    label: str
    key: str
    newcomers: bool
    checked: bool = False


@dataclass(frozen=True, slots=True)
class EventGroup:
    label: str
    choices: tuple[EventChoice, ...]


def event_groups(rules: Rules, chosen: Iterable[str] = ()) -> tuple[EventGroup, ...]:
    """All life events of the pack in its order, each with a key of its own."""
    events = sorted(rules.life_events.values(), key=lambda e: e.order)
    taken, groups = set(chosen), dict[str, list[EventChoice]]()
    for event, key in zip(events, KEYS.ljust(len(events)), strict=False):
        one = EventChoice(event.key, event.label, key.strip(), _has_newcomers(event), event.key in taken)
        groups.setdefault(event.group, []).append(one)
    return tuple(EventGroup(label, tuple(choices)) for label, choices in groups.items())


def _has_newcomers(event: LifeEvent) -> bool:
    return any(role.newcomers for role in event.roles)


@dataclass(frozen=True, slots=True)
class Player:
    key: str
    name: str
    note: str
    plays: bool


@dataclass(frozen=True, slots=True)
class RoleField:
    """One part of an event. `single`: at most one person plays it. `hint`: what is still wrong."""

    fact: str
    label: str
    single: bool
    players: tuple[Player, ...]
    hint: str


@dataclass(frozen=True, slots=True)
class DateField:
    fact: str
    label: str
    value: str
    words: str
    """As it was understood, with its weekday; "" while nothing is entered."""
    hint: str
    error: str


@dataclass(frozen=True, slots=True)
class EventForm:
    key: str
    label: str
    roles: tuple[RoleField, ...]
    dates: tuple[DateField, ...]
    checklist: tuple[str, ...]


def event_forms(plan: Plan, people: People) -> tuple[EventForm, ...]:
    return tuple(_event_form(plan, case, people) for case in plan.cases if case.event)


def _event_form(plan: Plan, case: Case, people: People) -> EventForm:
    assert case.event
    assert case.life_event
    hints = {p.fact: p for p in plan.problems if p.event == case.event.key}
    return EventForm(
        case.event.key,
        case.life_event.label,
        tuple(_role(case, role, people, hints.get(role.fact)) for role in case.life_event.roles),
        tuple(_dates(case, hints)),
        tuple(point.label for point in case.life_event.checklist),
    )


def _role(case: Case, role: Role, people: People, problem: Problem | None) -> RoleField:
    players = case.players(role)
    return RoleField(
        role.fact,
        role.label,
        role.most == 1,
        tuple(Player(p.key, p.shown, p.note, p.key in players) for p in people.values()),
        problem.words if problem else "",
    )


def _dates(case: Case, hints: dict[str, Problem]) -> Iterator[DateField]:
    assert case.life_event
    for rule in case.life_event.dates:
        value, problem = case.value(rule.fact, None), hints.get(rule.fact)
        shown = typed_value(value)
        wrong = problem.words if problem and problem.kind is not ProblemKind.MISSING else ""
        yield DateField(
            rule.fact,
            rule.label,
            shown,
            _in_words(case, rule.fact),
            field_of(case.rules.catalogue[rule.fact]).hint,
            wrong,
        )


def _in_words(case: Case, fact: str) -> str:
    value = case.value(fact, None)
    return wareki(value, with_weekday=True) if isinstance(value, date | UncertainDate) else ""


@dataclass(frozen=True, slots=True)
class ProblemShown:
    tone: str
    words: str
    fact: str
    url: str = ""


def problems(plan: Plan, url: str = "", *, only_serious: bool = False) -> tuple[ProblemShown, ...]:
    """What stands in the way of the notice. `only_serious`: without what is just not entered yet."""
    return tuple(
        ProblemShown(TONES[p.kind], p.words, p.fact, url)
        for p in plan.problems
        if not (only_serious and p.kind is ProblemKind.MISSING)
    )


@dataclass(frozen=True, slots=True)
class NewcomerField:
    name: str
    label: str
    field: Field
    value: str
    error: str
    required: bool


NEWCOMER_FIELDS = (
    ("name", "person.name", True),
    ("kana", "person.name_kana", False),
    ("birth", "person.birth_date", True),
    ("sex", "person.sex", True),
    ("relationship", "person.relationship", True),
    ("resident_kind", "person.resident_kind", True),
    ("nationality", "person.nationality", False),
)


HINTS = {"name": "氏と名の間を空ける", "birth": "例：S60.5.1　H28.1.10　19850501"}
RELATIONSHIPS = (
    *("世帯主", "夫", "妻", "子", "父", "母", "兄", "姉", "弟", "妹"),
    *("夫（未届）", "妻（未届）", "子の子", "妻の子", "夫の子", "縁故者", "同居人"),
)
"""What is mostly typed (住民記録システム標準仕様書 1.1.11); anything else can be."""


def newcomer_fields(
    catalogue: FactCatalogue, values: Mapping[str, str], errors: Mapping[str, str]
) -> tuple[NewcomerField, ...]:
    """What is typed of somebody who isn't in the register yet."""
    return tuple(
        NewcomerField(
            name,
            catalogue[fact].label,
            _chosen(field_of(catalogue[fact]), values.get(name, ""), HINTS.get(name)),
            values.get(name, ""),
            errors.get(name, ""),
            required,
        )
        for name, fact, required in NEWCOMER_FIELDS
    )


def _chosen(field: Field, value: str, hint: str | None) -> Field:
    options = tuple(Option(o.value, o.label, o.value == value) for o in field.options)
    return Field(field.kind, field.hint if hint is None else hint, field.unit, options)
