"""What a department may find out about an open result: within its purposes, and never of a result it mustn't know."""

from __future__ import annotations

from households import RULES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_properties import answers, visits

from madoguchi.domain.visits import Status, handover, make_plan
from madoguchi.domain.visits.checking import open_points

DEPARTMENTS = sorted(RULES.offices)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(visits(), answers(), st.data())
def test_a_department_is_asked_for_nothing_that_it_must_not_know(visit, spoken, data) -> None:
    plan = make_plan(RULES, visit.with_said(*spoken))
    open_ = plan.of(Status.OPEN)
    if not open_:
        return
    item = data.draw(st.sampled_from(open_))
    department = data.draw(st.sampled_from([*item.procedure.departments, *DEPARTMENTS]))
    found = open_points(plan, item.procedure.id, department)
    limits = RULES.purposes
    assert all(limits.basis(department, one.fact) is not None for one in found.askings)
    assert all(limits.basis(department, f) is not None for one in found.askings for f in one.decides)
    if any(
        handover(plan, each, department).referral for each in open_ if each.procedure.id == item.procedure.id
    ):
        assert found.askings == () and found.elsewhere == 0


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(visits(), st.sampled_from(sorted(RULES.procedures)))
def test_a_settled_result_has_no_open_points(visit, procedure) -> None:
    plan = make_plan(RULES, visit)
    if any(item.procedure.id == procedure for item in plan.of(Status.OPEN)):
        return
    for department in RULES.procedures[procedure].departments:
        assert open_points(plan, procedure, department).askings == ()
