"""What is required, what is open, and the next question.

A `Situation` is what is known about a household; it holds no more than masks and can be rebuilt from the
answers at any time, so taking an answer back is as if it had never been given. `Hearing` works it out.

A fact is relevant if the outcome of some procedure depends on it, given everything known and every value the
unknown facts could still take. The next question is the relevant fact that leaves the fewest relevant facts
on average; with few left, the one that leaves the fewest questions. Facts of persons are asked once for all
members they matter for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import TypeAlias

from madoguchi.domain.decisions.diagrams import YES, bits
from madoguchi.domain.decisions.findings import Finding, Findings, Status
from madoguchi.domain.decisions.rulebook import Procedure, Rulebook

Member: TypeAlias = str
Unit: TypeAlias = tuple[int, ...]
"""The open functions of one member (or of the household), sorted: all that its further course depends on."""

EXACT_FACTS = 5
EXACT_WORK = 250
_CACHE_LIMIT = 50_000


@dataclass(frozen=True, slots=True)
class Situation:
    """Masks of possible cells by fact; a fact not named is unknown. `declined`: the don't-knows."""

    household: Mapping[str, int] = field(default_factory=dict)
    members: Mapping[Member, Mapping[str, int]] | None = None
    person_facts: frozenset[str] = frozenset()
    declined: frozenset[str] = frozenset()
    sources: Mapping[tuple[Member | None, str], str] = field(default_factory=dict)
    """Where what is known of a fact comes from (基幹, 回答, 職員 …), for the reasons."""


@dataclass(frozen=True, slots=True)
class Result:
    """One procedure for one member (None: the household). `blocking`: for an open result, the relevant facts
    nobody could answer."""

    procedure: Procedure
    member: Member | None
    finding: Finding
    blocking: tuple[str, ...] = ()

    @property
    def status(self) -> Status:
        return self.finding.status

    @property
    def contradiction(self) -> bool:
        return self.finding.contradiction


@dataclass(frozen=True, slots=True)
class Question:
    """`members` is None for a fact of the household."""

    fact: str
    members: tuple[Member, ...] | None


class Planner:
    """Chooses questions for a rulebook; keeps what it worked out for the next household."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.diagrams = rulebook.diagrams
        self.costs = [rulebook.domains[axis.name].cost for axis in rulebook.axes]
        self.weights = [[cell.size for cell in axis.cells] for axis in rulebook.axes]
        self.findings = Findings(rulebook)
        self._outlooks: dict[tuple[Unit, int, int], list[tuple[float, int]]] = {}
        self._relevant: dict[Unit, int] = {}

    def relevant(self, unit: Unit) -> int:
        found = self._relevant.get(unit)
        if found is None:
            found = 0
            for node in unit:
                found |= self.diagrams.needed(node)
            if len(self._relevant) > _CACHE_LIMIT:
                self._relevant.clear()
            self._relevant[unit] = found
        return found

    def outlook(self, unit: Unit, level: int, mask: int) -> list[tuple[float, int]]:
        """For every possible cell of a fact: its probability and the facts relevant after it."""
        key = (unit, level, mask)
        found = self._outlooks.get(key)
        if found is None:
            if len(self._outlooks) > _CACHE_LIMIT:
                self._outlooks.clear()
            found = self._outlooks[key] = list(self._look(unit, level, mask))
        return found

    def _look(self, unit: Unit, level: int, mask: int) -> Iterator[tuple[float, int]]:
        diagrams, kept, moved = self.diagrams, 0, []
        for node in unit:
            if diagrams.support(node) >> level & 1:
                moved.append(node)
            else:
                kept |= diagrams.needed(node)
        for probability, cell in self._cells(level, mask):
            relevant = kept
            for node in moved:
                after = diagrams.cut(node, level, 1 << cell)
                relevant |= diagrams.needed(after) if self.is_open(after) else 0
            yield probability, relevant

    def _cells(self, level: int, mask: int) -> list[tuple[float, int]]:
        weights = self.weights[level]
        cells = [(weights[i], i) for i in bits(mask) if i < len(weights)]
        whole = sum(weight for weight, _ in cells) or 1.0
        return [(weight / whole, cell) for weight, cell in cells]

    def effects(self, unit: Unit, level: int, mask: int) -> list[tuple[float, Unit]]:
        """For every possible cell of a fact: its probability and the unit after it."""
        moved = [node for node in unit if self.diagrams.support(node) >> level & 1]
        kept = [node for node in unit if not self.diagrams.support(node) >> level & 1]
        found = []
        for probability, cell in self._cells(level, mask):
            after = {self.diagrams.cut(node, level, 1 << cell) for node in moved}
            found.append((probability, tuple(sorted({*kept, *filter(self.is_open, after)}))))
        return found

    def is_open(self, node: int) -> bool:
        return self.diagrams.outcomes(node) & 3 == 3


class Hearing:
    """One situation worked out: results, relevant facts, the next question.

    `before`: a hearing of the same members; results that rest on none of what differs are taken over from it.
    """

    def __init__(self, planner: Planner, situation: Situation, before: Hearing | None = None) -> None:
        self.planner, self.situation, self._before = planner, situation, before
        self.rulebook, self.diagrams = planner.rulebook, planner.diagrams
        self._person = sum(
            1 << level for name, level in self.rulebook.level.items() if name in situation.person_facts
        )
        self._levels: dict[Member | None, dict[int, int]] = {None: self._masks(situation.household)}
        for member, facts in (situation.members or {}).items():
            self._levels[member] = self._masks({**situation.household, **facts})
        self._narrow_household()

    def _masks(self, facts: Mapping[str, int]) -> dict[int, int]:
        known = (
            (self.rulebook.level[name], mask) for name, mask in facts.items() if name in self.rulebook.level
        )
        return dict(sorted(known))

    def _narrow_household(self) -> None:
        """What one member's facts rule out for the household is ruled out for every other member too."""
        changed = bool(self.situation.members)
        while changed:
            changed = False
            for forbidden in self.rulebook.forbidden:
                for level in bits(self.diagrams.support(forbidden) & ~self._person):
                    changed |= self._rule_out(forbidden, level)

    def _rule_out(self, forbidden: int, level: int) -> bool:
        mask = self._levels[None].get(level, self.rulebook.axes[level].full)
        left = mask
        for cell in bits(mask):
            if any(self._always(forbidden, level, cell, known) for known in self._levels.values()):
                left &= ~(1 << cell)
        if left in (0, mask):
            return False
        for known in self._levels.values():
            known[level] = left
        return True

    def _always(self, forbidden: int, level: int, cell: int, known: Mapping[int, int]) -> bool:
        node = self.diagrams.cut(forbidden, level, 1 << cell)
        for other in bits(self.diagrams.support(forbidden) & ~(1 << level)):
            node = self.diagrams.cut(node, other, known.get(other, self.rulebook.axes[other].full))
        return node == YES

    def known(self, member: Member | None) -> Mapping[int, int]:
        """The masks by level that hold for a member (None: the household)."""
        return self._levels[member]

    # -- results

    @cached_property
    def results(self) -> tuple[Result, ...]:
        """Every procedure for everyone it concerns."""
        if self._before is not None and not self.situation.declined and not self._before.situation.declined:
            return tuple(self._taken_over(self._before))
        return tuple(
            self._result(procedure, member)
            for procedure in self.rulebook.procedures
            for member in self._concerned(procedure)
        )

    def _taken_over(self, before: Hearing) -> Iterator[Result]:
        differing = {
            member: sum({1 << level for level, _ in known.items() ^ before.known(member).items()})
            for member, known in self._levels.items()
        }
        for result in before.results:
            same = not result.procedure.support & differing[result.member]
            yield result if same else self._result(result.procedure, result.member)

    def _result(self, procedure: Procedure, member: Member | None) -> Result:
        found = self.planner.findings.of(procedure, self._levels[member])
        return Result(procedure, member, found, self._blocking(found))

    def _concerned(self, procedure: Procedure) -> Sequence[Member | None]:
        if self.situation.members is None or not procedure.reads & self._person:
            return (None,)
        return tuple(self.situation.members)

    def _blocking(self, found: Finding) -> tuple[str, ...]:
        if not self.situation.declined or found.status is not Status.OPEN:
            return ()
        needed = self.rulebook.facts_of(found.needed)
        return tuple(name for name in needed if name in self.situation.declined)

    # -- questions

    @cached_property
    def units(self) -> dict[Member | None, Unit]:
        found: dict[Member | None, set[int]] = {m: set() for m in (None, *(self.situation.members or ()))}
        for result in self.results:
            if result.finding.status is Status.OPEN:
                found[result.member].add(result.finding.node)
        return {member: tuple(sorted(nodes)) for member, nodes in found.items()}

    def relevant(self) -> list[Question]:
        """Every fact some open procedure depends on, with the members it matters for."""
        by_member = {member: self.planner.relevant(unit) for member, unit in self.units.items()}
        everyone = 0
        for mask in by_member.values():
            everyone |= mask
        return [self._question(level, by_member) for level in bits(everyone)]

    def _question(self, level: int, by_member: Mapping[Member | None, int]) -> Question:
        name = self.rulebook.axes[level].name
        if self.situation.members is None or not self._person >> level & 1:
            return Question(name, None)
        return Question(
            name, tuple(m for m, mask in by_member.items() if m is not None and mask >> level & 1)
        )

    def next_question(self) -> Question | None:
        """The best question, or None when nothing relevant is left that could be answered."""
        candidates = [q for q in self.relevant() if q.fact not in self.situation.declined]
        if len(candidates) <= 1:
            return candidates[0] if candidates else None
        levels = [self.rulebook.level[question.fact] for question in candidates]
        position = self._position()
        best = self._exact(position, levels)
        if best is None:
            best = min(levels, key=lambda level: (self._expected_rest(position, level), levels.index(level)))
        return candidates[levels.index(best)]

    def _position(self) -> Position:
        declined = sum(
            1 << self.rulebook.level[name] for name in self.situation.declined if name in self.rulebook.level
        )
        masks = self._levels
        units = tuple(
            (unit, masks[member]) for member, unit in self.units.items() if member is not None and unit
        )
        return Position(self.units.get(None, ()), masks[None], units, self._person, ~declined)

    def _exact(self, position: Position, levels: list[int]) -> int | None:
        if len(levels) > EXACT_FACTS:
            return None
        return Search(self.planner, self.rulebook).best(position, levels)

    def _expected_rest(self, position: Position, level: int) -> float:
        return Outlook(self.planner, self.rulebook, position).after(level)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a hearing stands: the household's unit, the members' units, the masks behind both.

    `askable` has the bit of every fact that may be asked. Members who stand the same count one by one.
    """

    household: Unit
    household_masks: Mapping[int, int]
    members: tuple[tuple[Unit, Mapping[int, int]], ...]
    person: int
    askable: int

    def asks_persons(self, level: int) -> bool:
        return bool(self.members) and bool(self.person >> level & 1)


class Outlook:
    """The cost of a question now plus the expected cost of the facts still relevant after it."""

    def __init__(self, planner: Planner, rulebook: Rulebook, position: Position) -> None:
        self.planner, self.rulebook, self.position = planner, rulebook, position
        self.costs = planner.costs

    def mask(self, masks: Mapping[int, int], level: int) -> int:
        return masks.get(level, self.rulebook.axes[level].full)

    def after(self, level: int) -> float:
        rest = (
            self._after_person(level) if self.position.asks_persons(level) else self._after_household(level)
        )
        return round(self.costs[level] + rest, 9)

    def _after_household(self, level: int) -> float:
        """Everyone hears the same answer, so what stays relevant is joined over the members per answer."""
        position = self.position
        units = [(position.household, position.household_masks), *position.members]
        joined: dict[int, tuple[float, int]] = {}
        mask = self.mask(position.household_masks, level)
        for unit, _ in units:
            for cell, (probability, relevant) in enumerate(self.planner.outlook(unit, level, mask)):
                joined[cell] = (probability, joined.get(cell, (0.0, 0))[1] | relevant)
        return sum(p * self._cost(relevant & position.askable) for p, relevant in joined.values())

    def _cost(self, levels: int) -> float:
        return sum(self.costs[level] for level in bits(levels))

    def _after_person(self, level: int) -> float:
        """Members answer independently: a fact is gone only if it is gone for all of them."""
        planner, position = self.planner, self.position
        certain = planner.relevant(position.household)
        gone: dict[int, float] = {}
        for unit, masks in position.members:
            if not planner.relevant(unit) >> level & 1:
                certain |= planner.relevant(unit)
                continue
            for other, chance in self._chances(unit, level, self.mask(masks, level)).items():
                gone[other] = gone.get(other, 1.0) * (1.0 - chance)
        certain &= position.askable
        rest = self._cost(certain)
        for other, chance in gone.items():
            if position.askable >> other & 1 and not certain >> other & 1:
                rest += self.costs[other] * (1.0 - chance)
        return rest

    def _chances(self, unit: Unit, level: int, mask: int) -> dict[int, float]:
        chances: dict[int, float] = {}
        for probability, relevant in self.planner.outlook(unit, level, mask):
            for other in bits(relevant):
                chances[other] = chances.get(other, 0.0) + probability
        return chances


class _TooMuchError(Exception):
    pass


class Search:
    """The exact optimum over the whole rest of a hearing, within a bound counted in steps, not in time."""

    def __init__(self, planner: Planner, rulebook: Rulebook) -> None:
        self.planner, self.rulebook = planner, rulebook
        self.left = EXACT_WORK
        self.known: dict[tuple[Unit, tuple[Unit, ...]], float] = {}

    def best(self, position: Position, levels: Iterable[int]) -> int | None:
        try:
            ranked = [(round(self._cost(position, level), 9), i, level) for i, level in enumerate(levels)]
        except _TooMuchError:
            return None
        return min(ranked)[2]

    def _value(self, position: Position) -> float:
        key = (position.household, tuple(sorted(unit for unit, _ in position.members)))
        if key not in self.known:
            levels = list(bits(self._relevant(position) & position.askable))
            self.known[key] = min((self._cost(position, level) for level in levels), default=0.0)
        return self.known[key]

    def _relevant(self, position: Position) -> int:
        found = self.planner.relevant(position.household)
        for unit, _ in position.members:
            found |= self.planner.relevant(unit)
        return found

    def _cost(self, position: Position, level: int) -> float:
        total = self.planner.costs[level]
        for probability, after in self._answers(position, level):
            self.left -= 1
            if self.left < 0:
                raise _TooMuchError
            total += probability * self._value(after)
        return total

    def _answers(self, position: Position, level: int) -> Iterator[tuple[float, Position]]:
        asks = position.asks_persons(level)
        outlook = Outlook(self.planner, self.rulebook, position)
        if asks:
            yield from self._person_answers(position, level, outlook)
            return
        mask = outlook.mask(position.household_masks, level)
        own = self.planner.effects(position.household, level, mask)
        theirs = [(self.planner.effects(unit, level, mask), masks) for unit, masks in position.members]
        for cell, (probability, unit) in enumerate(own):
            members = tuple((effects[cell][1], masks) for effects, masks in theirs if effects[cell][1])
            yield (
                probability,
                Position(unit, position.household_masks, members, position.person, position.askable),
            )

    def _person_answers(
        self, position: Position, level: int, outlook: Outlook
    ) -> Iterator[tuple[float, Position]]:
        branches = [
            self.planner.effects(unit, level, outlook.mask(masks, level)) for unit, masks in position.members
        ]
        for combination in product(*branches):
            probability = 1.0
            for chance, _ in combination:
                probability *= chance
            kept = zip(combination, position.members, strict=True)
            members = tuple((unit, masks) for (_, unit), (_, masks) in kept if unit)
            yield (
                probability,
                Position(
                    position.household, position.household_masks, members, position.person, position.askable
                ),
            )
