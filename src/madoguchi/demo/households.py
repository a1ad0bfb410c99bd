"""One household of the demo register: names, dates, addresses, and what makes a few of them hard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from madoguchi.domain.dates.eras import to_era

from . import numbers
from .names import SPACE, ForeignName, Word, foreign_name, given_name, surname
from .places import Address, Elsewhere, some_address, some_building, somewhere_else
from .register import (
    BORN,
    DIED,
    FEMALE,
    FOREIGN,
    LEAVING,
    MALE,
    MOVED_IN,
    MOVED_OUT,
    MOVED_WITHIN,
    REMOVED,
    Birth,
    Foreigner,
    Person,
    Protection,
    Removal,
    Seal,
)
from .shapes import HEAD, Member, between, shape

FOREIGN_SHARE = 0.016  # of households of one or two
PROTECTED_SHARE = 0.0042  # of households; nearly all of their members
WIDOWED_SHARE = 0.13  # of old people living alone: the spouse's 除票 is still kept
GONE_SHARE = 0.02  # households that have left as a whole, on top of the living ones
SEAL_SHARE = 0.6  # of adults
PHONE_SHARE = 0.7
ADULT, OLDEST = 18, 102


@dataclass(frozen=True, slots=True)
class Frame:
    """What all members share."""

    index: int
    today: date
    surname: Word
    address: Address
    since: date
    moved_in_from: Elsewhere | None
    previous: Address | None
    domicile: str


def household(rng: Random, index: int, size: int, today: date) -> list[Person]:
    """`size` living members, and perhaps removed ones behind them."""
    frame = _frame(rng, index, today)
    if size <= 2 and rng.random() < FOREIGN_SHARE:
        return _foreign_household(rng, frame, size)
    members = shape(rng, size)
    people = [_person(rng, frame, place, member) for place, member in enumerate(members)]
    _same_register(people, members)
    if size == 1 and members[0].age >= 70 and rng.random() < WIDOWED_SHARE:
        people.append(_late_spouse(rng, frame, members[0]))
    _protect(rng, people, today)
    if rng.random() < 0.001:
        _leave_soon(rng, people)
    return people


def gone_household(rng: Random, index: int, today: date) -> list[Person]:
    """A household that moved out within the last five years: only 除票."""
    on = today - timedelta(days=between(rng, 1, 1800))
    people = household(rng, index, 1 + (rng.random() < 0.4), on)
    left(rng, people, on)
    return people


def remove(person: Person, removal: Removal) -> None:
    """Make a resident a removed one, the way a core system tells of it: no protection follows from here."""
    person.status, person.removal, person.planned = REMOVED, removal, None
    person.event, person.event_on = removal.reason, removal.on
    person.since, person.became = min(person.since, removal.on), min(person.became, removal.on)
    if person.seal and not person.seal.ended_on:
        person.seal.registered_on = min(person.seal.registered_on, removal.on)
        person.seal.ended_on, person.seal.end_reason = removal.on, "12" if removal.reason == DIED else "11"


def _frame(rng: Random, index: int, today: date) -> Frame:
    since = today - timedelta(days=int(60 * 365 * rng.random() ** 2))
    address, family, dice = some_address(rng), surname(rng), rng.random()
    home = f"和歌山県御坊市{address.town.name}{address.number}" if dice < 0.7 else _other_domicile(rng)
    came = somewhere_else(rng) if dice < 0.3 else None
    previous = some_address(rng) if dice > 0.8 else None
    return Frame(index, today, family, address, since, came, previous, home)


def _other_domicile(rng: Random) -> str:
    place = somewhere_else(rng)
    return place.prefecture + place.city + place.town + place.number


def _person(rng: Random, frame: Frame, place: int, member: Member) -> Person:
    born = frame.today - timedelta(days=int((min(member.age, OLDEST) + rng.random()) * 365.2422))
    family = surname(rng) if member.own_surname else frame.surname
    given = given_name(rng, member.sex, born.year)
    since, here_since_birth = max(frame.since, born), frame.moved_in_from is None
    person = Person(
        number=numbers.resident_number(frame.index, place),
        household=numbers.household_number(frame.index),
        name=family.text + SPACE + given.text,
        kana=family.kana + SPACE + given.kana,
        sex=member.sex,
        birth=_birth(rng, born, member.age),
        relationship=member.relationship,
        address=frame.address,
        since=_iso(since),
        became=_iso(born if here_since_birth else since),
        event=_event(frame, born, since),
        event_on=_iso(since),
        domicile=frame.domicile,
        moved_in_from=frame.moved_in_from if since == frame.since else None,
        previous=frame.previous if since == frame.since else None,
    )
    _adult_things(rng, person, frame, place, member)
    return person


def _event(frame: Frame, born: date, since: date) -> str:
    if since == born:
        return BORN
    return MOVED_IN if frame.moved_in_from else MOVED_WITHIN


def _adult_things(rng: Random, person: Person, frame: Frame, place: int, member: Member) -> None:
    if member.married and rng.random() < 0.01:
        former = surname(rng)
        person.former_surname, person.former_surname_kana = former.text, former.kana
    if member.age < ADULT:
        return
    if rng.random() < PHONE_SHARE:
        old = member.age >= 70 and rng.random() < 0.7
        person.phone = numbers.landline(frame.index) if old else numbers.mobile(frame.index, place)
    if rng.random() < SEAL_SHARE:
        earliest = max(person.became, _iso(frame.today - timedelta(days=(member.age - 15) * 365)))
        days = (frame.today - date.fromisoformat(earliest)).days
        registered = frame.today - timedelta(days=int(days * rng.random()))
        person.seal = Seal(numbers.seal_number(frame.index, place), _iso(registered))


def _birth(rng: Random, born: date, age: int) -> Birth:
    """Very few dates are uncertain, more of them among the very old; fewer still are in no calendar."""
    dice = rng.random()
    if dice < 0.0002 and born.year % 4:
        return Birth(f"{born.year}-02-29")
    if dice < (0.004 if age > 85 else 0.0006):
        return _uncertain(rng, born)
    return Birth(_iso(born))


def _uncertain(rng: Random, born: date) -> Birth:
    era = to_era(born)
    year = f"{era.era.name}{era.year_text}年"
    kind = between(rng, 0, 3)
    if kind == 0:
        return Birth("", "年月日不詳")
    if kind == 1:
        return Birth("", f"{year}頃")
    if kind == 2:
        return Birth("", f"推定{year}")
    return Birth(f"{born.year}-{born.month:02d}-00", f"{year}{born.month}月日不詳")


def _same_register(people: list[Person], members: tuple[Member, ...]) -> None:
    """筆頭者: the first man, else the head; who has another surname leads a register of their own."""
    head = next((person for person in people if person.sex == MALE), people[0])
    for person, member in zip(people, members, strict=True):
        person.register_head = person.name if member.own_surname else head.name


def _late_spouse(rng: Random, frame: Frame, survivor: Member) -> Person:
    sex = MALE if survivor.sex == FEMALE else FEMALE
    spouse = _person(rng, frame, 1, Member(HEAD, sex, min(OLDEST, survivor.age + between(rng, -2, 6))))
    spouse.register_head = spouse.name
    remove(spouse, Removal(_iso(frame.today - timedelta(days=between(rng, 10, 1800))), DIED))
    return spouse


def _protect(rng: Random, people: list[Person], today: date) -> None:
    if rng.random() >= PROTECTED_SHARE:
        return
    starts = today - timedelta(days=between(rng, 5, 360))
    whole = rng.random() < 0.8
    kind = "8" if rng.random() < 0.1 else str(between(rng, 1, 4))
    renewed = rng.random() < 0.3
    for person in people if whole else people[:1]:
        person.protections = _protections(starts, kind if person is people[0] else "5", renewed)


def _protections(starts: date, kind: str, renewed: bool) -> tuple[Protection, ...]:
    """One year each; a renewed one keeps the year before as its history."""
    year = timedelta(days=365)
    current = Protection(2 if renewed else 1, _iso(starts), _iso(starts + year), kind)
    if not renewed:
        return (current,)
    return Protection(1, _iso(starts - year), _iso(starts), kind), current


def _leave_soon(rng: Random, people: list[Person]) -> None:
    destination = somewhere_else(rng)
    for person in people:
        if person.living:
            person.status, person.planned = LEAVING, destination


def _foreign_household(rng: Random, frame: Frame, size: int) -> list[Person]:
    people = []
    for place in range(size):
        name = foreign_name(rng)
        relationship = HEAD if place == 0 else ("99",)
        person = _person(rng, frame, place, Member(relationship, name.sex, between(rng, 19, 58)))
        make_foreign(rng, person, name, frame.today)
        people.append(person)
    return people


def make_foreign(rng: Random, person: Person, name: ForeignName, today: date) -> None:
    """Roman name, perhaps kanji and 通称; nationality and stay instead of a domicile."""
    status = rng.choice(name.statuses)
    ends = "" if status in ("101", "105") else _iso(today + timedelta(days=between(rng, 20, 1500)))
    person.kind, person.name, person.kana = FOREIGN, name.kanji or name.roman, name.kana
    person.foreigner = Foreigner(
        name.roman, name.kanji, name.country, name.nationality, status, ends, person.became
    )
    person.domicile = person.register_head = person.former_surname = person.former_surname_kana = ""
    if name.alias:
        given = given_name(rng, name.sex, int(person.became[:4]) - 30)
        person.alias = name.alias.text + SPACE + given.text
        person.alias_kana = name.alias.kana + SPACE + given.kana


def moved(rng: Random, people: list[Person], on: date) -> None:
    """転居 of a whole household."""
    address = some_address(rng)
    for person in people:
        if person.living:
            person.previous, person.address = person.address, address
            person.moved_in_from = None
            person.since = person.event_on = _iso(on)
            person.event = MOVED_WITHIN


def roomed(rng: Random, people: list[Person]) -> None:
    """A corrected 方書: the row differs, no event stands behind it."""
    building = some_building(rng)
    for person in people:
        person.address = Address(person.address.town, person.address.number, building)


def left(rng: Random, people: list[Person], on: date) -> None:
    """転出 of a whole household."""
    destination = somewhere_else(rng)
    for person in people:
        if person.living:
            remove(person, Removal(_iso(on), MOVED_OUT, destination))


def _iso(day: date) -> str:
    return day.isoformat()
