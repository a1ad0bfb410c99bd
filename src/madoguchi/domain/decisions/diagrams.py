"""Decision diagrams: a function of many facts as a shared graph, equal functions being the same node.

A node asks for the cell of one fact (its level) and leads on by cell. Levels rise along every path, so a
function has one form only, and the levels met are exactly the facts it depends on. Two leaves are special:
`OUTSIDE` (the cell is excluded by what is known) is ignored everywhere, `IMPOSSIBLE` (the combination breaks
a constraint) counts as no outcome.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from threading import Lock

from madoguchi.domain.decisions.errors import DecisionError

LEAF = 1 << 30
OUTSIDE = -1
NO, YES, IMPOSSIBLE = 0, 1, 2


class WorkBoundError(DecisionError):
    """The tables are too large to be worked out within the bound."""


class Diagrams:
    """All nodes of one set of tables. `widths`: the cells per level, null included; `bound`: kids to make."""

    def __init__(self, widths: Sequence[int], bound: int = 8_000_000) -> None:
        self.widths = tuple(widths)
        self.level: list[int] = [LEAF, LEAF, LEAF]
        self.kids: list[tuple[int, ...]] = [(), (), ()]
        self.values: list[Hashable] = [False, True, None]
        self.work = 0
        self.bound = bound
        self._adding = Lock()  # threads of a server share the diagrams; half a node would be another function
        self._leaves: dict[tuple[type, Hashable], int] = {(bool, False): NO, (bool, True): YES}
        self._nodes: dict[tuple[int, tuple[int, ...]], int] = {}
        self._cuts: dict[tuple[int, int, int], int] = {}
        self._choices: dict[tuple[int, int, int], int] = {}
        self._outcomes: dict[int, int] = {NO: 1, YES: 2, IMPOSSIBLE: 4}
        self._support: dict[int, int] = {NO: 0, YES: 0, IMPOSSIBLE: 0}
        self._needed: dict[int, int] = {}

    # -- building

    def leaf(self, value: Hashable) -> int:
        key = (type(value), value)
        if key not in self._leaves:
            self._leaves[key] = self._add(LEAF, ())
            self.values[-1] = value
            self._support[self._leaves[key]] = 0
            self._outcomes[self._leaves[key]] = 8
        return self._leaves[key]

    def _add(self, level: int, kids: tuple[int, ...]) -> int:
        self.level.append(level)
        self.kids.append(kids)
        self.values.append(None)
        return len(self.level) - 1

    def node(self, level: int, kids: tuple[int, ...], *, counted: bool = True) -> int:
        """The node with these kids; if all that count are the same, that kid itself."""
        first = next((kid for kid in kids if kid != OUTSIDE), OUTSIDE)
        if all(kid in (first, OUTSIDE) for kid in kids):
            return IMPOSSIBLE if first == OUTSIDE else first
        key = (level, kids)
        found = self._nodes.get(key)
        if found is None:
            with self._adding:
                found = self._nodes.get(key)
                if found is None:
                    self._count(len(kids) if counted else 0)
                    found = self._nodes[key] = self._add(level, kids)
        return found

    def test(self, level: int, mask: int, yes: int = YES, no: int = NO) -> int:
        return self.node(level, tuple(yes if mask >> i & 1 else no for i in range(self.widths[level])))

    def conjunction(self, masks: Iterable[tuple[int, int]], yes: int = YES) -> int:
        """All the (level, mask) tests hold; a level may come more than once."""
        joined: dict[int, int] = {}
        for level, mask in masks:
            joined[level] = joined.get(level, -1) & mask
        for level in sorted(joined, reverse=True):
            yes = self.test(level, joined[level], yes, NO)
        return yes

    def choose(self, condition: int, then: int, other: int) -> int:
        """if condition then … else …, for every combination of cells."""
        if condition == YES or then == other:
            return then
        if condition == NO:
            return other
        key = (condition, then, other)
        found = self._choices.get(key)
        if found is None:
            top = min(self.level[condition], self.level[then], self.level[other])
            self._count(self.widths[top])
            parts = [self._spread(part, top) for part in key]
            kids = tuple(self.choose(*trio) for trio in zip(*parts, strict=True))
            found = self._choices[key] = self.node(top, kids)
        return found

    def _count(self, kids: int) -> None:
        self.work += kids
        if self.work > self.bound:
            raise WorkBoundError("計算量の上限に達しました")

    def _spread(self, node: int, level: int) -> tuple[int, ...]:
        return self.kids[node] if self.level[node] == level else (node,) * self.widths[level]

    def either(self, left: int, right: int) -> int:
        return self.choose(left, YES, right)

    def both(self, left: int, right: int) -> int:
        return self.choose(left, right, NO)

    def relabel(self, node: int, new: Callable[[Hashable], int]) -> int:
        """The same graph with its leaves replaced."""
        done: dict[int, int] = {}

        def walk(at: int) -> int:
            if at not in done:
                leaf = self.level[at] == LEAF
                done[at] = (
                    new(self.values[at])
                    if leaf
                    else self.node(self.level[at], tuple(map(walk, self.kids[at])))
                )
            return done[at]

        return walk(node)

    # -- asking

    def cut(self, node: int, level: int, mask: int) -> int:
        """What is left of a function when a fact is known to lie in the mask.

        It is never larger than the function was, so it isn't counted: a server cuts as long as it runs.
        """
        at = self.level[node]
        if at > level:
            return node
        key = (node, level, mask)
        found = self._cuts.get(key)
        if found is None:
            kids = self.kids[node]
            if at == level:
                kids = tuple(kid if mask >> i & 1 else OUTSIDE for i, kid in enumerate(kids))
            else:
                kids = tuple(kid if kid == OUTSIDE else self.cut(kid, level, mask) for kid in kids)
            found = self._cuts[key] = self.node(at, kids, counted=False)
        return found

    def outcomes(self, node: int) -> int:
        """Bits of what can come out: 1 no, 2 yes, 4 an impossible combination, 8 another value."""
        found = self._outcomes.get(node)
        if found is None:
            found = 0
            for kid in self.kids[node]:
                found |= self.outcomes(kid) if kid != OUTSIDE else 0
            self._outcomes[node] = found
        return found

    def support(self, node: int) -> int:
        """Bits of the levels the function depends on."""
        found = self._support.get(node)
        if found is None:
            found = 1 << self.level[node]
            for kid in self.kids[node]:
                found |= self.support(kid) if kid != OUTSIDE else 0
            self._support[node] = found
        return found

    def needed(self, node: int) -> int:
        """Bits of the levels that have to be known to tell the outcome.

        Without impossible combinations this is the support. With them a fact may be dispensable because the
        others already tell: such facts are dropped one by one, the last level first, as long as the outcome
        of every possible combination still follows from the rest.
        """
        found = self._needed.get(node)
        if found is None:
            plain = not self.outcomes(node) & 4
            found = self._needed[node] = self.support(node if plain else self._without_dispensable(node))
        return found

    def _without_dispensable(self, node: int) -> int:
        for level in bits_down(self.support(node)):
            thinner = self._drop(node, level, {})
            if thinner is not None:
                node = thinner
        return node

    def _drop(self, node: int, level: int, done: dict[int, int | None]) -> int | None:
        """The function with one fact forgotten; None if the fact decides between possible outcomes."""
        if self.level[node] > level:
            return node
        if node not in done:
            done[node] = (
                self._merged(node) if self.level[node] == level else self._drop_below(node, level, done)
            )
        return done[node]

    def _drop_below(self, node: int, level: int, done: dict[int, int | None]) -> int | None:
        kids = []
        for kid in self.kids[node]:
            dropped = kid if kid == OUTSIDE else self._drop(kid, level, done)
            if dropped is None:
                return None
            kids.append(dropped)
        return self.node(self.level[node], tuple(kids))

    def _merged(self, node: int) -> int | None:
        merged: int | None = IMPOSSIBLE
        for kid in self.kids[node]:
            if kid != OUTSIDE and merged is not None:
                merged = self._merge(merged, kid)
        return merged

    def _merge(self, left: int, right: int) -> int | None:
        """One function that agrees with both wherever they are possible; None if they disagree."""
        if left in (right, IMPOSSIBLE):
            return right
        if right == IMPOSSIBLE:
            return left
        top = min(self.level[left], self.level[right])
        if top == LEAF:
            return None
        kids = []
        for a, b in zip(self._spread(left, top), self._spread(right, top), strict=True):
            kid = OUTSIDE if OUTSIDE in (a, b) else self._merge(a, b)
            if kid is None:
                return None
            kids.append(kid)
        return self.node(top, tuple(kids))

    def find(self, node: int, wanted: int) -> list[tuple[int, int]] | None:
        """A path of (level, cell) to an outcome of the `wanted` bits; None if there is none."""
        if not self.outcomes(node) & wanted:
            return None
        path: list[tuple[int, int]] = []
        while self.level[node] != LEAF:
            kids = self.kids[node]
            cell = next(i for i, kid in enumerate(kids) if kid != OUTSIDE and self.outcomes(kid) & wanted)
            path.append((self.level[node], cell))
            node = kids[cell]
        return path


def bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def bits_down(mask: int) -> Iterator[int]:
    while mask:
        top = mask.bit_length() - 1
        yield top
        mask ^= 1 << top
