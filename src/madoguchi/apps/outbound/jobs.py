"""What the worker calls, every few seconds."""

from __future__ import annotations

import logging

from django.conf import settings
from django.utils import timezone

from madoguchi.apps.outbound import services
from madoguchi.integrations import objectstore

log = logging.getLogger(__name__)


def drain() -> int:
    """Send what waits. Returns how many records went out. A failing storage is logged; the records stay."""
    drained = services.drain(objectstore.from_settings(settings.OBJECT_STORE), timezone.now())
    if drained.stopped:
        log.warning("outbound: %s", drained.stopped)
    elif drained.sent or drained.held:
        log.info("outbound: %d sent, %d held", drained.sent, drained.held)
    return drained.sent
