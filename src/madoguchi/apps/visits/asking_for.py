"""Who asks for what, as a digest: what a second person's release of a guarded household is given for."""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple

from madoguchi.apps.visits.types import Body


def request_of(body: Body) -> str:
    """In hex. Life events, who plays which part in them, and who notifies; not answers, and not what only proves it."""
    notifier = body.notifier
    parts = [
        [[e.kind, sorted((fact, sorted(members)) for fact, members in e.roles.items())] for e in body.events],
        [[p.resident_id, p.newcomer.name if p.newcomer else ""] for p in body.persons],
        [notifier.kind.value, notifier.person, astuple(notifier.party)] if notifier else None,
    ]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
