"""Every rule of the standard tables is reached from a screen: by what a life event says, what the register has and
the answers to what is asked, with nobody ruling on a derived fact."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from households import RULES, TODAY, Sample, birth, is_personal, kind_of, said, samples, typed

from madoguchi.domain.decisions.feel.evaluate import compile_tests
from madoguchi.domain.decisions.feel.parser import parse_unary_tests
from madoguchi.domain.decisions.rulebook import cell_tests
from madoguchi.domain.facts import FactType, FactValue, SourceKind
from madoguchi.domain.visits import Asking, Plan, Visit, VisitEvent, VisitMember, answer, make_plan
from madoguchi.domain.visits.life_events import Role
from madoguchi.domain.visits.rules import id_of

REGISTER = ("person.birth_date", "person.sex", "person.relationship", "person.resident_kind")
ROUNDS = 30
LOOSE = {fact.key: d.inputs for fact in RULES.catalogue if (d := fact.derivation) and d.name == "any"}
Truth = dict[tuple[str, str | None], FactValue]


def rows() -> dict[str, tuple[str, dict[str, int]]]:
    """「JT-01 2」 → the procedure and the cells that its second row wants; only rows that require something."""
    book, found = RULES.book, {}
    for procedure in book.procedures:
        table = procedure.source.table
        names = [clause.expression for clause in table.inputs]
        for row, rule in enumerate(table.rules):
            if rule.outputs[0].text == "true":
                tests = [cell_tests(procedure.source, row, column) for column in range(len(names))]
                wanted = {
                    name: book.axes[book.level[name]].satisfying(compile_tests(test))
                    for name, test in zip(names, tests, strict=True)
                }
                found[f"{id_of(procedure)} {row + 1}"] = (id_of(procedure), wanted)
    return found


def truth_of(sample: Sample) -> Truth:
    """What the household of a sample would answer: its own facts, and for derived ones what they are derived from."""
    truth: Truth = {}
    given = {None: sample.line["facts"], **{m["id"]: m["facts"] for m in sample.line["members"]}}
    wanted = [
        (fact, member, typed(fact, value)) for member, facts in given.items() for fact, value in facts.items()
    ]
    for fact, member, value in sorted(wanted, key=telling):
        if fact in LOOSE and any(truth.get((key, member)) is True for key in LOOSE[fact]):
            continue  # true already, by another of what it gathers
        for place, answered in solved(fact, member, value, [m for m in given if m]):
            known = truth.setdefault(place, answered)
            if RULES.catalogue[place[0]].type is FactType.INTEGER:
                truth[place] = max(known, answered)  # 120 months are 36 months too
    return truth


def telling(want: tuple[str, str | None, FactValue]) -> tuple[bool, bool]:
    """What there is comes before what there isn't (the samples fill up with no), and base facts before derived."""
    fact, _, value = want
    return value in (False, "なし", "無"), RULES.catalogue[fact].derivation is not None


def solved(
    fact: str, member: str | None, value: FactValue, members: list[str]
) -> Iterator[tuple[tuple[str, str | None], FactValue]]:
    """Answers to base facts that give a fact this value; ages are left to the dates of birth."""
    entry = RULES.catalogue[fact]
    whose = member if is_personal(fact) else None
    if entry.derivation is None:
        yield (fact, whose), value
        return
    source, params = entry.derivation, entry.derivation.params
    inputs = source.inputs
    match source.name, value:
        case ("any", False) | ("all", True):
            for key in inputs:
                for m in members if key.startswith("members.") else [whose]:
                    yield from solved(key.removeprefix("members."), m, value, members)
        case ("any", True) | ("all", False):
            for m in [whose] if whose else members:
                yield from solved(inputs[-1].removeprefix("members."), m, value, members)
        case ("not", bool()):
            yield from solved(inputs[0], whose, not value, members)
        case ("equals", True) | ("not_equals", False):
            yield from solved(inputs[0], whose, params["value"], members)
        case ("not_equals", True):
            yield (
                (inputs[0], whose),
                next(v for v in RULES.catalogue[inputs[0]].allowed if v != params["value"]),
            )
        case ("one_of", True):
            yield from solved(inputs[0], whose, params["values"][0], members)
        case (("at_least" | "at_most"), True):
            yield from solved(inputs[0], whose, params["number"], members)


def at_the_counter(sample: Sample) -> Visit:
    """The household as the clerk has it before the first question."""
    kind = kind_of(sample.line["facts"])
    event = RULES.life_events[kind]
    arriving = any(role.newcomers and role.fact == "person.moving" for role in event.roles)
    facts = {m["id"]: m["facts"] for m in sample.line["members"]}
    roles = {
        role.fact: frozenset(k for k, own in facts.items() if plays(sample, role, own))
        for role in event.roles
    }
    members = tuple(
        VisitMember(
            k, newcomer=(arriving and bool(own.get("person.moving"))) or bool(own.get("person.newborn"))
        )
        for k, own in facts.items()
    )
    spoken = [said("event.date", day_of(sample), event="e")]
    spoken += [said(rule.fact, planned(sample), event="e") for rule in event.dates[1:]]
    spoken += [
        said(fact, typed(fact, value))  # as the city's pack has it
        for fact, value in sample.line["facts"].items()
        if RULES.catalogue[fact].constant is not None
    ]
    for key, own in facts.items():
        known = {
            "person.birth_date": birth(own["person.age"], own["person.fy_age"]),
            "person.sex": own.get("person.sex", "2"),
            "person.relationship": "世帯主" if key in heads(sample) else "子",
            "person.resident_kind": "外国人" if own["person.foreign_national"] else "日本人",
        }
        spoken += [said(fact, known[fact], key, kind=SourceKind.LAYOUT) for fact in REGISTER]
    return Visit(TODAY, members, (VisitEvent("e", kind, roles),), tuple(spoken))


def plays(sample: Sample, role: Role, own: dict) -> bool:
    if role.fact == "person.is_spouse_of_deceased" and sample.line["facts"].get("household.widow_under_65"):
        return own.get("person.sex") == "2"  # the law's widow, of whom the sample says no more
    return own.get(role.fact) in (True, role.value)


def heads(sample: Sample) -> list[str]:
    """A sample has what its law needs: where it says no more than that the head leaves, somebody who leaves is it."""
    facts = {m["id"]: m["facts"] for m in sample.line["members"]}
    named = [key for key, own in facts.items() if own["person.is_head"]]
    leaving = [k for k, own in facts.items() if own.get("person.deceased") or own.get("person.moving")]
    return named or leaving[:1] * bool(sample.line["facts"].get("household.head_leaves"))


def day_of(sample: Sample) -> date:
    return TODAY if sample.line["facts"]["event.within_14_days"] else date(2026, 10, 1)


def planned(sample: Sample) -> date:
    return TODAY if sample.line["facts"]["event.within_30_days_of_planned"] else date(2026, 9, 1)


def heard(visit: Visit, truth: Truth) -> Plan:
    """Everything on the household's check list answered, until nothing is asked any more."""
    for _ in range(ROUNDS):
        plan = make_plan(RULES, visit)
        open_ = [one for one in plan.askings if not one.ruling]
        if not open_:
            return plan
        for one in open_:
            case = plan.case(one.case)
            whom = one.members if one.members is not None else (None,)
            visit = visit.with_said(
                *(answer(case, one.fact, m, truth.get((one.fact, m), plain(one)), ORIGIN) for m in whom)
            )
    raise AssertionError("the questions don't end")


ORIGIN = said("event.date", TODAY).statement.origin


def plain(one: Asking) -> FactValue:
    """Nothing of the kind."""
    if one.type is FactType.BOOLEAN:
        return False
    allowed = RULES.catalogue[one.fact].allowed
    if allowed:
        return next((value for value in ("なし", "無", "2号") if value in allowed), next(iter(allowed)))
    return 0 if one.type is FactType.INTEGER else TODAY if one.type is not FactType.STRING else "—"


def held(fact: str, known: dict[str, int]) -> int:
    """The cells left for a fact by what is known of it, or of others that exclude some (制約)."""
    axis = RULES.book.axes[RULES.book.level[fact]]
    left = known.get(fact, axis.full)
    for constraint in RULES.book.constraints:
        masks = {name: mask_of(name, text) for name, text in constraint.tests.items()}
        others = (known.get(name, -1) & ~mask == 0 for name, mask in masks.items() if name != fact)
        if fact in masks and all(others):
            left &= ~masks[fact]
    return left


@cache
def mask_of(fact: str, text: str) -> int:
    return RULES.book.axes[RULES.book.level[fact]].satisfying(compile_tests(parse_unary_tests(text)))


def fired(plan: Plan) -> set[str]:
    """Rows whose cells all hold for somebody for whom the procedure is required."""
    found = set()
    situation = plan.cases[0].situation
    for name, (procedure, wanted) in ROWS.items():
        for item in plan.required:
            if item.procedure.id == procedure:
                known = {**situation.household, **(situation.members or {}).get(item.member or "", {})}
                if all(held(fact, known) & ~mask == 0 for fact, mask in wanted.items()):
                    found.add(name)
    return found


ROWS = rows()
_ADULT = {"person.age": 45, "person.fy_age": 45, "person.is_head": True, "person.foreign_national": False}
_CHILD = {**_ADULT, "person.is_head": False, "person.jidoteate": True}
LARGE_FAMILY = Sample(
    "3人目まで数える家の転居",
    {
        "facts": {
            "event.type": "転居",
            "event.within_14_days": True,
            "event.within_30_days_of_planned": True,
        },
        "members": [
            {"id": "父", "facts": {**_ADULT, "person.moving": True}},
            *(
                {"id": name, "facts": {**_CHILD, "person.age": age, "person.fy_age": age}}
                for name, age in (("長女", 20), ("次女", 14), ("三女", 10))
            ),
        ],
    },
    {"JT-07": ["世帯"]},
)
"""The samples have a person or two of such a family; what counts its children needs all of them."""


def test_every_rule_is_reached_by_what_the_screens_ask() -> None:
    left = dict(ROWS)
    for sample in [LARGE_FAMILY, *samples()]:
        wanted = {procedure for procedure, _ in left.values()}
        if wanted & sample.required.keys():
            for name in fired(heard(at_the_counter(sample), truth_of(sample))):
                left.pop(name, None)
    assert not left, f"{len(left)} of {len(ROWS)}: {'、'.join(sorted(left))}"
