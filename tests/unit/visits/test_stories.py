"""Two visits from beginning to end: a family of five moves in, and a death with everything that follows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from households import NOON, RULES, TODAY, said

from madoguchi.domain.facts import FactValue, Origin, SourceKind
from madoguchi.domain.visits import (
    Channel,
    Plan,
    Said,
    Status,
    Visit,
    VisitEvent,
    VisitMember,
    answer,
    make_plan,
)

Answers = Mapping[tuple[str, str | None], FactValue]
BY_HAND = Origin(SourceKind.QUESTION, "test", NOON)


def heard(visit: Visit, answers: Answers) -> tuple[Plan, int]:
    """Ask until nothing is open; what isn't in the answers is no, なし or 0. How often somebody was spoken to."""
    spoken = 0
    sheet = False
    while (one := (plan := make_plan(RULES, visit)).next) and one.decides:
        assert not one.ruling, one
        spoken += one.channel is Channel.ALOUD
        sheet |= one.channel is Channel.CARD
        case = plan.case(one.case)
        whom = one.members if one.members is not None else (None,)
        visit = visit.with_said(
            *(answer(case, one.fact, m, _given(answers, one.fact, m), BY_HAND) for m in whom)
        )
    return plan, spoken + sheet


def _given(answers: Answers, fact: str, member: str | None) -> FactValue:
    if (fact, member) in answers:
        return answers[fact, member]
    entry = RULES.catalogue[fact]
    if "なし" in entry.allowed or "無" in entry.allowed:
        return "なし" if "なし" in entry.allowed else "無"
    return {"boolean": False, "integer": 0}[entry.type]


def required(plan: Plan) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for item in plan.required:
        found.setdefault(item.procedure.id, set()).add(item.member or "世帯")
    return found


BIRTHS = {
    "父": (date(1986, 5, 1), "1", "世帯主", "日本人"),
    "母": (date(1990, 7, 1), "2", "妻", "外国人"),
    "姉": (date(2013, 6, 1), "2", "子", "日本人"),
    "弟": (date(2017, 8, 1), "1", "子", "日本人"),
    "祖母": (date(1948, 2, 1), "2", "母", "日本人"),
}
MOVE: Answers = {
    ("event.same_pref", None): False,
    ("event.notifier_rel", None): "本人",
    **{("person.mnc", m): True for m in BIRTHS},
    ("person.mnc_sign_cert", "父"): True,
    ("person.mnc_sign_cert", "母"): True,
    ("person.nenkin", "父"): "1号",
    ("person.nenkin", "母"): "1号",
    ("person.my_number_linked_pension", "父"): True,
    ("person.my_number_linked_pension", "母"): True,
    ("person.pregnant", "母"): True,
    ("person.is_payer", "父"): True,
    ("person.kaigo_level", "祖母"): "要介護",
    ("person.dog", "父"): True,
}


def family() -> Visit:
    move = [
        said("event.date", date(2026, 10, 30), event="e"),
        said("event.planned_out_on", date(2026, 10, 29), event="e"),
    ]
    people: list[Said] = []
    for key, (birth, sex, relationship, kind) in BIRTHS.items():
        facts = {
            "person.birth_date": birth,
            "person.sex": sex,
            "person.relationship": relationship,
            "person.resident_kind": kind,
        }
        people += [said(fact, value, key, kind=SourceKind.CARD) for fact, value in facts.items()]
    event = VisitEvent("e", "move_in_domestic", {"person.moving": frozenset(BIRTHS)})
    members = tuple(VisitMember(key, newcomer=True) for key in BIRTHS)
    return Visit(TODAY, members, (event,), (*move, *people))


def test_a_family_of_five_moves_in() -> None:
    plan, questions = heard(family(), MOVE)
    assert plan.open_work == () and plan.problems == ()
    assert required(plan) == {
        "JK-01": {"世帯"},
        "JK-08": {"母"},
        "JK-11": {"父", "母", "祖母"},
        "MN-01": set(BIRTHS),
        "MN-03": {"父", "母"},
        "KH-01": {"父", "母", "姉", "弟"},
        "KK-01": {"祖母"},
        "KG-01": {"祖母"},
        "FI-01": {"姉", "弟"},
        "JT-01": {"世帯"},
        "SC-01": {"姉", "弟"},
        "HO-05": {"弟"},
        "KE-01": {"母"},
        "KE-03": {"姉", "弟"},
        "KE-06": {"父", "母", "祖母"},
        "KE-08": {"母"},
        "KO-08": {"父"},
        "KO-12": {"世帯"},
    }
    assert questions <= 20
    together = {i.procedure.id for i in plan.required if i.done_with}
    assert together == {"KH-01", "KK-01"}
    hidden = {i.procedure.id for i in plan.required if i.silent}
    assert hidden == {"KG-01", "KE-01", "KE-08"}


def test_in_the_busy_mode_the_family_is_through_with_hardly_a_question() -> None:
    from dataclasses import replace

    plan, questions = heard(replace(family(), busy=True), MOVE)
    assert questions <= 3
    today = {item.procedure.id for item in plan.required}
    assert {"JK-01", "JK-08"} <= today
    everything = required(heard(family(), MOVE)[0])
    still = {item.procedure.id for item in plan.open_work} | today
    assert set(everything) <= still


DEATH_KNOWN: Answers = {
    ("person.kouki", "故人"): True,
    ("person.nenkin_recipient", "故人"): True,
    ("person.rourei_kiso", "故人"): True,
    ("person.kaigo_first_kind", "故人"): True,
    ("person.kaigo_level", "故人"): "要介護",
    ("person.kaigo_service", "故人"): True,
    ("person.techo_shintai", "故人"): "2",
    ("person.jushin_iryo", "故人"): True,
    ("person.mnc", "故人"): True,
    ("person.inkan", "故人"): True,
    ("person.fixed_asset", "故人"): True,
    ("person.unregistered_house", "故人"): True,
    ("person.shiminzei_due", "故人"): True,
    ("person.tax_account_transfer", "故人"): True,
    ("person.kei_vehicle", "故人"): True,
    ("person.gentsuki", "故人"): True,
    ("person.dog", "故人"): True,
    ("household.public_housing", None): True,
    ("household.supported_by_deceased", None): True,
    ("household.survivors_shared_livelihood", None): True,
    ("household.marriage_years", None): 50,
    ("person.shogai_kyosai_subscriber", "故人"): True,
    ("person.kokuho", "孫"): True,
}


def bereavement() -> Visit:
    people = {
        "故人": (date(1944, 3, 1), "1", "世帯主"),
        "妻": (date(1947, 3, 1), "2", "妻"),
        "孫": (date(2000, 3, 1), "1", "孫"),
    }
    spoken = [
        said("event.date", date(2026, 10, 30), event="e"),
        said("event.learned_on", date(2026, 10, 30), event="e"),
        said("event.funeral_on", date(2026, 11, 1), event="e"),
        said("event.owner_known_on", date(2026, 10, 30), event="e"),
    ]
    for key, (birth, sex, relationship) in people.items():
        facts = {"person.birth_date": birth, "person.sex": sex, "person.relationship": relationship}
        spoken += [said(fact, value, key, kind=SourceKind.LAYOUT) for fact, value in facts.items()]
        spoken.append(said("person.resident_kind", "日本人", key, kind=SourceKind.LAYOUT))
    roles = {"person.deceased": frozenset({"故人"}), "person.is_spouse_of_deceased": frozenset({"妻"})}
    return Visit(TODAY, tuple(map(VisitMember, people)), (VisitEvent("e", "death", roles),), tuple(spoken))


def test_a_death_brings_twenty_procedures_to_ten_departments() -> None:
    plan, _ = heard(bereavement(), DEATH_KNOWN)
    assert plan.open_work == () and plan.problems == ()
    found = required(plan)
    assert len(found) >= 20
    offices = {code for item in plan.required for code in item.procedure.departments}
    assert len({code for code in offices if not RULES.offices[code].outside}) >= 10
    assert found["JK-07"] == {"世帯"} and found["KH-11"] == {"世帯"}
    assert all(item.status is Status.REQUIRED for item in plan.required)
    days = [item.deadline.on for item in plan.required if item.deadline.on]
    assert days and min(days) == date(2026, 11, 5)  # 知った日を含めて7日
