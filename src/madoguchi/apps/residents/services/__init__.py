"""Changing the register: by a linkage set, by a protection set at the counter, by new search keys."""

from madoguchi.apps.residents.services.batch import apply_batch, apply_lines, find_changed
from madoguchi.apps.residents.services.protection import protect_provisionally, refresh_guard
from madoguchi.apps.residents.services.rekey import rekey
from madoguchi.apps.residents.services.release import answer_release, ask_release, end_release
from madoguchi.apps.residents.services.sets import (
    Applied,
    Batch,
    InForce,
    NotNext,
    OlderThanRegister,
    Staged,
    TooManyDropped,
)
from madoguchi.apps.residents.services.staging import ends, field

__all__ = [
    "Applied",
    "Batch",
    "InForce",
    "NotNext",
    "OlderThanRegister",
    "Staged",
    "TooManyDropped",
    "answer_release",
    "apply_batch",
    "apply_lines",
    "ask_release",
    "end_release",
    "ends",
    "field",
    "find_changed",
    "protect_provisionally",
    "refresh_guard",
    "rekey",
]
