"""The items of the notice (住民異動届 and the like): taken once, for every form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from madoguchi.apps.visits.presenting.common import Field, People, field_of, typed_value
from madoguchi.domain.facts import Absent, SourceKind
from madoguchi.domain.text.postal import towns_of
from madoguchi.domain.visits import Case, FieldState, Plan, application, value_words

FOREIGN_ONLY = frozenset({"person.nationality", "person.residence_status", "person.residence_period_ends"})
"""住基法30条の45: on the record of foreign residents."""
JAPANESE_ONLY = frozenset({"person.domicile", "person.head_of_family_register"})
"""住基法7条5号: 本籍 and 筆頭者 are on the record of those who have one."""
KINDS = {"日本人": FOREIGN_ONLY, "外国人": JAPANESE_ONLY}

Closed = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Item:
    """One item. `known`: its value in words, "" while nothing is known. `closed`: the door keeps it; nobody is asked
    and nothing is shown. `fixed`: from the register, changed by overruling only. `typed`: what stands in the field; of an
    address nobody has entered yet, what its postal code tells. `postal`: an address with a field of its own for a postal
    code, since the notice has no item for it; `completes`: a postal code, the place of its address."""

    place: str
    fact: str
    event: str
    member: str
    label: str
    known: str
    typed: str
    field: Field
    needed: bool
    missing: bool
    closed: bool
    fixed: bool
    first: bool
    address: bool
    postal: bool
    completes: str
    mj: bool
    hidden: bool = False
    """Something is entered that this person's page doesn't show (`veil`)."""


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    note: str
    items: tuple[Item | None, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One notice: items once, and a table of those of each person (`heads`: its columns)."""

    label: str
    items: tuple[Item, ...]
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    missing: int


def sheets(plan: Plan, people: People, closed: Closed = frozenset()) -> tuple[Sheet, ...]:
    """Each event's notice. The first item that is missing has the focus."""
    found = [(case, application(case)) for case in plan.cases if case.event]
    wanted = next((s for _, states in found for s in states if _asked(s, closed)), None)
    if wanted is None:
        wanted = next((s for _, states in found for s in states if isinstance(s.value, Absent)), None)
    return tuple(_sheet(case, states, people, closed, wanted) for case, states in found if states)


def missing_items(plan: Plan, closed: Closed = frozenset()) -> int:
    states = (s for case in plan.cases for s in application(case))
    return sum(_asked(state, closed) for state in states)


def _asked(state: FieldState, closed: Closed) -> bool:
    return state.missing and (state.field.fact, state.member or "") not in closed


def _sheet(
    case: Case, states: Iterable[FieldState], people: People, closed: Closed, wanted: FieldState | None
) -> Sheet:
    assert case.life_event
    states = tuple(states)
    facts = frozenset(s.field.fact for s in states)
    items = {(s.field.fact, s.member): _item(case, s, facts, closed, first=s is wanted) for s in states}
    personal = list(dict.fromkeys(fact for fact, member in items if member is not None))
    members = list(dict.fromkeys(member for _, member in items if member is not None))
    columns = [f for f in personal if any(_fits(case, f, m) for m in members)]
    rows = tuple(
        Row(
            people[m].shown,
            people[m].note,
            tuple(items.get((f, m)) if _fits(case, f, m) else None for f in columns),
        )
        for m in members
    )
    return Sheet(
        case.life_event.label,
        tuple(item for (_, member), item in items.items() if member is None),
        tuple(case.rules.catalogue[fact].label for fact in columns),
        rows,
        sum(item.missing for item in items.values()),
    )


def _fits(case: Case, fact: str, member: str) -> bool:
    """Whether an item is asked of this person at all: 本籍 of Japanese, 在留資格 of foreign residents."""
    kind = case.value("person.resident_kind", member)
    return fact not in KINDS.get(str(kind), frozenset())


def _item(case: Case, state: FieldState, facts: frozenset[str], closed: Closed, *, first: bool) -> Item:
    """`facts`: all the notice has items for."""
    entry, fact = case.rules.catalogue[state.field.fact], state.field.fact
    shut = (fact, state.member or "") in closed
    unknown = shut or isinstance(state.value, Absent)
    about = case.about(fact, state.member)
    return Item(
        _place(case, fact, state.member),
        fact,
        about.event or "",
        state.member or "",
        state.label,
        "" if unknown else value_words(entry, state.value),
        "" if shut else typed_value(state.value) or _from_postal_code(case, fact),
        field_of(entry),
        state.field.needed,
        state.missing and not shut,
        shut,
        _is_of_register(case, fact, state.member),
        first,
        fact.endswith("_address"),
        fact.endswith("_address") and fact.replace("_address", "_postal_code") not in facts,
        _place(case, _address_of(fact), state.member) if _address_of(fact) in facts else "",
        fact.endswith(("name", "address", "domicile", "register", "building")),
    )


def _place(case: Case, fact: str, member: str | None) -> str:
    assert case.event
    return f"{case.event.key}-{fact}-{member or ''}".replace(".", "-")


def _address_of(fact: str) -> str:
    """The address beside a postal code; "" for another fact."""
    return fact.replace("_postal_code", "_address") if fact.endswith("_postal_code") else ""


def _is_of_register(case: Case, fact: str, member: str | None) -> bool:
    held = case.held(fact, member)
    return held.known and any(s.origin.kind is SourceKind.LAYOUT for s in held.statements)


def _from_postal_code(case: Case, fact: str) -> str:
    """The 町字 of the postal code beside an address, if it has only one; "" else."""
    code = fact.removesuffix("_address") + "_postal_code"
    if not fact.endswith("_address") or code not in case.rules.catalogue:
        return ""
    value = case.value(code, None)
    towns = () if isinstance(value, Absent) else towns_of(str(value))
    words = {f"{town.prefecture}{town.city}{town.town}" for town in towns}
    return words.pop() if len(words) == 1 else ""
