"""What is left of a procedure for somebody of whom so much is known; worked out once for all of whom the same is.

Kept between households: a finding stands under the masks of the facts that its procedure reads, and under nothing
that tells whose they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from madoguchi.domain.decisions.axes import Axis
from madoguchi.domain.decisions.rulebook import Procedure, Rulebook

MOST_KEPT = 50_000


class Status(Enum):
    REQUIRED = "required"
    NOT_REQUIRED = "not_required"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Finding:
    """`node`: the function that is left, `needed`: the bits of the facts that an open one still depends on.

    `contradiction`: what is known breaks a constraint; the answer was found leaving the constraints aside.
    `telling`: the status gives a silent fact away.
    """

    status: Status
    node: int
    needed: int
    contradiction: bool
    telling: bool


class Findings:
    """The findings of a rulebook's procedures, each worked out when it is first asked for."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook, self.diagrams = rulebook, rulebook.diagrams
        self._silent = frozenset(rulebook.level[n] for n, d in rulebook.domains.items() if d.silent)
        self._plain = {level: _plain(rulebook.axes[level]) for level in self._silent}
        self._known: dict[tuple[int, int, tuple[int | None, ...]], Finding] = {}

    def of(self, procedure: Procedure, known: Mapping[int, int]) -> Finding:
        """`known`: masks by level; of a level that isn't there nothing is known."""
        key = (procedure.root, procedure.free, tuple(map(known.get, procedure.levels)))
        found = self._known.get(key)
        if found is None:
            found = self._find(procedure, known)
            if len(self._known) >= MOST_KEPT:
                self._known.clear()
            self._known[key] = found
        return found

    def _find(self, procedure: Procedure, known: Mapping[int, int]) -> Finding:
        node = procedure.cut(self.diagrams, known, constrained=True)
        contradiction = not self.diagrams.outcomes(node) & 3
        if contradiction:
            node = procedure.cut(self.diagrams, known, constrained=False)
        outcomes = self.diagrams.outcomes(node)
        status = Status.REQUIRED if outcomes & 2 else Status.NOT_REQUIRED
        if outcomes & 3 == 3:
            status = Status.OPEN
        telling = self._telling(procedure, known, status, constrained=not contradiction)
        needed = self.diagrams.needed(node) if status is Status.OPEN else 0
        return Finding(status, node, needed, contradiction, telling)

    def _telling(
        self, procedure: Procedure, known: Mapping[int, int], status: Status, *, constrained: bool
    ) -> bool:
        """Whether a result gives a silent fact away.

        A result that isn't required or open any more because of a silent fact does; one that is required does,
        unless it would be the same for people of whom nothing of the kind is known (国保 for those without 生活保護).
        """
        if self._silent.isdisjoint(procedure.levels):
            return False
        spoken = {level: mask for level, mask in known.items() if level not in self._silent}
        if status is not Status.OPEN:
            if self._outcomes(procedure, spoken, constrained) != 3:
                return False
            if status is Status.NOT_REQUIRED:
                return True
        ordinary = self._outcomes(procedure, spoken | self._plain, constrained)
        return ordinary not in ((2,) if status is Status.REQUIRED else (2, 3))

    def _outcomes(self, procedure: Procedure, known: Mapping[int, int], constrained: bool) -> int:
        return self.diagrams.outcomes(procedure.cut(self.diagrams, known, constrained=constrained)) & 3


def _plain(axis: Axis) -> int:
    """The cells of a silent fact for somebody of whom there is nothing to be silent about."""
    plain = [i for i, cell in enumerate(axis.cells) if set(cell.values) & {False, "なし"}]
    return sum(1 << i for i in plain) or axis.full
