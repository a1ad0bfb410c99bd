"""What goes into a task and what others see of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.residents.types import CopyTag
from madoguchi.apps.tasks.states import State
from madoguchi.domain.ways import Way


class Had(StrEnum):
    """Whether the visitor has a thing with them."""

    HAD = "had"
    MISSING = "missing"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Thing:
    label: str
    had: Had = Had.OPEN


@dataclass(frozen=True, slots=True)
class TaskFact:
    """Something known that the department may use: for a reader, in words."""

    label: str
    value: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """One task as a visit makes it. `tag` says whose data `facts` are and of which classes."""

    procedure: str
    title: str
    event: str
    department: str
    subjects: tuple[int, ...]
    tag: CopyTag
    persons: int = 1
    facts: tuple[TaskFact, ...] = ()
    reason: str = ""
    basis: str = ""
    bring: tuple[Thing, ...] = ()
    silent: bool = False
    place: int = 0
    after: tuple[str, ...] = ()
    due_on: date | None = None
    way: Way = Way.WALK
    meet: str = ""
    """Where staff go to, if they do."""
    to_check: bool = False
    """要確認: whether it is required is still open."""


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task without its facts: those come by `queries.open_facts`."""

    id: int
    reference: str
    procedure: str
    title: str
    event: str
    department: str
    subjects: tuple[int, ...]
    persons: int
    reason: str
    basis: str
    bring: tuple[Thing, ...]
    silent: bool
    place: int
    after: tuple[str, ...]
    due_on: date | None
    state: State
    version: int
    holder_id: int | None
    holder_name: str
    held_since: datetime | None
    missing: str
    resume_on: date | None
    outcome: str
    created_at: datetime
    closed_at: datetime | None
    saved_at: datetime
    saved_by_name: str
    way: Way = Way.WALK
    meet: str = ""
    to_check: bool = False

    @property
    def short_number(self) -> str:
        return self.reference[4:]


@dataclass(frozen=True, slots=True)
class Note:
    written_by: str
    department: str
    written_at: datetime
    phrase: str
    text: str


Board = Mapping[State, tuple[TaskView, ...]]


class StaleTask(Refused):
    """Someone else did something with the task meanwhile: what, who, when."""

    def __init__(self, now: TaskView, words: str) -> None:
        self.now = now
        super().__init__(words)


class Held(Refused):
    """Another person is working on it. It can be taken over, with a trace."""

    def __init__(self, task: TaskView, words: str) -> None:
        self.task = task
        super().__init__(words)
