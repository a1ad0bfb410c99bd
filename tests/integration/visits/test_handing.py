"""What a visit hands over beside the facts: what comes first, and who goes to whom; guide and tasks say the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.visits import guides, handing
from madoguchi.domain.visits.ways import Ways
from madoguchi.domain.ways import Way
from tests.integration.visits import families


@pytest.fixture
def opened(staff):
    return families.arrived(staff(Right.COUNTER))


def with_ways(opened, ways: Ways):
    return replace(opened, plan=replace(opened.plan, rules=replace(opened.plan.rules, ways=ways)))


def test_tasks_know_what_comes_first_and_walk_is_the_rule(opened):
    drafts = {draft.procedure: draft for draft in handing.drafts(opened)}
    assert drafts["KH-01"].after == ("JK-01", "JK-02")
    assert drafts["JK-01"].after == ()
    assert {(draft.way, draft.meet) for draft in drafts.values()} == {(Way.WALK, "")}


def test_staff_come_where_the_city_says_so(opened):
    ways = Ways(default=Way.WALK, events={"move_in_domestic": Way.COME}, counter="転入の窓口")
    changed = with_ways(opened, ways)
    drafts = handing.drafts(changed)
    assert {(draft.way, draft.meet) for draft in drafts} == {(Way.COME, "転入の窓口")}
    assert {(r.way, r.meet) for r in guides.requests(changed)} == {(Way.COME, "転入の窓口")}


def test_a_result_still_open_is_marked_as_such(opened):
    drafts = {draft.procedure: draft for draft in handing.drafts(opened)}
    assert drafts["KH-01"].to_check and not drafts["JK-01"].to_check
    assert all(("要確認" in d.title) == d.to_check or d.silent for d in drafts.values())
