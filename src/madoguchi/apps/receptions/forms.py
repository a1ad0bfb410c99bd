"""The request page's fields as they come in, read without losing anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from django.http import QueryDict

from madoguchi.apps.receptions.types import SEAL_CARD, Line, OralAnswer, Party, RequestDraft, Stated
from madoguchi.domain.counter import Certificate, VisitorKind

MATCHED, NOT_MATCHED = "yes", "no"


def read_draft(posted: QueryDict, certificates: Mapping[str, Certificate]) -> RequestDraft:
    """The draft that the page holds. What can't be read as a number of copies counts as one, shown again.

    The page sends what was typed for another kind of visitor too, so that a slip of the finger loses nothing;
    what doesn't belong to the chosen kind decides nothing and gets onto no paper.
    """
    kind = posted.get("visitor_kind", VisitorKind.SELF.value)
    chosen = [key for key in dict.fromkeys(posted.getlist("certificate")) if key in certificates]
    visitor = _whole(posted.get("visitor_resident", ""))
    return RequestDraft(
        visitor_kind=VisitorKind(kind) if kind in list(VisitorKind) else VisitorKind.SELF,
        visitor_id=visitor if kind == VisitorKind.SAME_HOUSEHOLD else None,
        identity=tuple(posted.getlist("identity")),
        lines=tuple(_line(posted, key, certificates[key]) for key in chosen),
        visitor=Party(*(_text(posted, f"visitor_{field.name}") for field in fields(Party))),
        requester=Party(*(_text(posted, f"requester_{field.name}") for field in fields(Party))),
        stated=Stated(*(_text(posted, f"stated_{field.name}") for field in fields(Stated))),
        relation=_text(posted, "relation"),
        papers=tuple(posted.getlist("papers")),
        oral=_oral(posted),
        reason=_text(posted, "reason"),
        destination=_text(posted, "destination"),
        exemption_reason=_text(posted, "exemption_reason"),
        core_checked="core_checked" in posted,
    )


def _oral(posted: QueryDict) -> tuple[OralAnswer, ...]:
    answers = ((name.removeprefix("oral_"), posted[name]) for name in posted if name.startswith("oral_"))
    return tuple(OralAnswer(key, said == MATCHED) for key, said in answers if said in (MATCHED, NOT_MATCHED))


def _line(posted: QueryDict, key: str, certificate: Certificate) -> Line:
    members = (_whole(m) for m in posted.getlist(f"members_{key}"))
    items, exemptions = {i.key for i in certificate.items}, {e.key for e in certificate.exemptions}
    exemption = posted.get(f"exemption_{key}", "")
    return Line(
        certificate=key,
        copies=_whole(posted.get(f"count_{key}", "")) or 1,
        members=tuple(m for m in members if m is not None),
        items=tuple(i for i in posted.getlist(f"items_{key}") if i in items),
        fields=dict(_answers(posted, certificate)),
        exemption=exemption if exemption in exemptions else "",
    )


def _answers(posted: QueryDict, certificate: Certificate) -> list[tuple[str, str]]:
    given = [
        (wanted.key, _text(posted, f"input_{certificate.key}_{wanted.key}")) for wanted in certificate.inputs
    ]
    card = [(SEAL_CARD, _text(posted, SEAL_CARD))] if certificate.needs_seal_card else []
    return [(name, text) for name, text in (*given, *card) if text]


def _text(posted: QueryDict, name: str) -> str:
    return posted.get(name, "").strip()


def _whole(text: str) -> int | None:
    """Full-width digits count: int() takes them as they are."""
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) < 19 else None
