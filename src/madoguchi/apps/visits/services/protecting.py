"""申出 of people who are in no register yet, at any time of a visit: while it is open, after the signature, another day."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.residents import services as register
from madoguchi.apps.visits import arriving, policies, queries
from madoguchi.apps.visits.services.answering import Asked, answer
from madoguchi.apps.visits.types import PROTECTION, OpenVisit

ASKS = "希望"


def protect(number: str, keys: Sequence[str], *, by: Actor) -> None:
    """仮支援措置 for these newcomers, from this moment; what was made in the visit is closed. What was signed stays as
    it was signed; an open visit takes it as the answer that it is, too.

    Raises Refused for nobody, and for somebody who is no newcomer of the visit; NoSuchVisit.
    """
    opened = queries.open_visit(number, by=by)
    newcomers = {person.key for person in opened.body.persons if person.newcomer is not None}
    if not keys or set(keys) - newcomers:
        raise Refused("申出の方を選んでください。まだ何も止めていません。")
    with transaction.atomic():
        register.note_arrivals(number, tuple(arriving.announced(opened)))
        register.protect_arrivals(number, sorted(set(keys)), by=by)
    register.guard_now()
    if policies.can_change(opened.reception) and PROTECTION in opened.plan.rules.catalogue:
        _answered(opened, keys, by)


def _answered(opened: OpenVisit, keys: Sequence[str], by: Actor) -> None:
    """So that its procedure is among the results."""
    open_ones = tuple(sorted(set(keys) - arriving.asking(opened.body)))
    if open_ones:
        answer(opened.number, Asked(PROTECTION, open_ones), ASKS, seen=opened.version, by=by)
