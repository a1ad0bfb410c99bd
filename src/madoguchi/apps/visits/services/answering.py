"""Answers: given, left open, taken back, overruled. And what the notice itself needs, typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.receptions.types import Fault, Incomplete
from madoguchi.apps.visits import editing
from madoguchi.apps.visits.building import is_foretold
from madoguchi.apps.visits.services.common import change
from madoguchi.apps.visits.types import NEWCOMER_FACTS, Body, OpenVisit
from madoguchi.domain.facts import Fact, FactError, FactType, Origin, Scope, SourceKind, Value
from madoguchi.domain.text.typed import Typed as TypedText
from madoguchi.domain.text.typed import typed_kana, typed_name
from madoguchi.domain.visits import Case, Ruling, Subject, Unanswered
from madoguchi.domain.visits import answer as said_of

HEARD = "窓口での聞取り"
"""The reason of a ruling on a derived fact that was simply asked."""
NAMES = ("name", "surname", ".alias", "_register")
FIELDS = {fact: field for field, fact in NEWCOMER_FACTS.items()}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question is about: a fact, of these persons (none: the household or the event), in an event.

    As an `Asking` has it: `fact`, `members`, `case`.
    """

    fact: str
    members: tuple[str, ...] = ()
    event: str | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """One item of the notice as typed; "" takes back what was typed."""

    fact: str
    text: str
    member: str | None = None
    event: str | None = None


def answer(number: str, asked: Asked, text: str, *, seen: int, by: Actor) -> OpenVisit:
    """An answer, for each person asked about the same: a choice's value or what was typed.

    It takes the place of an earlier answer; where sources disagree it settles that. A derived fact, which is
    asked only when its own facts can't be, becomes a ruling. Raises Incomplete for a value the fact can't take.
    """

    return change(
        number,
        lambda opened: answered(opened.body, opened, asked, text, by),
        "answer",
        [asked.fact],
        seen=seen,
        by=by,
    )


def answered(body: Body, opened: OpenVisit, asked: Asked, text: str, by: Actor) -> Body:
    """The body with one answer for each person asked."""
    check_people(opened, asked.members)
    fact, case = _fact(opened, asked.fact), opened.plan.case(asked.event)
    value = _read(fact, text)
    for member in asked.members or (None,):
        body = _answered(body, case, fact, member, value, by)
    return body


def check_people(opened: OpenVisit, members: Sequence[str | None]) -> None:
    """Whoever is spoken of belongs to the visit (None: nobody in particular). Raises Refused."""
    if {m for m in members if m is not None} - {person.key for person in opened.body.persons}:
        raise Refused(
            "この受付にいない人についての答えです。画面を開き直してください。答えは保存していません。"
        )


def _answered(body: Body, case: Case, fact: Fact, member: str | None, value: Value, by: Actor) -> Body:
    now = timezone.now()
    if fact.derivation:
        ruling = Ruling(fact.key, value, case.about(fact.key, member), by.name, HEARD, now)
        return editing.with_ruling(body, ruling)
    kind = SourceKind.QUESTION if fact.asked else SourceKind.STAFF
    conflict = case.held(fact.key, member).conflict
    said = said_of(case, fact.key, member, value, Origin(kind, str(by.person), now), settles=conflict)
    return editing.with_said(body, said)


def leave_open(number: str, asked: Asked, *, later: bool, seen: int, by: Actor) -> OpenVisit:
    """分からない, or あとで (`later`): not asked again today, still on the list."""

    def edit(opened: OpenVisit) -> Body:
        body = opened.body
        for about in abouts(opened, asked):
            body = editing.with_unanswered(body, Unanswered(asked.fact, about, later))
        return body

    return change(number, edit, "later" if later else "dont_know", [asked.fact], seen=seen, by=by)


def take_back(number: str, asked: Asked, *, seen: int, by: Actor) -> OpenVisit:
    """As if it had never been answered, left open or overruled."""

    def edit(opened: OpenVisit) -> Body:
        body = opened.body
        for about in abouts(opened, asked):
            body = editing.without(body, asked.fact, about)
        return body

    return change(number, edit, "take_back", [asked.fact], seen=seen, by=by)


def overrule(number: str, asked: Asked, text: str, reason: str, *, seen: int, by: Actor) -> OpenVisit:
    """Staff say what counts, against what is held, with a reason. Raises Incomplete without one."""
    if not reason.strip():
        raise Incomplete((Fault("理由を入れてください。", "reason"),))

    def edit(opened: OpenVisit) -> Body:
        check_people(opened, asked.members)
        fact, case, now = _fact(opened, asked.fact), opened.plan.case(asked.event), timezone.now()
        value, body = _read(fact, text), opened.body
        for member in asked.members or (None,):
            about = case.about(fact.key, member)
            if fact.derivation:
                body = editing.with_ruling(body, Ruling(fact.key, value, about, by.name, reason, now))
            else:
                origin = Origin(SourceKind.STAFF, f"{by.name}：{reason}", now)
                body = editing.with_said(body, said_of(case, fact.key, member, value, origin, settles=True))
        return body

    return change(number, edit, "overrule", [asked.fact], seen=seen, by=by)


def fill_in(number: str, items: Sequence[Typed], *, seen: int, by: Actor) -> OpenVisit:
    """Items of the notice (住民異動届), taken once for every form. All of them, or none.

    Raises Incomplete with every item that can't be read.
    """

    def edit(opened: OpenVisit) -> Body:
        check_people(opened, [item.member for item in items])
        body = opened.body
        faults: list[Fault] = []
        for item in items:
            try:
                body = _filled(body, opened, item, by)
            except Incomplete as error:
                faults += error.faults
        if faults:
            raise Incomplete(tuple(faults))
        return body

    return change(number, edit, "fill_in", [item.fact for item in items], seen=seen, by=by)


def _filled(body: Body, opened: OpenVisit, item: Typed, by: Actor) -> Body:
    fact, case = _fact(opened, item.fact), opened.plan.case(item.event)
    target = "-".join(filter(None, (item.event, item.fact, item.member)))
    value = _read(fact, item.text, target) if item.text.strip() else None
    if item.member and item.fact in FIELDS and body.person(item.member).newcomer is not None:
        empty = None if item.fact == "person.birth_date" else ""
        return editing.with_newcomer(body, item.member, {FIELDS[item.fact]: value or empty})
    about = case.about(item.fact, item.member)
    if value is None:
        return editing.without(body, item.fact, about)
    origin = Origin(SourceKind.STAFF, str(by.person), timezone.now())
    settles = _was_foretold(body, item)
    return editing.with_said(body, said_of(case, item.fact, item.member, value, origin, settles=settles))


def _was_foretold(body: Body, item: Typed) -> bool:
    """Who types over what a file told of it has seen that: the typed one counts, the other stays beside it."""
    return any(
        is_foretold(s.statement) and (s.statement.fact, s.about.member) == (item.fact, item.member)
        for s in body.said
    )


def _fact(opened: OpenVisit, key: str) -> Fact:
    """Raises Incomplete for a fact that the pack in force doesn't have."""
    if key not in opened.plan.rules.catalogue:
        raise Incomplete((Fault("この項目は、いまの設定にありません。開き直してください。", key),))
    return opened.plan.rules.catalogue[key]


def _read(fact: Fact, text: str, target: str = "") -> Value:
    typed = _as_stored(fact, text)
    if typed.problem:
        raise Incomplete((Fault(typed.problem, target or fact.key),))
    try:
        return fact.read(typed.text)
    except FactError as error:
        raise Incomplete((Fault(str(error), target or fact.key),)) from None


def _as_stored(fact: Fact, text: str) -> TypedText:
    """Names and readings in the form that is stored, wherever they are typed."""
    if fact.type is FactType.STRING and fact.key.endswith("_kana"):
        return typed_kana(text)
    if fact.type is FactType.STRING and fact.key.endswith(NAMES):
        return typed_name(text)
    return TypedText(text)


def abouts(opened: OpenVisit, asked: Asked) -> list[Subject]:
    """Where its answers belong. Raises Refused for somebody who isn't of the visit."""
    check_people(opened, asked.members)
    case = opened.plan.case(asked.event)
    personal = _fact(opened, asked.fact).scope is Scope.PERSON
    return [case.about(asked.fact, m) for m in (asked.members if personal else (None,))]
