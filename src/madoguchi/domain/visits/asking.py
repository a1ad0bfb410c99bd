"""What to ask: facts that some open result still depends on, as questions for the counter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from madoguchi.domain.decisions.hearing import Hearing, Question
from madoguchi.domain.facts import UNKNOWN, Fact, FactType, Scope, Value
from madoguchi.domain.visits.case import Case
from madoguchi.domain.visits.rules import id_of
from madoguchi.domain.visits.visit import EventKey, MemberKey, Subject

DONT_KNOW, LATER = "9", "0"
"""The digits for 分からない and あとで, whatever the question."""

Target = tuple[str, MemberKey | None]
"""A base fact and whose it is."""


class Channel(StrEnum):
    ALOUD = "aloud"  # said to the visitor
    CARD = "card"  # 指さし確認シート: shown, never said
    PRIVATE = "private"  # staff look it up or hear it in another room; no word of it at the counter
    STAFF = "staff"  # staff look it up


FIRST = (Channel.ALOUD, Channel.CARD, Channel.STAFF, Channel.PRIVATE)
"""Of several that would tell the same, what the visitor can answer comes before what staff have to look up."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer with the digit that gives it."""

    digit: str
    value: Value
    label: str


@dataclass(frozen=True, slots=True)
class Asking:
    """One question. `members`: whom it is asked of (None: of the household or the event). `event`: the event it
    belongs to (None: to all). `decides`: the facts of the tables that wait for it; empty for one that only a
    deadline waits for. `ruling`: the fact is derived and can't be, so staff decide it. `conflict`: sources
    disagree. `say`: language tag → words; empty where nobody is asked."""

    case: EventKey | None
    fact: str
    members: tuple[MemberKey, ...] | None
    event: EventKey | None
    label: str
    type: FactType
    unit: str
    channel: Channel
    say: Mapping[str, str]
    help: str
    choices: tuple[Choice, ...]
    decides: tuple[str, ...]
    ruling: bool = False
    conflict: bool = False
    left: bool = False
    """Put already and left open (don't know or later): not the next question, still on the list."""
    left_by: tuple[MemberKey, ...] = ()
    """Of whom it was left open, if there are others (`members`) of whom it is still to be asked."""

    def about(self, member: MemberKey | None) -> Subject:
        return Subject(member, self.event)


def targets(case: Case, fact: str, member: MemberKey | None) -> list[Target]:
    """The base facts that have to be known for a fact of the tables; itself if only a ruling can help."""
    catalogue = case.rules.catalogue
    personal = catalogue[fact].scope is Scope.PERSON
    if not catalogue[fact].derivation:
        return [(fact, member if personal else None)]
    found: list[Target] = []
    for key in case.held(fact, member if personal else None).missing:
        found += [(key, m) for m in _whom(case, key, member if personal else None)]
    return found or [(fact, member if personal else None)]


def _whom(case: Case, key: str, member: MemberKey | None) -> list[MemberKey | None]:
    if case.rules.catalogue[key].scope is not Scope.PERSON:
        return [None]
    everyone = [member] if member is not None else [m.key for m in case.visit.members]
    return [m for m in everyone if case.held(key, m).value is UNKNOWN]


def askings_of(case: Case) -> tuple[Asking, ...]:
    """Every question that is open in a case, in the order of the tables' facts; each base fact once."""
    found: dict[tuple[str, bool], Asking] = {}
    for question in case.asking.relevant():
        for key, member in _targets_of(case, question):
            _add(found, case, key, member, question.fact)
    return tuple(_marked(case, _worded(case, one)) for one in found.values())


def _worded(case: Case, one: Asking) -> Asking:
    """In the words for those who play a part, where nobody else is asked."""
    if case.event is None or case.life_event is None:
        return one
    for role, questions in case.life_event.say.items():
        if one.fact in questions and set(one.members or ()) <= case.event.roles.get(role, frozenset()):
            return replace(one, say=questions[one.fact])
    return one


def _targets_of(case: Case, question: Question) -> Iterator[Target]:
    for member in question.members if question.members is not None else (None,):
        yield from targets(case, question.fact, member)


def _add(
    found: dict[tuple[str, bool], Asking],
    case: Case,
    key: str,
    member: MemberKey | None,
    decides: str,
) -> None:
    place = (key, member is None)
    known = found.get(place) or asking(case, key, () if member is not None else None)
    members = known.members
    if member is not None and member not in (members or ()):
        order = [m.key for m in case.visit.members]
        members = tuple(sorted((*(members or ()), member), key=order.index))
    names = tuple(dict.fromkeys((*known.decides, *((decides,) if decides else ()))))
    found[place] = replace(known, members=members, decides=names)


def asking(case: Case, key: str, members: tuple[MemberKey, ...] | None) -> Asking:
    """The question about one fact."""
    fact = case.rules.catalogue[key]
    return Asking(
        case=case.event.key if case.event else None,
        fact=key,
        members=members,
        event=case.about(key, None).event,
        label=fact.label,
        type=fact.type,
        unit=fact.unit,
        channel=_channel(fact),
        say=fact.question,
        help=fact.help,
        choices=choices_of(fact),
        decides=(),
        ruling=fact.derivation is not None,
    )


def _channel(fact: Fact) -> Channel:
    if fact.silent:
        return Channel.CARD if fact.asked else Channel.PRIVATE
    return Channel.ALOUD if fact.asked else Channel.STAFF


def choices_of(fact: Fact) -> tuple[Choice, ...]:
    """Answers with their digits, 1 first; none for what is typed or has more than eight choices."""
    if fact.type is FactType.BOOLEAN:
        return (Choice("1", True, "はい"), Choice("2", False, "いいえ"))
    if fact.type is FactType.ENUMERATION and len(fact.allowed) <= 8:
        return tuple(Choice(str(i), value, label) for i, (value, label) in enumerate(fact.allowed.items(), 1))
    return ()


def _marked(case: Case, one: Asking) -> Asking:
    """Whether it was put already, to whom, and whether sources disagree."""
    left = {(u.fact, u.about) for u in case.visit.unanswered}
    whom = one.members if one.members is not None else (None,)
    conflict = any(case.held(one.fact, m).conflict for m in whom)
    put = [m for m in whom if (one.fact, one.about(m)) in left]
    if len(put) == len(whom):
        return replace(one, conflict=conflict, left=True)
    waiting = one.members and tuple(m for m in one.members if m not in put)
    return replace(one, conflict=conflict, members=waiting, left_by=tuple(m for m in put if m))


def next_of(case: Case, askings: Iterable[Asking]) -> Asking | None:
    """The best question of a case, leaving out those that were left open."""
    open_ = [one for one in askings if not one.left]
    if not open_:
        return None
    waiting = {fact for one in open_ for fact in one.decides}
    declined = frozenset(q.fact for q in case.asking.relevant() if q.fact not in waiting)
    hearing = case.asking
    if declined:
        hearing = Hearing(hearing.planner, replace(case.situation, declined=declined))
    best = hearing.next_question()
    telling = [one for one in open_ if best and best.fact in one.decides]
    return min(telling, key=lambda one: FIRST.index(one.channel), default=open_[0])


def why(case: Case, one: Asking) -> tuple[str, ...]:
    """The ids of the procedures whose result waits for the answer, in the order of the tables."""
    hearing, levels = case.asking, case.rules.book.level
    bits = sum(1 << levels[fact] for fact in one.decides)
    found = (id_of(result.procedure) for result in hearing.results if result.finding.needed & bits)
    return tuple(dict.fromkeys(found))
