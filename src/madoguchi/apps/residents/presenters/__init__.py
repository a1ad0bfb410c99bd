"""What the search and household pages show, in words. Built from frozen views; can't query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from madoguchi.apps.residents.search_words import LABELS, Word
from madoguchi.apps.residents.types import FoundResident, HouseholdView, ResidentView
from madoguchi.domain.dates import AnyDate, DateError, age_on, parse_date, wareki

SEX = {"1": "男", "2": "女"}
NAMESAKE, REMOVED, FOREIGN = "同姓同名", "除票", "外国人"
UNREFLECTED = "異動未反映"


@dataclass(frozen=True, slots=True)
class Freshness:
    words: str
    is_old: bool

    @classmethod
    def of(cls, as_of: datetime | None, stale_after_hours: int) -> Freshness:
        if as_of is None:
            return cls("まだ取り込んでいません", is_old=True)
        local = timezone.localtime(as_of)
        old = (timezone.now() - as_of).total_seconds() > stale_after_hours * 3600
        return cls(f"{wareki(local.date())} {local:%-H時%M分}", is_old=old)


@dataclass(frozen=True, slots=True)
class Chip:
    text: str
    meaning: str
    value: str

    @classmethod
    def of(cls, words: tuple[Word, ...]) -> list[Chip]:
        return [cls(w.typed, LABELS[w.kind], str(place)) for place, w in enumerate(words)]


@dataclass(frozen=True, slots=True)
class ResultRow:
    name: str
    kana: str
    birth: str
    age: int | None
    sex: str
    address: str
    head: str
    marks: tuple[str, ...]
    removed: bool
    url: str

    @classmethod
    def of(
        cls, found: FoundResident, today: date, care_mark: str, url: str, *, unreflected: bool = False
    ) -> ResultRow:
        marks = (
            (found.care, care_mark),
            (unreflected, UNREFLECTED),
            (found.removed, REMOVED),
            (found.foreign, FOREIGN),
            (found.namesake, NAMESAKE),
        )
        return cls(
            name=found.name,
            kana=found.name_kana,
            birth=day_words(found.birth),
            age=age_words(found.birth, today),
            sex=SEX.get(found.sex, "—"),
            address=str(found.address),
            head=found.head,
            marks=tuple(mark for has, mark in marks if has),
            removed=found.removed,
            url=url,
        )


@dataclass(frozen=True, slots=True)
class MemberRow:
    name: str
    kana: str
    relationship: str
    birth: str
    age: int | None
    sex: str
    marks: tuple[str, ...]
    chosen: bool
    url: str
    former_surname: str
    alias: str
    resident_number: str
    domicile: str
    moved_in: str
    seal: str

    @classmethod
    def of(
        cls,
        person: ResidentView,
        today: date,
        care_mark: str,
        *,
        chosen: bool,
        url: str,
        unreflected: bool = False,
    ) -> MemberRow:
        marks = (
            (person.care, care_mark),
            (unreflected, UNREFLECTED),
            (person.removed, REMOVED),
            (person.foreign, FOREIGN),
        )
        return cls(
            name=person.name,
            kana=person.name_kana,
            relationship=person.relationship,
            birth=day_words(person.birth),
            age=age_words(person.birth, today),
            sex=SEX.get(person.sex, "—"),
            marks=tuple(mark for has, mark in marks if has),
            chosen=chosen,
            url=url,
            former_surname=person.former_surname,
            alias=person.alias,
            resident_number=person.resident_number,
            domicile=str(person.domicile),
            moved_in=written_day(str(person.address_since)),
            seal="確認が必要"
            if person.seal_to_confirm
            else "登録あり"
            if person.seal_registration_number
            else "",
        )


@dataclass(frozen=True, slots=True)
class HouseholdHead:
    number: str
    head: str
    address: str
    telephone: str

    @classmethod
    def of(cls, household: HouseholdView, person: ResidentView) -> HouseholdHead:
        head = next((m.name for m in household.members if m.is_head), person.name)
        return cls(household.household_number, head, str(person.address), str(person.phone))


def day_words(day: AnyDate | None) -> str:
    return wareki(day) if day is not None else "記録なし"


def written_day(text: str) -> str:
    """A date column of the register in Japanese words; what is no date stays as it is."""
    try:
        return wareki(parse_date(text)) if text else ""
    except DateError:
        return text


def age_words(day: AnyDate | None, today: date) -> int | None:
    return age_on(day, today) if day is not None else None
