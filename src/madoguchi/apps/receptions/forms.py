"""The request page's fields as they come in, read without losing anything."""

from __future__ import annotations

from django.http import QueryDict

from madoguchi.apps.receptions.types import Line, RequestDraft
from madoguchi.domain.counter import Certificate, VisitorKind

SEAL_CARD = "seal_card"


def read_draft(posted: QueryDict, certificates: dict[str, Certificate]) -> RequestDraft:
    """The draft that the page holds. What can't be read as a number of copies counts as one, shown again."""
    kind = posted.get("visitor_kind", VisitorKind.SELF.value)
    chosen = [key for key in posted.getlist("certificate") if key in certificates]
    visitor = _whole(posted.get("visitor_resident", ""))
    return RequestDraft(
        visitor_kind=VisitorKind(kind) if kind in list(VisitorKind) else VisitorKind.SELF,
        visitor_id=visitor if kind == VisitorKind.SAME_HOUSEHOLD else None,
        identity=tuple(posted.getlist("identity")),
        lines=tuple(_line(posted, key, certificates[key]) for key in chosen),
    )


def _line(posted: QueryDict, key: str, certificate: Certificate) -> Line:
    members = (_whole(m) for m in posted.getlist(f"members_{key}"))
    known = {item.key for item in certificate.items}
    return Line(
        certificate=key,
        copies=_whole(posted.get(f"count_{key}", "")) or 1,
        members=tuple(m for m in members if m is not None),
        items=tuple(i for i in posted.getlist(f"items_{key}") if i in known),
        fields={SEAL_CARD: posted.get(SEAL_CARD, "").strip()} if certificate.needs_seal_card else {},
    )


def _whole(text: str) -> int | None:
    """Full-width digits count: int() takes them as they are."""
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) < 19 else None
