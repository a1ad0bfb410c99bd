"""A visit as it is stored and as pages see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.receptions.types import OralAnswer, Party, ReceptionView
from madoguchi.apps.residents.types import HouseholdView, ResidentView
from madoguchi.domain.counter import VisitorKind
from madoguchi.domain.dates import AnyDate
from madoguchi.domain.facts import Value
from madoguchi.domain.guide import Language
from madoguchi.domain.layouts import Layout
from madoguchi.domain.visits import (
    Change,
    Plan,
    Ruling,
    Said,
    Unanswered,
    Visit,
    VisitEvent,
)

KIND = "visit"
"""The kind of reception a visit is."""
WAY = ("届出", "聞取り", "記載", "結果・案内", "署名")
"""The steps of a visit up to the signature."""
PROTECTION = "person.protection"
PROTECTED = ("措置中", "希望")
"""The fact that closes a visit, and its values that do."""
KEPT_UNSEEN = ("address", "phone")
"""Of a notifier who isn't of the visit: shown on no page of a careful one."""
NEWCOMER_FACTS: Mapping[str, str] = {
    "name": "person.name",
    "kana": "person.name_kana",
    "birth": "person.birth_date",
    "sex": "person.sex",
    "relationship": "person.relationship",
    "resident_kind": "person.resident_kind",
    "nationality": "person.nationality",
    "address": "person.previous_address",
}
"""Under which facts the typed data of a newcomer are known to the rules."""

if TYPE_CHECKING:
    from madoguchi.apps.visits.building import Sources


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who isn't in the register yet, as typed. "" and None: not known yet; values as the facts take them."""

    name: str = ""
    kana: str = ""
    birth: AnyDate | None = None
    sex: str = ""
    relationship: str = ""
    resident_kind: str = ""
    nationality: str = ""
    address: str = ""
    """Where they come from."""
    kana_guess: str = ""
    """The reading as it was guessed and nobody looked at; "" once somebody did."""

    @property
    def kana_is_guess(self) -> bool:
        return bool(self.kana) and self.kana_guess == self.kana

    def facts(self) -> Mapping[str, Value]:
        """What is known, by fact."""
        values = {fact: getattr(self, field) for field, fact in NEWCOMER_FACTS.items()}
        return {fact: value for fact, value in values.items() if value not in ("", None)}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody the visit is about: a resident by id, or a newcomer. `key` tells them apart within the visit."""

    key: str
    resident_id: int | None = None
    newcomer: Newcomer | None = None
    typed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Notifier:
    """Who notifies. `person`: one of the visit's, "" for somebody else, who is then typed (`party`).

    `qualification` in the words of the life event (届出人の資格). `on`: the day of identity and papers; they count
    for that day only.
    """

    kind: VisitorKind
    person: str = ""
    party: Party = Party()  # noqa: RUF009 - frozen
    qualification: str = ""
    papers: tuple[str, ...] = ()
    identity: tuple[str, ...] = ()
    oral: tuple[OralAnswer, ...] = ()
    core_checked: bool = False
    """The core terminal was looked at because our protection data is old."""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Brought:
    """Whether somebody (None: the household) has a thing of the bring lists with them. Not named: not asked yet."""

    label: str
    member: str | None
    had: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """A certificate asked for with the notice. `members`: whom it is about, by key, where that is chosen."""

    certificate: str
    copies: int
    members: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """All that is stored of a visit."""

    persons: tuple[Person, ...] = ()
    events: tuple[VisitEvent, ...] = ()
    said: tuple[Said, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    unanswered: tuple[Unanswered, ...] = ()
    changes: tuple[Change, ...] = ()
    notifier: Notifier | None = None
    brought: tuple[Brought, ...] = ()
    certificates: tuple[Wanted, ...] = ()
    language: Language = Language.JA
    large_print: bool = False
    busy: bool = False

    def person(self, key: str) -> Person:
        """Raises KeyError."""
        for person in self.persons:
            if person.key == key:
                return person
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person of the visit for pages. `care`: the neutral mark; a guarded visit's newcomers have it, too. `resident` is
    None for a newcomer."""

    key: str
    name: str
    kana: str
    newcomer: bool
    care: bool
    resident: ResidentView | None


@dataclass(frozen=True, slots=True)
class GuardState:
    """How a second person's check of a guarded household stands. `words` are neutral, "" where none is `needed`.

    `core_check_needed`: protection data is old, so somebody has to look at the core terminal.
    """

    needed: bool
    released: bool
    with_address: bool
    core_check_needed: bool
    words: str
    state: str = ""
    """A Standing, "" where none is needed: what a waiting page asks about."""


@dataclass(frozen=True)
class OpenVisit:
    """A visit opened through the door, with everything worked out.

    `closed`: address facts of a guarded household that the door keeps: (fact, person's key); nobody is asked for
    them. `household` is None where nobody of the visit is in the register. `identified`: today's identity suffices.
    `before`: the plan before the change of which this is the answer, None if it was just opened. `shown`: the plan as
    pages tell of it; of a careful visit it knows no address, telephone or 本籍, typed or not.
    """

    reception: ReceptionView
    version: int
    saved_at: datetime
    body: Body
    visit: Visit
    plan: Plan
    shown: Plan
    persons: tuple[PersonView, ...]
    household: HouseholdView | None
    guard: GuardState
    closed: frozenset[tuple[str, str]]
    identified: bool
    sources: Sources = field(repr=False)
    before: Plan | None = field(default=None, repr=False)

    @property
    def number(self) -> str:
        return self.reception.number

    @property
    def guarded(self) -> bool:
        return self.guard.needed

    @property
    def guard_words(self) -> str:
        return self.guard.words if self.guard.needed else ""

    def person(self, key: str) -> PersonView:
        """Raises KeyError."""
        for person in self.persons:
            if person.key == key:
                return person
        raise KeyError(key)

    @property
    def careful(self) -> bool:
        """Somebody here is protected, or asks to be: no address on guide, tasks, pages or notes."""
        return self.guarded or any(
            case.value(PROTECTION, person.key) in PROTECTED
            for case in self.plan.cases
            for person in self.persons
        )


class NotYet(Refused):
    """A step that something else has to come before. Nothing was changed."""


Cells = Mapping[str, str]
"""One line of a file: column → value, without those that it leaves empty."""


@dataclass(frozen=True, slots=True)
class Foretold:
    """`kind`: the life event. `persons`: of each its line."""

    layout: Layout
    as_of: datetime
    kind: str
    persons: tuple[Cells, ...] = field(repr=False)
