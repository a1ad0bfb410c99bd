"""What the reception's pages show, in words. Built from frozen views; can't query."""

from madoguchi.apps.receptions.presenters.asking import CertificateRow, InputField, certificate_rows
from madoguchi.apps.receptions.presenters.board import ListRow, Pages, Tab, page_of, press_of
from madoguchi.apps.receptions.presenters.common import (
    Choice,
    Fact,
    ReceptionHead,
    Step,
    along,
    request_facts,
    steps,
    yen,
)
from madoguchi.apps.receptions.presenters.day import DaySheet, NoticeRow
from madoguchi.apps.receptions.presenters.passing import (
    Aside,
    Called,
    OtherHere,
    PaperRow,
    Task,
    WaitShown,
    history,
    way,
)
from madoguchi.apps.receptions.presenters.progress import Screen
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
from madoguchi.apps.receptions.presenters.stale import StaleNotice

__all__ = [
    "Aside",
    "Called",
    "CertificateRow",
    "Choice",
    "DaySheet",
    "Fact",
    "Fee",
    "InputField",
    "ListRow",
    "NoticeRow",
    "OtherHere",
    "Pages",
    "PaperRow",
    "ReceptionHead",
    "Screen",
    "StaleNotice",
    "Step",
    "Subject",
    "Tab",
    "Task",
    "Verdict",
    "WaitShown",
    "along",
    "certificate_rows",
    "fee",
    "history",
    "identity_choices",
    "page_of",
    "press_of",
    "questions",
    "reasons",
    "request_facts",
    "stated",
    "steps",
    "verdict",
    "way",
    "who",
    "yen",
]
