"""Leaving the machine to the counter while a set comes in."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.inbound.types import SetResult
from madoguchi.apps.residents.services import keep_up

NICENESS = 10
MUCH = 2_000
"""Rows written from which the planner's picture of the register is out of date."""
REST = 1.0
"""Seconds of rest after a second of writing, while the counter is open (measured in bench/refresh)."""


def after(results: Sequence[SetResult]) -> None:
    """Once sets are in the register: if they changed much of it, bring the planner and the indexes up to date."""
    if sum(file.written for result in results for file in result.files) >= MUCH:
        keep_up()


def step_back() -> None:
    """This thread, and what it starts, yields the processor to everybody else. Only Linux knows that of threads."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


def rest_at(now: datetime) -> float:
    """How long to rest after a second of writing: night and closed days belong to the import."""
    hours, local = catalogue.municipality().service_hours, timezone.localtime(now)
    opens = local.replace(
        hour=int(hours.opens.split(":")[0]), minute=int(hours.opens.split(":")[1]), second=0
    )
    is_open = catalogue.calendar().is_open(local.date())
    return REST if is_open and opens <= local <= hours.closing(local) else 0.0
