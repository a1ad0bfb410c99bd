"""What can go wrong with decision tables, told so that the person who wrote the cell finds it."""

from __future__ import annotations

from dataclasses import dataclass


class DecisionError(Exception):
    """Base of everything this package raises on purpose."""


class FileRefusedError(DecisionError):
    """A file that is not read at all: a DTD, too large, too deep, or no DMN."""


class FeelError(DecisionError):
    """Text that is no FEEL. `position` counts characters from 1."""

    def __init__(self, text: str, position: int, problem: str) -> None:
        super().__init__(f"{problem}(「{text}」の{position}文字目)")
        self.text, self.position, self.problem = text, position, problem


class UnsupportedFeatureError(DecisionError):
    """Valid DMN that this engine does not have. `feature` is its name."""

    def __init__(self, feature: str) -> None:
        super().__init__(f"この機能には対応していません: {feature}")
        self.feature = feature


@dataclass(frozen=True, slots=True)
class CellPlace:
    """Where a cell stands. Rows count from 1; row 0 is the head of the column."""

    table: str
    row: int
    column: str
    text: str

    def __str__(self) -> str:
        where = f"{self.row}行目" if self.row else "見出し"
        return f"表「{self.table}」{where}・列「{self.column}」・「{self.text}」"


class CellError(DecisionError):
    """A cell that cannot be used: where it is, what is wrong, at which character (0: the whole cell)."""

    def __init__(self, place: CellPlace, problem: str, position: int = 0) -> None:
        at = f"({position}文字目)" if position else ""
        super().__init__(f"{place}: {problem}{at}")
        self.place, self.problem, self.position = place, problem, position


class BadInputError(DecisionError):
    """Facts given to the engine that it cannot take: unknown value, wrong type, member twice."""
