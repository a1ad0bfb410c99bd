"""What the pages of a visit send, read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import QueryDict

from madoguchi.apps.receptions.types import OralAnswer, Party
from madoguchi.apps.visits.presenting.asking import CardRow, unmarked
from madoguchi.apps.visits.services import Asked, CardAnswer, Typed
from madoguchi.apps.visits.types import Notifier
from madoguchi.domain.counter import VisitorKind
from madoguchi.domain.facts import FactCatalogue
from madoguchi.domain.visits import Plan
from madoguchi.domain.visits.asking import choices_of


def typed_item(posted: QueryDict) -> Typed:
    """One item of a notice."""
    member, event = posted.get("member") or None, posted.get("event") or None
    text = posted.get(f"v-{posted.get('place')}", posted.get("value", ""))
    return Typed(posted.get("fact", ""), text, member, event)


def read_notifier(posted: QueryDict) -> Notifier:
    kinds = {kind.value for kind in VisitorKind}
    kind = posted.get("kind", "")
    party = Party(**{name: posted.get(f"party_{name}", "").strip() for name in PARTY})
    person = posted.get("person", "")
    oral = (
        OralAnswer(name.removeprefix("oral_"), posted[name] == "yes")
        for name in posted
        if name.startswith("oral_") and posted[name] in ("yes", "no")
    )
    return Notifier(
        VisitorKind(kind if kind in kinds else VisitorKind.SELF.value),
        "" if person == OTHER else person,
        party if person == OTHER else Party(),
        posted.get("qualification", ""),
        tuple(posted.getlist("papers")),
        tuple(posted.getlist("identity")),
        tuple(oral),
    )


OTHER = "other"
PARTY = ("name", "kana", "address", "birth", "phone")


# -- answers


def read_asked(posted: QueryDict) -> Asked:
    """What an answer is about: `members` are keys apart by blanks, none for the household or the event."""
    return Asked(
        posted.get("fact", ""), tuple(posted.get("members", "").split()), posted.get("event") or None
    )


def answer_text(posted: QueryDict, catalogue: FactCatalogue) -> str:
    """The value that a digit stands for, was chosen or typed; "" for nothing."""
    fact = catalogue.facts.get(posted.get("fact", ""))
    chosen = {choice.digit: choice.value for choice in choices_of(fact)} if fact else {}
    value = chosen.get(posted.get("answer", ""))
    if value is not None:
        return str(value).lower() if isinstance(value, bool) else str(value)
    return posted.get("choice", "") or posted.get("value", "").strip()


Place = tuple[str, str, str]
"""Fact, event and member of a mark; "" for no event in particular and for the household."""


def read_marks(posted: QueryDict) -> Mapping[Place, str]:
    """What was marked on the pointing card, and what was typed beside a number."""
    marks = [mark.split("|", 3) for mark in posted.getlist("mark") if mark.count("|") == 3]
    named = {name: str(posted.get(name, "")).strip() for name in posted if name.startswith("mark|")}
    typed = [[*name.split("|")[1:], text] for name, text in named.items() if text and name.count("|") == 3]
    return {(fact, event, member): value for fact, event, member, value in (*marks, *typed)}


def card_answers(
    plan: Plan, rows: Sequence[CardRow], marks: Mapping[Place, str], *, rest: bool, looked_up: bool
) -> tuple[CardAnswer, ...]:
    """`rest`: no mark means no; of what staff look up only if they did (`looked_up`). Else it is put off."""
    cases = {(one.fact, one.event or ""): one.case for one in plan.askings}
    found: dict[tuple[str, str | None, str | None], list[str]] = {}
    for row in rows:
        settled = rest and (row.pointed or looked_up)
        none = unmarked(plan.rules.catalogue[row.fact]) if settled else None
        for cell in (cell for cell in row.cells if cell.asked):
            value = marks.get((row.fact, row.event, cell.member), none)
            found.setdefault((row.fact, cases[row.fact, row.event], value), []).append(cell.member)
    return tuple(
        CardAnswer(Asked(fact, tuple(filter(None, members)), case), value)
        for (fact, case, value), members in found.items()
    )
