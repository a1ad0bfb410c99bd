"""What tasks, guides and papers say of a visit's people and facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from madoguchi.apps.visits.types import PROTECTED, PROTECTION, OpenVisit
from madoguchi.domain.decisions.errors import DecisionError
from madoguchi.domain.facts import Absent, FactValue
from madoguchi.domain.visits import PlanItem, ReasonWords, Rules, value_words

SOURCES = {
    "layout": "住民情報",
    "question": "聞取り",
    "staff": "職員入力",
    "card": "券面",
    "qr": "QR",
    "constant": "市の設定",
}

NEUTRAL = "相談"
"""In place of what isn't spoken of."""


@dataclass(frozen=True, slots=True)
class Told:
    """A known fact in words."""

    fact: str
    label: str
    words: str
    source: str
    item_class: str


def told(opened: OpenVisit, event: str | None, fact: str, member: str | None) -> Told | None:
    """None for a fact nobody knows."""
    case, entry = opened.plan.case(event), opened.plan.rules.catalogue[fact]
    value = case.value(fact, member)
    if isinstance(value, Absent):
        return None
    kinds = case.source_words(fact, member).split("、")
    source = "、".join(SOURCES[kind] for kind in kinds if kind in SOURCES)
    return Told(fact, entry.label, value_words(entry, value), source, entry.item_class)


def value_of(opened: OpenVisit, event: str | None, fact: str, member: str | None) -> FactValue:
    return opened.plan.case(event).value(fact, member)


def protected(opened: OpenVisit, key: str) -> bool:
    """Is this person, or whoever lives with them, under protection or asking for it?"""
    values = (case.value(PROTECTION, key) for case in opened.plan.cases)
    return opened.person(key).care or any(value in PROTECTED for value in values)


def is_adult(opened: OpenVisit, key: str) -> bool:
    """Nobody of whom no age is known is taken for a child."""
    return opened.plan.cases[0].value("person.age_18_reached", key) is not False


def reason_of(opened: OpenVisit, item: PlanItem) -> ReasonWords | None:
    """Why the tables say so; None for what staff added beside them."""
    results = {i.key for i in opened.plan.items if i.change is None}
    if item.key not in results and item.change is not None and item.change.added:
        return None
    try:
        return opened.plan.reason(item)
    except (StopIteration, DecisionError):
        return None


def players(opened: OpenVisit, event: str | None) -> tuple[str, ...]:
    """Who is concerned by an event: whoever plays a part in it, else everybody."""
    found = next((e for e in opened.visit.events if e.key == event), None)
    playing = {key for members in found.roles.values() for key in members} if found else set()
    everybody = tuple(person.key for person in opened.persons)
    return tuple(key for key in everybody if key in playing) or everybody


def is_spoken(rules: Rules, kind: str) -> bool:
    """False for a life event that itself tells what isn't spoken of (支援措置の申出): on no board, list, paper, guide."""
    roles = (role.fact for role in rules.life_events[kind].roles)
    return not any(rules.catalogue[fact].silent for fact in roles if fact in rules.catalogue)


def spoken_label(rules: Rules, kind: str) -> str:
    """How a life event is called where anybody may read it."""
    return rules.life_events[kind].label if is_spoken(rules, kind) else NEUTRAL


def event_labels(opened: OpenVisit, events: Iterator[str] | tuple[str, ...]) -> str:
    """The labels of the life events, as boards and papers name them."""
    rules, kinds = opened.plan.rules, {event.key: event.kind for event in opened.visit.events}
    return "・".join(dict.fromkeys(spoken_label(rules, kinds[key]) for key in events if key in kinds))
