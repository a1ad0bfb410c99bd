"""Everything a visit is judged by: the catalogue, tables, life events, offices, deadlines, calendar.

Loaded once from the pack folders (the standard pack first, then the city's) and shared by all visits.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from madoguchi.domain.dates import Calendar, DeadlineRule, read_calendar, read_deadlines
from madoguchi.domain.decisions.errors import DecisionError
from madoguchi.domain.decisions.hearing import Planner
from madoguchi.domain.decisions.pack import (
    CONSTRAINTS_FILE,
    PROCEDURES_FILE,
    ProcedureData,
    load_constraints,
    load_hints,
    load_procedures,
    read_file,
)
from madoguchi.domain.decisions.reader import read
from madoguchi.domain.decisions.rulebook import Procedure, Rulebook
from madoguchi.domain.decisions.vocabulary import Vocabulary
from madoguchi.domain.facts import FactCatalogue, load_catalogue
from madoguchi.domain.packfile import Finding, has_errors, read_model
from madoguchi.domain.visits.life_events import Known, LifeEvent, load_life_events
from madoguchi.domain.visits.missed import Missed, read_missed
from madoguchi.domain.visits.offices import (
    Office,
    Offices,
    Purpose,
    PurposeFile,
    Purposes,
    purposes_of,
    taken_over,
)
from madoguchi.domain.visits.order import Order, read_order
from madoguchi.domain.visits.ways import Ways, read_ways

M = TypeVar("M", bound=BaseModel)


class RulesRefusedError(Exception):
    """The pack can't be used. `findings` has every fault with its place."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(map(str, findings)))


@dataclass(frozen=True)
class Rules:
    """`procedures` by id; `deadlines` by procedure id; `deadline_rules` by their own key."""

    catalogue: FactCatalogue
    planner: Planner
    life_events: Mapping[str, LifeEvent]
    procedures: Mapping[str, ProcedureData]
    offices: Mapping[str, Office]
    purposes: Purposes
    deadlines: Mapping[str, DeadlineRule]
    deadline_rules: Mapping[str, DeadlineRule]
    calendar: Calendar
    findings: tuple[Finding, ...] = field(default=())
    """Notes that stop nothing, for those who keep the pack."""
    order: Order = field(default_factory=dict)
    """What of a visit has to be closed first, by procedure."""
    ways: Ways = field(default_factory=Ways)
    missed: Missed = field(default_factory=Missed)
    offer_planners: dict[str, Planner] = field(default_factory=dict, repr=False, compare=False)
    """By procedure, made when first offered."""

    @property
    def book(self) -> Rulebook:
        return self.planner.rulebook

    @cached_property
    def person_facts(self) -> frozenset[str]:
        return frozenset(n for n, d in self.book.domains.items() if d.scope == "person")

    @cached_property
    def household_facts(self) -> frozenset[str]:
        """The tables' facts that no person has: of the household, the event, the city."""
        return frozenset(self.book.domains) - self.person_facts

    @cached_property
    def derived_from(self) -> Mapping[str, frozenset[str]]:
        """By base fact: everything else whose value it can change, at whatever distance."""
        found: dict[str, set[str]] = {}
        for fact in self.catalogue:
            for base in self.catalogue.rests_on(fact.key) - {fact.key}:
                found.setdefault(base, set()).add(fact.key)
        return {base: frozenset(derived) for base, derived in found.items()}

    @cached_property
    def deadline_starts(self) -> Mapping[str, frozenset[str]]:
        """By procedure: the facts that its deadline counts from."""
        return {key: frozenset(limit.start for limit in r.limits) for key, r in self.deadlines.items()}

    @cached_property
    def closed_roles(self) -> frozenset[str]:
        """Facts that nobody has in an event that doesn't know the role."""
        return frozenset(r.fact for e in self.life_events.values() for r in e.roles if r.only)

    @cached_property
    def today_procedures(self) -> frozenset[str]:
        """What has to be settled today even when the counter is crowded: the notices themselves and what the
        pack marks."""
        acts = {act for event in self.life_events.values() for act in event.acts}
        return frozenset(acts | {p.id for p in self.procedures.values() if p.today})

    @cached_property
    def busy_planner(self) -> Planner:
        wanted = tuple(p for p in self.book.procedures if id_of(p) in self.today_procedures)
        return Planner(self.book.with_only(wanted))


def id_of(procedure: Procedure) -> str:
    """The id that starts a table's name: `KH-01 資格取得` → `KH-01`."""
    return procedure.name.split()[0]


def load_rules(folders: Sequence[Path]) -> Rules:
    """The rules of the packs, a later folder overruling an earlier one by key. Raises RulesRefusedError."""
    findings: list[Finding] = []
    catalogue = _catalogue(folders, findings)
    if catalogue is None:
        raise RulesRefusedError(findings)
    try:
        rules = _rules(folders, catalogue, findings)
    except DecisionError as error:
        raise RulesRefusedError([*findings, Finding("decisions", 1, 1, str(error))]) from error
    if has_errors(findings):
        raise RulesRefusedError(findings)
    return rules


def _catalogue(folders: Sequence[Path], findings: list[Finding]) -> FactCatalogue | None:
    catalogue: FactCatalogue | None = None
    for folder in folders:
        catalogue, faults = load_catalogue(folder / "facts", base=catalogue)
        findings += faults
        if catalogue is None:
            return None
    return catalogue


def _rules(folders: Sequence[Path], catalogue: FactCatalogue, findings: list[Finding]) -> Rules:
    offices = {o.code: o for o in _last(folders, "departments.yaml", Offices, findings).departments}
    taken = taken_over(offices)
    listed = (p for folder in _having(folders, PROCEDURES_FILE) for p in load_procedures(folder))
    procedures = {p.id: replace(p, departments=_offices_of(p.departments, taken)) for p in listed}
    rules = {rule.key: rule for rule in _deadline_rules(folders, findings)}
    forms = frozenset(path.stem for folder in folders for path in (folder / "forms").glob("*.yaml"))
    known = Known(catalogue, frozenset(procedures), frozenset(rules), forms)
    events: dict[str, LifeEvent] = {}
    for folder in folders:
        found, faults = load_life_events(folder / "life_events", known)
        events |= found
        findings += faults
    purposes = _last(folders, "purposes.yaml", PurposeFile, findings).purposes
    entries = tuple(
        each.model_copy(update={"department": taken.get(each.department, each.department)})
        for each in purposes
    )
    findings += _unknown_names(procedures, offices, entries, catalogue)
    order, faults = read_order(folders, procedures, offices)
    ways, more = read_ways(folders, events)
    missed, faulty = read_missed(folders, procedures, catalogue)
    findings += faults + more + faulty
    return Rules(
        catalogue,
        Planner(_rulebook(folders, catalogue)),
        {e.key: e for e in sorted(events.values(), key=lambda event: event.order) if e.offered},
        procedures,
        offices,
        purposes_of(entries, catalogue),
        {procedure: rule for rule in rules.values() for procedure in rule.procedures},
        rules,
        _calendar(folders, findings),
        tuple(findings),
        order,
        ways,
        missed,
    )


def _offices_of(codes: Sequence[str], taken: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(taken.get(code, code) for code in codes))


def _having(folders: Sequence[Path], name: str) -> list[Path]:
    """The folders of tables that have a file."""
    return [folder / "decisions" for folder in folders if (folder / "decisions" / name).exists()]


def _rulebook(folders: Sequence[Path], catalogue: FactCatalogue) -> Rulebook:
    """Tables of all packs; a later pack's file takes the place of an earlier one of the same name."""
    files = {path.name: path for folder in folders for path in sorted((folder / "decisions").glob("*.dmn"))}
    contents = {name: read_file(path) for name, path in sorted(files.items())}
    versions = {i: (hashlib.sha256(data).hexdigest(), n) for i, (n, data) in enumerate(contents.items())}
    hints = {name: hint for f in folders for name, hint in load_hints(f / "decisions").items()}
    constraints = {
        c.name: c for folder in _having(folders, CONSTRAINTS_FILE) for c in load_constraints(folder)
    }
    models = [read(data) for data in contents.values()]
    return Rulebook(models, Vocabulary(catalogue, hints), tuple(constraints.values()), versions=versions)


def _deadline_rules(folders: Sequence[Path], findings: list[Finding]) -> Iterator[DeadlineRule]:
    for folder in folders:
        for path in sorted((folder / "deadlines").glob("*.yaml")):
            found, faults = read_deadlines(path, name=f"deadlines/{path.name}")
            findings += faults
            yield from found


def _calendar(folders: Sequence[Path], findings: list[Finding]) -> Calendar:
    calendar = Calendar()
    for folder in folders:
        for path in sorted((folder / "calendars").glob("*.yaml")):
            found, faults = read_calendar(path, name=f"calendars/{path.name}")
            findings += faults
            calendar = found or calendar
    return calendar


def _last(folders: Sequence[Path], name: str, model: type[M], findings: list[Finding]) -> M:
    """The last pack's file stands for itself: a city's offices are no mixture."""
    path = next(p for f in reversed(folders) if (p := f / "procedures" / name).exists() or f == folders[0])
    found, faults = read_model(path, model, name=f"procedures/{name}")
    findings += faults
    if found is None:
        raise RulesRefusedError(findings)
    return found


def _unknown_names(
    procedures: Mapping[str, ProcedureData],
    offices: Mapping[str, Office],
    purposes: Sequence[Purpose],
    catalogue: FactCatalogue,
) -> Iterator[Finding]:
    for procedure in procedures.values():
        for code in procedure.departments:
            if code not in offices:
                words = f"{procedure.id}: 課「{code}」がありません。"
                yield Finding(f"decisions/{PROCEDURES_FILE}", 1, 1, words)
    for purpose in purposes:
        strange = [fact for fact in purpose.facts if fact not in catalogue]
        if strange or purpose.department not in offices:
            words = f"課「{purpose.department}」か項目「{'、'.join(strange)}」がありません。"
            yield Finding("procedures/purposes.yaml", 1, 1, words)
