"""The plan of a visit by examples: days, papers, several events, what is silent, what is handed over."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from households import FAMILY, NOON, RULES, TODAY, moving_in, said

from madoguchi.domain.dates import UncertainDate
from madoguchi.domain.facts import UNKNOWN, SourceKind
from madoguchi.domain.visits import (
    DONT_KNOW,
    LATER,
    Change,
    Channel,
    Plan,
    ProblemKind,
    Ruling,
    Status,
    Subject,
    Unanswered,
    Visit,
    VisitEvent,
    VisitMember,
    application,
    effects,
    handover,
    known_facts,
    make_plan,
)
from madoguchi.domain.visits.words import NO_REASON


def plan(visit: Visit) -> Plan:
    return make_plan(RULES, visit)


def status(found: Plan, procedure: str, member: str | None = None) -> Status:
    item = found.item(procedure, member)
    assert item is not None
    return item.status


def problems(found: Plan) -> list[tuple[ProblemKind, str]]:
    return [(p.kind, p.fact) for p in found.problems]


class TestDays:
    def test_a_deadline_is_a_date_with_the_days_left(self) -> None:
        """10/18 + 14 = 11/1, a Sunday; 11/2 is the last day."""
        item = plan(moving_in(on=date(2026, 10, 18))).item("JK-01", None)
        assert item and (item.deadline.on, item.deadline.days_left) == (date(2026, 11, 2), 0)
        assert item.act and item.forms == ("resident_move_notice",)

    @pytest.mark.parametrize(("kind", "refused"), [("move_in_domestic", True), ("move_within", True)])
    def test_a_move_to_come_is_refused(self, kind: str, refused: bool) -> None:
        found = plan(moving_in(kind, on=TODAY + timedelta(days=1)))
        assert ((ProblemKind.REFUSED, "event.date") in problems(found)) is refused
        assert (ProblemKind.REFUSED, "event.date") not in problems(plan(moving_in(kind, on=TODAY)))

    def test_moving_out_to_come_is_the_rule(self) -> None:
        found = plan(moving_in("move_out_domestic", on=TODAY + timedelta(days=20)))
        assert problems(found) == []

    def test_a_late_notice_needs_the_paper_from_the_first_day_on(self) -> None:
        assert problems(plan(moving_in(on=date(2026, 10, 18)))) == []
        late = plan(moving_in(on=date(2026, 10, 16)))
        assert problems(late) == [(ProblemKind.LATE, "event.date")]
        (problem,) = late.problems
        assert (problem.paper, problem.days, problem.basis) == ("期間経過理由書", 3, "住基法52条2項")

    def test_an_uncertain_day_counts_from_the_earliest_and_says_so(self) -> None:
        visit = moving_in()
        unsure = UncertainDate("10月中旬", date(2026, 10, 11), date(2026, 10, 20))
        visit = visit.without_said("event.date", Subject(None, "e")).with_said(
            said("event.date", unsure, event="e")
        )
        item = plan(visit).item("JK-01", None)
        assert item and item.deadline.uncertain and item.deadline.on == date(2026, 10, 26)

    def test_a_day_that_a_deadline_waits_for_is_asked_last(self) -> None:
        visit = Visit(
            TODAY,
            (VisitMember("夫"), VisitMember("妻")),
            (VisitEvent("e", "death", {"person.deceased": frozenset({"夫"})}),),
            (said("event.date", date(2026, 10, 30), event="e"),),
        )
        waiting = [a.fact for a in plan(visit).askings if not a.decides]
        assert "event.learned_on" in waiting
        item = plan(visit).item("KO-01", "夫")
        assert item and item.deadline.on is None and item.deadline.missing == ("event.learned_on",)
        assert not [a for a in plan(replace(visit, busy=True)).askings if not a.decides]

    def test_fourteen_and_thirty_days_of_the_card_follow_from_dates(self) -> None:
        """MN-01 in time; MN-08 if either is past. The days are those of the deadlines."""
        card = RULES.deadline_rules["card_continuation"]
        days = {limit.key: limit.amount for limit in card.limits}
        for fact, key in (
            ("event.within_14_days", "card_14"),
            ("event.within_30_days_of_planned", "card_30"),
        ):
            derivation = RULES.catalogue[fact].derivation
            assert derivation and derivation.params == {"days": days[key]}
        mover = moving_in(on=TODAY - timedelta(days=14)).with_said(said("person.mnc", True, "父"))
        assert status(plan(mover), "MN-01", "父") is Status.REQUIRED
        tardy = moving_in(on=TODAY - timedelta(days=15)).with_said(said("person.mnc", True, "父"))
        assert status(plan(tardy), "MN-01", "父") is Status.NOT_REQUIRED
        assert status(plan(tardy), "MN-08", "父") is Status.REQUIRED
        limits = plan(mover).item("MN-01", "父")
        assert limits and [d.label[:3] for d in limits.deadline.dues] == ["転入届", "転入届", "継続利"]

    def test_ages_are_those_of_the_day_of_the_event(self) -> None:
        """65 is reached on the day before the birthday (年齢計算ニ関スル法律)."""
        old = replace(moving_in(), said=())
        for day, answer in ((TODAY - timedelta(days=1), False), (TODAY, True)):
            born = date(1961, 11, 3)
            visit = old.with_said(said("person.birth_date", born, "父"), said("event.date", day, event="e"))
            assert plan(visit).case("e").value("person.age_65_reached", "父") is answer


class TestHouseholds:
    def leaving(self, kind: str, role: str, whom: str) -> Visit:
        events = (VisitEvent("e", kind, {role: frozenset({whom})}),)
        return replace(moving_in(), events=events)

    def test_the_head_who_dies_leaves_a_household_that_needs_another(self) -> None:
        """住基法25条: with two people of 15 or more left; the wife and two children are one."""
        death = self.leaving("death", "person.deceased", "父")
        assert status(plan(death), "JK-07") is Status.NOT_REQUIRED
        grown = death.without_said("person.birth_date", Subject("兄"), SourceKind.CARD).with_said(
            said("person.birth_date", date(2008, 1, 1), "兄")
        )
        assert status(plan(grown), "JK-07") is Status.REQUIRED
        assert status(plan(self.leaving("death", "person.deceased", "母")), "JK-07") is Status.NOT_REQUIRED

    def test_staff_may_overrule_what_is_derived_and_take_it_back(self) -> None:
        death = self.leaving("death", "person.deceased", "父")
        ruling = Ruling("household.remaining_15plus_2", True, Subject(), "職員", "祖父母も同居", NOON)
        ruled = death.with_rulings(ruling)
        assert status(plan(ruled), "JK-07") is Status.REQUIRED
        assert plan(ruled.without_ruling(ruling.fact, ruling.about)).items == plan(death).items

    def test_a_role_not_settled_is_asked_for(self) -> None:
        visit = replace(moving_in(), events=(VisitEvent("e", "move_in_domestic"),))
        assert (ProblemKind.MISSING, "person.moving") in problems(plan(visit))
        assert status(plan(visit), "KE-02", "妹") is Status.OPEN

    def test_a_role_answered_one_by_one_is_settled(self) -> None:
        visit = replace(moving_in(), events=(VisitEvent("e", "move_in_domestic"),))
        one = next(a for a in plan(visit).askings if a.fact == "person.moving")
        assert one.members == tuple(FAMILY) and one.event == "e"
        told = visit.with_said(*(said("person.moving", m != "父", m, "e") for m in FAMILY))
        assert problems(plan(told)) == []
        whose = {s.member for s in application(plan(told).cases[0]) if s.field.fact == "person.birth_date"}
        assert whose == set(FAMILY) - {"父"}

    def test_one_person_dies_at_a_time(self) -> None:
        two = VisitEvent("e", "death", {"person.deceased": frozenset({"父", "母"})})
        found = plan(replace(moving_in(), events=(two,)))
        assert (ProblemKind.REFUSED, "person.deceased") in problems(found)


class TestSeveralEvents:
    def test_moving_in_with_a_seal(self) -> None:
        seal = VisitEvent("s", "seal_registration", {"person.wants_inkan": frozenset({"父"})})
        visit = moving_in()
        both = plan(replace(visit, events=(*visit.events, seal)))
        assert status(both, "JK-01") is Status.REQUIRED
        item = both.item("IN-01", "父")
        assert item and item.status is Status.REQUIRED and item.events == ("e", "s") and item.act

    def test_who_wants_a_seal_is_asked_once(self) -> None:
        seal = VisitEvent("s", "seal_registration", {"person.wants_inkan": frozenset({"父"})})
        visit = moving_in()
        found = plan(replace(visit, events=(*visit.events, seal)))
        assert "person.wants_inkan" in {a.fact for a in plan(visit).askings}
        assert "person.wants_inkan" not in {a.fact for a in found.askings}

    def test_a_name_that_changes_is_of_the_marriage_alone(self) -> None:
        marriage = VisitEvent("m", "marriage", {"person.name_changed": frozenset({"母"})})
        visit = moving_in("move_within").with_said(said("person.mnc", True, "母"))
        found = plan(replace(visit, events=(*visit.events, marriage)))
        item = found.item("MN-02", "母")
        assert item and item.events == ("e", "m")
        assert not any(i.contradiction for i in found.items)

    def test_a_visit_without_events_decides_nothing(self) -> None:
        found = plan(replace(moving_in(), events=()))
        assert found.items == () and found.next is None
        assert known_facts(found.cases[0])


class TestQuestions:
    def test_a_question_has_words_digits_and_a_reason(self) -> None:
        found = plan(moving_in())
        one = found.next
        assert one and one.say["ja"] and one.choices
        assert DONT_KNOW not in {c.digit for c in one.choices} and LATER not in {c.digit for c in one.choices}
        assert found.why(one)

    def test_silent_questions_are_for_the_card_only(self) -> None:
        found = plan(moving_in())
        assert {"person.pregnant", "household.single_parent"} <= {a.fact for a in found.pointing_card}
        assert all(RULES.catalogue[a.fact].silent for a in found.pointing_card)
        assert all(a.say for a in found.pointing_card)
        silent = {a.channel for a in found.askings if RULES.catalogue[a.fact].silent}
        assert silent == {Channel.CARD, Channel.PRIVATE}

    def test_one_who_does_not_know_keeps_no_other_from_being_asked(self) -> None:
        visit = moving_in()
        one = next(a for a in plan(visit).askings if a.fact == "person.mnc")
        left = visit.with_unanswered(Unanswered("person.mnc", one.about("父")))
        again = next(a for a in plan(left).askings if a.fact == "person.mnc")
        assert (again.members, again.left_by, again.left) == (("母", "兄", "妹"), ("父",), False)
        item = plan(left).item("MN-01", "父")
        assert item and item.status is Status.OPEN and item.blocking == ("person.mnc",)
        assert plan(left.with_said(said("person.mnc", True, "父"))).visit.unanswered == ()

    def test_a_derived_fact_asks_for_what_it_waits_for(self) -> None:
        visit = moving_in().without_said("person.resident_kind", Subject("母"))
        one = next(a for a in plan(visit).askings if a.fact == "person.resident_kind")
        assert one.members == ("母",) and "person.foreign_national" in one.decides and not one.ruling

    def test_a_derived_fact_that_can_not_be_derived_is_for_staff(self) -> None:
        """A date of birth of which nothing is known: the age is decided by staff."""
        visit = moving_in().without_said("person.birth_date", Subject("父"), SourceKind.CARD)
        visit = visit.with_said(said("person.birth_date", UncertainDate("不詳"), "父"))
        rulings = {a.fact for a in plan(visit).askings if a.ruling}
        assert "person.age_65_reached" in rulings

    def test_an_effect_is_what_the_answer_does(self) -> None:
        found = plan(moving_in())
        one = next(a for a in found.askings if a.fact == "person.mnc")
        yes, no = effects(found, one, "父")
        assert ("MN-01", "父") in {t.item.key for t in yes.turned if t.item.status is Status.REQUIRED}
        assert ("MN-01", "父") in {t.item.key for t in no.turned if t.item.status is Status.NOT_REQUIRED}
        given = plan(found.visit.with_said(said("person.mnc", True, "父")))
        assert given.most_questions == yes.questions

    def test_sources_that_disagree_are_a_question_until_staff_settle_it(self) -> None:
        visit = moving_in("move_within").with_said(
            said("person.kokuho", True, "父", kind=SourceKind.LAYOUT), said("person.kokuho", False, "父")
        )
        one = next(a for a in plan(visit).askings if a.fact == "person.kokuho")
        assert one.conflict and status(plan(visit), "KH-03", "父") is Status.OPEN
        later = NOON + timedelta(minutes=1)
        settled = visit.with_said(said("person.kokuho", True, "父", at=later, settles=True))
        assert status(plan(settled), "KH-03", "父") is Status.REQUIRED
        known = next(k for k in known_facts(plan(visit).cases[0]) if k.fact.key == "person.kokuho")
        assert known.conflict and known.value is UNKNOWN and len(known.statements) == 2


INSURED = {"shaho": False, "student_exception_elsewhere": False, "in_jutokurei_facility": False}
"""What makes a newcomer one of the 国民健康保険, as far as it is said aloud."""


class TestSilence:
    def family(self, **facts: object) -> Plan:
        visit = moving_in()
        for fact, value in facts.items():
            visit = visit.with_said(said(f"person.{fact}", value, "父"))
        return plan(visit)

    def test_what_everybody_gets_is_shown(self) -> None:
        item = self.family(**INSURED, seikatsu_hogo=False).item("KH-01", "父")
        assert item and item.status is Status.REQUIRED and not item.silent

    def test_what_a_silent_fact_takes_away_leaves_no_trace(self) -> None:
        item = self.family(**INSURED, seikatsu_hogo=True).item("KH-01", "父")
        assert item and item.status is Status.NOT_REQUIRED and item.silent

    @pytest.mark.parametrize("grade", ["なし", "1"])
    def test_a_handbook_is_not_listed_whether_there_is_one_or_not(self, grade: str) -> None:
        item = self.family(techo_shintai=grade).item("SG-01", "父")
        assert item and item.silent

    def test_what_nobody_could_need_is_no_secret(self) -> None:
        item = plan(moving_in()).item("SG-06", "父")
        assert item and item.status is Status.NOT_REQUIRED and not item.silent

    def test_what_is_open_says_what_it_waits_for(self) -> None:
        found = plan(moving_in().with_said(said("person.mnc", True, "父")))
        item = found.item("MN-03", "父")
        assert item and item.status is Status.OPEN
        assert [line.fact for line in found.reason(item).waits] == ["person.mnc_sign_cert"]
        done = found.item("MN-01", "父")
        assert done and found.reason(done).waits == ()

    def test_the_reason_aloud_leaves_silent_facts_out(self) -> None:
        found = self.family(**INSURED, seikatsu_hogo=False)
        item = found.item("KH-01", "父")
        assert item
        reason = found.reason(item)
        assert "生活保護" in reason.text and "生活保護" not in reason.text_aloud
        assert "住基法28条" in reason.bases[0] or "国保法" in reason.bases[0]


class TestHandover:
    def test_a_department_gets_what_its_procedure_uses_with_the_basis(self) -> None:
        visit = moving_in().with_said(said("person.techo_shintai", "1", "父"))
        found = plan(visit)
        item = found.item("SG-01", "父")
        assert item and item.status is Status.REQUIRED
        welfare = handover(found, item, "welfare")
        assert not welfare.referral
        assert {f.fact: bool(f.basis) for f in welfare.facts}["person.has_techo_shintai"]
        tax = handover(found, item, "tax")
        assert tax.referral and tax.facts == ()

    def test_facts_that_a_department_does_not_use_never_go_there(self) -> None:
        visit = moving_in().with_said(
            said("person.techo_shintai", "1", "父"), said("household.tax_arrears", True)
        )
        found = plan(visit)
        item = found.item("KH-01", "父")
        assert item
        facts = {f.fact for f in handover(found, item, "insurance").facts}
        assert "person.has_techo_shintai" not in facts and "household.tax_arrears" not in facts


class TestChanges:
    def test_staff_add_and_remove_with_a_reason(self) -> None:
        visit = moving_in()
        removed = Change("KE-06", "父", False, "職員", "先月受けた", NOON)
        added = Change("KO-08", "母", True, "職員", "犬を預かる", NOON)
        found = plan(replace(visit, changes=(removed, added)))
        gone, come = found.item("KE-06", "父"), found.item("KO-08", "母")
        assert gone and gone.status is Status.NOT_REQUIRED and gone.change == removed
        assert come and come.status is Status.REQUIRED and come.change == added

    def test_what_no_table_has_a_result_for_has_no_reason_but_the_staffs(self) -> None:
        family = plan(moving_in())
        household = next(item.procedure.id for item in family.items if item.member is None)
        added = Change(household, "母", True, "職員", "別に住む", NOON)
        found = plan(replace(family.visit, changes=(added,)))
        item = found.item(household, "母")
        assert item and item.change == added and found.reason(item) == NO_REASON

    def test_the_last_change_stands(self) -> None:
        first = Change("KE-06", "父", False, "職員", "先月受けた", NOON)
        second = replace(first, added=True, reason="まちがい", at=NOON + timedelta(minutes=1))
        for order in ((first, second), (second, first)):
            assert status(plan(replace(moving_in(), changes=order)), "KE-06", "父") is Status.REQUIRED


class TestTheNotice:
    def test_its_items_are_taken_once_and_per_person(self) -> None:
        states = application(plan(moving_in()).cases[0])
        names = [s.member for s in states if s.field.fact == "person.birth_date"]
        assert names == list(FAMILY)
        missing = {s.field.fact for s in states if s.missing}
        assert missing == {"event.new_address", "event.new_head_name", "event.old_address", "person.name"}

    def test_what_is_done_with_the_move_says_by_which_article(self) -> None:
        visit = moving_in().with_said(*(said(f"person.{f}", v, "父") for f, v in INSURED.items()))
        item = plan(visit).item("KH-01", "父")
        assert item and item.done_with == "住基法28条"

    def test_known_facts_carry_source_time_and_age(self) -> None:
        old = datetime(2026, 10, 1, tzinfo=UTC)
        visit = moving_in().with_said(said("person.kokuho", False, "父", kind=SourceKind.LAYOUT, at=old))
        known = known_facts(plan(visit).cases[0], stale_before=NOON - timedelta(days=1))
        by_key = {(k.member, k.fact.key): k for k in known}
        assert by_key["父", "person.kokuho"].stale and by_key["父", "person.kokuho"].as_of == old
        assert not by_key["父", "person.birth_date"].stale
        assert by_key["父", "person.age_65_reached"].derived_from == ("person.birth_date",)
        assert (None, "event.type") not in by_key
