"""本人確認: one paper, two papers, or one with questions; each kind of paper has its days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.domain.counter import IdentityDocument, IdentityRules, OralQuestion, Proof, Sufficient

DAY = date(2026, 4, 1)
RULES = IdentityRules(
    documents=(
        IdentityDocument(key="licence", label="免許証", proof=Proof.ONE),
        IdentityDocument(key="insurance", label="資格確認書", proof=Proof.A),
        IdentityDocument(key="pension", label="年金手帳", proof=Proof.A),
        IdentityDocument(key="student", label="学生証", proof=Proof.B),
        IdentityDocument(key="employee", label="社員証", proof=Proof.B),
        IdentityDocument(key="ended", label="健康保険証", proof=Proof.ONE, valid_until=DAY),
        IdentityDocument(key="coming", label="新しい証", proof=Proof.ONE, valid_from=DAY),
    ),
    oral=tuple(OralQuestion(key=key, words=key) for key in ("head", "members", "zodiac")),
    oral_needed=2,
    basis="試験の要領",
)
KEYS = st.lists(st.sampled_from([d.key for d in RULES.documents]))
ORAL = st.lists(st.tuples(st.sampled_from(["head", "members", "zodiac", "unknown"]), st.booleans()))


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        ([], Sufficient.NO),
        (["licence"], Sufficient.ONE_POINT),
        (["insurance"], Sufficient.NO),
        (["insurance", "insurance"], Sufficient.NO),
        (["insurance", "pension"], Sufficient.TWO_POINTS),
        (["insurance", "student"], Sufficient.TWO_POINTS),
        (["student", "employee"], Sufficient.NO),
        (["student", "licence"], Sufficient.ONE_POINT),
    ],
)
def test_papers_alone(keys, found):
    assert RULES.sufficient(keys, DAY + timedelta(days=1)) is found


@given(st.dates(DAY - timedelta(days=3), DAY + timedelta(days=3)))
def test_a_kind_of_paper_counts_on_its_days_first_and_last_included(day):
    assert (RULES.sufficient(["ended"], day) is Sufficient.ONE_POINT) == (day <= DAY)
    assert (RULES.sufficient(["coming"], day) is Sufficient.ONE_POINT) == (day >= DAY)


@pytest.mark.parametrize(
    ("keys", "oral", "found"),
    [
        (["insurance"], [("head", True), ("members", True)], Sufficient.ORAL),
        (["student"], [("head", True), ("members", True)], Sufficient.ORAL),
        ([], [("head", True), ("members", True), ("zodiac", True)], Sufficient.NO),
        (["insurance"], [("head", True)], Sufficient.NO),
        (["insurance"], [("head", True), ("head", True)], Sufficient.NO),
        (["insurance"], [("head", True), ("members", True), ("zodiac", False)], Sufficient.NO),
        (["insurance"], [("head", True), ("unknown", True)], Sufficient.NO),
        (["insurance", "student"], [("head", False)], Sufficient.TWO_POINTS),
    ],
)
def test_questions_are_the_third_way(keys, oral, found):
    assert RULES.sufficient(keys, DAY, oral) is found


@given(KEYS, ORAL, st.dates(DAY - timedelta(days=3), DAY + timedelta(days=3)))
def test_another_paper_never_weakens_the_proof(keys, oral, day):
    rank = {Sufficient.NO: 0, Sufficient.ORAL: 1, Sufficient.TWO_POINTS: 2, Sufficient.ONE_POINT: 3}
    before = rank[RULES.sufficient(keys, day, oral)]
    for document in RULES.documents:
        assert rank[RULES.sufficient([*keys, document.key], day, oral)] >= before


@given(KEYS, ORAL, st.sampled_from(["head", "members", "zodiac", "unknown"]))
def test_an_answer_that_did_not_match_ends_the_third_way(keys, oral, key):
    assert RULES.sufficient(keys, DAY, [*oral, (key, False)]) is not Sufficient.ORAL


def test_papers_and_questions_the_pack_does_not_know_are_errors():
    for ask in (RULES.of, RULES.question):
        with pytest.raises(KeyError):
            ask("unknown")
