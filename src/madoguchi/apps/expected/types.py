"""A notice as pages may see it: what is closed to the actor isn't in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.expected.states import State
from madoguchi.domain.dates import AnyDate
from madoguchi.domain.visits import Plan


@dataclass(frozen=True, slots=True)
class Mover:
    """Somebody of a notice. `birth` is None where the file's day is none that can be placed."""

    name: str
    kana: str
    birth: AnyDate | None
    sex: str
    relationship: str


@dataclass(frozen=True, slots=True)
class NoticeView:
    """`closed`: a person with the right has to look at it; then people, homes and the visit begun with it are empty.

    `care`: it bears a protection mark, tells of somebody who may be guarded here, or isn't whole (`doubtful`).
    `reception_number`: the visit last begun with it, "" for none. `changed_since`: a newer file changed it after that.
    """

    id: int
    number: str
    kind: str
    state: State
    planned_out_on: date
    visit_on: date | None
    visit_at: str
    people: int
    as_of: datetime
    closed: bool
    care: bool
    doubtful: bool
    reception_number: str
    started_at: datetime | None
    started_by_name: str
    changed_since: bool
    movers: tuple[Mover, ...] = field(default=(), repr=False)
    old_home: str = field(default="", repr=False)
    new_home: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A notice with what the tables say of it already. `plan` is None where the notice is closed to the actor."""

    notice: NoticeView
    plan: Plan | None = field(repr=False)


class NeedsRight(Refused):
    """Only a person with the right may go on; neutral, whatever the reason is."""

    def __init__(self) -> None:
        super().__init__("この来庁予定は、システム確認が必要です（係長へ）。受付は始めていません。")


class AlreadyStarted(Refused):
    """A visit was begun with it before. Beginning another has to be said."""

    def __init__(self, number: str, when: str, who: str) -> None:
        super().__init__(
            f"この届出では、{when}に {who} さんが受付 {number[4:]} を始めています。新しい受付は始めていません。"
        )
