"""What has to come first within a visit: `procedures/order.yaml`. A later pack overrules entry by entry.

Only what can't be done otherwise belongs there: a department that waits for another's press is a queue.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from madoguchi.domain.decisions.pack import ProcedureData
from madoguchi.domain.packfile import Document, Finding, Loc, load_yaml, validate
from madoguchi.domain.visits.offices import Office

FILE = "order.yaml"
Text = Annotated[str, Field(min_length=1)]
Order = Mapping[str, tuple[str, ...]]
"""Procedure → procedures of the same visit that have to be closed before it."""


class _Entry(BaseModel):
    """`after` empty: what a pack below says of the procedure doesn't hold here."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    procedure: Text
    after: tuple[Text, ...]
    why: Text


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    order: tuple[_Entry, ...]


def read_order(
    folders: Sequence[Path], procedures: Mapping[str, ProcedureData], offices: Mapping[str, Office]
) -> tuple[Order, list[Finding]]:
    """The order of all packs, and every fault with its place: unknown names, circles, a walk the wrong way round."""
    found: dict[str, tuple[str, ...]] = {}
    findings: list[Finding] = []
    for path in (p for folder in folders if (p := folder / "procedures" / FILE).exists()):
        document, faults = load_yaml(path, name=f"procedures/{FILE}")
        file, more = validate(document, _File) if document else (None, [])
        findings += faults + more
        if document is None or file is None:
            continue
        found |= {entry.procedure: entry.after for entry in file.order if entry.after}
        for entry in file.order:
            if not entry.after:
                found.pop(entry.procedure, None)
        findings += _faults(file, document, found, procedures, offices)
    return found, findings


def _faults(
    file: _File,
    document: Document,
    order: Order,
    procedures: Mapping[str, ProcedureData],
    offices: Mapping[str, Office],
) -> Iterator[Finding]:
    seen: set[str] = set()
    for n, entry in enumerate(file.order):
        named: list[tuple[Loc, str]] = [(("order", n, "procedure"), entry.procedure)]
        named += [(("order", n, "after", i), key) for i, key in enumerate(entry.after)]
        strange = [(loc, key) for loc, key in named if key not in procedures]
        for loc, key in strange:
            yield document.finding(loc, f"「{key}」という手続はありません。")
        if entry.procedure in seen:
            yield document.finding(("order", n, "procedure"), f"「{entry.procedure}」が2回書かれています。")
        seen.add(entry.procedure)
        if circle := _circle(entry.procedure, order):
            yield document.finding(
                ("order", n, "after"), f"順序が回っています（{' → '.join(circle)}）。どれも始められません。"
            )
        elif not strange:
            yield from _walked_back(entry, document, n, procedures, offices)


def _circle(start: str, order: Order) -> list[str]:
    """The way from a procedure back to itself, [] if there is none."""
    ways = [[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for before in order.get(way[-1], ()):
            if before == start:
                return [*way, start]
            if before not in seen:
                seen.add(before)
                ways.append([*way, before])
    return []


def _walked_back(
    entry: _Entry,
    document: Document,
    n: int,
    procedures: Mapping[str, ProcedureData],
    offices: Mapping[str, Office],
) -> Iterator[Finding]:
    """The guide leads to a counter that still waits for a later one."""
    own = offices.get(procedures[entry.procedure].departments[0])
    for i, key in enumerate(entry.after):
        other = offices.get(procedures[key].departments[0])
        if own and other and own.order < other.order:
            words = f"案内書で回る順では「{own.name}」が「{other.name}」より先です。順序（order）を見直してください。"
            yield document.finding(("order", n, "after", i), words, "warning")
