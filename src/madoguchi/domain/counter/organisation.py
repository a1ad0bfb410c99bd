"""The municipality itself: names, departments, groups with their rights, hours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, model_validator

from madoguchi.domain.counter.base import Frozen, Key

Setting = Literal[
    "service_hours",
    "stale_after_hours",
    "review",
    "payment",
    "protection_stale_days",
    "notification",
    "limits",
    "missed_procedures",
    "expected_keep_days",
]
SETTING_LABELS: Mapping[Setting, str] = {
    "service_hours": "開庁時間",
    "stale_after_hours": "基準日時の警告（時間）",
    "review": "審査",
    "payment": "会計を別の段階にする",
    "protection_stale_days": "支援措置データの古さの限度（開庁日）",
    "notification": "本人通知制度",
    "limits": "待ち時間・未完了の目安",
    "missed_procedures": "手続漏れを案内する手続",
    "expected_keep_days": "来庁予定を残す日数（転出予定日か来庁予定日の遅い方から）",
}
REVIEW_LABELS: Mapping[str, str] = {"no": "しない", "same": "作成した人でもよい", "other": "別の職員"}


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


class Limits(Frozen):
    """From when on something that waits is shown: on the boards and the list of unfinished work."""

    wait_warn_minutes: Annotated[int, Field(ge=1)] = 15
    wait_late_minutes: Annotated[int, Field(ge=1)] = 30
    deadline_near_days: Annotated[int, Field(ge=0)] = 3
    suspended_days: Annotated[int, Field(ge=1)] = 14
    """A reception put aside longer than this is listed."""
    unreflected_days: Annotated[int, Field(ge=0)] = 3
    """A move that the core system hasn't sent back after so many days is listed."""

    @model_validator(mode="after")
    def _late_is_later(self) -> Limits:
        if self.wait_late_minutes < self.wait_warn_minutes:
            raise ValueError("wait_late_minutes は wait_warn_minutes より短くできません。")
        return self

    def tone(self, minutes: int) -> str:
        """ "" | warn | danger, for somebody who has waited so long."""
        if minutes >= self.wait_late_minutes:
            return "danger"
        return "warn" if minutes >= self.wait_warn_minutes else ""

    @property
    def words(self) -> str:
        return (
            f"待ち{self.wait_warn_minutes}分・{self.wait_late_minutes}分、期限{self.deadline_near_days}日前、"
            f"保留{self.suspended_days}日、未反映{self.unreflected_days}日"
        )


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
    review: Literal["no", "same", "other"] = "other"
    """審査: not done, done by anybody, or by another person than the one who made the certificate."""
    payment: bool = True
    """会計 is a step of its own."""
    protection_stale_days: Annotated[int, Field(ge=0)] = 1
    """Protection data older than so many open days makes every issue need a look at the core terminal."""
    notification: bool = False
    """The city has the 本人通知制度."""
    limits: Limits = Limits()
    missed_procedures: tuple[str, ...] = ()
    """手続漏れの案内: the procedures of `procedures/offers.yaml` that the city has turned on."""
    expected_keep_days: Annotated[int, Field(ge=1, le=366)] = 60
    """A notice of who will move in is erased so many days after 転出予定日 or 来庁予定日, whichever is later."""
    expected_events: Mapping[str, str] = {"1": "move_in_special", "2": "move_in_domestic"}
    """届出区分 of 転出証明書情報 → the life event that a visit begins with."""
    confirmed: tuple[Setting, ...] = ()
    """Which of these settings the city has confirmed."""
    since: date | None = None
