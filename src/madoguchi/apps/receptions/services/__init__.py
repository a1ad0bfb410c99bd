"""The reception from start to handing over. Each is one act of a person: one transaction, one event."""

from madoguchi.apps.receptions.composing import RECORD, Composition
from madoguchi.apps.receptions.composing import papers as request_papers
from madoguchi.apps.receptions.entering import waits as entry_waits
from madoguchi.apps.receptions.kinds import register as register_kind
from madoguchi.apps.receptions.services.common import composition_of, composition_to_look_at
from madoguchi.apps.receptions.services.drafting import (
    accept_unsigned,
    ask_signature,
    ask_signature_for,
    makes_form,
    record_request,
    save_draft,
    start,
    start_by_seal,
    start_guarded,
    with_draft,
)
from madoguchi.apps.receptions.services.finishing import cancel, close, merge_away, settle_notice
from madoguchi.apps.receptions.services.opening import (
    accept_beside,
    check_guard,
    check_start,
    compose_for,
    household_with_guard,
    open_for,
)
from madoguchi.apps.receptions.services.passing import confirm_entry, go_on, issue, send_back
from madoguchi.apps.receptions.services.printing import print_paper
from madoguchi.apps.receptions.services.signing import parse_recording, reopen, sign, sign_on_paper
from madoguchi.apps.receptions.services.suspending import resume, suspend

__all__ = [
    "RECORD",
    "Composition",
    "accept_beside",
    "accept_unsigned",
    "ask_signature",
    "ask_signature_for",
    "cancel",
    "check_guard",
    "check_start",
    "close",
    "compose_for",
    "composition_of",
    "composition_to_look_at",
    "confirm_entry",
    "entry_waits",
    "go_on",
    "household_with_guard",
    "issue",
    "makes_form",
    "merge_away",
    "open_for",
    "parse_recording",
    "print_paper",
    "record_request",
    "register_kind",
    "reopen",
    "request_papers",
    "resume",
    "save_draft",
    "send_back",
    "settle_notice",
    "sign",
    "sign_on_paper",
    "start",
    "start_by_seal",
    "start_guarded",
    "suspend",
    "with_draft",
]
