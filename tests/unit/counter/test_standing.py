"""Who may have what: every pair has an answer, and no pack can open the numbers wider than the law."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from madoguchi.domain.counter import (
    Allowance,
    Certificate,
    Exemption,
    Handing,
    Item,
    Prefill,
    Refusal,
    Scope,
    Subject,
    Visitor,
    VisitorKind,
    fee_of,
    handing_of,
    item_standing,
    papers_wanted,
    standing,
)
from madoguchi.domain.counter.certificates import SPEAK_FOR_THE_LIVING

KINDS = st.sampled_from(list(VisitorKind))
BASIS = "試験の条例"


def allow(kind: VisitorKind, **more) -> Allowance:
    return Allowance(visitor=kind, basis=BASIS, **more)


def refuse(kind: VisitorKind, words: str = "請求できません。") -> Refusal:
    return Refusal(visitor=kind, words=words, basis=BASIS)


def certificate(**more) -> Certificate:
    return Certificate(
        **{
            "key": "sample",
            "code": "99",
            "label": "見本証明書",
            "short": "見本",
            "order": 1,
            "key_hint": "Z",
            "form": "sample_request",
            "scope": Scope.HOLDER,
            "fee_yen": 300,
            "visitors": (allow(VisitorKind.SELF),),
            "basis": BASIS,
            **more,
        }
    )


def item(**more) -> Item:
    return Item(
        **{"key": "extra", "label": "追加", "field": "with_extra", "form_field": "show_extra", **more}
    )


@st.composite
def tables(draw) -> tuple[tuple[Allowance, ...], tuple[Refusal, ...]]:
    kinds = draw(st.lists(KINDS, unique=True))
    cut = draw(st.integers(0, len(kinds)))
    return tuple(allow(k, reason=draw(st.booleans())) for k in kinds[:cut]), tuple(
        refuse(k, f"{k.value}は不可") for k in kinds[cut:]
    )


@given(tables(), KINDS, st.booleans())
def test_every_pair_has_an_answer_for_that_visitor(table, kind, dead):
    allowed, refused = table
    answer = standing(certificate(visitors=allowed, refusals=refused), kind, dead=dead)
    assert answer.visitor is kind
    speaks = dead and kind in SPEAK_FOR_THE_LIVING
    assert isinstance(answer, Allowance) == (kind in {a.visitor for a in allowed} and not speaks)


@given(tables(), tables(), KINDS, st.booleans())
def test_an_item_is_never_open_to_somebody_without_the_certificate(outer, inner, kind, dead):
    extra = item(allowed=inner[0], refused=inner[1])
    whole = certificate(visitors=outer[0], refusals=outer[1], items=(extra,))
    answer = item_standing(whole, extra, kind, dead=dead)
    assert answer.visitor is kind
    if isinstance(answer, Allowance):
        assert isinstance(standing(whole, kind, dead=dead), Allowance)
        assert kind in {a.visitor for a in inner[0]}


@given(tables(), KINDS)
def test_an_item_without_a_table_follows_its_certificate(outer, kind):
    extra = item()
    whole = certificate(visitors=outer[0], refusals=outer[1], items=(extra,))
    assert item_standing(whole, extra, kind) == standing(whole, kind)


def test_silence_is_a_refusal_in_the_certificates_own_words():
    answer = standing(certificate(refused_words="本人だけです。"), VisitorKind.AGENT)
    assert answer == Refusal(visitor=VisitorKind.AGENT, words="本人だけです。", basis=BASIS)


def test_an_item_may_be_refused_in_its_own_words_to_somebody_who_gets_the_certificate():
    extra = item(refused=(refuse(VisitorKind.SELF, "載せられません。"),))
    assert item_standing(certificate(items=(extra,)), extra, VisitorKind.SELF).words == "載せられません。"


def test_nobody_speaks_for_the_dead_but_third_parties_ask():
    whole = certificate(visitors=tuple(allow(kind) for kind in VisitorKind))
    alive = {kind for kind in VisitorKind if isinstance(standing(whole, kind, dead=True), Allowance)}
    assert alive == {
        VisitorKind.SAME_HOUSEHOLD,
        VisitorKind.THIRD_PARTY,
        VisitorKind.PROFESSIONAL,
        VisitorKind.OFFICIAL,
    }


class TestNumbers:
    """個人番号・住民票コード: 本人・同一世帯・法定代理人, by post for 代理人・使者, nobody else ever."""

    @given(st.lists(st.tuples(KINDS, st.sampled_from(list(Handing))), unique_by=lambda row: row[0]))
    def test_no_pack_opens_them_wider_than_the_law(self, rows):
        allowed = tuple(allow(kind, handing=handing) for kind, handing in rows)
        try:
            numbers = item(numbers=True, needs_destination=True, allowed=allowed)
        except ValidationError:
            return
        open_to_all = certificate(visitors=tuple(allow(kind) for kind in VisitorKind), items=(numbers,))
        for kind in VisitorKind:
            answer = item_standing(open_to_all, numbers, kind)
            if isinstance(answer, Refusal):
                continue
            assert kind not in (VisitorKind.THIRD_PARTY, VisitorKind.PROFESSIONAL, VisitorKind.OFFICIAL)
            if kind in (VisitorKind.AGENT, VisitorKind.MESSENGER):
                assert handing_of(open_to_all, ["extra"], kind) is Handing.POST_TO_PRINCIPAL

    def test_the_lawful_table_is_accepted(self):
        lawful = (allow(VisitorKind.SELF), allow(VisitorKind.AGENT, handing=Handing.POST_TO_PRINCIPAL))
        assert item(numbers=True, needs_destination=True, allowed=lawful).allowed == lawful

    @pytest.mark.parametrize(
        "broken",
        [
            {"allowed": None},
            {"allowed": (allow(VisitorKind.THIRD_PARTY, handing=Handing.POST_TO_PRINCIPAL),)},
            {"allowed": (allow(VisitorKind.AGENT),)},
            {"allowed": (allow(VisitorKind.SELF),), "needs_destination": False},
        ],
    )
    def test_what_the_law_forbids_cannot_be_configured(self, broken):
        with pytest.raises(ValidationError, match="個人番号"):
            item(**{"numbers": True, "needs_destination": True, **broken})

    def test_a_removed_record_gives_them_to_nobody_but_the_person(self):
        numbers = item(numbers=True, needs_destination=True, allowed=(allow(VisitorKind.SAME_HOUSEHOLD),))
        with pytest.raises(ValidationError, match="除票"):
            certificate(subject=Subject.REMOVED, items=(numbers,))

    def test_never_those_of_the_dead(self):
        numbers = item(numbers=True, needs_destination=True, allowed=(allow(VisitorKind.SELF),))
        removed = certificate(subject=Subject.REMOVED, items=(numbers,))
        assert isinstance(item_standing(removed, numbers, VisitorKind.SELF), Allowance)
        for kind in VisitorKind:
            assert isinstance(item_standing(removed, numbers, kind, dead=True), Refusal)

    def test_of_the_dead_not_even_within_a_living_household(self):
        numbers = item(numbers=True, needs_destination=True, allowed=(allow(VisitorKind.SAME_HOUSEHOLD),))
        whole = certificate(visitors=(allow(VisitorKind.SAME_HOUSEHOLD),), items=(numbers,))
        assert isinstance(item_standing(whole, numbers, VisitorKind.SAME_HOUSEHOLD, dead=True), Refusal)


@pytest.mark.parametrize("kind", list(VisitorKind))
def test_what_must_go_by_post_takes_the_whole_line_along(kind):
    posted = item(allowed=tuple(allow(k, handing=Handing.POST_TO_PRINCIPAL) for k in VisitorKind))
    whole = certificate(visitors=tuple(allow(k) for k in VisitorKind), items=(posted,))
    assert handing_of(whole, [], kind) is Handing.COUNTER
    assert handing_of(whole, ["extra", "unknown"], kind) is Handing.POST_TO_PRINCIPAL


def test_a_visitor_stands_in_a_table_once():
    with pytest.raises(ValidationError, match="代理人"):
        certificate(visitors=(allow(VisitorKind.AGENT),), refusals=(refuse(VisitorKind.AGENT),))


class TestPapers:
    agent = Visitor(
        kind=VisitorKind.AGENT,
        label="代理人",
        order=1,
        from_register=False,
        prefill=Prefill.NEVER,
        papers=("power_of_attorney",),
        basis=BASIS,
    )

    def test_a_card_takes_the_place_of_a_power_of_attorney_only_where_nothing_else_is_asked_for(self):
        card, usual = allow(VisitorKind.AGENT, own_papers=False), allow(VisitorKind.AGENT)
        assert papers_wanted(self.agent, [card]) == ()
        assert papers_wanted(self.agent, [card, usual]) == (("power_of_attorney",),)
        assert papers_wanted(self.agent, []) == (("power_of_attorney",),)

    def test_each_ground_wants_one_of_its_own_papers_once(self):
        proof = allow(VisitorKind.AGENT, papers=("contract", "lease"))
        assert papers_wanted(self.agent, [proof, proof]) == (("power_of_attorney",), ("contract", "lease"))


class TestFees:
    welfare = Exemption(key="welfare", label="生活保護", basis=BASIS)

    @given(st.integers(0, 10_000), st.integers(0, 99))
    def test_copies_times_the_fee_or_nothing(self, yen, copies):
        sample = certificate(fee_yen=yen, exemptions=(self.welfare,))
        assert fee_of(sample, copies, "") == yen * copies
        assert fee_of(sample, copies, "welfare") == 0

    def test_a_ground_the_certificate_does_not_know_is_an_error_not_a_gift(self):
        with pytest.raises(KeyError):
            fee_of(certificate(), 1, "welfare")

    def test_free_by_law_costs_nothing_and_says_why(self):
        assert fee_of(certificate(free=True, fee_yen=0, basis_free="法"), 3, "") == 0
        for broken in ({"fee_yen": 1, "basis_free": "法"}, {"fee_yen": 0}):
            with pytest.raises(ValidationError, match="basis_free"):
                certificate(free=True, **broken)

    def test_a_ground_may_be_open_to_some_only(self):
        some = Exemption(key="official", label="公用", basis=BASIS, visitors=(VisitorKind.OFFICIAL,))
        assert [k for k in VisitorKind if some.open_to(k)] == [VisitorKind.OFFICIAL]
        assert all(self.welfare.open_to(k) for k in VisitorKind)


def test_words_beside_a_choice_stay_short():
    with pytest.raises(ValidationError):
        refuse(VisitorKind.SELF, "長" * 46)
