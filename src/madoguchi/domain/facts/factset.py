"""The facts of a case: what is known, from whom, as of when; what follows; where sources disagree."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from .catalogue import MEMBERS, Fact, FactCatalogue, Source, SourceKind, strip_members
from .derived import FUNCTIONS, Given
from .values import NOT_APPLICABLE, UNKNOWN, Absent, FactError, FactValue


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value came from: the kind of source, its name (layout, form, staff id …) and its 基準日時."""

    kind: SourceKind
    name: str
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Statement:
    """One source's word on one fact. `settles`: staff decided between sources that disagreed; it stands until
    a later source says something that nobody had said by then."""

    fact: str
    value: FactValue
    origin: Origin
    settles: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """What is held about a fact.

    `value` is UNKNOWN while sources disagree (`conflict`); all of them are in `statements`. A derived value
    names the base facts that it stands on (`used`) or that are missing (`missing`); `as_of` is the oldest
    基準日時 among what it stands on, None if nothing is known.
    """

    fact: Fact
    value: FactValue
    statements: tuple[Statement, ...] = ()
    conflict: bool = False
    used: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    as_of: datetime | None = None

    @property
    def known(self) -> bool:
        return not isinstance(self.value, Absent)


@dataclass(frozen=True)
class FactSet:
    """Facts of one subject as its decision tables see them: its own, and those of the case around it.

    `on` is the day on which the case is judged (異動日, else 届出日): ages and school years are of that day.
    """

    catalogue: FactCatalogue
    on: date
    statements: Mapping[str, tuple[Statement, ...]] = field(default_factory=dict)
    case: CaseFacts | None = field(default=None, repr=False, compare=False)
    _memo: dict[str, Held] = field(default_factory=dict, repr=False, compare=False)

    def get(self, key: str) -> Held:
        """Raises UnknownFactError for a name that isn't in the catalogue."""
        if key not in self._memo:
            self._memo[key] = self._find(self.catalogue[key])
        return self._memo[key]

    def value(self, key: str) -> FactValue:
        return self.get(key).value

    def with_statements(self, statements: Iterable[Statement]) -> FactSet:
        """A new set with more said. Raises FactError for a value that the fact can't take, and for a derived
        fact: those are never stated."""
        merged = dict(self.statements)
        for statement in statements:
            _check(self.catalogue[statement.fact], statement)
            merged[statement.fact] = (*merged.get(statement.fact, ()), statement)
        return replace(self, statements=merged, _memo={})

    def conflicts(self) -> tuple[Held, ...]:
        """Facts on which sources disagree, in the order of the catalogue."""
        return tuple(
            h for f in self.catalogue if f.key in self.statements and (h := self.get(f.key)).conflict
        )

    def _find(self, fact: Fact) -> Held:
        if fact.derivation:
            return self._derive(fact, fact.derivation)
        if fact.constant is not None and fact.key not in self.statements:
            return Held(fact, fact.constant, used=(fact.key,))
        held = _weigh(fact, self.statements.get(fact.key, ()))
        return self._unasked(held) if fact.unasked and held.missing and not held.conflict else held

    def _unasked(self, held: Held) -> Held:
        """What follows where nobody said anything."""
        for rule in held.fact.unasked:
            given = self.get(rule.when)
            if given.value == rule.equals:
                return replace(held, value=rule.value, used=given.used, missing=(), as_of=given.as_of)
        return held

    def _derive(self, fact: Fact, source: Source) -> Held:
        function = FUNCTIONS[source.name]
        inputs = [held for key in source.inputs for held in self._input(key)]
        values = [h.value for h in inputs]
        if not function.lenient and UNKNOWN in values:
            value: FactValue = UNKNOWN
        elif not function.lenient and NOT_APPLICABLE in values:
            value = NOT_APPLICABLE
        else:
            value = function.call(Given(values, source.params, self.on))
        return _derived(fact, value, inputs)

    def _input(self, key: str) -> list[Held]:
        if key.startswith(MEMBERS):
            members = self.case.persons.values() if self.case else ()
            return [member.get(strip_members(key)) for member in members]
        return [self.get(key)]


def _derived(fact: Fact, value: FactValue, inputs: list[Held]) -> Held:
    days = [h.as_of for h in inputs if h.as_of]
    used = tuple(dict.fromkeys(k for h in inputs for k in h.used))
    missing = tuple(dict.fromkeys(k for h in inputs for k in h.missing)) if value is UNKNOWN else ()
    return Held(fact, value, used=used, missing=missing, as_of=min(days, default=None))


def _weigh(fact: Fact, statements: tuple[Statement, ...]) -> Held:
    """One value if every source that knows says the same; else none, and the conflict shown."""
    ruling = [s for s in statements if s.settles]
    last = max(ruling, key=lambda s: s.origin.as_of) if ruling else None
    if last and not _reopened(last, statements):
        return _held(fact, last.value, statements, [last])
    saying = [s for s in statements if s.value is not UNKNOWN]
    values = {s.value for s in saying}
    if not values:
        return Held(fact, UNKNOWN, statements, missing=(fact.key,))
    if len(values) > 1:
        return Held(fact, UNKNOWN, statements, conflict=True, missing=(fact.key,))
    return _held(fact, values.pop(), statements, saying)


def _reopened(ruling: Statement, statements: tuple[Statement, ...]) -> bool:
    heard = {s.value for s in statements if s.origin.as_of <= ruling.origin.as_of}
    return any(s.value not in heard and s.value is not UNKNOWN for s in statements)


def _held(fact: Fact, value: FactValue, statements: tuple[Statement, ...], on: list[Statement]) -> Held:
    return Held(fact, value, statements, used=(fact.key,), as_of=min(s.origin.as_of for s in on))


def _check(fact: Fact, statement: Statement) -> None:
    if fact.derivation:
        raise FactError(f"「{fact.label}」は他の項目から求めるため、直接は入れられません。")
    if not isinstance(statement.value, Absent):
        fact.check(statement.value)


@dataclass(frozen=True)
class CaseFacts:
    """A household's case: what is said of all, and of each member under a key of its own."""

    catalogue: FactCatalogue
    on: date
    common: tuple[Statement, ...] = ()
    members: Mapping[str, tuple[Statement, ...]] = field(default_factory=dict)
    earlier: Earlier | None = field(default=None, repr=False, compare=False)

    @cached_property
    def household(self) -> FactSet:
        """The case's facts, with those derived from all members. A person's facts are UNKNOWN here."""
        return self._set((), self.earlier.facts.household if self.earlier else None)

    @cached_property
    def persons(self) -> Mapping[str, FactSet]:
        """Each member's facts with those of the case."""
        before: Mapping[str, FactSet] = self.earlier.facts.persons if self.earlier else {}
        return {key: self._set(own, before.get(key)) for key, own in self.members.items()}

    def _set(self, own: tuple[Statement, ...], before: FactSet | None) -> FactSet:
        spoken = (*self.common, *own)
        if before is None or self.earlier is None:
            return FactSet(self.catalogue, self.on, case=self).with_statements(spoken)
        said, affected = self.earlier.said, self.earlier.affected
        kept = {fact: words for fact, words in before.statements.items() if fact not in said}
        found = FactSet(self.catalogue, self.on, kept, self).with_statements(
            s for s in spoken if s.fact in said
        )
        found._memo.update((fact, held) for fact, held in before._memo.items() if fact not in affected)
        return found


@dataclass(frozen=True, slots=True)
class Earlier:
    """The same case before a few things were said: of the same day and the same members.

    `said`: every fact of which something else is said now, of whomever. `affected`: those and all that are derived
    from them. The rest is taken over instead of being worked out again.
    """

    facts: CaseFacts
    said: Collection[str]
    affected: Collection[str]
