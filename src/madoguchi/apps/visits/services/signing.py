"""The visit is whole: its papers to the resident's screen, or straight to the departments where nothing is signed."""

from __future__ import annotations

from django.db import transaction

from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry
from madoguchi.apps.receptions import queries as reception_queries
from madoguchi.apps.receptions import services as receptions
from madoguchi.apps.receptions.types import Incomplete, ReceptionView
from madoguchi.apps.residents.types import Purpose
from madoguchi.apps.visits import papers as composing
from madoguchi.apps.visits import policies, queries
from madoguchi.apps.visits.services.common import locked
from madoguchi.apps.visits.types import OpenVisit


@transaction.atomic
def ask_signature(number: str, *, seen: int, by: Actor) -> ReceptionView:
    """Make the papers and show them to the resident; a visit without papers is handed over at once.

    Raises Incomplete with every fault, NeedsCheck for a guarded household without a release for just this,
    RenderingError, Stale, NotYet; what was entered is kept.
    """
    record = locked(number, seen)
    view = reception_queries.get(number)
    policies.check_open(view)
    receptions.household_with_guard(view, by, going_on=True)
    opened = queries.opened(record, view, by)
    if found := policies.faults(opened):
        raise Incomplete(found)
    _note_identity(opened, by)
    papers = composing.papers(opened, by.name)
    if not papers:
        return receptions.accept_unsigned(number, by=by)
    return receptions.ask_signature_for(number, papers, by=by)


def _note_identity(opened: OpenVisit, by: Actor) -> None:
    """What identified whoever notifies: kinds of papers, never a number or an answer."""
    notifier = opened.body.notifier
    if notifier is None:
        return
    detail = {
        "papers": list(notifier.identity),
        "authority": list(notifier.papers),
        "questions": [answer.key for answer in notifier.oral],
    }
    subjects = sorted(p.resident_id for p in opened.body.persons if p.resident_id is not None)
    actions = [Action.IDENTITY_RECORDED]
    if opened.guard.core_check_needed:
        actions.append(Action.CORE_CHECKED)
    for action in actions:
        audit.record(
            Entry(action, by.who, Purpose.COUNTER.value, subjects, reference=opened.number, detail=detail)
        )
