"""The reception from start to handing over. Each is one act of a person: one transaction, one event."""

from madoguchi.apps.receptions.services.common import composition_of
from madoguchi.apps.receptions.services.drafting import ask_signature, save_draft, start, with_draft
from madoguchi.apps.receptions.services.finishing import cancel, issue
from madoguchi.apps.receptions.services.signing import parse_recording, reopen, sign, sign_on_paper

__all__ = [
    "ask_signature",
    "cancel",
    "composition_of",
    "issue",
    "parse_recording",
    "reopen",
    "save_draft",
    "sign",
    "sign_on_paper",
    "start",
    "with_draft",
]
