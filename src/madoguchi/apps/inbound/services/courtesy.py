"""Leaving the machine to the counter while a set comes in."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from datetime import datetime

from django.utils import timezone

from madoguchi.apps.catalogue import queries as catalogue

NICENESS = 10
REST = 1.0
"""Seconds of rest after a second of writing, while the counter is open (measured in bench/refresh)."""


def step_back() -> None:
    """This thread, and what it starts, yields the processor to everybody else. Only Linux knows that of threads."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


def rest_at(now: datetime) -> float:
    """How long to rest after a second of writing: the night belongs to the import."""
    hours, local = catalogue.municipality().service_hours, timezone.localtime(now)
    opens = local.replace(
        hour=int(hours.opens.split(":")[0]), minute=int(hours.opens.split(":")[1]), second=0
    )
    working = local.weekday() < 5
    return REST if working and opens <= local <= hours.closing(local) else 0.0
