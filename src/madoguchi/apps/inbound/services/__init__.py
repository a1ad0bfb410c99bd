"""Taking in what the core systems put on the object store (前方連携)."""

from madoguchi.apps.inbound.services.correcting import Fault, Rechecked, correct, dismiss, layout_of, recheck
from madoguchi.apps.inbound.services.courtesy import REST, after, rest_at, step_back
from madoguchi.apps.inbound.services.deciding import confirm, retry
from madoguchi.apps.inbound.services.discovering import discover
from madoguchi.apps.inbound.services.forgetting import forget
from madoguchi.apps.inbound.services.taking import take_all, take_next

__all__ = [
    "REST",
    "Fault",
    "Rechecked",
    "after",
    "confirm",
    "correct",
    "discover",
    "dismiss",
    "forget",
    "layout_of",
    "recheck",
    "rest_at",
    "retry",
    "step_back",
    "take_all",
    "take_next",
]
