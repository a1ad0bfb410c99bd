"""Dates that the register keeps although nobody knows them exactly (住民記録標準仕様書 1.1.8 不詳日)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


class DateError(ValueError):
    """A date that can't be read or can't be; the message is Japanese, for staff. It repeats what was typed;
    what comes from columns isn't repeated, since such messages end in reports."""


@dataclass(frozen=True, slots=True)
class UncertainDate:
    """A date as somebody wrote it, with the days it can be.

    `text` is printed as it stands and never rewritten. `earliest` and `latest` (both inclusive) are None
    where nothing is known on that side. 頃 and 推定 don't widen the range.
    """

    text: str
    earliest: date | None = None
    latest: date | None = None

    def __post_init__(self) -> None:
        if self.earliest and self.latest and self.earliest > self.latest:
            raise DateError("期間の終わりが始まりより前です。")

    def __str__(self) -> str:
        return self.text


AnyDate = date | UncertainDate


def earliest(d: AnyDate) -> date | None:
    return d.earliest if isinstance(d, UncertainDate) else d


def latest(d: AnyDate) -> date | None:
    return d.latest if isinstance(d, UncertainDate) else d


def could_be(d: AnyDate, day: date) -> bool:
    """False only if `d` certainly isn't that day."""
    low, high = earliest(d), latest(d)
    return (low is None or low <= day) and (high is None or day <= high)


def sort_key(d: AnyDate) -> tuple[date, bool, date, str]:
    """The order of every list of dates: by the earliest day it can be; exact before uncertain; narrow before
    wide; then as written. Nothing known comes last; only an end known (年不詳 … まで) sorts by that end.
    """
    low, high = earliest(d), latest(d)
    first = low or high or date.max
    return first, isinstance(d, UncertainDate), high or date.max, str(d)
