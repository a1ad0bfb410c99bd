"""Every sample household of the standard tables gets through a visit what it gets from the tables."""

from __future__ import annotations

import pytest
from households import RULES, samples, visit_of

from madoguchi.domain.visits import make_plan

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
