"""Two versions of tables side by side: which combinations of facts change a procedure, with examples.

The comparison is exact: both versions are functions of the same facts, and the difference is again a function.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from madoguchi.domain.decisions.axes import FactCatalogue
from madoguchi.domain.decisions.diagrams import LEAF, NO, OUTSIDE, YES, Diagrams, bits
from madoguchi.domain.decisions.hearing import Hearing, Planner, Situation
from madoguchi.domain.decisions.model import Definitions
from madoguchi.domain.decisions.rulebook import Constraint, Procedure, Rulebook

_OLD, _NEW = "旧\u0000", "新\u0000"


@dataclass(frozen=True, slots=True)
class Change:
    """How a procedure differs: `share` of all admissible combinations of cells whose outcome changes.

    `becomes_required` and `no_longer_required` are one example each, if there is any.
    """

    procedure: str
    kind: str
    share: float = 0.0
    becomes_required: dict[str, object] | None = None
    no_longer_required: dict[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """`questions`: the mean number of questions for one person before and after, over the same answers."""

    changes: tuple[Change, ...]
    questions: tuple[float, float]


def compare(
    old: Sequence[Definitions],
    new: Sequence[Definitions],
    catalogue: FactCatalogue | None = None,
    constraints: Sequence[Constraint] = (),
    *,
    hearings: int = 60,
) -> Comparison:
    """Every procedure that was added, taken away or changed. Raises DecisionError if either cannot be read."""
    both = [_marked(m, _OLD) for m in old] + [_marked(m, _NEW) for m in new]
    book = Rulebook(both, catalogue, constraints)
    before = {p.name.removeprefix(_OLD): p for p in book.procedures if p.name.startswith(_OLD)}
    after = {p.name.removeprefix(_NEW): p for p in book.procedures if p.name.startswith(_NEW)}
    changes = tuple(_changes(book, before, after))
    return Comparison(changes, (_mean(book, before, hearings), _mean(book, after, hearings)))


def _marked(model: Definitions, mark: str) -> Definitions:
    """The model with the names of its procedures set apart; tables that feed others keep theirs."""
    fed = {clause.expression.partition(".")[0] for _, table in model.tables() for clause in table.inputs}
    return replace(
        model,
        decisions=tuple(d if d.name in fed else replace(d, name=mark + d.name) for d in model.decisions),
    )


def _changes(book: Rulebook, before: dict[str, Procedure], after: dict[str, Procedure]) -> Iterator[Change]:
    for name in {**before, **after}:
        if name not in after:
            yield Change(name, "removed")
        elif name not in before:
            yield Change(name, "added")
        elif differ(book, before[name], after[name]):
            yield _change(book, name, before[name].known_root, after[name].known_root)


def _change(book: Rulebook, name: str, old: int, new: int) -> Change:
    pairs = _Pairs(book.diagrams)
    gained, lost = pairs.differing(old, new, NO, YES), pairs.differing(old, new, YES, NO)
    share = (_share(book.diagrams, gained) + _share(book.diagrams, lost)) / (_possible(book, old) or 1.0)
    return Change(name, "changed", share, _example(book, gained), _example(book, lost))


def differ(book: Rulebook, one: Procedure, other: Procedure) -> bool:
    """Whether two procedures of a book have different outcomes for any possible combination."""
    pairs = _Pairs(book.diagrams)
    ways = ((NO, YES), (YES, NO))
    return any(pairs.differing(one.known_root, other.known_root, *way) != NO for way in ways)


class _Pairs:
    """Where two functions have a given pair of outcomes, as a function."""

    def __init__(self, diagrams: Diagrams) -> None:
        self.diagrams = diagrams
        self.known: dict[tuple[int, int, int, int], int] = {}

    def differing(self, left: int, right: int, left_is: int, right_is: int) -> int:
        levels = self.diagrams.level
        if levels[left] == LEAF and levels[right] == LEAF:
            return YES if (left, right) == (left_is, right_is) else NO
        key = (left, right, left_is, right_is)
        if key not in self.known:
            top = min(levels[left], levels[right])
            kids = zip(self._kids(left, top), self._kids(right, top), strict=True)
            self.known[key] = self.diagrams.node(
                top,
                tuple(
                    OUTSIDE if OUTSIDE in (a, b) else self.differing(a, b, left_is, right_is) for a, b in kids
                ),
            )
        return self.known[key]

    def _kids(self, node: int, level: int) -> tuple[int, ...]:
        own = self.diagrams.level[node] == level
        return self.diagrams.kids[node] if own else (node,) * self.diagrams.widths[level]


def _share(diagrams: Diagrams, node: int, wanted: int = YES) -> float:
    """The part of all combinations of cells that leads to a leaf."""
    known: dict[int, float] = {}

    def walk(at: int) -> float:
        if diagrams.level[at] == LEAF:
            return 1.0 if at == wanted else 0.0
        if at not in known:
            kids = [kid for kid in diagrams.kids[at] if kid != OUTSIDE]
            known[at] = sum(map(walk, kids)) / len(kids)
        return known[at]

    return walk(node)


def _possible(book: Rulebook, root: int) -> float:
    return _share(book.diagrams, root, YES) + _share(book.diagrams, root, NO)


def _example(book: Rulebook, node: int) -> dict[str, object] | None:
    path = book.diagrams.find(node, 2)
    if path is None:
        return None
    return {book.axes[level].name: book.axes[level].sample(1 << cell) for level, cell in path}


def _mean(book: Rulebook, procedures: dict[str, Procedure], hearings: int) -> float:
    """Questions to one person until nothing relevant is left; the same made-up answers every time."""
    planner = Planner(book.with_only(tuple(procedures.values())))
    counts = [questions_needed(planner, seed) for seed in range(hearings)]
    return round(sum(counts) / len(counts), 3) if counts else 0.0


def questions_needed(planner: Planner, seed: int) -> int:
    """The length of one hearing with answers drawn by a seed; the same fact always gets the same answer."""
    book = planner.rulebook
    answers: dict[str, int] = {}
    while question := Hearing(planner, Situation(answers)).next_question():
        axis = book.axes[book.level[question.fact]]
        draw = random.Random(f"{seed} {question.fact}").choice(list(bits(axis.full)))  # noqa: S311 - no secret
        answers[question.fact] = 1 << draw
    return len(answers)
