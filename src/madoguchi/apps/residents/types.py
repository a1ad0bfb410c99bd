"""What the door hands out: frozen views in which withholding has already happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, NewType

from django.utils import timezone

from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.residents.register import ItemClass
from madoguchi.domain.dates import AnyDate
from madoguchi.domain.protection import Ask, Line

ResidentId = NewType("ResidentId", int)


class Purpose(StrEnum):
    """Why someone looks. Written into the trail."""

    COUNTER = "counter"
    ISSUE = "issue"
    SIGNATURE = "signature"
    DELIVERY = "delivery"
    EXPORT = "export"
    QUARANTINE = "quarantine"
    AUDIT = "audit"
    RELEASE = "release"
    """A person with that right looks at a guarded household to answer for it."""


PURPOSE_LABELS: Mapping[Purpose, str] = {
    Purpose.COUNTER: "窓口受付",
    Purpose.ISSUE: "証明書交付",
    Purpose.SIGNATURE: "署名",
    Purpose.DELIVERY: "後方連携",
    Purpose.EXPORT: "CSV出力",
    Purpose.QUARANTINE: "取込エラーの確認",
    Purpose.AUDIT: "記録の参照",
    Purpose.RELEASE: "システム確認",
}


class Withheld:
    """Stands where a protected value would be. It holds nothing, so nothing can leak from it."""

    __slots__ = ()

    def __str__(self) -> str:
        return "（表示できません）"

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "WITHHELD"


WITHHELD: Final = Withheld()
Shown = str | Withheld


class NeedsCheck(Refused):
    """A household that needs a person's check before anything goes on. The words are neutral on purpose."""

    def __init__(self) -> None:
        super().__init__("システム確認が必要です（係長へ）")


@dataclass(frozen=True, slots=True)
class ResidentView:
    """One resident as this actor may see them. Dates as written when the register can't place them."""

    id: ResidentId
    resident_number: str
    household_number: str
    name: str
    name_kana: str
    name_roman: str
    former_surname: str
    alias: str
    sex: str
    birth: AnyDate | None
    relationship: str
    removed: bool
    removed_on: str
    removal_reason: str
    nationality: str
    address: Shown
    postal_code: Shown
    address_since: Shown
    previous_address: Shown
    domicile: Shown
    head_of_family_register: Shown
    phone: Shown
    care: bool
    """Something about this person needs care (the neutral mark ◆). Says no more than that."""
    seal_registration_number: str
    """Of a registration in force and sound; "" where there is none that may be used."""
    as_of: datetime
    seal_to_confirm: bool = False
    """Its newest line from the core system couldn't be read: nobody knows whether it still holds."""
    columns: Mapping[str, Shown] = field(default_factory=dict, repr=False)
    """Everything the register holds, by its field (`register.FIELDS`), withheld where the above is: what facts are
    made of."""

    @property
    def foreign(self) -> bool:
        return bool(self.nationality)

    @property
    def is_head(self) -> bool:
        return self.relationship == "世帯主"


@dataclass(frozen=True, slots=True)
class HouseholdView:
    household_number: str
    members: tuple[ResidentView, ...]
    care: bool

    def member(self, resident_id: int) -> ResidentView:
        """Raises KeyError for someone of another household."""
        for person in self.members:
            if person.id == resident_id:
                return person
        raise KeyError(resident_id)


@dataclass(frozen=True, slots=True)
class FoundResident:
    """A line of the search result. `address` ends at the town (町字まで)."""

    id: ResidentId
    resident_number: str
    name: str
    name_kana: str
    birth: AnyDate | None
    sex: str
    address: Shown
    head: str
    removed: bool
    foreign: bool
    care: bool
    namesake: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A search's answer. `total` counts up to `capped_at`; at the cap there are more than that."""

    rows: tuple[FoundResident, ...]
    total: int
    capped: bool
    as_of: datetime | None


@dataclass(frozen=True, slots=True)
class Label:
    """A person in a list: just enough to recognise."""

    id: ResidentId
    name: str
    name_kana: str
    resident_number: str
    care: bool


@dataclass(frozen=True, slots=True)
class Unreflected:
    """異動未反映: in which reception the notice was taken, when, its life events in words; nothing of the register."""

    reception_number: str
    taken_at: datetime
    events: str

    @property
    def words(self) -> str:
        taken = timezone.localtime(self.taken_at)
        return f"{self.events}（受付 {self.reception_number[4:]}、{taken:%-m月%-d日 %-H時%M分}）"


@dataclass(frozen=True, slots=True)
class CopyTag:
    """What a stored copy of resident data holds: whose (宛名番号, or a `visit_tag`), and which classes of it."""

    resident_numbers: tuple[str, ...]
    classes: frozenset[ItemClass]


SLASH = "/"


def tag_of(reference: str, key: str) -> str:
    """What stands for a 宛名番号 of somebody whom a visit announced and no register has yet."""
    return f"{reference}{SLASH}{key}"


def visit_tag(reference: str) -> str:
    """What copies made in a visit are tagged with besides 宛名番号: all its newcomers, those to come included."""
    return tag_of(reference, "")


def reference_of(number: str) -> str:
    """The reception of a tag; "" for a 宛名番号."""
    return number.partition(SLASH)[0] if SLASH in number else ""


@dataclass(frozen=True, slots=True)
class Announced:
    """Somebody of a visit who is in no register yet, as typed so far. `home`: where they move to; `beside`: 宛名番号 of
    the residents of the same visit."""

    key: str
    name: str
    kana: str
    birth: AnyDate | None
    home: str
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CopyAccess:
    """The door's answer about a stored copy, as things stand now."""

    withheld: frozenset[ItemClass]

    @property
    def whole(self) -> bool:
        return not self.withheld


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """What was asked for a reception and how it was answered. `reason` is a key."""

    id: int
    ask: Ask
    subject_id: int
    asked_by: int
    asked_by_name: str
    asked_at: datetime
    answered_by_name: str
    answered_at: datetime | None
    reason: str
    with_address: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """What the second person decided. `application_seen`: the 申出書 was looked at."""

    granted: bool
    reason: str
    application_seen: bool
    with_address: bool = False


@dataclass(frozen=True, slots=True)
class ProtectionView:
    """One 支援措置 as it stands. `resident_id` is None for a number that the register doesn't have, and for a newcomer's
    tag. `asked_at_visit`: the reception at which a newcomer asked for it; "" for any other. `awaited`: such a newcomer
    whom nobody of the register may be yet."""

    id: int
    resident_id: ResidentId | None
    resident_number: str
    name: str
    source: str
    history_number: str
    kind: str
    starts_on: str
    ends_on: str
    active: bool
    as_of: datetime
    ending_asked_by: int | None
    ending_asked_by_name: str
    ending_reason: str
    ended_by_name: str
    ended_at: datetime | None
    asked_at_visit: str = ""
    awaited: bool = False


@dataclass(frozen=True, slots=True)
class Reflected:
    """A system that has to take an application in; `done_at` is None as long as it hasn't."""

    key: str
    label: str
    note: str
    done_at: datetime | None
    done_by_name: str


@dataclass(frozen=True, slots=True)
class ApplicationView:
    """支援措置の申出. `people`: names by 宛名番号, the applicant first."""

    number: str
    applicant_id: int
    people: tuple[Label, ...]
    kind: str
    office: str
    received_at: datetime
    received_by_name: str
    reflected: tuple[Reflected, ...]
    closed: bool

    @property
    def missing(self) -> tuple[Reflected, ...]:
        return tuple(system for system in self.reflected if system.done_at is None)

    @property
    def complete(self) -> bool:
        return not self.missing


@dataclass(frozen=True, slots=True)
class Compared:
    """月次突合 as things stand. `core_as_of`: 基準日時 of the core system's last protection file.

    `core_exact` is False after differences: then a row that left the core system shows after the next full file.
    """

    lines: tuple[Line, ...]
    names: Mapping[str, Label]
    core_as_of: datetime | None
    core_exact: bool
