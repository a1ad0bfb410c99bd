"""What the register says of a household, as statements for the rules. Made on each request, never stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from madoguchi.apps.residents.types import HouseholdView, ResidentView, Withheld
from madoguchi.apps.visits.types import PROTECTION
from madoguchi.domain.facts import (
    Fact,
    FactCatalogue,
    FactError,
    FactValue,
    Origin,
    Source,
    SourceKind,
    Statement,
    from_cell,
)
from madoguchi.domain.layouts import Layout

RESIDENTS, SEALS, PROTECTIONS = "001.residents", "002.seal", "001.protection"
VALID_SEAL = "1"


@dataclass(frozen=True, slots=True)
class Register:
    """How the register came: the layout of its residents, and as of when the smaller files were (None: never)."""

    layout: Layout
    seals_as_of: datetime | None
    protections_as_of: datetime | None


def statements_of(
    member: ResidentView, household: HouseholdView, catalogue: FactCatalogue, register: Register
) -> Iterator[Statement]:
    """What is known of one member. What the door withholds is not stated at all."""
    for fact in catalogue:
        for source in fact.sources:
            if source.kind is SourceKind.LAYOUT:
                yield from _stated(fact, source, member, household, register)


def closed_of(member: ResidentView, catalogue: FactCatalogue) -> frozenset[str]:
    """Facts that the door keeps: nobody is asked for them at the counter either."""
    if not member.care:
        return frozenset()
    kept = (fact.key for fact in catalogue if fact.item_class and fact.key.startswith("person."))
    return frozenset({*kept, PROTECTION})


def _stated(
    fact: Fact, source: Source, member: ResidentView, household: HouseholdView, register: Register
) -> Iterator[Statement]:
    value: FactValue | None = None
    as_of: datetime | None = member.as_of
    match source.name:
        case "001.residents":
            value = _of_column(fact, source, member, register.layout)
        case "002.seal":
            as_of = register.seals_as_of
            value = from_cell(fact, source, VALID_SEAL) if member.seal_registration_number else _no(fact)
        case "001.protection":
            as_of = register.protections_as_of
            value = None if household.care else "なし"
    if value is not None and as_of is not None and fact.accepts(value):
        yield Statement(fact.key, value, Origin(SourceKind.LAYOUT, source.name, as_of))


def _no(fact: Fact) -> FactValue | None:
    """A file that came and has nothing on somebody says no; of what isn't yes or no it says nothing."""
    return False if fact.accepts(False) else None


def _of_column(fact: Fact, source: Source, member: ResidentView, layout: Layout) -> FactValue | None:
    """The value of a column that the register keeps; None for one that is withheld, empty or unreadable."""
    column = next((c for c in layout.columns if c.name == source.column), None)
    if column is None or column.to is None:
        return None
    if column.to == "birth_date":
        return member.birth
    cell = member.columns.get(column.to, "")
    if isinstance(cell, Withheld) or not cell:
        return None
    labels: Mapping[str, str] = layout.code_lists.get(column.codes or "", {})
    try:
        return from_cell(fact, source, cell if source.codes else labels.get(cell, cell))
    except FactError:
        return None  # a day that is on no calendar, a code newer than the pack: open, never guessed
