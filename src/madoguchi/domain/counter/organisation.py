"""The municipality itself: names, departments, groups with their rights, hours."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated

from pydantic import Field

from madoguchi.domain.counter.certificates import Frozen, Key


class Department(Frozen):
    code: Key
    name: str


class Group(Frozen):
    """A first set of groups; the city changes them afterwards on the screen."""

    code: Key
    name: str
    rights: tuple[str, ...]


class ServiceHours(Frozen):
    opens: Annotated[str, Field(pattern=r"^\d{1,2}:\d{2}$")]
    closes: Annotated[str, Field(pattern=r"^\d{1,2}:\d{2}$")]

    def minutes_left(self, now: datetime) -> int:
        """Minutes until closing time today; negative after it. `now` is local time."""
        hour, minute = map(int, self.closes.split(":"))
        closing = datetime.combine(now.date(), time(hour, minute), tzinfo=now.tzinfo)
        return int((closing - now).total_seconds() // 60)


class Municipality(Frozen):
    code: Annotated[str, Field(pattern=r"^\d{6}$")]
    name: str
    addressee: str
    """宛先 of the forms, e.g. 御坊市長."""
    neutral_mark: str = "◆"
    service_hours: ServiceHours
    stale_after_hours: Annotated[int, Field(ge=1)] = 24
    """A 基準日時 older than this is shown in orange."""
    departments: tuple[Department, ...]
    groups: tuple[Group, ...]
    since: date | None = None
