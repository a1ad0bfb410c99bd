"""Why a procedure is required, not required, or still open.

Each result comes with the table and its version, the rows that fire or still could, with their annotations
(legal basis), the smallest set of known facts that alone forces the outcome, and for a procedure that is not
required what would have made it so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import combinations

from madoguchi.domain.decisions.diagrams import LEAF, OUTSIDE, Diagrams
from madoguchi.domain.decisions.feel import syntax as s
from madoguchi.domain.decisions.feel.evaluate import compile_tests
from madoguchi.domain.decisions.feel.values import literal
from madoguchi.domain.decisions.findings import Status
from madoguchi.domain.decisions.hearing import Hearing, Result
from madoguchi.domain.decisions.rulebook import Procedure, Rulebook, cell_tests, feeding_table, output_value

MAX_TRIES = 3000


@dataclass(frozen=True, slots=True)
class FiringRow:
    """A row of the table, from 1, with its result and its annotations by head."""

    row: int
    result: str
    annotations: Mapping[str, str]
    description: str


@dataclass(frozen=True, slots=True)
class Change:
    """A fact that would have to be different, and the values it would have to have."""

    fact: str
    values: list[object]


@dataclass(frozen=True, slots=True)
class Reason:
    table: str
    version: str
    file: str
    rows: tuple[FiringRow, ...]
    because: Mapping[str, list[object]]
    sources: Mapping[str, str]
    would_need: tuple[Change, ...] | None

    def to_json(self) -> dict[str, object]:
        return asdict(self)


def explain(hearing: Hearing, result: Result) -> Reason:
    """The reason of one result of a hearing."""
    procedure, rulebook = result.procedure, hearing.rulebook
    known = {
        level: mask for level, mask in hearing.known(result.member).items() if _says(rulebook, level, mask)
    }
    forcing = _smallest(rulebook.diagrams, procedure, known, result)
    because = {rulebook.axes[level].name: rulebook.axes[level].describe(known[level]) for level in forcing}
    needs = _nearest(rulebook, procedure, known) if result.status is Status.NOT_REQUIRED else None
    source = procedure.source
    rows = tuple(_firing(rulebook, procedure, known, result))
    return Reason(
        source.decision, source.version, source.file, rows, because, _sources(hearing, result, because), needs
    )


def _sources(hearing: Hearing, result: Result, because: Mapping[str, object]) -> dict[str, str]:
    """Where each forcing fact is from; the member's own source before the household's."""
    given = hearing.situation.sources
    found = {fact: given.get((result.member, fact)) or given.get((None, fact)) for fact in because}
    return {fact: source for fact, source in found.items() if source}


def _says(rulebook: Rulebook, level: int, mask: int) -> bool:
    return mask != rulebook.axes[level].full


def _smallest(
    diagrams: Diagrams, procedure: Procedure, known: Mapping[int, int], result: Result
) -> tuple[int, ...]:
    """The smallest set of known facts that alone gives the same outcomes; by size, then in their order."""
    constrained = not result.contradiction
    root = procedure.root if constrained else procedure.free
    levels = [level for level in known if diagrams.support(root) >> level & 1]
    wanted = diagrams.outcomes(procedure.cut(diagrams, known, constrained=constrained)) & 3
    tries = 0
    for size in range(len(levels) + 1):
        for chosen, outcomes in _forced_by(diagrams, procedure, known, levels, size, constrained):
            tries += 1
            if tries > MAX_TRIES:
                return _thinned(diagrams, procedure, known, levels, wanted, constrained)
            if outcomes == wanted:
                return chosen
    return tuple(levels)


def _forced_by(
    diagrams: Diagrams,
    procedure: Procedure,
    known: Mapping[int, int],
    levels: list[int],
    size: int,
    constrained: bool,
) -> Iterator[tuple[tuple[int, ...], int]]:
    """Every choice of so many facts, in the order of `combinations`, with the outcomes that it leaves."""
    if any(known[level] & ~procedure.full[level] for level in levels):
        for chosen in combinations(levels, size):
            yield chosen, _forced(diagrams, procedure, known, chosen, constrained)
        return

    def further(node: int, chosen: tuple[int, ...], start: int) -> Iterator[tuple[tuple[int, ...], int]]:
        """What begins with these facts: the function cut by them is cut once more, not from the beginning."""
        if len(chosen) == size:
            yield chosen, diagrams.outcomes(node) & 3
            return
        for place in range(start, len(levels) - size + len(chosen) + 1):
            level = levels[place]
            yield from further(diagrams.cut(node, level, known[level]), (*chosen, level), place + 1)

    yield from further(procedure.known_root if constrained else procedure.known_free, (), 0)


def _forced(
    diagrams: Diagrams,
    procedure: Procedure,
    known: Mapping[int, int],
    chosen: tuple[int, ...],
    constrained: bool,
) -> int:
    only = {level: known[level] for level in chosen}
    return diagrams.outcomes(procedure.cut(diagrams, only, constrained=constrained)) & 3


def _thinned(
    diagrams: Diagrams,
    procedure: Procedure,
    known: Mapping[int, int],
    levels: list[int],
    wanted: int,
    constrained: bool,
) -> tuple[int, ...]:
    """A set from which nothing can be left out, where the smallest would take too long."""
    kept = list(levels)
    for level in levels:
        rest = tuple(other for other in kept if other != level)
        if _forced(diagrams, procedure, known, rest, constrained) == wanted:
            kept.remove(level)
    return tuple(kept)


def _nearest(rulebook: Rulebook, procedure: Procedure, known: Mapping[int, int]) -> tuple[Change, ...] | None:
    """The fewest known facts to change so that the procedure is required; None if nothing would do."""
    diagrams = rulebook.diagrams
    best: dict[int, tuple[int, int | None]] = {}

    def price(node: int) -> int:
        if node not in best:
            best[node] = _cheapest(node)
        return best[node][0]

    def _cheapest(node: int) -> tuple[int, int | None]:
        if diagrams.level[node] == LEAF:
            return (0 if diagrams.outcomes(node) & 2 else 1 << 20), None
        mask = known.get(diagrams.level[node], -1)
        steps = [
            (price(kid) + (not mask >> cell & 1), cell)
            for cell, kid in enumerate(diagrams.kids[node])
            if kid != OUTSIDE
        ]
        return min(steps)

    node = procedure.known_root
    if price(node) >= 1 << 20:
        return None
    changes = []
    while diagrams.level[node] != LEAF:
        level, cell = diagrams.level[node], best[node][1]
        assert cell is not None
        following = diagrams.kids[node][cell]
        if not known.get(level, -1) >> cell & 1:
            changes.append(_change(rulebook, node, following))
        node = following
    return tuple(changes)


def _change(rulebook: Rulebook, node: int, following: int) -> Change:
    diagrams = rulebook.diagrams
    axis = rulebook.axes[diagrams.level[node]]
    mask = sum(1 << cell for cell, kid in enumerate(diagrams.kids[node]) if kid == following)
    return Change(axis.name, axis.describe(mask & axis.full))


def _firing(
    rulebook: Rulebook, procedure: Procedure, known: Mapping[int, int], result: Result
) -> list[FiringRow]:
    """The rows that fire or could and give the result found."""
    source, found = procedure.source, []
    for row in range(len(source.table.rules)):
        sure, possible = _row_fires(rulebook, procedure, row, known)
        outcome = output_value(source, row, 0)
        fitting = result.status is Status.OPEN or (outcome is True) == (result.status is Status.REQUIRED)
        if possible and fitting:
            rule = source.table.rules[row]
            notes = dict(zip(source.table.annotations, rule.annotations, strict=False))
            found.append(FiringRow(row + 1, literal(outcome), notes, rule.description))
        if sure and source.table.hit_policy == "FIRST":
            break
    return found


def _row_fires(
    rulebook: Rulebook, procedure: Procedure, row: int, known: Mapping[int, int]
) -> tuple[bool, bool]:
    """Whether a row surely fires, and whether it can. Cells on other tables' results count as possible."""
    source, sure = procedure.source, True
    for column, clause in enumerate(source.table.inputs):
        tests = cell_tests(source, row, column)
        if isinstance(tests, s.AnyValue):
            continue
        if clause.expression not in rulebook.level or feeding_table(rulebook.sources, source, clause):
            sure = False
            continue
        level = rulebook.level[clause.expression]
        mask = known.get(level, rulebook.axes[level].full)
        wanted = rulebook.axes[level].satisfying(compile_tests(tests))
        if not mask & wanted:
            return False, False
        sure &= not mask & ~wanted
    return sure, True
