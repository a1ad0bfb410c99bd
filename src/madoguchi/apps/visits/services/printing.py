"""The guide on paper, and looked at."""

from __future__ import annotations

from django.utils import timezone

from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry
from madoguchi.apps.documents import services as documents
from madoguchi.apps.receptions import queries as reception_queries
from madoguchi.apps.receptions import services as receptions
from madoguchi.apps.residents.types import Purpose
from madoguchi.apps.visits import guides as assembling
from madoguchi.apps.visits import queries
from madoguchi.apps.visits.types import OpenVisit
from madoguchi.domain.guide import Guide, InternalGuide


def print_guide(number: str, place: int, *, by: Actor, opened: OpenVisit | None = None) -> bytes:
    """The guide of one adult (`place` in `guides`, from 0) as PDF; the print is in the trail.

    `opened`: the visit, if it was opened for the same request already.

    Raises NeedsCheck for a guarded household without a release, RenderingError, IndexError.
    """
    pdf = _drawn(_guides(number, by, opened)[place])
    _note(Action.PRINTED, number, "guide", by)
    return pdf


def print_internal(number: str, *, by: Actor) -> bytes:
    """The staff's copy as PDF. Raises as `print_guide`."""
    receptions.household_with_guard(reception_queries.get(number), by, going_on=True)
    pdf = _drawn(assembling.internal(queries.open_visit(number, by=by)))
    _note(Action.PRINTED, number, "internal", by)
    return pdf


def look_at_guide(
    number: str, place: int, *, by: Actor, opened: OpenVisit | None = None
) -> tuple[bytes, ...]:
    """The same as pictures (PNG), a page each. Raises as `print_guide`."""
    guide = _guides(number, by, opened)[place]
    picture = documents.pool().preview_guide_png(guide, documents.PREVIEW_DPI)
    _note(Action.PREVIEWED, number, "guide", by)
    return picture.pages


def _guides(number: str, by: Actor, opened: OpenVisit | None) -> tuple[Guide, ...]:
    receptions.household_with_guard(reception_queries.get(number), by, going_on=True)
    return assembling.guides(opened or queries.open_visit(number, by=by))


def _drawn(guide: Guide | InternalGuide) -> bytes:
    return documents.pool().render_guide(guide, timestamp=timezone.now()).pdf


def _note(action: Action, number: str, what: str, by: Actor) -> None:
    audit.record_now(Entry(action, by.who, Purpose.COUNTER.value, reference=number, detail={"form": what}))
