"""What the reception's pages show, in words. Built from frozen views; can't query."""

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
    CertificateRow,
    Fee,
    InputField,
    Subject,
    Verdict,
    certificate_rows,
    fee,
    identity_choices,
    verdict,
    visitor_kinds,
    visitors,
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
    "request_facts",
    "steps",
    "verdict",
    "visitor_kinds",
    "visitors",
    "yen",
]
