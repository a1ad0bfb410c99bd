"""`python -m django worker`: everything that happens without a person, until it is told to stop."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from madoguchi.apps.operations import loops


class Command(BaseCommand):
    help = "seals the trail, takes linkage sets in, sends records out; ends on SIGTERM or SIGINT"

    def handle(self, *_args: Any, **_options: Any) -> None:
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        loops.run(stop)
