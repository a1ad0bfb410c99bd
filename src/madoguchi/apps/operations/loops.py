"""The worker's loops. Each does one small piece of work again and again; a fault ends a turn, never the loop."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.management import call_command
from django.db import Error, connections

from madoguchi.apps.audit import services as audit
from madoguchi.apps.inbound import jobs as inbound
from madoguchi.apps.outbound import jobs as outbound

log = logging.getLogger("madoguchi.worker")


@dataclass(frozen=True, slots=True)
class Loop:
    """`turn` is called every `seconds`, measured from the end of the last turn."""

    name: str
    seconds: float
    turn: Callable[[], object]

    def run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            self._once()
            stop.wait(self.seconds)
        connections.close_all()

    def _once(self) -> None:
        try:
            self.turn()
        except Error as fault:
            # The server may be restarting: begin anew with fresh connections. Its words may quote data.
            log.warning("loop=%s database=%s", self.name, type(fault).__name__)
            connections.close_all()
        except Exception as fault:
            log.error("loop=%s fault=%s", self.name, type(fault).__name__)


def end_old_sessions() -> None:
    """Ended sessions keep the words of the last search: away with them."""
    call_command("clearsessions")


def loops() -> tuple[Loop, ...]:
    """Sealing the trail, taking sets in, sending records out, clearing away."""
    return (
        Loop("seal", 0.5, lambda: audit.seal(settings.AUDIT_ANCHOR_FILE)),
        Loop("inbound", 5.0, inbound.poll),
        Loop("outbound", 2.0, outbound.drain),
        Loop("sessions", 3600.0, end_old_sessions),
        Loop("forget", 3600.0, inbound.forget),
    )


def run(stop: threading.Event) -> None:
    """Run all loops until `stop` is set; returns once each has finished its turn."""
    threads = [threading.Thread(target=loop.run, args=(stop,), name=loop.name) for loop in loops()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
