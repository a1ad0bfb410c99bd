"""May it go on, after the signature and on another day? In pairs: check_x raises with the reason, can_x answers."""

from __future__ import annotations

from datetime import date

from madoguchi.apps.accounts.policies import answers
from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.receptions.models import Reception
from madoguchi.apps.receptions.states import Flow
from madoguchi.apps.receptions.types import ReceptionView


class AnotherDay(Refused):
    """The visit was on another day: identity was recorded for that day only."""

    def __init__(self) -> None:
        super().__init__(
            "前の日に始めた受付です。入力は残っています。一覧からこの受付を開き、「再開する」を押すと、"
            "きょうの本人確認から続けられます。"
        )


def check_day(view: ReceptionView, today: date) -> None:
    """A request that isn't accepted yet goes on only on the day of the visit."""
    if view.left_behind(today):
        raise AnotherDay


def check_review(reception: Reception, by: Actor, way: Flow) -> None:
    """By somebody else than the maker, where the city wants it so."""
    check_reviewer(reception.made_by, by, way)


def check_reviewer(made_by: int | None, by: Actor, way: Flow) -> None:
    if way.by_another and made_by == by.staff_id:
        raise Refused(
            "つくった人とは別の職員が審査します。ほかの職員に「審査待ち」を開いてもらってください。"
        )


can_review = answers(check_reviewer)
