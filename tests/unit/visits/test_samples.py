"""Every sample household of the standard tables gets through a visit what it gets from the tables."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from households import RULES, TODAY, samples, visit_of

from madoguchi.domain.decisions.feel.evaluate import compile_tests
from madoguchi.domain.decisions.rulebook import cell_tests
from madoguchi.domain.visits import Case, Visit, VisitEvent, VisitMember, make_plan

ALL = samples()


@pytest.mark.parametrize("sample", ALL, ids=lambda s: s.name)
def test_a_sample_gets_the_same_through_a_visit(sample) -> None:
    plan = make_plan(RULES, visit_of(sample))
    required: dict[str, list[str]] = {}
    for item in plan.required:
        required.setdefault(item.procedure.id, []).append(item.member or "世帯")
    assert required == sample.required
    assert plan.open_work == ()
    assert not any(item.contradiction for item in plan.items)


def test_most_derived_facts_of_the_samples_follow_from_base_facts() -> None:
    """The derivations are really used: rulings are needed only where a sample is no whole family."""
    derived = [n for n in RULES.book.domains if RULES.catalogue[n].derivation]
    rulings = sum(len(visit_of(s).rulings) for s in ALL)
    cells = sum(len(derived) * len(s.line["members"]) for s in ALL)
    assert rulings / cells < 0.25


def of_the_event_alone(kind: str, players: frozenset[str]) -> dict[str, int]:
    """What a life event fixes for one person: neither the city's settings nor what others of the household add."""
    roles = {role.fact: players for role in RULES.life_events[kind].roles}
    visit = Visit(TODAY, (VisitMember("甲"),), (VisitEvent("e", kind, roles),))
    situation = Case(RULES, visit, visit.events[0]).situation
    assert situation.members is not None
    fixed = {**situation.household, **situation.members["甲"]}
    return {name: mask for name, mask in fixed.items() if not depends_on_others(name)}


def depends_on_others(name: str) -> bool:
    derivation = RULES.catalogue[name].derivation
    gathered = derivation is not None and any(key.startswith("members.") for key in derivation.inputs)
    inputs = derivation.inputs if derivation and not gathered else ()
    return RULES.catalogue[name].constant is not None or gathered or any(map(depends_on_others, inputs))


def requiring_rows() -> Iterator[tuple[str, dict[str, int]]]:
    """Every row that requires its procedure, with the cells that it wants."""
    book = RULES.book
    for procedure in book.procedures:
        table = procedure.source.table
        for row, rule in enumerate(table.rules):
            if rule.outputs[0].text == "true":
                tests = (cell_tests(procedure.source, row, column) for column in range(len(table.inputs)))
                names = [clause.expression for clause in table.inputs]
                wanted = {
                    name: book.axes[book.level[name]].satisfying(compile_tests(test))
                    for name, test in zip(names, tests, strict=True)
                }
                yield f"{procedure.name} {row + 1}", wanted


def test_every_rule_can_be_reached_from_a_life_event() -> None:
    """For every row that requires something there is an event that leaves it possible."""
    starts = [
        of_the_event_alone(kind, players)
        for kind in RULES.life_events
        for players in (frozenset({"甲"}), frozenset[str]())
    ]
    unreached = [
        place
        for place, wanted in requiring_rows()
        if not any(all(known.get(name, -1) & mask for name, mask in wanted.items()) for known in starts)
    ]
    assert unreached == []
