"""Who does a procedure and what each office may know: `procedures/departments.yaml`, `procedures/purposes.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from madoguchi.domain.facts import FactCatalogue, Sensitivity

Text = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Office(_Strict):
    """A department with its counter. `order`: of the walk; `minutes`: expected; `outside`: not at the city hall.

    `takes`: the codes of the pack beneath whose work it does, procedures and purposes alike.
    """

    code: Text
    name: Text
    counter: str = ""
    order: int
    minutes: int = 0
    outside: bool = False
    takes: tuple[Text, ...] = ()


class Offices(_Strict):
    departments: tuple[Office, ...] = Field(min_length=1)


class Purpose(_Strict):
    """The legal basis on which a department uses facts that are special."""

    department: Text
    basis: Text
    facts: tuple[Text, ...] = Field(min_length=1)


class PurposeFile(_Strict):
    purposes: tuple[Purpose, ...]


@dataclass(frozen=True, slots=True)
class Purposes:
    """Purpose limits: which department may get which fact, and why."""

    catalogue: FactCatalogue
    bases: Mapping[tuple[str, str], str]
    """(department, fact) → basis."""

    def limited(self, fact: str) -> bool:
        """Whether a fact reaches a department only with a basis: tax, welfare, disability, health, numbers."""
        return self.catalogue[fact].sensitivity in (Sensitivity.SPECIAL, Sensitivity.NUMBER)

    def basis(self, department: str, fact: str) -> str | None:
        """The basis recorded, "" for a fact that isn't limited, None if the department mustn't get it."""
        return self.bases.get((department, fact)) if self.limited(fact) else ""


def taken_over(offices: Mapping[str, Office]) -> Mapping[str, str]:
    """Code → code of the office that does its work: its own, or the one that takes it."""
    own = {code: code for code in offices}
    return {code: office.code for office in offices.values() for code in office.takes} | own


def purposes_of(entries: tuple[Purpose, ...], catalogue: FactCatalogue) -> Purposes:
    return Purposes(catalogue, {(e.department, fact): e.basis for e in entries for fact in e.facts})
