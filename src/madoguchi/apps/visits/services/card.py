"""The pointing card, all its numbers in one act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.visits import editing
from madoguchi.apps.visits.services.answering import Asked, abouts, answered
from madoguchi.apps.visits.services.common import change
from madoguchi.apps.visits.types import Body, OpenVisit
from madoguchi.domain.visits import Unanswered


@dataclass(frozen=True, slots=True)
class CardAnswer:
    """One number of the card for those who gave the same answer; `text` None: put off."""

    asked: Asked
    text: str | None


def fill_card(number: str, answers: Sequence[CardAnswer], *, seen: int, by: Actor) -> OpenVisit:
    """What was marked and what wasn't. All of it, or nothing. Raises Incomplete for a value a fact can't take."""

    def edit(opened: OpenVisit) -> Body:
        body = opened.body
        for one in answers:
            body = _filled(body, opened, one, by)
        return body

    return change(number, edit, "card", [one.asked.fact for one in answers], seen=seen, by=by)


def _filled(body: Body, opened: OpenVisit, one: CardAnswer, by: Actor) -> Body:
    if one.text is not None:
        return answered(body, opened, one.asked, one.text, by)
    for about in abouts(opened, one.asked):
        body = editing.with_unanswered(body, Unanswered(one.asked.fact, about, later=True))
    return body
