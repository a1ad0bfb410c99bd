"""What the worker calls, every few seconds."""

from __future__ import annotations

import logging

from django.conf import settings
from django.utils import timezone

from madoguchi.apps.inbound import services
from madoguchi.integrations import objectstore

log = logging.getLogger(__name__)


def forget() -> int:
    """Erase what is past its days. Returns how much."""
    return services.forget(timezone.now())


def poll() -> int:
    """Take what lies on the object store. Returns how many sets came to an end. A failing storage is logged.

    The calling thread yields to others from now on: it is the import's own.
    """
    store, now = objectstore.from_settings(settings.OBJECT_STORE), timezone.now()
    services.step_back()
    try:
        results = services.take_all(store, now, rest=services.rest_at(now))
    except objectstore.StoreUnavailable as error:
        log.warning("inbound: %s", error.words)
        return 0
    services.after(results)
    for result in results:
        log.info("inbound: set %s %s", result.set_id, result.state.value)
    return len(results)
