"""Guides by adult, what is missing before the signature, what the departments have done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from madoguchi.apps.receptions.types import Fault
from madoguchi.apps.tasks.states import LABELS
from madoguchi.apps.tasks.types import TaskView
from madoguchi.apps.visits.certificates import ASKED_HERE
from madoguchi.apps.visits.types import OpenVisit
from madoguchi.domain.dates import wareki
from madoguchi.domain.guide import Guide
from madoguchi.domain.visits import Office


@dataclass(frozen=True, slots=True)
class GuideTab:
    label: str
    url: str
    current: bool


def guide_tabs(made: Sequence[Guide], opened: OpenVisit, place: int) -> tuple[GuideTab, ...]:
    """One for each adult, numbered: names stand on the paper if they may."""
    address = reverse("visits:guide", args=[opened.number])
    return tuple(GuideTab(f"案内書 {n + 1}", f"{address}?guide={n}", n == place) for n in range(len(made)))


@dataclass(frozen=True, slots=True)
class FaultShown:
    words: str
    url: str


def faults(found: Iterable[Fault], number: str) -> tuple[FaultShown, ...]:
    """Each with the page on which it is put right."""
    return tuple(FaultShown(fault.words, _where(fault.target, number)) for fault in found)


def _where(target: str, number: str) -> str:
    """Events, days, parts, newcomers and whoever notifies stand on the first page, the rest on the notice's."""
    first = ("events", "newcomer", "notifier", "identity")
    if target.startswith(ASKED_HERE):
        return reverse("visits:certificates", args=[number])
    if not target or target.startswith(first):
        return reverse("visits:people", args=[number])
    return reverse("visits:notice", args=[number])


@dataclass(frozen=True, slots=True)
class TaskShown:
    title: str
    state: str
    holder: str
    due: str
    missing: str
    url: str


@dataclass(frozen=True, slots=True)
class OfficeShown:
    name: str
    tasks: tuple[TaskShown, ...]


def offices(tasks: Iterable[TaskView], known: Mapping[str, Office], own: str) -> tuple[OfficeShown, ...]:
    """In walking order; those of the own department lead to their task."""
    grouped: dict[str, list[TaskShown]] = {}
    for task in tasks:
        grouped.setdefault(task.department, []).append(_task(task, mine=task.department == own))
    return tuple(
        OfficeShown(known[code].name if code in known else code, tuple(found))
        for code, found in grouped.items()
    )


def _task(task: TaskView, *, mine: bool) -> TaskShown:
    return TaskShown(
        task.title,
        LABELS[task.state],
        task.holder_name,
        f"{wareki(task.due_on, with_weekday=True)}まで" if task.due_on else "",
        task.missing if mine else "",
        reverse("tasks:task", args=[task.id]) if mine else "",
    )
