"""The hearing: known, the question, the result growing; the strip of answers; the check list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from madoguchi.apps.visits.presenting.asking import LEAVE, NOBODY, is_closed
from madoguchi.apps.visits.presenting.common import Field, Option, People, field_of, whom
from madoguchi.domain.facts import Fact, SourceKind
from madoguchi.domain.visits import (
    DONT_KNOW,
    LATER,
    Asking,
    Plan,
    Said,
    Subject,
    Unanswered,
    value_words,
)
from madoguchi.domain.visits.visit import MemberKey

HEARD = (SourceKind.QUESTION, SourceKind.STAFF)
TYPED = frozenset({"newcomer", "notifier"})
"""Names of the origins of what has a page of its own: newcomers, who notifies."""


def is_heard(said: Said) -> bool:
    """Whether it was answered in the hearing."""
    origin = said.statement.origin
    return origin.kind in HEARD and origin.name not in TYPED


@dataclass(frozen=True, slots=True)
class Given:
    """One chip of the strip: an answer given here, for those who gave the same one. It opens the question again."""

    fact: str
    event: str
    label: str
    whom: str
    value: str
    members: tuple[str, ...]
    open: bool
    """Put and left open: わからない or あとで."""


@dataclass(frozen=True, slots=True)
class Strip:
    """`card`: whether anything was entered from the pointing card; what it was isn't shown."""

    given: tuple[Given, ...]
    card: bool


def written_down(plan: Plan) -> frozenset[str]:
    """Facts that belong to the notice's own page, not to the hearing."""
    events = [plan.rules.life_events[event.kind] for event in plan.visit.events]
    fields = {field.fact for event in events for field in event.fields}
    return frozenset(fields | {rule.fact for event in events for rule in event.dates})


def strip(plan: Plan, people: People) -> Strip:
    """In the order in which they were given."""
    found: dict[tuple[str, str, str], list[MemberKey | None]] = {}
    skipped, closed = written_down(plan), False
    for fact, about, words in _words(plan):
        if plan.rules.catalogue[fact].silent:
            closed = True
        elif fact not in skipped:
            found.setdefault((fact, about.event or "", words), []).append(about.member)
    return Strip(tuple(_given(plan, people, *place, members) for place, members in found.items()), closed)


def _words(plan: Plan) -> Iterator[tuple[str, Subject, str]]:
    catalogue = plan.rules.catalogue
    for said in plan.visit.said:
        if is_heard(said):
            fact = said.statement.fact
            yield fact, said.about, value_words(catalogue[fact], said.statement.value)
    for ruling in plan.visit.rulings:
        yield ruling.fact, ruling.about, f"{value_words(catalogue[ruling.fact], ruling.value)}（職員の判断）"
    for left in plan.visit.unanswered:
        yield left.fact, left.about, _left_words(left)


def _left_words(left: Unanswered) -> str:
    return "あとで" if left.later else "わからない"


def _given(
    plan: Plan, people: People, fact: str, event: str, words: str, members: list[MemberKey | None]
) -> Given:
    everyone = [m for m in members if m is not None]
    names = whom(people, everyone) if everyone else ""
    if len(everyone) > 1 and len(everyone) == len(people):
        names = "全員"
    open_ = words in ("あとで", "わからない")
    label = plan.rules.catalogue[fact].label
    return Given(fact, event, label, names, words, tuple(m or NOBODY for m in members), open_)


# -- the check list: questions × members


@dataclass(frozen=True, slots=True)
class Cell:
    """`options` for a choice (digits first, so that typing one chooses it), else `field` is typed into."""

    member: str
    name: str
    asked: bool
    options: tuple[Option, ...] = ()
    field: Field | None = None
    value: str = ""


@dataclass(frozen=True, slots=True)
class CheckRow:
    fact: str
    event: str
    label: str
    say: str
    help: str
    aloud: bool
    common: Cell | None
    cells: tuple[Cell, ...]


def check_list(plan: Plan, people: People) -> tuple[CheckRow, ...]:
    """Everything that can be spoken of: open, and already answered here, in the order of the catalogue."""
    spoken = (one for one in plan.askings if not one.ruling and not is_closed(plan, one.fact))
    places: dict[tuple[str, str | None], Asking | None] = {(one.fact, one.event): one for one in spoken}
    answers = _answers(plan)
    skipped = written_down(plan)
    for fact, about in answers:
        entry = plan.rules.catalogue[fact]
        if not entry.silent and not entry.derivation and fact not in skipped:
            places.setdefault((fact, about.event), None)
    order = {fact.key: place for place, fact in enumerate(plan.rules.catalogue)}
    return tuple(
        _check_row(plan, people, fact, event, one, answers)
        for (fact, event), one in sorted(places.items(), key=lambda p: order[p[0][0]])
    )


def first_open(rows: Iterable[CheckRow]) -> Cell | None:
    """Where a hand begins that opens the list."""
    cells = (cell for row in rows for cell in (row.common, *row.cells) if cell is not None)
    return next((cell for cell in cells if cell.asked and not cell.value), None)


def _answers(plan: Plan) -> dict[tuple[str, Subject], str]:
    """What was heard here, as the value of an option."""
    heard = {(s.statement.fact, s.about): _option_value(s) for s in plan.visit.said if is_heard(s)}
    left = {(u.fact, u.about): LATER if u.later else DONT_KNOW for u in plan.visit.unanswered}
    return heard | left


def _option_value(said: Said) -> str:
    value = said.statement.value
    return str(value).lower() if isinstance(value, bool) else str(value)


def _check_row(
    plan: Plan,
    people: People,
    fact: str,
    event: str | None,
    one: Asking | None,
    answers: dict[tuple[str, Subject], str],
) -> CheckRow:
    entry = plan.rules.catalogue[fact]
    asked = {*(one.members or ()), *one.left_by} if one else set()
    personal = fact.startswith("person.")

    def cell(member: MemberKey | None, name: str) -> Cell:
        value = answers.get((fact, Subject(member, event)), "")
        wanted = bool(value) or member in asked or (one is not None and member is None)
        return (
            _cell(entry, member or NOBODY, name, value)
            if wanted
            else Cell(member or NOBODY, name, asked=False)
        )

    return CheckRow(
        fact,
        event or "",
        entry.label,
        entry.question.get("ja", ""),
        entry.help,
        bool(entry.question),
        None if personal else cell(None, ""),
        tuple(cell(p.key, p.shown) for p in people.values()) if personal else (),
    )


def _cell(fact: Fact, member: str, name: str, value: str) -> Cell:
    field = field_of(fact)
    if not field.options:
        return Cell(member, name, asked=True, field=field, value=value)
    digits = [Option(o.value, f"{i} {o.label}") for i, o in enumerate(field.options, 1)]
    leave = [Option(a.digit, f"{a.digit} {a.label}") for a in LEAVE]
    options = tuple(replace(o, chosen=o.value == value) for o in (*digits, *leave))
    return Cell(member, name, asked=True, options=options, value=value)
