"""要確認: where a department answers what is still open about a task. An app above knows, and registers it."""

from __future__ import annotations

from collections.abc import Callable

from madoguchi.apps.tasks.states import CLOSED
from madoguchi.apps.tasks.types import TaskView

Address = Callable[[TaskView], str]
_addresses: list[Address] = []


def register(address: Address) -> None:
    """`address` gives the page part on which a task's open points are shown and answered."""
    _addresses.append(address)


def url_of(task: TaskView) -> str:
    """ "" for a task whose result isn't open, or that is closed."""
    if not task.to_check or task.state in CLOSED:
        return ""
    return next((address(task) for address in _addresses), "")
