"""The one question: in words to say, who is asked, answers on digits. What isn't spoken goes by the pointing card."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from madoguchi.apps.visits.presenting.common import Field, Option, People, field_of
from madoguchi.apps.visits.presenting.results import HEADS
from madoguchi.domain.facts import Fact, FactCatalogue, FactType
from madoguchi.domain.visits import DONT_KNOW, LATER, Asking, Channel, Plan, Turned, effects
from madoguchi.domain.visits.visit import MemberKey

NOBODY = ""
"""In place of a member's key: the household or the notice."""


class Kind(StrEnum):
    ALOUD = "aloud"
    STAFF = "staff"
    CARD = "card"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Answer:
    digit: str
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """Who answers: `members` are their keys, apart by blanks. `all`: one answer for everyone still asked. `first` has the
    focus when the question comes."""

    members: str
    name: str
    note: str
    first: bool
    all: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """For one choice: how many procedures become required or not required, which, and how many questions are left."""

    digit: str
    label: str
    required: tuple[str, ...]
    dropped: int
    questions: int


@dataclass(frozen=True, slots=True)
class Question:
    """`answers`: on digits, don't know and later last. `field`: typed instead. `ruling`: staff decide, with a reason.
    `conflict`: sources disagree, this settles it. `previews`: what each answer on a digit would change."""

    kind: Kind
    fact: str
    event: str
    label: str
    say: str
    say_easy: str
    help: str
    rows: tuple[Row, ...]
    answers: tuple[Answer, ...]
    field: Field | None
    why: tuple[str, ...]
    ruling: bool
    conflict: bool
    previews: tuple[Preview, ...] = ()

    @property
    def wide(self) -> bool:
        """Whether the words of the answers stand once above the rows, which then have their digits only."""
        return len(self.rows) > 1 and sum(len(answer.label) for answer in self.answers) > WIDE


WIDE = 20
"""Letters of all answers that fit beside a name."""
LEAVE = (Answer(DONT_KNOW, "わからない"), Answer(LATER, "あとで"))


def is_closed(plan: Plan, fact: str) -> bool:
    """Whether no word of it may stand on the screen unless staff open it (口頭不可)."""
    return plan.rules.catalogue[fact].silent


def asking_at(plan: Plan, fact: str, event: str) -> Asking | None:
    """The open question about a fact of an event ("": of no event in particular)."""
    return next((one for one in plan.askings if one.fact == fact and (one.event or "") == event), None)


def next_question(plan: Plan, stay: Asking | None = None) -> Asking | None:
    """The question on the page: the one being answered while somebody is left, else the best next one. The pointing
    card comes in one go, so only after everything that is spoken, unless nothing else is open."""
    if stay is not None and not stay.left:
        return stay
    best = plan.next
    if best is None or not is_closed(plan, best.fact):
        return best
    spoken = (one for one in plan.askings if not is_closed(plan, one.fact) and not one.left)
    return next(spoken, best)


def question(plan: Plan, people: People, one: Asking | None) -> Question:
    if one is None:
        return _done()
    if is_closed(plan, one.fact):
        return _done(Kind.CARD)
    return Question(
        Kind.ALOUD if one.channel is Channel.ALOUD and one.say else Kind.STAFF,
        one.fact,
        one.event or "",
        one.label,
        one.say.get("ja", ""),
        one.say.get("ja-easy", ""),
        one.help,
        tuple(_rows(people, one.members)),
        (*(Answer(c.digit, c.label) for c in one.choices), *LEAVE),
        None if one.choices else field_of(plan.rules.catalogue[one.fact]),
        _why(plan, one),
        one.ruling,
        one.conflict,
        previews(plan, one),
    )


def _done(kind: Kind = Kind.DONE) -> Question:
    return Question(kind, "", "", "", "", "", "", (), (), None, (), ruling=False, conflict=False)


def _rows(people: People, members: tuple[MemberKey, ...] | None) -> Iterator[Row]:
    if members is None:
        yield Row(NOBODY, "", "", first=True)
        return
    several = len(members) > 1
    if several:
        yield Row(" ".join(members), f"全員（{len(members)}人）", "", first=True, all=True)
    for member in members:
        person = people[member]
        yield Row(member, person.shown, person.note, first=not several)


def _why(plan: Plan, one: Asking) -> tuple[str, ...]:
    """The procedures that wait for it, without those that only a silent fact could have opened."""
    silent = {item.procedure.id for item in plan.items if item.silent}
    return tuple(p.name for p in plan.why(one) if p.id not in silent)


# -- what an answer would change


def previews(plan: Plan, one: Asking) -> tuple[Preview, ...]:
    return tuple(
        Preview(
            effect.choice.digit,
            effect.choice.label,
            tuple(dict.fromkeys(name for name, head in _turned(effect.turned) if head == "必要")),
            len({name for name, head in _turned(effect.turned) if head == "不要"}),
            effect.questions,
        )
        for effect in effects(plan, one)
    )


def _turned(turned: Sequence[Turned]) -> list[tuple[str, str]]:
    return [(t.item.procedure.name, HEADS[t.item.status]) for t in turned if not t.item.silent]


# -- the pointing card


@dataclass(frozen=True, slots=True)
class CardCell:
    """One mark: of whom, and what can be chosen. `asked`: whether it is asked of this one at all."""

    member: str
    name: str
    asked: bool = False
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class CardRow:
    """One number. `label` and the words of the options are shown only after staff opened the sheet. `pointed`: it is
    on the card of the visitor; else staff look it up or hear it in another room. `cells`: the household, then
    everybody of the visit."""

    number: int
    fact: str
    event: str
    label: str
    say: str
    help: str
    pointed: bool
    field: Field | None
    cells: tuple[CardCell, ...]


def card_numbers(catalogue: FactCatalogue) -> Mapping[str, int]:
    """The number of each silent fact on the printed card (指さし確認シート): the same in every visit."""
    return {fact.key: number for number, fact in enumerate((f for f in catalogue if f.silent), 1)}


def card(plan: Plan, people: People) -> tuple[CardRow, ...]:
    """Everything open that isn't spoken of, what the visitor points at first."""
    open_ = (one for one in plan.askings if not one.left and is_closed(plan, one.fact))
    rows = (_card_row(plan, people, one) for one in open_)
    return tuple(sorted(rows, key=lambda row: (not row.pointed, row.number)))


def _card_row(plan: Plan, people: People, one: Asking) -> CardRow:
    fact = plan.rules.catalogue[one.fact]
    options = card_options(fact)
    asked = one.members or ()
    household = CardCell(NOBODY, "", one.members is None, options)
    members = (CardCell(p.key, p.shown, p.key in asked, options) for p in people.values())
    return CardRow(
        card_numbers(plan.rules.catalogue)[one.fact],
        one.fact,
        one.event or "",
        one.label,
        one.say.get("ja", ""),
        one.help,
        one.channel is Channel.CARD,
        None if options else field_of(fact),
        (household, *members),
    )


def card_options(fact: Fact) -> tuple[Option, ...]:
    """What a mark on the card can mean, without the value that no mark means; none for what is typed."""
    values = {"true": "はい"} if fact.type is FactType.BOOLEAN else fact.allowed
    return tuple(Option(value, label) for value, label in values.items() if value != unmarked(fact))


def unmarked(fact: Fact) -> str | None:
    """What no mark means, as text that the fact reads; None where it tells nothing."""
    if fact.type is FactType.BOOLEAN:
        return "false"
    return next((value for value in ("なし", "無") if value in fact.allowed), None)


@dataclass(frozen=True, slots=True)
class Printed:
    """One number of the card as it is printed."""

    number: int
    words: str
    easy: str
    options: tuple[str, ...]


def card_sheet(catalogue: FactCatalogue) -> tuple[Printed, ...]:
    """Everything that a visitor can point at, whoever it is: facts not spoken of that have words of a question."""
    numbers = card_numbers(catalogue)
    return tuple(
        Printed(
            numbers[fact.key],
            fact.question.get("ja", fact.label),
            fact.question.get("ja-easy", ""),
            tuple(option.label for option in card_options(fact)),
        )
        for fact in catalogue
        if fact.silent and fact.asked
    )
