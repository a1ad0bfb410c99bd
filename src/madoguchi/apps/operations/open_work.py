"""本日の未完了・期限超過: everything that isn't finished, as one list. Numbers only: nothing of a person is on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum

from django.urls import reverse
from django.utils import timezone

from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.outbox import queries as outbox
from madoguchi.apps.outbox.states import HOLD_WORDS
from madoguchi.apps.outbox.states import State as Outgoing
from madoguchi.apps.outbox.types import Record
from madoguchi.apps.receptions import queries as receptions
from madoguchi.apps.receptions.states import BEFORE_ACCEPTED, FOLLOWED, Status
from madoguchi.apps.receptions.states import LABELS as RECEPTION_LABELS
from madoguchi.apps.receptions.types import ReceptionView
from madoguchi.apps.residents import queries as residents
from madoguchi.apps.residents.types import Unreflected
from madoguchi.apps.tasks import queries as tasks
from madoguchi.apps.tasks.states import LABELS as TASK_LABELS
from madoguchi.apps.tasks.states import State
from madoguchi.apps.tasks.types import TaskView
from madoguchi.apps.visits import queries as visits
from madoguchi.domain.counter import Limits


class Kind(IntEnum):
    """In the order of the list: what can't wait first."""

    OVERDUE = 1
    CHECKING = 2
    COME_BACK = 3
    NEAR = 4
    LEFT_BEHIND = 5
    HALF_DONE = 6
    HELD = 7
    UNREFLECTED = 8
    TO_CHECK = 9
    ASIDE = 10
    OPEN = 11


LABELS: Mapping[Kind, str] = {
    Kind.OVERDUE: "期限超過",
    Kind.CHECKING: "確認待ち",
    Kind.COME_BACK: "約束の日を過ぎた保留",
    Kind.NEAR: "期限が近い",
    Kind.LEFT_BEHIND: "前の日に途中の受付",
    Kind.HALF_DONE: "途中の受付",
    Kind.HELD: "後方連携の保留",
    Kind.UNREFLECTED: "異動未反映",
    Kind.TO_CHECK: "要確認",
    Kind.ASIDE: "長い保留",
    Kind.OPEN: "未完了の手続",
}
GRAVE = frozenset({Kind.OVERDUE, Kind.COME_BACK, Kind.LEFT_BEHIND})
MAY_SETTLE = frozenset({Right.EXPORT, Right.PROTECTION_RELEASE})
"""Whoever may work off a held record; nobody else needs to see it."""
NEUTRAL = "システム確認"
"""What stands for a reception that waits for a second person; it doesn't tell why."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to be done. `department` by name; `day`: since when, or the day that counts; `url`: where it is
    worked off ("" for somebody else's)."""

    kind: Kind
    number: str
    department: str
    what: str
    state: str
    day: date | None
    url: str

    @property
    def order(self) -> tuple[int, date, str]:
        return self.kind, self.day or date.max, self.number


def lines(department: str, by: Actor, today: date) -> tuple[Line, ...]:
    """Of one department (its code; "": of all), as this person may see it."""
    city = catalogue.municipality()
    names = {each.code: each.name for each in city.departments}
    found = [
        *of_tasks(tasks.unfinished(department), names, by.department_code, today, city.limits),
        *of_receptions(receptions.unfinished(), _checked(), today, city.limits),
    ]
    by_name = [line for line in found if not department or line.department == names.get(department)]
    wide = [*(_of_outbox() if by.rights & MAY_SETTLE else ()), *_of_register(today, city.limits)]
    return tuple(sorted((*by_name, *wide), key=lambda line: line.order))


def _checked() -> frozenset[str]:
    """Receptions that wait for a second person today."""
    waiting = residents.releases_of_today()
    return frozenset(one.ask.reference for one in waiting if one.answered_at is None)


def of_tasks(
    found: Iterable[TaskView], names: Mapping[str, str], own: str, today: date, limits: Limits
) -> Iterator[Line]:
    """A silent title is for its own department only."""
    for task in found:
        kind, day = task_kind(task, today, limits)
        mine = task.department == own
        yield Line(
            kind=kind,
            number=task.short_number,
            department=names.get(task.department, task.department),
            what=task.title if mine or not task.silent else "手続",
            state="・".join(filter(None, (TASK_LABELS[task.state], task.missing if mine else ""))),
            day=day,
            url=reverse("tasks:task", args=[task.id]) if mine else "",
        )


def task_kind(task: TaskView, today: date, limits: Limits) -> tuple[Kind, date | None]:
    """Why a task is on the list, the gravest reason, and the day of it."""
    begun = timezone.localdate(task.created_at)
    if task.due_on and task.due_on < today:
        return Kind.OVERDUE, task.due_on
    if task.state is State.ON_HOLD and task.resume_on and task.resume_on < today:
        return Kind.COME_BACK, task.resume_on
    if task.due_on and task.due_on <= today + timedelta(days=limits.deadline_near_days):
        return Kind.NEAR, task.due_on
    if task.state is State.ON_HOLD and task.resume_on is None and _days(begun, today) > limits.suspended_days:
        return Kind.ASIDE, begun
    return (Kind.TO_CHECK if task.to_check else Kind.OPEN), begun


def _days(since: date, today: date) -> int:
    return (today - since).days


def of_receptions(
    found: Iterable[tuple[ReceptionView, str]], checked: frozenset[str], today: date, limits: Limits
) -> Iterator[Line]:
    """Those left in the middle. One that was accepted today and is on its way is everyday work of the board."""
    for view, department in found:
        kind, day = reception_kind(view, view.number in checked, today, limits)
        if kind is None:
            continue
        checking = kind is Kind.CHECKING
        yield Line(
            kind=kind,
            number=view.short_number,
            department=department,
            what=NEUTRAL if checking else "届出・手続" if view.kind == "visit" else "証明書",
            state=NEUTRAL if checking else RECEPTION_LABELS[view.status],
            day=day,
            url=reverse("receptions:detail", args=[view.number]),
        )


def reception_kind(
    view: ReceptionView, checking: bool, today: date, limits: Limits
) -> tuple[Kind | None, date | None]:
    since = timezone.localdate(view.passage.since)
    if view.status is Status.SUSPENDED:
        agreed = view.passage.come_back_on
        if agreed is not None:
            return (Kind.COME_BACK, agreed) if agreed < today else (None, None)
        return (Kind.ASIDE, since) if _days(since, today) > limits.suspended_days else (None, None)
    if checking:
        return Kind.CHECKING, since
    if view.status in FOLLOWED:
        return None, None  # its tasks stand there themselves
    if view.day < today and view.passage.visit_day < today:
        return Kind.LEFT_BEHIND, view.day
    return (Kind.HALF_DONE, since) if view.status in BEFORE_ACCEPTED else (None, None)


def _of_outbox() -> Iterator[Line]:
    held, _ = outbox.records(state=Outgoing.HELD)
    return (_held(record) for record in held)


def _held(record: Record) -> Line:
    words = HOLD_WORDS[record.hold_reason] if record.hold_reason else ""
    return Line(
        kind=Kind.HELD,
        number=record.key[4:],
        department="",
        what="連携データ",
        state=words,
        day=timezone.localdate(record.created_at),
        url=reverse("outbound:held_record", args=[record.id]),
    )


def _of_register(today: date, limits: Limits) -> Iterator[Line]:
    start = datetime.combine(today - timedelta(days=limits.unreflected_days), datetime.min.time())
    return (_unreflected(one) for one in visits.unreflected_since(timezone.make_aware(start)))


def _unreflected(notice: Unreflected) -> Line:
    return Line(
        kind=Kind.UNREFLECTED,
        number=notice.reception_number[4:],
        department="",
        what=notice.events,
        state="住民記録にまだ反映していません",
        day=timezone.localdate(notice.taken_at),
        url=reverse("visits:progress", args=[notice.reception_number]),
    )
