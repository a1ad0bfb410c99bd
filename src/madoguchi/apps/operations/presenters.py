"""Unconfirmed settings as the screen lists them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from madoguchi.apps.catalogue.queries import kind_label
from madoguchi.apps.operations.readiness import Open


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    value: str
    mark: str


@dataclass(frozen=True, slots=True)
class ItemGroup:
    """The open values of one file."""

    kind: str
    label: str
    file: str
    rows: tuple[Row, ...]


def groups(found: Iterable[Open]) -> tuple[ItemGroup, ...]:
    by_file = groupby(found, key=lambda o: (kind_label(o.value.kind), o.value.label, o.file))
    return tuple(
        ItemGroup(kind, label, file, tuple(Row(o.value.what, o.value.value, o.value.mark) for o in rows))
        for (kind, label, file), rows in by_file
    )
