"""How many questions a visit takes, against asking everything; time of a plan.

Households of the demo municipality come for each life event. What the register knows of residents is known
(dates of birth, sex, nationality, relationship); of newcomers what the notice says. Everything else is answered
from a truth drawn by the pack's priors. One question put to several people counts once; the sheet of what isn't
asked aloud (指さし確認シート) counts once. Everything: each question that the tables have for the event, put to
households of whom nothing is known.

    python bench/visits/questions.py [households per event]
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from madoguchi.demo.generator import _plan, people_of
from madoguchi.domain.decisions.vocabulary import RARE
from madoguchi.domain.facts import FactType, FactValue, Origin, SourceKind, Statement
from madoguchi.domain.visits import (
    Asking,
    Channel,
    LifeEvent,
    Plan,
    Rules,
    Ruling,
    Said,
    Subject,
    Visit,
    VisitEvent,
    VisitMember,
    answer,
    load_rules,
    make_plan,
)

PACK = Path(__file__).resolve().parents[2] / "packs" / "standard"
TODAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ORIGIN = Origin(SourceKind.QUESTION, "bench", NOON)


@dataclass(frozen=True)
class Person:
    birth: date
    sex: str
    head: bool
    foreign: bool


@dataclass
class Tally:
    """Per event: questions aloud and by staff, whether the sheet was needed, seconds a plan takes."""

    everything: int = 0
    spoken: list[int] = field(default_factory=list)
    looked_up: list[int] = field(default_factory=list)
    sheets: list[int] = field(default_factory=list)
    busy: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


def households(count: int) -> list[list[Person]]:
    today = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC)
    found: list[list[Person]] = []
    for people, _ in people_of(_plan(max(count * 6, 200), None, 7, today)):
        living = [p for p in people if p.removal is None and _day(p.birth.date)][:5]
        if living and len(found) < count:
            found.append(
                [
                    Person(
                        _day(p.birth.date) or TODAY,
                        "2" if p.sex in ("2", "女") else "1",
                        p.relationship == ("01",),
                        p.foreigner is not None,
                    )
                    for p in living
                ]
            )
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def visit_for(event: LifeEvent, people: list[Person], rng: random.Random) -> Visit:
    members = tuple(VisitMember(f"m{i}") for i in range(len(people)))
    roles = {r.fact: _players(r.most, r.least, members, rng) for r in event.roles}
    said = [said_of("event.date", TODAY, None, "e"), said_of("event.notifier_rel", "本人", None, "e")]
    said += [said_of(rule.fact, TODAY, None, "e") for rule in event.dates[1:]]
    for member, person in zip(members, people, strict=True):
        facts: dict[str, FactValue] = {
            "person.birth_date": person.birth,
            "person.sex": person.sex,
            "person.relationship": "世帯主" if person.head else "家族",
            "person.resident_kind": "外国人" if person.foreign else "日本人",
        }
        said += [said_of(fact, value, member.key) for fact, value in facts.items()]
    return Visit(TODAY, members, (VisitEvent("e", event.key, roles),), tuple(said))


def _players(
    most: int | None, least: int, members: tuple[VisitMember, ...], rng: random.Random
) -> frozenset[str]:
    """Everybody moves; of other parts one is played."""
    if most is None and least:
        return frozenset(m.key for m in members)
    return frozenset({rng.choice(members).key})


def said_of(fact: str, value: FactValue, member: str | None, event: str | None = None) -> Said:
    return Said(Statement(fact, value, ORIGIN), Subject(member, event))


class Truth:
    """What the household would answer, drawn when asked."""

    def __init__(self, rules: Rules, rng: random.Random) -> None:
        self.rules, self.rng = rules, rng
        self.known: dict[tuple[str, str | None], FactValue] = {}

    def __call__(self, fact: str, member: str | None) -> FactValue:
        if (fact, member) not in self.known:
            self.known[fact, member] = self._draw(fact)
        return self.known[fact, member]

    def _draw(self, key: str) -> FactValue:
        fact = self.rules.catalogue[key]
        domain = self.rules.book.domains.get(key)
        if fact.type is FactType.BOOLEAN:
            return self.rng.random() < ((domain and domain.priors) or RARE).get("true", 0.1)
        if fact.type is FactType.ENUMERATION:
            plain = "なし" if "なし" in fact.allowed else ""
            priors = (domain and domain.priors) or {}
            weights = [priors.get(value, 0.95 if value == plain else 0.2) for value in fact.allowed]
            return self.rng.choices(list(fact.allowed), weights)[0]
        if fact.type is FactType.INTEGER:
            return self.rng.randint(0, 400)
        return TODAY if fact.type in (FactType.DATE, FactType.UNCERTAIN_DATE) else "—"


def answered(plan: Plan, one: Asking, truth: Truth) -> Visit:
    whom = one.members if one.members is not None else (None,)
    if one.ruling:
        return plan.visit.with_rulings(
            *(Ruling(one.fact, truth(one.fact, m), one.about(m), "b", "b", NOON) for m in whom)  # type: ignore[arg-type]
        )
    case = plan.case(one.case)
    return plan.visit.with_said(*(answer(case, one.fact, m, truth(one.fact, m), ORIGIN) for m in whom))


def heard(rules: Rules, visit: Visit, truth: Truth, seconds: list[float]) -> list[Asking]:
    """The questions put until nothing that tables wait for is open."""
    asked: list[Asking] = []
    while True:
        started = time.perf_counter()
        plan = make_plan(rules, visit)
        one = plan.next
        seconds.append(time.perf_counter() - started)
        if one is None or not one.decides:
            return asked
        asked.append(one)
        visit = answered(plan, one, truth)


def everything(rules: Rules, event: LifeEvent) -> int:
    """Each base fact under the tables of the event, for two people of whom nothing is known."""
    roles = {r.fact: frozenset({"a"}) for r in event.roles}
    visit = Visit(TODAY, (VisitMember("a"), VisitMember("b")), (VisitEvent("e", event.key, roles),))
    return len({one.fact for one in make_plan(rules, visit).askings if one.decides})


def run(rules: Rules, count: int) -> dict[str, Tally]:
    tallies = {}
    town = households(count)
    for event in rules.life_events.values():
        tally = tallies[event.key] = Tally(everything(rules, event))
        for number, people in enumerate(town):
            rng = random.Random(f"{event.key} {number}")
            visit, truth = visit_for(event, people, rng), Truth(rules, rng)
            asked = heard(rules, visit, truth, tally.seconds)
            tally.spoken.append(sum(one.channel is Channel.ALOUD for one in asked))
            tally.looked_up.append(sum(one.channel in (Channel.STAFF, Channel.PRIVATE) for one in asked))
            tally.sheets.append(int(any(one.channel is Channel.CARD for one in asked)))
            hurried = Visit(**{**{f: getattr(visit, f) for f in visit.__slots__}, "busy": True})
            quick = heard(rules, hurried, truth, [])
            tally.busy.append(len([one for one in quick if one.channel is not Channel.CARD]))
    return tallies


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    rules = load_rules([PACK])
    tallies = run(rules, count)
    print("event: questions aloud + by staff + sheet | everything | busy (aloud and staff)")
    for key, tally in tallies.items():
        parts = [statistics.mean(part) for part in (tally.spoken, tally.looked_up, tally.sheets, tally.busy)]
        spoken, looked_up, sheets, busy = parts
        print(
            f"{key}: {spoken:.1f} + {looked_up:.1f} + {sheets:.1f} = {spoken + looked_up + sheets:.1f}"
            f" | {tally.everything} | {busy:.1f}"
        )
    put = [
        sum(parts) for t in tallies.values() for parts in zip(t.spoken, t.looked_up, t.sheets, strict=True)
    ]
    all_ = [t.everything for t in tallies.values() for _ in t.spoken]
    seconds = sorted(s for t in tallies.values() for s in t.seconds)
    print(
        f"all events: {statistics.mean(put):.1f} of {statistics.mean(all_):.1f}: {sum(put) / sum(all_):.3f}"
    )
    print(
        f"plan and next question: median {statistics.median(seconds) * 1e3:.0f} ms,"
        f" p99 {seconds[int(len(seconds) * 0.99)] * 1e3:.0f} ms"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
