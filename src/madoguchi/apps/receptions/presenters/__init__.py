"""What the reception's pages show, in words. Built from frozen views; can't query."""

from madoguchi.apps.receptions.presenters.asking import CertificateRow, InputField, certificate_rows
from madoguchi.apps.receptions.presenters.common import (
    Choice,
    Fact,
    ReceptionHead,
    Step,
    request_facts,
    steps,
    yen,
)
from madoguchi.apps.receptions.presenters.progress import CANCEL_REASONS, ListRow, Screen, Tab
from madoguchi.apps.receptions.presenters.request import (
    Fee,
    Subject,
    Verdict,
    fee,
    identity_choices,
    questions,
    reasons,
    stated,
    verdict,
    who,
)

__all__ = [
    "CANCEL_REASONS",
    "CertificateRow",
    "Choice",
    "Fact",
    "Fee",
    "InputField",
    "ListRow",
    "ReceptionHead",
    "Screen",
    "Step",
    "Subject",
    "Tab",
    "Verdict",
    "certificate_rows",
    "fee",
    "identity_choices",
    "questions",
    "reasons",
    "request_facts",
    "stated",
    "steps",
    "verdict",
    "who",
    "yen",
]
