"""The municipality itself: names, departments, groups with their rights, hours."""

from __future__ import annotations

from datetime import date, datetime
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

    def closing(self, now: datetime) -> datetime:
        """Closing time of the day of `now`, which is local time."""
        hour, minute = map(int, self.closes.split(":"))
        return now.replace(hour=hour, minute=minute, second=0, microsecond=0)


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
