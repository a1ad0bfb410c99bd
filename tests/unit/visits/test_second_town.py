"""A made-up town with other offices, ages and procedures: nothing of the standard pack's is wired in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from households import FAMILY, PACK, RULES, TODAY, moving_in, said

from madoguchi.domain.guide import Language, read_guide_texts
from madoguchi.domain.visits import Status, VisitEvent, load_rules, make_plan

TOWN = Path(__file__).parents[2] / "packs" / "miyoshino"
STANDARD_OFFICES = {code for code, office in RULES.offices.items() if not office.outside}


@pytest.fixture(scope="module")
def town():
    return load_rules([PACK, TOWN])


def test_its_offices_take_the_work_of_those_it_has_not(town):
    used = {code for procedure in town.procedures.values() for code in procedure.departments}
    assert used <= town.offices.keys()
    assert not used & STANDARD_OFFICES
    assert town.procedures.keys() == RULES.procedures.keys() | {"MY-01"}
    assert [town.procedures[key].departments for key in ("JK-01", "JT-01", "SG-01", "NK-09")] == [
        ("front",),
        ("children",),
        ("wellbeing",),
        ("front", "outside"),
    ]
    assert not [finding for finding in town.findings if "order" in finding.file]


def test_the_bases_on_which_facts_may_be_used_go_with_the_work(town):
    special = "person.kaigo_level"
    assert town.purposes.basis("front", special) == RULES.purposes.basis("care", special) != ""
    assert town.purposes.basis("works", special) is None


def test_an_event_is_renamed_another_is_not_taken_there(town):
    assert town.life_events["move_within"].label == "町内転居"
    assert RULES.life_events.keys() - town.life_events.keys() == {"domicile_transfer"}


def test_its_own_procedure_is_asked_for_and_has_its_own_form(town):
    family = moving_in()
    (asked,) = (one for one in make_plan(town, family).askings if one.fact == "person.wants_firewood")
    assert (asked.members, asked.say["ja"]) == (("父",), "薪ストーブの補助をお使いになりますか。")
    plan = make_plan(town, family.with_said(said("person.wants_firewood", True, "父")))
    item = plan.item("MY-01", "父")
    assert item is not None
    assert (item.status, item.forms) == (Status.REQUIRED, ("firewood_application",))


@pytest.mark.parametrize(("born", "standard", "own"), [(2018, True, True), (2010, True, False)])
def test_its_children_are_younger_when_their_medical_aid_ends(town, born, standard, own):
    """Fifteen years' end there, eighteen here."""
    family = moving_in()
    child = [s for s in family.said if s.about.member != "兄" or s.statement.fact != "person.birth_date"]
    family = replace(family, said=(*child, said("person.birth_date", date(born, 1, 1), "兄")))
    for rules, offered in ((RULES, standard), (town, own)):
        status = make_plan(rules, family).item("FI-01", "兄").status
        assert (status is not Status.NOT_REQUIRED) is offered


def test_its_guide_is_in_fewer_languages_and_knows_its_procedure(town):
    texts, findings = read_guide_texts([PACK, TOWN])
    assert texts is not None, findings
    assert texts.offered == (Language.JA, Language.JA_EASY, Language.EN)
    assert texts.unread == ()
    for language in texts.offered:
        own = texts.languages[language]
        assert own.procedures.keys() == town.procedures.keys()
        if language is Language.EN:
            assert {office.name for office in town.offices.values()} <= own.departments.keys()


def test_the_same_family_visits_fewer_counters(town):
    visit = replace(
        moving_in(), events=(VisitEvent("e", "move_within", {"person.moving": frozenset(FAMILY)}),)
    )
    for rules, fewest in ((RULES, 6), (town, 3)):
        plan = make_plan(rules, visit)
        counters = {
            rules.offices[i.procedure.departments[0]].counter for i in (*plan.required, *plan.open_work)
        }
        assert len(counters - {""}) >= fewest
    assert len(counters - {""}) <= len(town.offices)
    assert plan.visit.today == TODAY
