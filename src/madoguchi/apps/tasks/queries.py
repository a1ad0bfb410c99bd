"""Reading tasks: the board of a department, the tasks of a visit, one task with what its department may know."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Q

from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.residents import queries as residents
from madoguchi.apps.residents.register import ItemClass
from madoguchi.apps.residents.types import CopyTag, Purpose
from madoguchi.apps.tasks.models import Task, TaskNote
from madoguchi.apps.tasks.states import CLOSED, OPEN, State
from madoguchi.apps.tasks.types import Board, Had, Note, TaskFact, TaskView, Thing
from madoguchi.domain.ways import Way

BOARD_LIMIT = 300


class NoSuchTask(LookupError):
    """No task has that id."""


def view_of(t: Task) -> TaskView:
    return TaskView(
        id=t.pk,
        reference=t.reference,
        procedure=t.procedure,
        title=t.title,
        event=t.event,
        department=t.department,
        subjects=tuple(t.subjects),
        persons=t.persons,
        reason=t.reason,
        basis=t.basis,
        bring=tuple(Thing(b["label"], Had(b["state"])) for b in t.bring),
        silent=t.silent,
        place=t.place,
        after=tuple(t.after),
        due_on=t.due_on,
        state=State(t.state),
        version=t.version,
        holder_id=t.holder_id,
        holder_name=t.holder_name,
        held_since=t.held_since,
        missing=t.missing,
        resume_on=t.resume_on,
        outcome=t.outcome,
        created_at=t.created_at,
        closed_at=t.closed_at,
        saved_at=t.saved_at,
        saved_by_name=t.saved_by_name,
        way=Way(t.way),
        meet=t.meet,
        to_check=t.to_check,
    )


def get(task_id: int) -> TaskView:
    """Raises NoSuchTask."""
    task = Task.objects.filter(pk=task_id).first()
    if task is None:
        raise NoSuchTask(task_id)
    return view_of(task)


def board(department: str, day: date) -> Board:
    """What a department has open, whatever its day, and what it closed on this day. Numbers and counts, no names."""
    closed_today = Q(state__in=[s.value for s in CLOSED], closed_at__date=day)
    wanted = Q(state__in=[s.value for s in OPEN]) | closed_today
    rows = Task.objects.filter(wanted, department=department).order_by("created_at", "pk")[:BOARD_LIMIT]
    tasks = [view_of(row) for row in rows]
    return {state: tuple(t for t in tasks if t.state is state) for state in State}


def of_reference(reference: str) -> tuple[TaskView, ...]:
    """All tasks of a visit in walking order."""
    return tuple(view_of(t) for t in Task.objects.filter(reference=reference).order_by("place", "pk"))


def of_references(references: Collection[str]) -> Mapping[str, Sequence[TaskView]]:
    """The same of several visits in one query."""
    found: dict[str, list[TaskView]] = {}
    for task in Task.objects.filter(reference__in=list(references)).order_by("place", "pk"):
        found.setdefault(task.reference, []).append(view_of(task))
    return found


def first_of(reference: str, department: str) -> TaskView | None:
    """Where a department goes on with a visit: its first task that isn't closed, else its first one."""
    own = [t for t in of_reference(reference) if t.department == department]
    return next((t for t in own if t.state in OPEN), own[0] if own else None)


def next_callable(department: str) -> TaskView | None:
    """Who has waited longest among those that can be called now."""
    rows = Task.objects.filter(department=department, state__in=[State.WAITING, State.CALLABLE])
    waiting = [view_of(row) for row in rows.order_by("created_at", "pk")[:50]]
    held_up = waits_of(waiting)
    return next((task for task in waiting if task.id not in held_up), None)


def before(task: TaskView) -> tuple[TaskView, ...]:
    """Tasks of the same visit that have to be closed first and aren't."""
    return waits_of((task,)).get(task.id, ())


def waits_of(tasks: Iterable[TaskView]) -> Mapping[int, tuple[TaskView, ...]]:
    """What each of these tasks still waits for, in one query; a task that waits for nothing isn't named."""
    waiting = [task for task in tasks if task.after and task.state not in CLOSED]
    if not waiting:
        return {}
    rows = Task.objects.filter(
        reference__in={task.reference for task in waiting},
        procedure__in={key for task in waiting for key in task.after},
        state__in=[s.value for s in OPEN],
    )
    first = [view_of(row) for row in rows.order_by("place", "pk")]
    found = {
        task.id: tuple(
            f
            for f in first
            if f.reference == task.reference and f.procedure in task.after and f.id != task.id
        )
        for task in waiting
    }
    return {key: before for key, before in found.items() if before}


def open_facts(actor: Actor, task: TaskView) -> tuple[TaskFact, ...] | None:
    """What the department may know for this task, or None where the door keeps it closed now. One event."""
    row = Task.objects.get(pk=task.id)
    tag = CopyTag(tuple(row.resident_numbers), frozenset(ItemClass(c) for c in row.classes))
    access = residents.open_copy(actor, Purpose.COUNTER, tag, reference=task.reference)
    if not access.whole:
        return None
    return tuple(TaskFact(f["label"], f["value"], f["source"]) for f in row.facts)


def notes(reference: str, department: str) -> tuple[Note, ...]:
    """The words left for this department, and those it wrote itself, oldest first."""
    mine = Q(departments__contains=[department]) | Q(department=department)
    rows = TaskNote.objects.filter(mine, reference=reference).order_by("written_at")
    return tuple(Note(n.written_by, n.department, n.written_at, n.phrase, n.text) for n in rows)


def called_numbers(departments: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """For the hall's display: the short numbers being called, by department. Numbers only; nobody is called to whom
    staff go."""
    staying = [way.value for way in Way if way.stays]
    rows = Task.objects.filter(department__in=departments, state=State.CALLABLE, called_at__isnull=False)
    rows = rows.exclude(way__in=staying)
    found: dict[str, list[str]] = {}
    for department, reference in rows.order_by("-called_at").values_list("department", "reference")[:60]:
        numbers = found.setdefault(department, [])
        if reference[4:] not in numbers:
            numbers.append(reference[4:])
    return {department: tuple(numbers) for department, numbers in found.items()}


MOST_UNFINISHED = 1000


def unfinished(department: str = "") -> tuple[TaskView, ...]:
    """Open tasks of a department ("": of all), whatever their day: by deadline, then by age."""
    rows = Task.objects.filter(state__in=[s.value for s in OPEN])
    rows = rows.filter(department=department) if department else rows
    return tuple(view_of(t) for t in rows.order_by("due_on", "created_at", "pk")[:MOST_UNFINISHED])


def any_open(reference: str) -> bool:
    """Whether a department still has something to do with this visit."""
    return Task.objects.filter(reference=reference, state__in=[s.value for s in OPEN]).exists()


def begun(subjects: Collection[int], procedures: Collection[str]) -> frozenset[tuple[str, int]]:
    """(procedure, resident) of whom a department has or had that task, cancelled ones aside."""
    rows = Task.objects.filter(procedure__in=list(procedures), subjects__overlap=list(subjects))
    found = rows.exclude(state=State.CANCELLED.value).values_list("procedure", "subjects")
    return frozenset((procedure, one) for procedure, those in found for one in those)
