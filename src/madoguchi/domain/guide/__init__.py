"""The guide (手続案内書): what a visitor takes home, in the visitor's language, and its copy for staff.

`read_guide_texts` reads the packs, `assemble` makes a resident's guide, `assemble_internal` the staff's copy;
`apps.documents.rendering` draws both. Written up in docs/design/guide.md.
"""

from madoguchi.domain.guide.assembling import assemble
from madoguchi.domain.guide.internal import (
    Handover,
    InternalEntry,
    InternalRequest,
    assemble_internal,
)
from madoguchi.domain.guide.model import (
    LANGUAGE_LABELS,
    BringItem,
    Contact,
    Counter,
    GuideEntry,
    GuidePerson,
    GuideRequest,
    Held,
    Language,
    NotNeeded,
    Place,
)
from madoguchi.domain.guide.paper import Guide, InternalGuide, LeftOut, Why
from madoguchi.domain.guide.reading import read_guide_texts
from madoguchi.domain.guide.texts import GuideTexts

__all__ = [
    "LANGUAGE_LABELS",
    "BringItem",
    "Contact",
    "Counter",
    "Guide",
    "GuideEntry",
    "GuidePerson",
    "GuideRequest",
    "GuideTexts",
    "Handover",
    "Held",
    "InternalEntry",
    "InternalGuide",
    "InternalRequest",
    "Language",
    "LeftOut",
    "NotNeeded",
    "Place",
    "Why",
    "assemble",
    "assemble_internal",
    "read_guide_texts",
]
