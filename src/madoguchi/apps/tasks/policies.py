"""May it, in this state, by this person? In pairs: check_x raises with the reason, can_x answers."""

from __future__ import annotations

from django.utils import timezone

from madoguchi.apps.accounts.policies import answers
from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.tasks import queries
from madoguchi.apps.tasks.states import LABELS, NEXT, State
from madoguchi.apps.tasks.types import Held, TaskView


def check_department(task: TaskView, actor: Actor) -> None:
    """A task is worked on by its own department."""
    if actor.department_code != task.department:
        raise Refused("この手続は別の課の担当です。内容は変えていません。")


def check_move(task: TaskView, to: State) -> None:
    """Is the step in the table of states?"""
    if to not in NEXT[task.state]:
        raise Refused(f"この手続は「{LABELS[task.state]}」なので、この操作はできません。")


def check_turn(task: TaskView) -> None:
    """Prerequisites within the visit are closed."""
    waiting = queries.before(task)
    if waiting:
        names = "、".join(dict.fromkeys(_title(w) for w in waiting))
        raise Refused(f"先に済ませる手続があります（{names}）。済んでから始めてください。")


def check_holder(task: TaskView, actor: Actor) -> None:
    """Nobody else is at work on it."""
    if task.state is State.WORKING and task.holder_id != actor.staff_id:
        since = f"{timezone.localtime(task.held_since):%-H時%M分}" if task.held_since else ""
        raise Held(
            task,
            f"{task.holder_name} さんが {since} から対応しています。引き継ぐときは「引き継ぐ」を押してください。",
        )


def _title(task: TaskView) -> str:
    return "別の課の手続" if task.silent else task.title


can_move = answers(check_move)
can_turn = answers(check_turn)
