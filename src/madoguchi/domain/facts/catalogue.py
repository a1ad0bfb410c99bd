"""The fact catalogue: the one vocabulary of questions, tables, forms and exports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from .values import UNKNOWN, FactError, FactType, FactValue, Value, fits, read_scalar


class SourceKind(StrEnum):
    LAYOUT = "layout"  # 前方連携
    DERIVED = "derived"
    QUESTION = "question"  # 聞取り, 事前申請
    CARD = "card"  # カードの券面・IC
    QR = "qr"
    STAFF = "staff"
    CONSTANT = "constant"  # 市の設定値


class Scope(StrEnum):
    """Whose a fact is: the first word of its key. A person's facts exist for each member of the household."""

    PERSON = "person"
    HOUSEHOLD = "household"
    EVENT = "event"
    CITY = "city"
    VISITOR = "visitor"
    REQUEST = "request"  # 証明書交付請求


class Sensitivity(StrEnum):
    """How much care a value needs in lists, logs and figures, least first."""

    PLAIN = "plain"  # says nothing about a person
    PERSONAL = "personal"
    SPECIAL = "special"  # 要配慮個人情報 and what comes close (福祉, 滞納, 障害, 妊娠)
    NUMBER = "number"  # 個人番号, 住民票コード


@dataclass(frozen=True, slots=True)
class Source:
    """Where values come from. layout: `name` the layout, `column` its column, `codes` its codes → values or
    `filled` (a boolean: is anything in the column, True, or nothing, False). derived: `name` the function,
    `inputs` fact keys (`members.person.x`: one value a member), `params` what the function asks for.
    constant: `value`."""

    kind: SourceKind
    name: str = ""
    column: str = ""
    inputs: tuple[str, ...] = ()
    params: Mapping[str, Any] = field(default_factory=dict)
    codes: Mapping[str, FactValue] = field(default_factory=dict)
    filled: bool | None = None
    value: FactValue | None = None


@dataclass(frozen=True, slots=True)
class Unasked:
    """Where the fact `when` has the value `equals`, nobody is asked: `value` holds unless somebody says otherwise."""

    when: str
    equals: FactValue
    value: FactValue


@dataclass(frozen=True)
class Fact:
    """One entry. `silent` (口頭不可): never asked aloud, shown to the household or listed. `item_class`: with
    which register items it is withheld for a protected household. `question`: language tag → text."""

    key: str
    label: str
    type: FactType
    of: FactType | None = None
    allowed: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    item_class: str = ""
    sensitivity: Sensitivity = Sensitivity.PERSONAL
    silent: bool = False
    sources: tuple[Source, ...] = ()
    unasked: tuple[Unasked, ...] = ()
    question: Mapping[str, str] = field(default_factory=dict)
    help: str = ""
    basis: str = ""

    @cached_property
    def scope(self) -> Scope:
        return Scope(self.key.split(".")[0])

    @cached_property
    def derivation(self) -> Source | None:
        return next((s for s in self.sources if s.kind is SourceKind.DERIVED), None)

    @cached_property
    def constant(self) -> FactValue | None:
        return next((s.value for s in self.sources if s.kind is SourceKind.CONSTANT), None)

    @cached_property
    def asked(self) -> bool:
        return any(s.kind is SourceKind.QUESTION for s in self.sources)

    def accepts(self, value: object) -> bool:
        return fits(value, self.type, self.of, tuple(self.allowed))

    def check(self, value: Value) -> Value:
        """The value itself, or FactError."""
        if not self.accepts(value):
            raise FactError(f"「{self.label}」に入れられない値です。")
        return value

    def read(self, text: str) -> Value:
        """A value from text as typed or imported; a list's items stand between commas. Raises FactError."""
        try:
            if self.type is not FactType.LIST:
                return read_scalar(text, self.type, self.allowed)
            items = [t for t in text.replace("、", ",").split(",") if t.strip()]
            return tuple(read_scalar(t.strip(), self.of or FactType.STRING, self.allowed) for t in items)
        except FactError as error:
            raise FactError(f"「{self.label}」: {error}") from None


def from_cell(fact: Fact, source: Source, cell: str) -> FactValue:
    """The value that a layout's cell gives a fact; UNKNOWN for an empty one. Raises FactError."""
    if source.filled is not None:
        return bool(cell.strip()) is source.filled
    if not cell.strip():
        return UNKNOWN
    if not source.codes:
        return fact.read(cell)
    if cell.strip() not in source.codes:
        raise FactError(f"「{fact.label}」: レイアウト {source.name} の {source.column} に無いコードです。")
    return source.codes[cell.strip()]


class UnknownFactError(KeyError):
    """A name that isn't in the catalogue."""


@dataclass(frozen=True, slots=True)
class FactCatalogue:
    """All facts by key, in the order of the files."""

    facts: Mapping[str, Fact]

    def __getitem__(self, key: str) -> Fact:
        try:
            return self.facts[key]
        except KeyError:
            raise UnknownFactError(key) from None

    def __contains__(self, key: object) -> bool:
        return key in self.facts

    def __iter__(self) -> Iterator[Fact]:
        return iter(self.facts.values())

    def __len__(self) -> int:
        return len(self.facts)

    def base_of(self, key: str) -> tuple[str, ...]:
        """The facts that have to be known for a derived one, in catalogue order; a base fact is its own."""
        found: set[str] = set()
        waiting = [key]
        while waiting:
            source = self[name := waiting.pop()].derivation
            if source is None:
                found.add(name)
            else:
                waiting.extend(strip_members(i) for i in source.inputs)
        return tuple(k for k in self.facts if k in found)

    def rests_on(self, key: str) -> frozenset[str]:
        """Every base fact that can change the value of a fact: what it is derived from, and what spares a question."""
        bases = self.base_of(key)
        sparing = (rule.when for base in bases for rule in self[base].unasked)
        return frozenset(bases).union(*map(self.base_of, sparing))

    def silent_behind(self, keys: Iterable[str]) -> bool:
        """Whether any of the facts is silent or derived from one: a reason that names it gives it away."""
        return any(self[k].silent or any(self[b].silent for b in self.base_of(k)) for k in keys)


MEMBERS = "members."


def strip_members(key: str) -> str:
    """`members.person.x` → `person.x`."""
    return key.removeprefix(MEMBERS)
