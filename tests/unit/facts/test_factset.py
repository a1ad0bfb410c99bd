"""What is held of a case: known, unknown, not applicable, derived, in conflict."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.domain.dates import parse_date
from madoguchi.domain.facts import (
    NOT_APPLICABLE,
    UNKNOWN,
    CaseFacts,
    Fact,
    FactCatalogue,
    FactError,
    FactSet,
    FactType,
    FactValue,
    Origin,
    Source,
    SourceKind,
    Statement,
    UnknownFactError,
)

ON = date(2026, 4, 1)
NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)


def base(key: str, kind: FactType = FactType.BOOLEAN, *, silent: bool = False) -> Fact:
    return Fact(key, key, kind, silent=silent, sources=(Source(SourceKind.STAFF),))


def derived(
    key: str, function: str, *inputs: str, kind: FactType = FactType.BOOLEAN, **params: object
) -> Fact:
    source = Source(SourceKind.DERIVED, name=function, inputs=inputs, params=params)
    return Fact(key, key, kind, sources=(source,))


CATALOGUE = FactCatalogue(
    {
        f.key: f
        for f in (
            base("person.birth", FactType.UNCERTAIN_DATE),
            base("person.dog"),
            base("person.disabled", silent=True),
            base("event.moves"),
            Fact("city.limit", "上限", FactType.INTEGER, sources=(Source(SourceKind.CONSTANT, value=3),)),
            derived("person.age", "age", "person.birth", kind=FactType.INTEGER, rule="day_before"),
            derived("person.adult", "at_least", "person.age", number=18),
            derived("person.child", "not", "person.adult"),
            derived("person.entitled", "any", "person.child", "person.disabled"),
            derived("household.dog", "any", "members.person.dog"),
            derived("household.no_dog", "not", "household.dog"),
            derived("household.dogs", "count", "members.person.dog", kind=FactType.INTEGER),
            derived("household.two_dogs", "count_at_least", "members.person.dog", number=2),
            derived("household.all_dogs", "all", "members.person.dog"),
            derived("household.entitled", "any", "members.person.entitled"),
            derived("person.moves_with_dog", "all", "event.moves", "household.dog"),
        )
    }
)


def says(
    fact: str, value: FactValue, by: SourceKind = SourceKind.LAYOUT, hours: int = 0, *, settles: bool = False
) -> Statement:
    return Statement(fact, value, Origin(by, by.value, NOON + timedelta(hours=hours)), settles)


def person(*statements: Statement) -> FactSet:
    return FactSet(CATALOGUE, ON).with_statements(statements)


def case(*dogs: FactValue, moves: FactValue = UNKNOWN) -> CaseFacts:
    members = {str(i): (says("person.dog", v),) for i, v in enumerate(dogs)}
    return CaseFacts(CATALOGUE, ON, (says("event.moves", moves),), members)


class TestOneFact:
    def test_nothing_said_is_unknown_and_names_itself_as_missing(self) -> None:
        held = person().get("person.dog")
        assert (held.value, held.known, held.missing, held.as_of) == (UNKNOWN, False, ("person.dog",), None)

    def test_a_value_comes_with_its_source_and_time(self) -> None:
        held = person(says("person.dog", True)).get("person.dog")
        assert (held.value, held.known, held.as_of) == (True, True, NOON)
        assert held.statements[0].origin.kind is SourceKind.LAYOUT

    def test_what_does_not_apply_is_not_false(self) -> None:
        assert person(says("person.dog", NOT_APPLICABLE)).value("person.dog") is NOT_APPLICABLE

    def test_sources_that_agree_are_as_old_as_the_oldest(self) -> None:
        held = person(says("person.dog", True, hours=3), says("person.dog", True, SourceKind.QUESTION)).get(
            "person.dog"
        )
        assert (held.value, held.conflict, held.as_of) == (True, False, NOON)

    def test_a_source_that_does_not_know_is_no_contradiction(self) -> None:
        facts = person(says("person.dog", UNKNOWN), says("person.dog", True, SourceKind.QUESTION))
        assert facts.value("person.dog") is True

    def test_constants_are_there_until_the_case_says_otherwise(self) -> None:
        assert person().value("city.limit") == 3
        assert person(says("city.limit", 5, SourceKind.STAFF)).value("city.limit") == 5

    def test_wrong_values_and_names_are_refused(self) -> None:
        with pytest.raises(FactError):
            person(says("person.dog", "はい"))
        with pytest.raises(FactError, match="直接は入れられません"):
            person(says("person.age", 20))
        with pytest.raises(UnknownFactError):
            person(says("person.cat", True))
        with pytest.raises(UnknownFactError):
            person().get("person.cat")


class TestConflicts:
    BOTH = (says("person.dog", True), says("person.dog", False, SourceKind.QUESTION, hours=1))

    def test_both_words_are_kept_and_no_value_is_taken(self) -> None:
        facts = person(*self.BOTH)
        held = facts.get("person.dog")
        assert (held.value, held.conflict, held.statements) == (UNKNOWN, True, self.BOTH)
        assert facts.conflicts() == (held,)
        assert held.missing == ("person.dog",)

    def test_not_applicable_against_a_value_is_a_conflict_too(self) -> None:
        assert person(self.BOTH[0], says("person.dog", NOT_APPLICABLE)).get("person.dog").conflict

    def test_staff_decide_openly(self) -> None:
        facts = person(*self.BOTH, says("person.dog", False, SourceKind.STAFF, hours=2, settles=True))
        held = facts.get("person.dog")
        assert (held.value, held.conflict, len(held.statements)) == (False, False, 3)

    def test_what_was_heard_before_does_not_reopen_a_decision(self) -> None:
        settled = (*self.BOTH, says("person.dog", False, SourceKind.STAFF, hours=2, settles=True))
        assert person(*settled, says("person.dog", True, hours=9)).value("person.dog") is False

    def test_news_reopens_it(self) -> None:
        settled = (*self.BOTH, says("person.dog", False, SourceKind.STAFF, hours=2, settles=True))
        assert person(*settled, says("person.dog", NOT_APPLICABLE, hours=9)).get("person.dog").conflict

    @given(st.lists(st.sampled_from([True, False, UNKNOWN, NOT_APPLICABLE]), max_size=6))
    def test_a_value_is_only_taken_if_nobody_who_knows_says_otherwise(self, values: list[FactValue]) -> None:
        held = person(*(says("person.dog", v, hours=i) for i, v in enumerate(values))).get("person.dog")
        known = set(values) - {UNKNOWN}
        assert held.conflict == (len(known) > 1)
        assert held.value == (next(iter(known)) if len(known) == 1 else UNKNOWN)


class TestDerived:
    def test_ages_are_of_the_day_of_the_case(self) -> None:
        born = says("person.birth", date(2008, 4, 2))
        assert person(born).value("person.age") == 18  # reached on the day before
        assert (
            FactSet(CATALOGUE, ON - timedelta(days=1)).with_statements([born]).value("person.adult") is False
        )

    def test_the_base_facts_behind_an_answer_are_named(self) -> None:
        held = person(says("person.birth", date(2020, 5, 5))).get("person.entitled")
        assert (held.value, held.used, held.as_of) == (True, ("person.birth",), NOON)

    def test_what_is_missing_is_named(self) -> None:
        held = person(says("person.birth", date(1980, 5, 5))).get("person.entitled")
        assert (held.value, held.missing) == (UNKNOWN, ("person.disabled",))

    def test_an_uncertain_birth_gives_an_age_only_where_all_days_agree(self) -> None:
        assert person(says("person.birth", parse_date("昭和20年頃"))).value("person.adult") is UNKNOWN
        assert person(says("person.birth", parse_date("昭和20年1月頃"))).value("person.adult") is True

    def test_not_applicable_goes_through(self) -> None:
        assert person(says("person.birth", NOT_APPLICABLE)).value("person.adult") is NOT_APPLICABLE

    def test_a_conflict_below_leaves_the_derived_fact_unknown(self) -> None:
        facts = person(
            says("person.birth", date(1980, 5, 5)), says("person.birth", date(1980, 5, 6), SourceKind.CARD)
        )
        assert facts.value("person.age") is UNKNOWN
        assert [h.fact.key for h in facts.conflicts()] == ["person.birth"]

    def test_base_facts_of_a_name(self) -> None:
        assert CATALOGUE.base_of("household.entitled") == ("person.birth", "person.disabled")
        assert CATALOGUE.silent_behind(["household.entitled"])
        assert not CATALOGUE.silent_behind(["person.age", "household.dog"])


class TestHouseholds:
    @pytest.mark.parametrize(
        ("dogs", "any_", "all_", "count", "two"),
        [
            ((), False, True, 0, False),
            ((True, False), True, False, 1, False),
            ((True, UNKNOWN), True, UNKNOWN, UNKNOWN, UNKNOWN),
            ((False, UNKNOWN), UNKNOWN, False, UNKNOWN, False),
            ((True, True, UNKNOWN), True, UNKNOWN, UNKNOWN, True),
            ((True, NOT_APPLICABLE), True, True, 1, False),
            ((NOT_APPLICABLE, NOT_APPLICABLE), False, True, 0, False),
        ],
    )
    def test_members_are_gathered_in_three_valued_logic(
        self, dogs: tuple[FactValue, ...], any_: FactValue, all_: FactValue, count: FactValue, two: FactValue
    ) -> None:
        household = case(*dogs).household
        keys = ("household.dog", "household.all_dogs", "household.dogs", "household.two_dogs")
        assert tuple(household.value(k) for k in keys) == (any_, all_, count, two)

    def test_a_member_sees_what_follows_from_all(self) -> None:
        whole = case(False, True, moves=True)
        assert whole.persons["0"].value("person.moves_with_dog") is True
        assert whole.persons["0"].value("person.dog") is False
        assert case(False, UNKNOWN, moves=True).persons["0"].value("person.moves_with_dog") is UNKNOWN

    def test_a_members_fact_is_unknown_for_the_household(self) -> None:
        assert case(True).household.value("person.dog") is UNKNOWN

    @given(st.lists(st.sampled_from([True, False, UNKNOWN, NOT_APPLICABLE]), max_size=6), st.data())
    def test_learning_more_never_turns_an_answer_round(
        self, dogs: list[FactValue], data: st.DataObject
    ) -> None:
        """What is decided under unknowns stays decided: no procedure is shown and then taken away."""
        before = case(*dogs).household
        learnt = [data.draw(st.booleans()) if v is UNKNOWN else v for v in dogs]
        after = case(*learnt).household
        for key in (
            "household.dog",
            "household.no_dog",
            "household.all_dogs",
            "household.dogs",
            "household.two_dogs",
        ):
            assert before.value(key) in (UNKNOWN, after.value(key))
            assert after.value(key) is not UNKNOWN


def test_a_set_is_never_changed() -> None:
    first = person(says("person.dog", True))
    second = first.with_statements([says("person.dog", False, SourceKind.QUESTION)])
    assert first.value("person.dog") is True and second.value("person.dog") is UNKNOWN
