"""Who of a visit asks for protection, and what of its newcomers the register keeps to know them again.

Protection begins in the transaction of the answer that says so, and only two people end it: taken back or typed anew, it
stays (docs/adr/0150).
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.residents import queries as residents
from madoguchi.apps.residents import services as register
from madoguchi.apps.residents.types import Announced, visit_tag
from madoguchi.apps.visits.types import PROTECTED, PROTECTION, Body, OpenVisit
from madoguchi.domain.facts import FactValue

HOME = ("event.new_address", "event.new_building")


class Follows(StrEnum):
    """What the register still has to do once the change is saved."""

    NOTHING = "nothing"
    GUARD = "guard"
    """Somebody is under protection from now on."""
    AGAIN = "again"
    """A protected newcomer is told of otherwise: another name, another home."""


def asking(body: Body) -> frozenset[str]:
    """Keys of whom anybody said that they are under protection or ask for it, whatever another source says."""
    said = {
        s.about.member for s in body.said if s.statement.fact == PROTECTION and _is_yes(s.statement.value)
    }
    ruled = {r.about.member for r in body.rulings if r.fact == PROTECTION and _is_yes(r.value)}
    played = {key for event in body.events for key in event.roles.get(PROTECTION, ())}
    return frozenset(person.key for person in body.persons if person.key in said | ruled | played)


def _is_yes(value: FactValue) -> bool:
    return value in PROTECTED


def follow(before: OpenVisit, after: OpenVisit, by: Actor) -> Follows:
    """What a change means for the register, in the change's transaction."""
    people = tuple(announced(after))
    typed = people != tuple(announced(before))
    begun = asking(after.body) - asking(before.body)
    if people and (typed or begun):
        register.note_arrivals(after.number, people)
    if begun:
        newcomers = [one.key for one in people if one.key in begun]
        register.protect_arrivals(after.number, newcomers, by=by)
        registered = (after.body.person(key).resident_id for key in begun)
        register.begin_provisional([pk for pk in registered if pk is not None], by)
        return Follows.GUARD
    return Follows.AGAIN if typed and before.guarded else Follows.NOTHING


def settle(follows: Follows) -> None:
    """Who is guarded now, after the change was committed."""
    if follows is Follows.GUARD:
        register.guard_now()
    elif follows is Follows.AGAIN:
        register.guard_if_free()


def keep_closed(number: str, other: str, body: Body, by: Actor) -> None:
    """`other` was merged into this visit: if newcomers of it are protected, they are here as well, whatever was chosen
    of what the two say. Residents are by their own number."""
    if not residents.guarded_numbers([visit_tag(other)]):
        return
    register.protect_arrivals(number, [p.key for p in body.persons if p.newcomer is not None], by=by)


def announced(opened: OpenVisit) -> Iterator[Announced]:
    home, beside = _home(opened), tuple(_numbers(opened))
    for person in opened.body.persons:
        if person.newcomer is not None:
            new = person.newcomer
            yield Announced(person.key, new.name, new.kana, new.birth, home, beside)


def _home(opened: OpenVisit) -> str:
    """Where the visit says that they move to."""
    said = {s.statement.fact: s.statement.value for s in opened.body.said}
    return "　".join(str(said[fact]) for fact in HOME if isinstance(said.get(fact), str))


def _numbers(opened: OpenVisit) -> Iterator[str]:
    return (p.resident.resident_number for p in opened.persons if p.resident is not None)


def numbers_of(opened: OpenVisit) -> tuple[str, ...]:
    """Whose every copy made in this visit is: the household's, an address is theirs too, and its newcomers'."""
    members = opened.household.members if opened.household else ()
    return (*sorted(member.resident_number for member in members), visit_tag(opened.number))
