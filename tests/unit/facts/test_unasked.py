"""Questions that are spared because another fact answers them, until somebody says otherwise."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from madoguchi.domain.facts import (
    UNKNOWN,
    FactSet,
    Origin,
    SourceKind,
    Statement,
    load_catalogue,
)

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
FACTS = """
facts:
  - {key: person.birth_date, label: 生年月日, type: uncertain_date, sources: [staff]}
  - key: person.grown
    label: 18歳以上
    type: boolean
    sources: [{derived: at_least_age, inputs: [person.birth_date], with: {age: 18, rule: birthday}}]
  - key: person.allowance
    label: 手当の子
    type: boolean
    sources: [staff]
    unasked: [{when: person.grown, is: true, value: false}]
  - {key: person.either, label: どちらか, type: boolean, sources: [{derived: any, inputs: [person.allowance]}]}
"""


@pytest.fixture
def load(tmp_path):
    def load(text):
        (tmp_path / "facts").mkdir(exist_ok=True)
        (tmp_path / "facts" / "10.yaml").write_text(text, encoding="utf-8")
        return load_catalogue(tmp_path / "facts")

    return load


@pytest.fixture
def facts(load):
    catalogue, findings = load(FACTS)
    assert catalogue is not None, findings
    return FactSet(catalogue, date(2026, 11, 2))


def said(fact, value):
    return Statement(fact, value, Origin(SourceKind.STAFF, "試験", NOON))


def test_what_is_spared_follows_and_names_what_it_stands_on(facts):
    old = facts.with_statements([said("person.birth_date", date(1950, 1, 1))])
    held = old.get("person.allowance")
    assert (held.value, held.missing, held.used) == (False, (), ("person.birth_date",))
    assert old.value("person.either") is False


def test_it_is_asked_of_everybody_else_and_while_nothing_is_known(facts):
    young = facts.with_statements([said("person.birth_date", date(2018, 1, 1))])
    for one in (facts, young):
        assert one.value("person.allowance") is UNKNOWN
        assert one.get("person.either").missing == ("person.allowance",)


def test_whoever_says_otherwise_is_believed(facts):
    old = facts.with_statements([said("person.birth_date", date(1950, 1, 1)), said("person.allowance", True)])
    assert old.value("person.allowance") is True


def test_a_change_of_what_spares_the_question_is_felt_by_all_that_follows(facts):
    assert facts.catalogue.rests_on("person.either") == {"person.allowance", "person.birth_date"}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("when: person.grown", "when: person.gone", "person.gone」というデータ項目はありません"),
        ("is: true", "is: 3", "にない値です"),
        ("when: person.grown", "when: person.either", "尋ねずに決まることがある"),
    ],
)
def test_a_rule_that_cannot_hold_is_refused_where_it_stands(load, old, new, words):
    catalogue, findings = load(FACTS.replace(old, new))
    assert catalogue is None
    assert [f.line for f in findings if words in f.message] == [12], findings
