"""Visits made up for tests: the sample households of the standard pack, and a family that moves in."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "decisions"))

from pack_samples import PACK, Sample, load_samples

from madoguchi.domain.facts import FactValue, Origin, Scope, SourceKind, Statement
from madoguchi.domain.visits import (
    Case,
    Rules,
    Ruling,
    Said,
    Subject,
    Visit,
    VisitEvent,
    VisitMember,
    load_rules,
)

RULES: Rules = load_rules([PACK])
TODAY = date(2026, 11, 2)
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
KINDS = {
    ("転入", "domestic"): "move_in_domestic",
    ("転入", "overseas"): "move_in_abroad",
    ("転出", "domestic"): "move_out_domestic",
    ("転出", "overseas"): "move_out_abroad",
    ("世帯変更", "世帯主変更"): "household_head_change",
    ("世帯変更", "分離"): "household_split",
    ("世帯変更", "合併"): "household_merge",
    ("世帯変更", "構成変更"): "household_members_change",
    ("世帯変更", "なし"): "household_members_change",
    ("離婚", "調停・裁判"): "divorce_court",
}
DIRECTION = {"転入": "event.from", "転出": "event.to"}


def samples() -> list[Sample]:
    return load_samples(dict(RULES.book.domains))


def kind_of(facts: dict) -> str:
    """The life event a sample household comes for."""
    type_ = facts["event.type"]
    detail = facts.get(DIRECTION.get(type_, "event.subtype"))
    if (type_, detail) in KINDS:
        return KINDS[type_, detail]
    fitting = [e.key for e in RULES.life_events.values() if e.sets["event.type"] == type_]
    return fitting[0]


def said(
    fact: str,
    value: FactValue,
    member: str | None = None,
    event: str | None = None,
    *,
    kind: SourceKind = SourceKind.QUESTION,
    at: datetime = NOON,
    settles: bool = False,
) -> Said:
    return Said(Statement(fact, value, Origin(kind, "test", at), settles), Subject(member, event))


def birth(age: int, fiscal: int) -> date:
    """A day of birth that gives both ages on the day of the samples."""
    return date(TODAY.year - age, 1, 15) if age == fiscal else date(TODAY.year - age, 6, 15)


def visit_of(sample: Sample) -> Visit:
    """The sample as a visit: base facts said, derived ones left to the derivations; where the sample says
    otherwise (its facts are what the law needs, not whole families), staff rule."""
    kind = kind_of(sample.line["facts"])
    members = [m["id"] for m in sample.line["members"]]
    given = {None: sample.line["facts"], **{m["id"]: m["facts"] for m in sample.line["members"]}}
    event = VisitEvent("e", kind, _roles(kind, given))
    spoken = [
        said(fact, typed(fact, value), member, settles=True)
        for member, facts in given.items()
        for fact, value in facts.items()
        if not RULES.catalogue[fact].derivation and fact not in ("event.type",)
    ]
    spoken += [s for m in sample.line["members"] for s in _base(m)]
    spoken.append(said("event.date", TODAY if given[None]["event.within_14_days"] else date(2026, 10, 1)))
    spoken.append(said("event.planned_out_on", _planned(given[None])))
    visit = Visit(TODAY, tuple(map(VisitMember, members)), (event,), tuple(spoken))
    return visit.with_rulings(*_rulings(visit, given))


def _planned(facts: dict) -> date:
    return TODAY if facts["event.within_30_days_of_planned"] else date(2026, 9, 1)


def _roles(kind: str, given: dict) -> dict[str, frozenset[str]]:
    roles = {}
    for role in RULES.life_events[kind].roles:
        players = (m for m, facts in given.items() if m and facts.get(role.fact) in (True, role.value))
        roles[role.fact] = frozenset(players)
    return roles


def _base(member: dict) -> list[Said]:
    facts, key = member["facts"], member["id"]
    return [
        said("person.birth_date", birth(facts["person.age"], facts["person.fy_age"]), key),
        said("person.relationship", "世帯主" if facts["person.is_head"] else "子", key),
        said("person.resident_kind", "外国人" if facts["person.foreign_national"] else "日本人", key),
    ]


def _rulings(visit: Visit, given: dict) -> list[Ruling]:
    case = Case(RULES, visit, visit.events[0])
    return [
        Ruling(fact, typed(fact, value), Subject(member), "試験", "標本のとおり", NOON)
        for member, facts in given.items()
        for fact, value in facts.items()
        if RULES.catalogue[fact].derivation and case.value(fact, member) != typed(fact, value)
    ]


def typed(fact: str, value: object) -> FactValue:
    entry = RULES.catalogue[fact]
    if isinstance(value, Decimal):
        return int(value)
    return entry.read(value) if isinstance(value, str) else value  # type: ignore[return-value]


def is_personal(fact: str) -> bool:
    return RULES.catalogue[fact].scope is Scope.PERSON


# -- a family


FAMILY = {"父": date(1985, 5, 1), "母": date(1987, 5, 1), "兄": date(2018, 1, 1), "妹": date(2021, 6, 1)}


def moving_in(kind: str = "move_in_domestic", on: date = date(2026, 10, 31), **changes: object) -> Visit:
    """A family of four on the day of their notice; nothing is known but dates, sexes and who moves."""
    members = tuple(VisitMember(key, newcomer=True) for key in FAMILY)
    event = VisitEvent("e", kind, {"person.moving": frozenset(FAMILY)})
    spoken = [said("event.date", on, event="e"), said("event.planned_out_on", on, event="e")]
    for key, day in FAMILY.items():
        spoken.append(said("person.birth_date", day, key, kind=SourceKind.CARD))
        spoken.append(said("person.sex", "1" if key in ("父", "兄") else "2", key, kind=SourceKind.CARD))
        spoken.append(said("person.relationship", "世帯主" if key == "父" else "家族", key))
        spoken.append(said("person.resident_kind", "日本人", key))
    base = Visit(TODAY, members, (event,), tuple(spoken))
    return replace(base, **changes)  # type: ignore[arg-type]
