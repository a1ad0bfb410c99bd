"""The visit from its start to handing over. Each is one act of a person: one transaction, one event."""

from madoguchi.apps.visits.services.answering import (
    Asked,
    Typed,
    answer,
    fill_in,
    leave_open,
    overrule,
    take_back,
)
from madoguchi.apps.visits.services.card import CardAnswer, fill_card
from madoguchi.apps.visits.services.changing import (
    change_procedure,
    restore_procedure,
    set_brought,
    set_busy,
    set_certificates,
    set_language,
    set_notifier,
)
from madoguchi.apps.visits.services.checking import find_out
from madoguchi.apps.visits.services.merging import KEPT, OTHER, merge
from madoguchi.apps.visits.services.offering import answer_offer
from madoguchi.apps.visits.services.people import (
    add_event,
    add_newcomer,
    change_newcomer,
    remove_event,
    remove_newcomer,
    set_roles,
)
from madoguchi.apps.visits.services.printing import look_at_guide, print_guide, print_internal
from madoguchi.apps.visits.services.protecting import protect
from madoguchi.apps.visits.services.signing import ask_signature
from madoguchi.apps.visits.services.starting import start, start_foretold, start_guarded

__all__ = [
    "KEPT",
    "OTHER",
    "Asked",
    "CardAnswer",
    "Typed",
    "add_event",
    "add_newcomer",
    "answer",
    "answer_offer",
    "ask_signature",
    "change_newcomer",
    "change_procedure",
    "fill_card",
    "fill_in",
    "find_out",
    "leave_open",
    "look_at_guide",
    "merge",
    "overrule",
    "print_guide",
    "print_internal",
    "protect",
    "remove_event",
    "remove_newcomer",
    "restore_procedure",
    "set_brought",
    "set_busy",
    "set_certificates",
    "set_language",
    "set_notifier",
    "set_roles",
    "start",
    "start_foretold",
    "start_guarded",
    "take_back",
]
