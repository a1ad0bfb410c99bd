"""Who the visit is about and which part each one plays."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from django.utils import timezone

from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.visits import editing
from madoguchi.apps.visits.services.common import change
from madoguchi.apps.visits.types import NEWCOMER_FACTS, Body, Newcomer, OpenVisit, Person
from madoguchi.domain.visits import VisitEvent


def add_event(number: str, kind: str, *, seen: int, by: Actor) -> OpenVisit:
    """One more life event. Raises Refused for one the pack doesn't have."""

    def edit(opened: OpenVisit) -> Body:
        if kind not in opened.plan.rules.life_events:
            raise Refused(f"「{kind}」という届出・手続はありません。")
        return editing.with_event(opened.body, kind)

    return change(number, edit, "add_event", [kind], seen=seen, by=by)


def remove_event(number: str, event: str, *, seen: int, by: Actor) -> OpenVisit:
    """A life event and what was said of it alone."""
    return change(
        number, lambda opened: editing.without_event(opened.body, event), "remove_event", seen=seen, by=by
    )


def set_roles(
    number: str, event: str, roles: Mapping[str, Collection[str]], *, seen: int, by: Actor
) -> OpenVisit:
    """Who plays which part in an event: role's fact → keys of persons. An empty one is settled: nobody.

    Raises Refused for a part or a person that isn't there.
    """

    def edit(opened: OpenVisit) -> Body:
        found = next((e for e in opened.visit.events if e.key == event), None)
        if found is None:
            raise Refused("その届出・手続は、この受付にありません。")
        parts = {role.fact for role in opened.plan.rules.life_events[found.kind].roles}
        people = {person.key for person in opened.body.persons}
        if set(roles) - parts or any(set(members) - people for members in roles.values()):
            raise Refused("この届出に無い役割か、この受付にいない人が選ばれています。開き直してください。")
        return editing.with_roles(opened.body, event, roles)

    return change(number, edit, "roles", roles, seen=seen, by=by)


def add_newcomer(number: str, newcomer: Newcomer, *, seen: int, by: Actor) -> OpenVisit:
    """Somebody who isn't in the register yet. The new person is the last of `persons`.

    Plays the part of newcomers at once (異動する人, 生まれた子) where the visit has just one; staff can take it away.
    """

    def edit(opened: OpenVisit) -> Body:
        key = editing.free_key(opened.body)
        body = editing.with_person(opened.body, Person(key, None, newcomer, timezone.now()))
        parts = tuple(_parts_of_newcomers(opened))
        if len(parts) != 1:
            return body
        event, fact = parts[0]
        return editing.with_roles(body, event.key, {fact: {*event.roles.get(fact, ()), key}})

    return change(number, edit, "add_newcomer", _typed(newcomer), seen=seen, by=by)


def change_newcomer(number: str, key: str, newcomer: Newcomer, *, seen: int, by: Actor) -> OpenVisit:
    """What was typed of a newcomer, typed anew. Raises Refused for somebody of the register."""

    def edit(opened: OpenVisit) -> Body:
        before = next((p.newcomer for p in opened.body.persons if p.key == key), None)
        if before is None:
            raise Refused("住民情報にある方の氏名などは、ここでは変えられません。")
        typed = replace(newcomer, address=newcomer.address or before.address)  # the form doesn't ask for it
        return editing.with_person(opened.body, Person(key, None, typed, timezone.now()))

    return change(number, edit, "change_newcomer", _typed(newcomer), seen=seen, by=by)


def remove_newcomer(number: str, key: str, *, seen: int, by: Actor) -> OpenVisit:
    """Typed by mistake: the person and everything said of them."""

    def edit(opened: OpenVisit) -> Body:
        if not any(p.key == key and p.newcomer is not None for p in opened.body.persons):
            raise Refused("住民情報にある方は、世帯から外せません。異動しない人は役割から外してください。")
        return editing.without_person(opened.body, key)

    return change(number, edit, "remove_newcomer", seen=seen, by=by)


def _parts_of_newcomers(opened: OpenVisit) -> Iterator[tuple[VisitEvent, str]]:
    for event in opened.visit.events:
        roles = opened.plan.rules.life_events[event.kind].roles
        yield from ((event, role.fact) for role in roles if role.newcomers)


def _typed(newcomer: Newcomer) -> Collection[str]:
    return set(newcomer.facts()) & set(NEWCOMER_FACTS.values())
