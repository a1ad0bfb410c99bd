"""手続漏れの案内: offered is only what the register alone decides, to whom it may be told, of nothing that isn't said."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from households import PACK, RULES, said
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_properties import values

from madoguchi.domain.facts import SourceKind
from madoguchi.domain.visits import Said
from madoguchi.domain.visits.missed import read_missed
from madoguchi.domain.visits.offers import Known, Visitor, offers, usable

TODAY = date(2026, 11, 2)
MOVED = TODAY - timedelta(days=60)
ALL = frozenset(rule.procedure for rule in RULES.missed.offers)
PARENT, PUPIL, BABY = "1", "2", "3"
BIRTHS = {PARENT: date(1988, 5, 1), PUPIL: date(2018, 1, 10), BABY: date(2025, 12, 1)}
SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def told(fact: str, value: object, member: str | None) -> Said:
    return said(fact, value, member, kind=SourceKind.LAYOUT)  # type: ignore[arg-type]


def household(*more: Said, since: date = MOVED, nationality: str = "日本人") -> Known:
    register = [
        told(fact, value, member)
        for member, born in BIRTHS.items()
        for fact, value in (
            ("person.birth_date", born),
            ("person.became_resident_on", since),
            ("person.address_since", since),
            ("person.resident_kind", nationality),
        )
    ]
    return Known(tuple(BIRTHS), (*register, *more), TODAY)


MOTHER = Visitor(PARENT)


def found(known: Known, visitor: Visitor = MOTHER, department: str = "citizen") -> set[tuple[str, str]]:
    return {(o.procedure.id, o.member) for o in offers(RULES, known, ALL, department, visitor)}


def test_a_family_that_moved_in_is_told_of_school_and_health() -> None:
    assert {("SC-01", PUPIL), ("KE-02", BABY)} <= found(household())


def test_foreign_residents_are_told_of_their_cards() -> None:
    assert {("JK-08", member) for member in BIRTHS} <= found(household(nationality="外国人"))


def test_long_ago_is_no_sign() -> None:
    assert found(household(since=TODAY - timedelta(days=400))) == set()


def test_nothing_is_offered_that_the_city_has_not_turned_on() -> None:
    assert offers(RULES, household(), (), "citizen", Visitor(PARENT)) == ()


def test_the_offer_says_what_speaks_for_it() -> None:
    (offer,) = offers(RULES, household(), {"SC-01"}, "citizen", Visitor(PARENT))
    assert (offer.sign, offer.since, offer.member) == ("転入", MOVED, PUPIL)
    assert offer.reason and "学校教育法" in offer.basis


@pytest.mark.parametrize(
    ("visitor", "whose"),
    [
        (Visitor(PARENT), {PUPIL, BABY}),
        (Visitor(PUPIL), {BABY}),
        (Visitor(represents=BABY), {BABY}),
        (Visitor(represents=PARENT), set()),
        (Visitor(), set()),
    ],
)
def test_only_what_this_visitor_may_apply_for(visitor: Visitor, whose: set[str]) -> None:
    assert {member for key, member in found(household(), visitor) if key == "KE-02"} <= whose
    assert {member for _, member in found(household(), visitor)} <= whose


BASE = sorted({base for name in RULES.book.domains for base in RULES.catalogue.base_of(name)})
KNOWN = {"person.birth_date", "person.became_resident_on", "person.address_since", "person.resident_kind"}
OPEN = [f for f in BASE if f not in KNOWN and RULES.catalogue[f].constant is None]
CLOSED = [f for f in OPEN if not usable(RULES, f, ("citizen", "childcare"))]
PERSONAL = frozenset(f for f in BASE if RULES.catalogue[f].scope.value == "person")


@st.composite
def more(draw: st.DrawFn, facts: list[str]) -> list[Said]:
    chosen = draw(st.lists(st.sampled_from(facts), unique=True, max_size=20))
    return [
        told(fact, draw(values(fact)), member)
        for fact in chosen
        for member in (draw(st.sets(st.sampled_from(sorted(BIRTHS)))) if fact in PERSONAL else (None,))
    ]


@SLOW
@given(more(CLOSED), more(CLOSED), st.sampled_from(["citizen", "welfare", "childcare", "insurance"]))
def test_no_fact_outside_its_purpose_and_none_that_is_silent_moves_an_offer(
    first, second, department
) -> None:
    """Whatever they say, the offers are the same as without them, unless that department has its own basis."""
    apart = [s for s in first if not usable(RULES, s.statement.fact, (department,))]
    other = [s for s in second if not usable(RULES, s.statement.fact, (department,))]
    plain = found(household(), department=department)
    assert found(household(*apart), department=department) == plain
    assert found(household(*other), department=department) == plain


@SLOW
@given(more([f for f in OPEN if f not in CLOSED and not f.startswith("event.")]))
def test_what_is_offered_stays_required_whatever_is_found_out(spoken) -> None:
    """Else it would have rested on something unknown. Roles aside: they say that there was no such event."""
    roles = {role.fact for event in RULES.life_events.values() for role in event.roles}
    later = [s for s in spoken if s.statement.fact not in roles]
    assert found(household()) <= found(household(*later))


@SLOW
@given(
    st.sets(st.sampled_from(sorted(KNOWN - {"person.became_resident_on"}))), st.sampled_from(sorted(BIRTHS))
)
def test_less_known_is_never_more_offered(lost, member) -> None:
    whole = household()
    kept = tuple(s for s in whole.said if not (s.statement.fact in lost and s.about.member == member))
    assert found(Known(whole.members, kept, TODAY)) <= found(whole)


def test_silent_results_are_no_offers() -> None:
    for offer in offers(RULES, household(nationality="外国人"), ALL, "citizen", Visitor(PARENT)):
        assert not any(
            RULES.catalogue[fact].silent and RULES.catalogue[fact].label in offer.reason
            for fact in RULES.catalogue.facts
        )


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("procedure: KE-02", "procedure: XX-02", "「XX-02」という手続はありません"),
        ("procedure: KE-02", "procedure: JK-01", "世帯の手続です"),
        ("sign: born", "sign: reborn", "「reborn」というしるし"),
        ("since: person.birth_date", "since: person.sex", "日付の項目ではありません"),
        ("role: person.newborn", "role: person.name", "はい・いいえの項目ではありません"),
        ("event.type: 出生", "event.type: 誕生", "データ項目の値ではありません"),
        ("keep_days: 365", "keep_days: 0", "1 以上"),
    ],
)
def test_faults_of_the_file_are_told_with_their_line(tmp_path: Path, old: str, new: str, words: str) -> None:
    text = (PACK / "procedures/offers.yaml").read_text("utf-8")
    assert old in text
    (tmp_path / "procedures").mkdir()
    (tmp_path / "procedures/offers.yaml").write_text(text.replace(old, new, 1), "utf-8")
    _, findings = read_missed([PACK, tmp_path], RULES.procedures, RULES.catalogue)
    line = text[: text.index(old)].count("\n") + 1
    told_ = [f for f in findings if words in f.message]
    assert told_ and (told_[0].file, told_[0].line) == ("procedures/offers.yaml", line)
