"""Changing the register: by a linkage set, by a protection set at the counter, by new search keys."""

from madoguchi.apps.residents.beside import register as register_beside
from madoguchi.apps.residents.services.application import reflect, take_application
from madoguchi.apps.residents.services.arrivals import forget_arrivals, note_arrivals, protect_arrivals
from madoguchi.apps.residents.services.batch import Others, apply_batch, apply_lines, find_changed, keep_up
from madoguchi.apps.residents.services.protection import (
    ask_end,
    begin_provisional,
    confirm_end,
    guard_if_free,
    guard_now,
    keep_after_all,
    protect_provisionally,
    refresh_guard,
)
from madoguchi.apps.residents.services.rekey import rekey
from madoguchi.apps.residents.services.release import answer_release, ask_release, end_release
from madoguchi.apps.residents.services.seals import doubt_seals
from madoguchi.apps.residents.services.sets import (
    AnotherPerson,
    Applied,
    Batch,
    InForce,
    NotNext,
    OlderThanRegister,
    Staged,
    TooManyDropped,
)
from madoguchi.apps.residents.services.staging import ends, field
from madoguchi.apps.residents.unreflected import register as register_unreflected

__all__ = [
    "AnotherPerson",
    "Applied",
    "Batch",
    "InForce",
    "NotNext",
    "OlderThanRegister",
    "Others",
    "Staged",
    "TooManyDropped",
    "answer_release",
    "apply_batch",
    "apply_lines",
    "ask_end",
    "ask_release",
    "begin_provisional",
    "confirm_end",
    "doubt_seals",
    "end_release",
    "ends",
    "field",
    "find_changed",
    "forget_arrivals",
    "guard_if_free",
    "guard_now",
    "keep_after_all",
    "keep_up",
    "note_arrivals",
    "protect_arrivals",
    "protect_provisionally",
    "reflect",
    "refresh_guard",
    "register_beside",
    "register_unreflected",
    "rekey",
    "take_application",
]
