"""A request as a reception keeps it: columns for what is looked for, one JSON for what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from madoguchi.apps.receptions.models import Reception
from madoguchi.apps.receptions.types import Line, OralAnswer, Party, RequestDraft, Stated
from madoguchi.domain.counter import VisitorKind

BESIDE = "beside"
"""The reception with which it was asked for and signed."""
COME_BACK, LEFT_ON = "come_back_on", "left_on"
"""The day the visitor means to come back; and, taken up again on another day, the day of the visit before."""
MERGED = "merged_into"
"""The reception that goes on in its place."""
WAITED, CONFIRMED = "waited_for", "entered"
"""The visit whose entry in the core system it had to wait for, and what was confirmed of it."""


def draft_of(reception: Reception) -> RequestDraft:
    """The request that the reception holds. What an older version didn't keep is empty."""
    typed: Mapping[str, Any] = reception.details
    return RequestDraft(
        visitor_kind=VisitorKind(reception.visitor_kind),
        visitor_id=reception.visitor_id,
        identity=tuple(reception.identity),
        lines=tuple(_line(line) for line in reception.lines),
        visitor=Party(**typed.get("visitor", {})),
        requester=Party(**typed.get("requester", {})),
        stated=Stated(**typed.get("stated", {})),
        relation=typed.get("relation", ""),
        papers=tuple(typed.get("papers", ())),
        oral=tuple(OralAnswer(key, matched) for key, matched in typed.get("oral", ())),
        reason=typed.get("reason", ""),
        destination=typed.get("destination", ""),
        exemption_reason=typed.get("exemption_reason", ""),
        core_checked=typed.get("core_checked", False),
        identity_on=date.fromisoformat(typed["identity_on"]) if typed.get("identity_on") else None,
        under_guard=typed.get("under_guard", False),
    )


def keep(reception: Reception, draft: RequestDraft) -> None:
    """Put the draft into the reception's fields; nothing is saved yet."""
    reception.visitor_kind = draft.visitor_kind.value
    reception.visitor_id = draft.visitor_id
    reception.identity = list(draft.identity)
    reception.lines = [_stored(line) for line in draft.lines]
    reception.details = {
        "visitor": asdict(draft.visitor),
        "requester": asdict(draft.requester),
        "stated": asdict(draft.stated),
        "relation": draft.relation,
        "papers": list(draft.papers),
        "oral": [[answer.key, answer.matched] for answer in draft.oral],
        "reason": draft.reason,
        "destination": draft.destination,
        "exemption_reason": draft.exemption_reason,
        "core_checked": draft.core_checked,
        "identity_on": draft.identity_on.isoformat() if draft.identity_on else "",
        "under_guard": draft.under_guard,
    }


def _line(stored: Mapping[str, Any]) -> Line:
    return Line(
        certificate=str(stored["certificate"]),
        copies=int(stored["copies"]),
        members=tuple(stored["members"]),
        items=tuple(stored["items"]),
        fields=dict(stored["fields"]),
        exemption=stored.get("exemption", ""),
    )


def _stored(line: Line) -> dict[str, Any]:
    return {
        "certificate": line.certificate,
        "copies": line.copies,
        "members": list(line.members),
        "items": list(line.items),
        "fields": dict(line.fields or {}),
        "exemption": line.exemption,
    }
