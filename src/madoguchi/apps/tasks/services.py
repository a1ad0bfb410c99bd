"""What a department does with a task. Each is one act of a person: one transaction, one event."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry
from madoguchi.apps.residents.types import Purpose
from madoguchi.apps.tasks import checks, policies, queries
from madoguchi.apps.tasks.models import Task, TaskNote
from madoguchi.apps.tasks.queries import view_of
from madoguchi.apps.tasks.states import CLOSED, LABELS, OPEN, State
from madoguchi.apps.tasks.types import StaleTask, TaskDraft, TaskView

MOST_NOTE = 400

NOT_REQUIRED = "対象外と確認した"
NOT_REQUIRED_ELSEWHERE = "ほかの課の確認で対象外になった"
Ended = Callable[[str, Actor], None]
_ended: list[Ended] = []


def register_check(address: checks.Address) -> None:
    """An app above that knows what is open about a task (要確認) says where it is answered."""
    checks.register(address)


def register_ended(told: Ended) -> None:
    """Who is told, in the transaction, when a visit's last open task is finished or cancelled by its department."""
    _ended.append(told)


def add(reference: str, day: date, drafts: Sequence[TaskDraft], *, by: Actor) -> None:
    """Hand a visit to the departments, in the caller's transaction. The same task again changes nothing.

    Raises TransactionManagementError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("tasks.add belongs into the transaction it tells of")
    rows = [_row(reference, day, draft, by) for draft in drafts]
    Task.objects.bulk_create(rows, ignore_conflicts=True)
    subjects = sorted({s for draft in drafts for s in draft.subjects})
    detail = {"tasks": len(rows), "departments": sorted({d.department for d in drafts})}
    audit.record(
        Entry(Action.TASKS_MADE, by.who, Purpose.COUNTER.value, subjects, reference=reference, detail=detail)
    )


def _row(reference: str, day: date, draft: TaskDraft, by: Actor | None) -> Task:
    return Task(
        reference=reference,
        day=day,
        procedure=draft.procedure,
        title=draft.title,
        event=draft.event,
        department=draft.department,
        subjects=sorted(draft.subjects),
        persons=draft.persons,
        resident_numbers=sorted(draft.tag.resident_numbers),
        classes=sorted(draft.tag.classes),
        facts=[{"label": f.label, "value": f.value, "source": f.source} for f in draft.facts],
        reason=draft.reason,
        basis=draft.basis,
        bring=[{"label": t.label, "state": t.had.value} for t in draft.bring],
        silent=draft.silent,
        place=draft.place,
        after=list(draft.after),
        due_on=draft.due_on,
        way=draft.way.value,
        meet=draft.meet,
        to_check=draft.to_check,
        saved_by_name=by.name if by else "",
    )


@transaction.atomic
def withdraw(reference: str, *, by: Actor) -> int:
    """The visit was opened again or cancelled: its open tasks are cancelled. Returns how many."""
    rows = Task.objects.select_for_update().filter(reference=reference, state__in=[s.value for s in OPEN])
    tasks = list(rows)
    for task in tasks:
        task.outcome = "受付の取消・変更"
        _step(task, State.CANCELLED, by)
    return len(tasks)


@transaction.atomic
def recheck(reference: str, drafts: Sequence[TaskDraft], *, answered: int, seen: int, by: Actor) -> TaskView:
    """A department found out about its open task (要確認): every open result of the visit is made anew.

    `drafts` are those of the visit as it stands now. The one answered and the others are required now, still open,
    or not required: then they are closed. What became required by it is added. Gives the answered one. Raises
    Refused, Held, StaleTask.
    """
    own = view_of(_mine(answered, seen, by))
    policies.check_holder(own, by)
    if not own.to_check or own.state in CLOSED:
        raise Refused("この手続は、もう確認が済んでいます。答えは保存していません。")
    wanted = {draft.procedure: draft for draft in drafts}
    rows = Task.objects.select_for_update().filter(
        reference=reference, to_check=True, state__in=[s.value for s in OPEN]
    )
    for task in rows.order_by("pk"):
        _rechecked(task, wanted.get(task.procedure), by, own=task.pk == answered)
    known = set(Task.objects.filter(reference=reference).values_list("procedure", flat=True))
    if more := [draft for draft in drafts if draft.procedure not in known]:
        add(reference, timezone.localdate(), more, by=by)
    _tell(reference, by)
    return queries.get(answered)


def _rechecked(task: Task, draft: TaskDraft | None, by: Actor, *, own: bool) -> None:
    if draft is None:
        task.to_check, task.outcome = False, NOT_REQUIRED if own else NOT_REQUIRED_ELSEWHERE
        done = own and task.state == State.WORKING
        _release(task)
        _step(task, State.DONE if done else State.CANCELLED, by, {"checked": "not_required"})
        return
    before = (task.to_check, task.reason, task.facts)
    task.title, task.to_check, task.reason = draft.title, draft.to_check, draft.reason
    task.basis, task.due_on = draft.basis, draft.due_on
    if task.department == draft.department:  # a forwarded one was never given the facts
        _refresh(task, draft)
    if own or (task.to_check, task.reason, task.facts) != before:
        _step(task, State(task.state), by, {"checked": "open" if draft.to_check else "required"})


def _refresh(task: Task, draft: TaskDraft) -> None:
    fresh = _row(task.reference, task.day, draft, by=None)
    for name in ("subjects", "persons", "resident_numbers", "classes", "facts", "bring", "silent"):
        setattr(task, name, getattr(fresh, name))


@transaction.atomic
def call(task_id: int, *, seen: int, by: Actor) -> TaskView:
    """呼出: the number goes to the hall's display. Calling again calls again. Raises Refused, StaleTask."""
    task = _mine(task_id, seen, by)
    view = view_of(task)
    if view.state is not State.CALLABLE:
        policies.check_move(view, State.CALLABLE)
    policies.check_turn(view)
    policies.check_holder(view, by)
    task.called_at = timezone.now()
    _release(task)
    return _step(task, State.CALLABLE, by)


@transaction.atomic
def start(task_id: int, *, seen: int, by: Actor, ahead: str = "") -> TaskView:
    """対応を始める. `ahead`: why it doesn't wait for what should come first; the trail names both. Raises Held when
    another person is at it, Refused, StaleTask."""
    task = _mine(task_id, seen, by)
    view = view_of(task)
    if view.state is State.WORKING and view.holder_id == by.staff_id:
        return view  # pressed twice
    policies.check_holder(view, by)
    policies.check_move(view, State.WORKING)
    if not ahead:
        policies.check_turn(view)
    _hold(task, by)
    task.started_at = task.started_at or timezone.now()
    task.closed_at = None
    skipped = [first.procedure for first in queries.before(view)]
    return _step(task, State.WORKING, by, {"ahead of": skipped, "reason": ahead} if skipped else None)


@transaction.atomic
def take_over(task_id: int, *, seen: int, by: Actor) -> TaskView:
    """Take it from whoever holds it. The trail names both."""
    task = _mine(task_id, seen, by)
    if task.state != State.WORKING or task.holder_id is None:
        raise Refused("いまは誰も対応していません。「対応を始める」を押してください。")
    former = task.holder_id
    _hold(task, by)
    return _step(task, State.WORKING, by, {"held by": former})


@transaction.atomic
def put_on_hold(task_id: int, missing: str, resume_on: date | None, *, seen: int, by: Actor) -> TaskView:
    """保留: what is missing and when it goes on. Raises Refused when nothing is said."""
    if not missing.strip():
        raise Refused("保留にするには、足りないものを選ぶか書いてください。手続はそのままです。")
    task = _changed(task_id, seen, by, State.ON_HOLD)
    task.missing, task.resume_on = missing.strip()[:MOST_NOTE], resume_on
    _release(task)
    return _step(task, State.ON_HOLD, by)


@transaction.atomic
def finish(task_id: int, outcome: str, *, seen: int, by: Actor) -> TaskView:
    """完了, with its outcome as a set phrase."""
    task = _changed(task_id, seen, by, State.DONE)
    task.outcome, task.missing = outcome, ""
    _release(task)
    done = _step(task, State.DONE, by, {"outcome": outcome})
    _tell(task.reference, by)
    return done


@transaction.atomic
def cancel(task_id: int, reason: str, *, seen: int, by: Actor) -> TaskView:
    """取消 with a set phrase as its reason."""
    task = _changed(task_id, seen, by, State.CANCELLED)
    task.outcome = reason
    _release(task)
    cancelled = _step(task, State.CANCELLED, by, {"reason": reason})
    _tell(task.reference, by)
    return cancelled


def _tell(reference: str, by: Actor) -> None:
    if not queries.any_open(reference):
        for told in _ended:
            told(reference, by)


@transaction.atomic
def forward(task_id: int, department: str, *, seen: int, by: Actor) -> TaskView:
    """転送: closed here, a new task there. What this department was allowed to know doesn't go along."""
    task = _changed(task_id, seen, by, State.FORWARDED)
    if department == task.department:
        raise Refused("転送先が自分の課になっています。別の課を選んでください。")
    same = Task.objects.filter(reference=task.reference, procedure=task.procedure, department=department)
    if same.filter(subjects=task.subjects).exists():
        raise Refused("転送先の課には、この受付の同じ手続がもうあります。転送はしていません。")
    Task.objects.create(
        **{name: getattr(task, name) for name in ("reference", "day", "procedure", "event", "silent")},
        **{name: getattr(task, name) for name in ("way", "meet", "to_check")},
        **{name: getattr(task, name) for name in ("subjects", "persons", "resident_numbers", "basis")},
        title=task.title,
        department=department,
        place=task.place,
        after=task.after,
        due_on=task.due_on,
        saved_by_name=by.name,
    )
    _release(task)
    return _step(task, State.FORWARDED, by, {"to": department})


@transaction.atomic
def note(reference: str, departments: Sequence[str], phrase: str, text: str, *, by: Actor) -> None:
    """A word for other departments. Free text is personal data: it is in no event and no log."""
    if not (phrase or text.strip()):
        raise Refused("引継ぎのことばを選ぶか、書いてください。")
    if len(text) > MOST_NOTE:
        raise Refused(f"引継ぎは{MOST_NOTE}字までです。短くしてください。入力はそのままです。")
    TaskNote.objects.create(
        reference=reference,
        departments=sorted(set(departments)),
        phrase=phrase,
        text=text.strip(),
        written_by=by.name,
        department=by.department_code,
    )
    detail = {"to": sorted(set(departments)), "free text": bool(text.strip())}
    audit.record(Entry(Action.TASK_NOTED, by.who, Purpose.COUNTER.value, reference=reference, detail=detail))


def _mine(task_id: int, seen: int, by: Actor) -> Task:
    """The locked row, of the actor's own department, in the version that was seen."""
    task = Task.objects.select_for_update().filter(pk=task_id).first()
    if task is None:
        raise queries.NoSuchTask(task_id)
    view = view_of(task)
    policies.check_department(view, by)
    if task.version != seen:
        words = (
            f"この手続は {_clock(task.saved_at)} に {task.saved_by_name} さんが"
            f"「{LABELS[view.state]}」にしました。あなたの操作は行っていません。"
        )
        raise StaleTask(view, words)
    return task


def _changed(task_id: int, seen: int, by: Actor, to: State) -> Task:
    task = _mine(task_id, seen, by)
    view = view_of(task)
    policies.check_move(view, to)
    policies.check_holder(view, by)
    return task


def _clock(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%-H時%M分}"


def _hold(task: Task, by: Actor) -> None:
    task.holder_id, task.holder_name, task.held_since = by.person, by.name, timezone.now()


def _release(task: Task) -> None:
    task.holder_id, task.holder_name, task.held_since = None, "", None


def _step(task: Task, to: State, by: Actor, detail: dict[str, object] | None = None) -> TaskView:
    before = task.state
    task.state = to.value
    task.version += 1
    task.saved_by_name = by.name
    if to in CLOSED:
        task.closed_at = timezone.now()
    task.save()
    audit.record(
        Entry(
            Action.TASK_CHANGED,
            by.who,
            Purpose.COUNTER.value,
            subjects=list(task.subjects),
            reference=task.reference,
            detail={"procedure": task.procedure, "from": before, "to": to.value} | (detail or {}),
        )
    )
    return view_of(task)
