"""What can go wrong between a filled form and its paper. Every text is for the staff member at the counter.

All of them travel between processes, so their arguments are what they are made from (pickle calls
`type(error)(*error.args)`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from madoguchi.domain.forms.checks import Problem
from madoguchi.domain.text import code_points


class RenderingError(Exception):
    """A form couldn't be made into a paper. Nothing was printed, nothing entered is lost."""


@dataclass(frozen=True, slots=True)
class Undrawable:
    """A character no font of the list can draw: which one, and where it stands (`position` from 1)."""

    field: str
    label: str
    position: int
    character: str

    @property
    def codes(self) -> str:
        return code_points(self.character)


class UndrawableError(RenderingError):
    """Raised before anything is drawn; `characters` lists every one of them."""

    def __init__(self, characters: Sequence[Undrawable]) -> None:
        super().__init__(tuple(characters))
        self.characters = tuple(characters)

    def __str__(self) -> str:
        found = "、".join(f"「{c.label}」の{c.position}文字目（{c.codes}）" for c in self.characters)
        return (
            f"フォントで表せない文字があるため、帳票を作りませんでした: {found}。"
            "入力内容は保存されています。文字を確認するか、追加文字フォントを登録してください。"
        )


class FormDataError(RenderingError):
    """Unknown fields, wrong types, missing values, texts too long; `problems` lists every one of them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(tuple(problems))
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "帳票を作りませんでした: " + " ".join(problem.message for problem in self.problems)


class FontsMissingError(RenderingError):
    """The folder of fonts is not usable; raised at start-up."""


class RenderTimeoutError(RenderingError):
    """The worker took too long and was ended; another takes its place."""


class RenderCrashedError(RenderingError):
    """The worker ended by itself, or reported a fault that has no name of its own."""


class RenderBusyError(RenderingError):
    """All workers were busy for the whole waiting time."""
