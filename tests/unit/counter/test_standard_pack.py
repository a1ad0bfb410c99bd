"""The tables of the standard pack against what the law says of each certificate."""

from __future__ import annotations

from datetime import date

import pytest

from madoguchi.apps.catalogue.reading import read_packs
from madoguchi.domain.counter import (
    Allowance,
    Certificate,
    Handing,
    Prefill,
    Refusal,
    Subject,
    VisitorKind,
    VisitorRules,
    form_of,
    handing_of,
    item_standing,
    papers_wanted,
    standing,
)
from tests.conftest import PACKS

ITEMS = read_packs(PACKS[:1])
CERTIFICATES: dict[str, Certificate] = {i.key: i.thing for i in ITEMS if i.kind == "certificates"}
RULES: VisitorRules = next(i.thing for i in ITEMS if i.kind == "visitors")
EVERY = [(key, kind) for key in CERTIFICATES for kind in VisitorKind]
FAMILY = ("self", "legal_representative", "agent", "messenger")
OUTSIDE = ("third_party", "professional", "official")
ALLOWED = {
    "residence_record_household": {*FAMILY, "same_household", *OUTSIDE},
    "residence_record_members": {*FAMILY, "same_household", *OUTSIDE},
    "residence_statement": {*FAMILY, "same_household", *OUTSIDE},
    "removed_record": {*FAMILY, *OUTSIDE},
    "seal_registration": {"self", "agent"},
    "family_register_whole": {*FAMILY, "same_household", *OUTSIDE},
    "family_register_person": {*FAMILY, "same_household", *OUTSIDE},
    "removed_family_register": {*FAMILY, "same_household", *OUTSIDE},
    "old_family_register": {*FAMILY, "same_household", *OUTSIDE},
    "family_register_supplement": {*FAMILY, "same_household", *OUTSIDE},
    "status_certificate": {*FAMILY},
    "single_status_certificate": {"self"},
    "income_certificate": {*FAMILY, "same_household"},
    "tax_payment_certificate": {*FAMILY, "same_household"},
    "vehicle_inspection_certificate": {*FAMILY, "same_household"},
    "property_valuation_certificate": {*FAMILY, "same_household", "third_party", "professional"},
    "property_tax_certificate": {*FAMILY, "same_household"},
}


def test_every_certificate_is_here():
    assert CERTIFICATES.keys() == ALLOWED.keys()


@pytest.mark.parametrize("key", ALLOWED)
def test_who_may_ask(key):
    allowed = {kind for kind in VisitorKind if isinstance(standing(CERTIFICATES[key], kind), Allowance)}
    assert allowed == {VisitorKind(kind) for kind in ALLOWED[key]}


@pytest.mark.parametrize(("key", "kind"), EVERY)
def test_every_answer_names_its_article_and_every_refusal_says_why(key, kind):
    answer = standing(CERTIFICATES[key], kind)
    assert answer.basis
    if isinstance(answer, Refusal):
        assert answer.words.endswith("。")


@pytest.mark.parametrize(("key", "kind"), EVERY)
def test_the_law_wants_a_reason_of_outsiders_only(key, kind):
    answer = standing(CERTIFICATES[key], kind)
    if isinstance(answer, Allowance):
        assert answer.reason == (kind in set(OUTSIDE))


@pytest.mark.parametrize(("key", "kind"), EVERY)
def test_the_numbers(key, kind):
    certificate = CERTIFICATES[key]
    for item in (i for i in certificate.items if i.numbers):
        answer = item_standing(certificate, item, kind)
        assert item.needs_destination
        if certificate.subject is Subject.REMOVED:
            assert isinstance(answer, Allowance) == (kind is VisitorKind.SELF)
        elif kind in set(OUTSIDE):
            assert isinstance(answer, Refusal)
        else:
            by_post = kind in (VisitorKind.AGENT, VisitorKind.MESSENGER)
            expected = Handing.POST_TO_PRINCIPAL if by_post else Handing.COUNTER
            assert handing_of(certificate, [item.key], kind) is expected
        assert isinstance(item_standing(certificate, item, kind, dead=True), Refusal)


def test_the_numbers_can_be_asked_for_on_residence_records_only():
    with_numbers = {key for key, c in CERTIFICATES.items() if any(i.numbers for i in c.items)}
    assert with_numbers == {
        "residence_record_household",
        "residence_record_members",
        "residence_statement",
        "removed_record",
    }


def test_outsiders_get_more_than_the_basic_items_for_a_reason_only():
    record = CERTIFICATES["residence_record_members"]
    for key in ("relationship", "domicile", "nationality", "past_addresses"):
        answer = item_standing(record, record.item(key), VisitorKind.THIRD_PARTY)
        assert isinstance(answer, Allowance)
        assert answer.reason
        assert "12条の3" in answer.basis


def test_a_removed_record_is_its_own_persons():
    removed = CERTIFICATES["removed_record"]
    assert removed.oldest_removed_on == date(2014, 6, 20)
    refused = standing(removed, VisitorKind.SAME_HOUSEHOLD)
    assert isinstance(refused, Refusal)
    assert "第三者" in refused.words
    assert isinstance(standing(removed, VisitorKind.AGENT, dead=True), Refusal)


def test_the_card_suffices_for_an_agent_and_a_power_of_attorney_does_not_replace_it():
    seal = CERTIFICATES["seal_registration"]
    answer = standing(seal, VisitorKind.AGENT)
    assert isinstance(answer, Allowance)
    assert seal.needs_seal_card
    assert papers_wanted(RULES.of(VisitorKind.AGENT), [answer]) == ()


def test_third_parties_ask_for_residence_records_on_their_own_form():
    record = CERTIFICATES["residence_record_household"]
    assert form_of(record, VisitorKind.THIRD_PARTY) == "residence_record_third_party"
    assert form_of(record, VisitorKind.SELF) == form_of(record, VisitorKind.AGENT) == record.form


def test_nothing_of_the_register_is_shown_to_whom_it_is_not_theirs():
    by_prefill = {kind: RULES.of(kind).prefill for kind in VisitorKind}
    assert {kind for kind, prefill in by_prefill.items() if prefill is not Prefill.NEVER} == {
        VisitorKind.SELF,
        VisitorKind.SAME_HOUSEHOLD,
        VisitorKind.LEGAL_REPRESENTATIVE,
    }
    representative = RULES.of(VisitorKind.LEGAL_REPRESENTATIVE)
    assert representative.prefill is Prefill.WITH_PAPERS
    assert representative.papers
    assert not representative.from_register


def test_agents_and_messengers_are_refused_for_guarded_households():
    refused = {kind for kind in VisitorKind if RULES.of(kind).when_guarded == "refused"}
    assert refused == {VisitorKind.AGENT, VisitorKind.MESSENGER}


def test_requests_on_their_own_paper_are_only_recorded():
    recorded = {kind for kind in VisitorKind if not RULES.of(kind).makes_form}
    assert recorded == {VisitorKind.PROFESSIONAL, VisitorKind.OFFICIAL}


def test_no_fee_and_no_ground_is_passed_off_as_confirmed():
    for certificate in CERTIFICATES.values():
        assert not certificate.fee_confirmed
        assert not any(exemption.confirmed for exemption in certificate.exemptions)
