"""A visit of which another municipality told beforehand (転出証明書情報): its body, before anybody has come.

Which column tells which fact is the pack's (`sources` of the facts), so a column more is a line there and nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from madoguchi.apps.visits import editing
from madoguchi.apps.visits.types import NEWCOMER_FACTS, Body, Cells, Foretold, Newcomer, Person
from madoguchi.domain.dates import DateError, from_columns
from madoguchi.domain.facts import (
    UNKNOWN,
    Fact,
    FactError,
    FactValue,
    Origin,
    Scope,
    Source,
    SourceKind,
    Statement,
    from_cell,
)
from madoguchi.domain.layouts import Column, Layout
from madoguchi.domain.visits import Rules, Said, Subject


def body_of(foretold: Foretold, rules: Rules) -> Body:
    """Each a newcomer who moves, and what is told of them as said by the file, with its 基準日時."""
    keys = [f"n{place}" for place in range(1, len(foretold.persons) + 1)]
    told = [list(_told(cells, foretold, rules)) for cells in foretold.persons]
    body = Body(
        persons=tuple(
            Person(key, None, _newcomer(statements), foretold.as_of)
            for key, statements in zip(keys, told, strict=True)
        ),
        said=tuple(
            dict.fromkeys(
                said for key, statements in zip(keys, told, strict=True) for said in _said(key, statements)
            )
        ),
    )
    roles = [role.fact for role in rules.life_events[foretold.kind].roles if role.newcomers]
    body = editing.with_event(body, foretold.kind)
    return editing.with_roles(body, body.events[0].key, dict.fromkeys(roles, keys))


def _said(key: str, statements: list[Statement]) -> Iterator[Said]:
    """A person's own facts are that person's; of the event all lines say the same, or are at odds for all to see."""
    for statement in statements:
        own = statement.fact.split(".")[0] == Scope.PERSON.value
        yield Said(statement, Subject(key if own else None))


def _newcomer(statements: list[Statement]) -> Newcomer:
    fields = {fact: name for name, fact in NEWCOMER_FACTS.items()}
    values = {fields[s.fact]: s.value for s in statements if s.fact in fields}
    return replace(Newcomer(), **values)  # type: ignore[arg-type]  # the facts' types are the fields'


def _told(cells: Cells, foretold: Foretold, rules: Rules) -> Iterator[Statement]:
    origin = Origin(SourceKind.LAYOUT, foretold.layout.id, foretold.as_of)
    for fact in rules.catalogue:
        for source in fact.sources:
            if source.kind is SourceKind.LAYOUT and source.name == foretold.layout.id:
                value = _value(fact, source, foretold.layout, cells)
                if value is not None and value is not UNKNOWN and fact.accepts(value):
                    yield Statement(fact.key, value, origin)


def _value(fact: Fact, source: Source, layout: Layout, cells: Cells) -> FactValue | None:
    """None for an empty cell, and for one that the pack can't place: open, never guessed."""
    column, cell = layout.by_name.get(source.column), cells.get(source.column, "")
    if column is None:
        return None
    try:
        if column.uncertain:
            return _day(column, cells)
        labels = (layout.codes_of(column) or {}) if not source.codes else {}
        return from_cell(fact, source, labels.get(cell, cell))
    except (FactError, DateError):
        return None


def _day(column: Column, cells: Cells) -> FactValue:
    assert column.uncertain is not None  # asked only for those
    flag, text = (cells.get(name, "") for name in (column.uncertain.flag, column.uncertain.text))
    return from_columns(cells.get(column.name, ""), flag or "0", text)
