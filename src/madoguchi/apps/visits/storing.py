"""A visit's body as JSON and back, exactly. The version stands in the JSON: stored visits outlive releases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from madoguchi.apps.receptions.types import OralAnswer, Party
from madoguchi.apps.visits.types import Body, Brought, Newcomer, Notifier, Person, Wanted
from madoguchi.domain.counter import VisitorKind
from madoguchi.domain.dates import AnyDate, UncertainDate
from madoguchi.domain.facts import Absent, FactValue, Origin, SourceKind, Statement
from madoguchi.domain.facts.values import Scalar
from madoguchi.domain.guide import Language
from madoguchi.domain.visits import Change, Ruling, Said, Subject, Unanswered, VisitEvent

VERSION = 1
Json = Mapping[str, Any]


class UnknownVersionError(ValueError):
    """Written by a later release than this one."""


def freeze(body: Body) -> dict[str, Any]:
    return {
        "v": VERSION,
        "persons": [_person(p) for p in body.persons],
        "events": [_event(e) for e in body.events],
        "said": [_said(s) for s in body.said],
        "rulings": [_ruling(r) for r in body.rulings],
        "unanswered": [[u.fact, *_subject(u.about), u.later] for u in body.unanswered],
        "changes": [asdict(c) | {"at": c.at.isoformat()} for c in body.changes],
        "notifier": _notifier(body.notifier) if body.notifier else None,
        "brought": [[b.label, b.member, b.had] for b in body.brought],
        "certificates": [asdict(wanted) for wanted in body.certificates],
        "language": body.language.value,
        "large_print": body.large_print,
        "busy": body.busy,
    }


def thaw(stored: Json) -> Body:
    """Raises UnknownVersionError."""
    if stored["v"] != VERSION:
        raise UnknownVersionError(f"visit of version {stored['v']}")
    return Body(
        persons=tuple(map(_to_person, stored["persons"])),
        events=tuple(map(_to_event, stored["events"])),
        said=tuple(map(_to_said, stored["said"])),
        rulings=tuple(map(_to_ruling, stored["rulings"])),
        unanswered=tuple(Unanswered(f, Subject(m, e), later) for f, m, e, later in stored["unanswered"]),
        changes=tuple(Change(**c | {"at": datetime.fromisoformat(c["at"])}) for c in stored["changes"]),
        notifier=_to_notifier(stored["notifier"]) if stored["notifier"] else None,
        brought=tuple(Brought(label, member, had) for label, member, had in stored["brought"]),
        certificates=tuple(map(_to_wanted, stored.get("certificates", ()))),
        language=Language(stored["language"]),
        large_print=stored["large_print"],
        busy=stored["busy"],
    )


def kinds_of(stored: Json) -> tuple[str, ...]:
    """The life events of a stored visit, without the rest of it."""
    return tuple(event["kind"] for event in stored["events"])


# -- values: what JSON has stands as it is, the rest says what it is


def value_to_json(value: FactValue) -> Any:
    match value:
        case Absent():
            return {"absent": value.value}
        case UncertainDate():
            return {"text": value.text, "from": _day(value.earliest), "to": _day(value.latest)}
        case date():
            return {"date": value.isoformat()}
        case Decimal():
            return {"decimal": str(value)}
        case tuple():
            return [value_to_json(item) for item in value]
    return value


def value_from_json(stored: Any) -> FactValue:
    if isinstance(stored, list):
        return tuple(cast(Scalar, value_from_json(item)) for item in stored)
    if not isinstance(stored, dict):
        return cast(FactValue, stored)
    if "absent" in stored:
        return Absent(stored["absent"])
    if "decimal" in stored:
        return Decimal(stored["decimal"])
    return _to_day(stored)


def _to_day(stored: Json) -> AnyDate:
    if "date" in stored:
        return date.fromisoformat(stored["date"])
    return UncertainDate(stored["text"], _day_or_none(stored["from"]), _day_or_none(stored["to"]))


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _day_or_none(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


# -- the parts


def _person(person: Person) -> Json:
    newcomer = person.newcomer
    typed = asdict(newcomer) | {"birth": value_to_json(newcomer.birth or "")} if newcomer else None
    at = person.typed_at.isoformat() if person.typed_at else ""
    return {"key": person.key, "resident": person.resident_id, "newcomer": typed, "at": at}


def _to_person(stored: Json) -> Person:
    typed = stored["newcomer"]
    at = datetime.fromisoformat(stored["at"]) if stored["at"] else None
    if typed is None:
        return Person(stored["key"], stored["resident"], None, at)
    birth = _to_day(typed["birth"]) if typed["birth"] else None
    return Person(stored["key"], stored["resident"], Newcomer(**typed | {"birth": birth}), at)


def _event(event: VisitEvent) -> Json:
    roles = {fact: sorted(members) for fact, members in event.roles.items()}
    return {"key": event.key, "kind": event.kind, "roles": roles}


def _to_event(stored: Json) -> VisitEvent:
    roles = {fact: frozenset(members) for fact, members in stored["roles"].items()}
    return VisitEvent(stored["key"], stored["kind"], roles)


def _to_wanted(stored: Json) -> Wanted:
    return Wanted(stored["certificate"], stored["copies"], tuple(stored["members"]), tuple(stored["items"]))


def _subject(about: Subject) -> Sequence[str | None]:
    return about.member, about.event


def _said(said: Said) -> Json:
    statement, origin = said.statement, said.statement.origin
    return {
        "fact": statement.fact,
        "value": value_to_json(statement.value),
        "about": _subject(said.about),
        "from": [origin.kind.value, origin.name, origin.as_of.isoformat()],
        "settles": statement.settles,
    }


def _to_said(stored: Json) -> Said:
    kind, name, as_of = stored["from"]
    origin = Origin(SourceKind(kind), name, datetime.fromisoformat(as_of))
    statement = Statement(stored["fact"], value_from_json(stored["value"]), origin, stored["settles"])
    return Said(statement, Subject(*stored["about"]))


def _ruling(ruling: Ruling) -> Json:
    return {
        "fact": ruling.fact,
        "value": value_to_json(ruling.value),
        "about": _subject(ruling.about),
        "by": ruling.by,
        "reason": ruling.reason,
        "at": ruling.at.isoformat(),
    }


def _to_ruling(stored: Json) -> Ruling:
    value = cast(Any, value_from_json(stored["value"]))
    at = datetime.fromisoformat(stored["at"])
    return Ruling(stored["fact"], value, Subject(*stored["about"]), stored["by"], stored["reason"], at)


def _notifier(notifier: Notifier) -> Json:
    return {
        "kind": notifier.kind.value,
        "person": notifier.person,
        "party": asdict(notifier.party),
        "qualification": notifier.qualification,
        "papers": list(notifier.papers),
        "identity": list(notifier.identity),
        "oral": [[answer.key, answer.matched] for answer in notifier.oral],
        "core_checked": notifier.core_checked,
        "on": _day(notifier.on),
    }


def _to_notifier(stored: Json) -> Notifier:
    return Notifier(
        kind=VisitorKind(stored["kind"]),
        person=stored["person"],
        party=Party(**stored["party"]),
        qualification=stored["qualification"],
        papers=tuple(stored["papers"]),
        identity=tuple(stored["identity"]),
        oral=tuple(OralAnswer(key, matched) for key, matched in stored["oral"]),
        core_checked=stored["core_checked"],
        on=_day_or_none(stored["on"]),
    )
