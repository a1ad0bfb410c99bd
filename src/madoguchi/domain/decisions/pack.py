"""Tables, facts, constraints and procedures of a pack folder.

Beside the `*.dmn` files a folder may hold `facts-needed.yaml`, `constraints.yaml` and `procedures.yaml`; the pack's
fact catalogue is the folder `facts` next to it. Faults are told with file, line and column.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from madoguchi.domain.decisions.axes import FactDomain
from madoguchi.domain.decisions.errors import DecisionError, FileRefusedError
from madoguchi.domain.decisions.feel.values import literal
from madoguchi.domain.decisions.reader import MAX_BYTES, read
from madoguchi.domain.decisions.rulebook import Constraint, Rulebook
from madoguchi.domain.decisions.vocabulary import Hint, Vocabulary
from madoguchi.domain.facts import FactCatalogue, load_catalogue
from madoguchi.domain.packfile import read_model

FACTS_FILE = "facts-needed.yaml"
CONSTRAINTS_FILE = "constraints.yaml"
PROCEDURES_FILE = "procedures.yaml"
M = TypeVar("M", bound=BaseModel)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Fact(_Strict):
    """`allowed`: a list of texts, or FEEL text. Without `type` it says only what the hearing expects of a fact
    of the catalogue."""

    name: str = Field(min_length=1)
    label: str = ""
    type: Literal["boolean", "string", "number", "date"] | None = None
    allowed: list[str] | str = ""
    scope: Literal["person", "household"] = "household"
    silent: bool = False
    cost: float | None = Field(default=None, gt=0)
    priors: dict[str, float] | None = None


class _Facts(_Strict):
    facts: list[_Fact]


class _Constraint(_Strict):
    name: str
    never: dict[str, str] = Field(min_length=1)
    reason: str = ""


class _Constraints(_Strict):
    constraints: list[_Constraint]


class _Procedure(_Strict):
    id: str
    name: str
    area: str
    scope: Literal["person", "household"]
    today: bool = False
    departments: tuple[str, ...] = Field(min_length=1)
    deadline: str
    bring: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    basis: str
    confidence: Literal["law", "local"]


class _Procedures(_Strict):
    procedures: list[_Procedure]


@dataclass(frozen=True, slots=True)
class FactList:
    """A fact catalogue as far as decisions need one: facts told in full, the others from the pack's own."""

    facts: Mapping[str, FactDomain]
    others: Vocabulary | None = None

    def domain(self, name: str) -> FactDomain | None:
        return self.facts.get(name) or (self.others.domain(name) if self.others else None)

    def names(self) -> Iterable[str]:
        return dict.fromkeys((*self.facts, *(self.others.names() if self.others else ())))


@dataclass(frozen=True, slots=True)
class ProcedureData:
    """What a guide says of a procedure; whether it is required says the table named `id name`.

    `departments`: codes, the one that leads first. `today`: asked about even when the counter is crowded.
    """

    id: str
    name: str
    area: str
    scope: str
    departments: tuple[str, ...]
    deadline: str
    basis: str
    confidence: str
    bring: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    today: bool = False

    @property
    def decision(self) -> str:
        return f"{self.id} {self.name}"


def read_file(path: Path) -> bytes:
    """The bytes of a table file; too large ones are refused before they are read."""
    if path.stat().st_size > MAX_BYTES:
        raise FileRefusedError(f"{path.name}: ファイルが大きすぎます(上限{MAX_BYTES // 1024 // 1024}MB)")
    return path.read_bytes()


def table_files(path: Path) -> list[Path]:
    files = sorted(path.glob("*.dmn")) if path.is_dir() else [path]
    if not files:
        raise DecisionError(f"{path.name}: DMNのファイルがありません")
    return files


def load_rulebook(path: Path, facts: Path | None = None) -> Rulebook:
    """The rulebook of a DMN file or of a folder, with the folder's facts and constraints if it has any."""
    files = table_files(path)
    contents = [read_file(file) for file in files]
    versions = {
        i: (hashlib.sha256(data).hexdigest(), file.name)
        for i, (file, data) in enumerate(zip(files, contents, strict=True))
    }
    models = [read(data) for data in contents]
    return Rulebook(models, load_facts(path, facts), load_constraints(path), versions=versions)


def load_facts(path: Path, facts: Path | None = None) -> FactList | None:
    """The fact list given, or the one in the folder of tables, over the pack's catalogue; None if there is
    neither. Raises DecisionError."""
    chosen = facts or path / FACTS_FILE
    folder = path.parent / "facts"
    catalogue = _catalogue(folder) if folder.is_dir() else None
    if not chosen.exists() and facts is None:
        return None if catalogue is None else FactList({}, Vocabulary(catalogue, {}))
    entries = _read(chosen, _Facts).facts
    _refuse_faults(chosen.name, entries, catalogue)
    others = Vocabulary(catalogue, hints_of(entries)) if catalogue else None
    return FactList({entry.name: _domain(entry, entry.type) for entry in entries if entry.type}, others)


def load_hints(path: Path) -> Mapping[str, Hint]:
    """What the hearing expects of the catalogue's facts, if the folder of tables says anything."""
    file = path / FACTS_FILE
    return hints_of(_read(file, _Facts).facts) if file.exists() else {}


def hints_of(entries: Iterable[_Fact]) -> dict[str, Hint]:
    return {e.name: Hint(_allowed(e), e.cost, e.priors) for e in entries if e.type is None}


def _catalogue(folder: Path) -> FactCatalogue:
    catalogue, findings = load_catalogue(folder)
    if catalogue is None:
        raise DecisionError("\n".join(map(str, findings)))
    return catalogue


def _refuse_faults(file: str, entries: Sequence[_Fact], catalogue: FactCatalogue | None) -> None:
    names = [entry.name for entry in entries]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise DecisionError(f"{file}: 同じ項目が二度あります: {'、'.join(twice)}")
    if strange := [
        e.name for e in entries if e.type is None and (catalogue is None or e.name not in catalogue)
    ]:
        raise DecisionError(f"{file}: データ項目の一覧に無い項目には type が要ります: {'、'.join(strange)}")


def _read(path: Path, model: type[M]) -> M:
    found, findings = read_model(path, model)
    if found is None:
        raise DecisionError("\n".join(map(str, findings)))
    return found


def _allowed(entry: _Fact) -> str:
    allowed = entry.allowed
    return ", ".join(map(literal, allowed)) if isinstance(allowed, list) else allowed


def _domain(entry: _Fact, kind: str) -> FactDomain:
    return FactDomain(
        name=entry.name,
        kind=kind,
        allowed=_allowed(entry),
        scope=entry.scope,
        label=entry.label or entry.name,
        silent=entry.silent,
        cost=entry.cost or 1.0,
        priors=entry.priors,
    )


def load_constraints(path: Path) -> tuple[Constraint, ...]:
    """The constraints in the folder of tables, if there are any."""
    file = path / CONSTRAINTS_FILE
    if not file.exists():
        return ()
    return tuple(Constraint(c.name, c.never, c.reason) for c in _read(file, _Constraints).constraints)


def load_procedures(path: Path) -> tuple[ProcedureData, ...]:
    """Department, deadline and things to bring of every procedure of a folder of tables."""
    entries = _read(path / PROCEDURES_FILE, _Procedures).procedures
    return tuple(ProcedureData(**entry.model_dump()) for entry in entries)
