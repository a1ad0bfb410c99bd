"""Who notifies, with what identified them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.receptions.presenters.asking import Pair
from madoguchi.apps.receptions.presenters.common import Choice
from madoguchi.apps.receptions.types import Party
from madoguchi.apps.visits.presenting.common import People
from madoguchi.apps.visits.types import KEPT_UNSEEN, Notifier, OpenVisit
from madoguchi.domain.counter import IdentityDocument

OTHER = "other"
LABELS = (("name", "氏名"), ("kana", "カナ"), ("address", "住所"), ("birth", "生年月日"), ("phone", "電話"))


@dataclass(frozen=True, slots=True)
class PartyField:
    name: str
    label: str
    value: str
    hint: str


@dataclass(frozen=True, slots=True)
class NotifierShown:
    """`other`: somebody who isn't of this visit, typed in `party`. `papers`: of authority, for this kind."""

    choices: tuple[Choice, ...]
    other: bool
    party: tuple[PartyField, ...]
    kinds: tuple[Choice, ...]
    qualifications: tuple[Choice, ...]
    papers: tuple[Choice, ...]
    identity: tuple[Choice, ...]
    questions: tuple[Pair, ...]
    enough: bool
    words: str


def notifier(opened: OpenVisit, people: People) -> NotifierShown:
    given = opened.body.notifier
    is_other = given is not None and not given.person
    return NotifierShown(
        _persons(given, people),
        is_other,
        _party(opened, given.party if given else Party()),
        tuple(
            Choice(row.kind.value, row.label, checked=given is not None and given.kind is row.kind)
            for row in catalogue.visitor_rules().visitors
            if row.organisation != "must"
        ),
        _qualifications(opened, given),
        _papers(given),
        _documents(given),
        _questions(given),
        opened.identified,
        "本人確認ができています（きょう）"
        if opened.identified
        else "本人確認書類を選んでください（1点、または2点）",
    )


def _persons(given: Notifier | None, people: People) -> tuple[Choice, ...]:
    chosen = given.person if given else None
    listed = [
        Choice(p.key, p.shown, str(n), checked=p.key == chosen, note=p.note)
        for n, p in enumerate(people.values(), start=1)
    ]
    other = Choice(OTHER, "ほかの人", "0", checked=given is not None and not given.person)
    return (*listed, other)


def _party(opened: OpenVisit, party: Party) -> tuple[PartyField, ...]:
    """Of a careful visit without address and telephone; left empty, what was typed of them stays (`set_notifier`)."""
    return tuple(_field(name, label, getattr(party, name), opened) for name, label in LABELS)


def _field(name: str, label: str, value: str, opened: OpenVisit) -> PartyField:
    veiled = opened.careful and bool(value) and name in KEPT_UNSEEN
    return PartyField(
        name, label, "" if veiled else value, "入力済み（直すときは入れ直します）" if veiled else ""
    )


def _qualifications(opened: OpenVisit, given: Notifier | None) -> tuple[Choice, ...]:
    """In the words of the law, of all events of the visit; nothing is derived from 続柄."""
    events = (opened.plan.rules.life_events[event.kind] for event in opened.visit.events)
    found = {row.who: row.basis for event in events for row in event.notifiers}
    chosen = given.qualification if given else ""
    return tuple(Choice(who, who, checked=who == chosen, note=basis) for who, basis in found.items())


def _papers(given: Notifier | None) -> tuple[Choice, ...]:
    if given is None:
        return ()
    rules = catalogue.visitor_rules()
    papers = [rules.paper(key) for key in rules.of(given.kind).papers]
    return tuple(
        Choice(p.key, p.label, str(n), checked=p.key in given.papers, note=p.note)
        for n, p in enumerate(papers, start=1)
        if p.taken_on(timezone.localdate())
    )


def _documents(given: Notifier | None) -> tuple[Choice, ...]:
    """Those taken today; what was shown on another day proves nothing any more."""
    today = timezone.localdate()
    shown = given.identity if given and given.on == today else ()
    taken = [d for d in catalogue.identity_rules().documents if d.taken_on(today)]
    return tuple(_document(n, document, shown) for n, document in enumerate(taken, start=1))


def _questions(given: Notifier | None) -> tuple[Pair, ...]:
    """The third way to prove identity: whether each answer of today fitted."""
    today = given is not None and given.on == timezone.localdate()
    fitted = {answer.key: answer.matched for answer in given.oral} if given and today else {}
    rules = catalogue.identity_rules()
    return tuple(Pair(f"oral_{q.key}", q.words, fitted.get(q.key)) for q in rules.oral)


def _document(number: int, document: IdentityDocument, shown: tuple[str, ...]) -> Choice:
    points = "" if document.proof == "one" else f"2点の{document.proof.upper()}"
    key = str(number) if number < 10 else ""
    return Choice(document.key, document.label, key, checked=document.key in shown, note=points)
