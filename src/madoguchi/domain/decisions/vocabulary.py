"""The fact catalogue in the words of the tables: types, values, and what the hearing expects.

Tables know booleans, texts, numbers and dates; the catalogue knows more types, and that a fact may be
derived, uncertain or in conflict. This is the only place where one is turned into the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from madoguchi.domain.dates import UncertainDate
from madoguchi.domain.decisions.axes import Axis, FactDomain
from madoguchi.domain.decisions.feel.values import Value, literal
from madoguchi.domain.facts.catalogue import Fact, FactCatalogue, Scope
from madoguchi.domain.facts.values import NOT_APPLICABLE, UNKNOWN, FactType, FactValue

KINDS: Mapping[FactType, str] = {
    FactType.BOOLEAN: "boolean",
    FactType.ENUMERATION: "string",
    FactType.STRING: "string",
    FactType.INTEGER: "number",
    FactType.DECIMAL: "number",
    FactType.DATE: "date",
    FactType.UNCERTAIN_DATE: "date",
}
RARE: Mapping[str, float] = {"true": 0.1, "false": 0.9}
"""What is expected of a yes/no fact of which nothing is said: most things don't apply to most people."""

ON_THE_SHEET = 0.5
"""What a silent fact costs to ask, in questions said aloud: one sheet holds them all."""


@dataclass(frozen=True, slots=True)
class Hint:
    """What only the hearing needs of a fact: FEEL text that bounds a number, the cost of asking, priors."""

    allowed: str = ""
    cost: float | None = None
    priors: Mapping[str, float] | None = None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The catalogue as the rulebook reads it (`axes.FactCatalogue`)."""

    catalogue: FactCatalogue
    hints: Mapping[str, Hint]

    def domain(self, name: str) -> FactDomain | None:
        """None for a name that the catalogue doesn't have, or a type that no table can read (lists)."""
        if name not in self.catalogue or self.catalogue[name].type not in KINDS:
            return None
        return domain_of(self.catalogue[name], self.hints.get(name, Hint()))

    def names(self) -> Iterable[str]:
        return self.catalogue.facts.keys()


def domain_of(fact: Fact, hint: Hint) -> FactDomain:
    kind = KINDS[fact.type]
    return FactDomain(
        name=fact.key,
        kind=kind,
        allowed=hint.allowed or ", ".join(map(literal, fact.allowed)),
        scope="person" if fact.scope is Scope.PERSON else "household",
        label=fact.label,
        silent=fact.silent,
        cost=hint.cost or (ON_THE_SHEET if fact.silent else 1.0),
        priors=hint.priors or (RARE if kind == "boolean" and fact.constant is None else None),
    )


def mask_of(axis: Axis, value: FactValue) -> int | None:
    """The cells a fact's value leaves; None if it leaves all (unknown).

    A yes/no that doesn't arise is a no; anything else that doesn't arise is null. An uncertain date leaves
    every cell it can lie in. Raises BadInputError for a value that no table foresees.
    """
    if value is UNKNOWN or isinstance(value, tuple):
        return None
    if value is NOT_APPLICABLE:
        return axis.of_value(False if axis.kind == "boolean" else None)
    if isinstance(value, UncertainDate):
        return axis.between(value.earliest, value.latest)
    return axis.of_value(_plain(value))


def _plain(value: FactValue) -> Value:
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    assert isinstance(value, bool | str | Decimal | date)
    return value
