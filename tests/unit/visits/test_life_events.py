"""Life events and offices of the packs: complete, and every fault told with its place."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from households import PACK, RULES, TODAY

from madoguchi.domain.facts import Sensitivity
from madoguchi.domain.visits import (
    RulesRefusedError,
    Visit,
    VisitEvent,
    VisitMember,
    load_rules,
    make_plan,
)
from madoguchi.domain.visits.asking import choices_of
from madoguchi.domain.visits.life_events import Known, load_life_events

LANGUAGES = {"ja", "ja-easy", "en"}
ISSUE = {
    "転入": ["転入（国内から）", "転入（特例・カードで）", "転入（国外から）"],
    "転居": ["転居"],
    "転出": ["転出（国内へ）", "転出（特例・カードで）", "転出（国外へ）"],
    "世帯変更": ["世帯主変更", "世帯分離", "世帯合併", "世帯構成変更"],
    "出生": ["出生"],
    "死亡": ["死亡（おくやみ）"],
    "婚姻": ["婚姻"],
    "離婚": ["離婚（協議）", "離婚（調停・裁判）"],
    "転籍": ["転籍"],
    "養子縁組": ["養子縁組"],
    "養子離縁": ["養子離縁"],
    "氏名変更": ["氏名変更"],
    "印鑑登録": ["印鑑登録", "印鑑登録の廃止・亡失"],
    "マイナンバーカード": ["マイナンバーカード"],
    "支援措置": ["支援措置の申出"],
}


def test_every_event_of_the_counter_is_there() -> None:
    found: dict[str, list[str]] = {}
    for event in RULES.life_events.values():
        found.setdefault(event.group, []).append(event.label)
    assert found == ISSUE


def test_the_standard_pack_has_only_notes_about_forms_that_are_not_made_yet() -> None:
    assert all(f.level == "warning" and "様式" in f.message for f in RULES.findings)


def test_every_kind_of_notice_that_tables_know_has_an_event() -> None:
    kinds = set(RULES.catalogue["event.type"].allowed)
    assert {event.sets["event.type"] for event in RULES.life_events.values()} == kinds


def test_an_event_is_required_by_its_own_act() -> None:
    """The notice itself is a procedure whose table asks for it."""
    for event in RULES.life_events.values():
        for act in event.acts:
            table = next(p for p in RULES.book.procedures if p.name.startswith(act)).source.table
            column = [c.expression for c in table.inputs].index("event.type")
            assert any(event.sets["event.type"] in rule.inputs[column].text for rule in table.rules)


def test_moving_in_and_within_is_refused_for_a_day_to_come() -> None:
    for event in RULES.life_events.values():
        if event.group in ("転入", "転居"):
            assert event.dates[0].future == "refuse"
            assert event.dates[0].late_paper == "期間経過理由書"
        if event.group == "転出":
            assert event.dates[0].future == "allow"


def test_every_question_that_tables_can_put_has_its_words_and_digits() -> None:
    """For every fact under those that tables read: texts in three languages, or a label and help for staff."""
    for name in RULES.book.domains:
        for base in RULES.catalogue.base_of(name):
            fact = RULES.catalogue[base]
            assert fact.label
            if fact.asked:
                assert set(fact.question) == LANGUAGES
                assert all(text.strip() for text in fact.question.values())
            elif fact.constant is None:
                assert fact.help, base  # staff are told where to look
            digits = [choice.digit for choice in choices_of(fact)]
            assert digits == [str(i) for i in range(1, len(digits) + 1)]


def test_the_leading_department_may_use_what_its_tables_read() -> None:
    for procedure in RULES.book.procedures:
        office = RULES.procedures[procedure.name.split()[0]].departments[0]
        if RULES.offices[office].outside:
            continue
        for fact in RULES.book.facts_of(procedure.reads):
            assert RULES.purposes.basis(office, fact) is not None, (procedure.name, office, fact)


def test_a_basis_is_recorded_only_for_facts_that_need_one() -> None:
    for _, fact in RULES.purposes.bases:
        assert RULES.catalogue[fact].sensitivity in (Sensitivity.SPECIAL, Sensitivity.NUMBER)


def test_offices_are_in_walking_order_and_each_has_work() -> None:
    orders = [office.order for office in RULES.offices.values()]
    assert orders == sorted(set(orders))
    working = {code for procedure in RULES.procedures.values() for code in procedure.departments}
    assert working == set(RULES.offices)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    for part in ("facts", "decisions", "life_events", "procedures", "deadlines", "calendars"):
        shutil.copytree(PACK / part, tmp_path / part)
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("acts: [JK-01]", "acts: [JK-99]", "「JK-99」という手続はありません"),
        ("event.from: domestic", "event.from: moon", "どれかを選んで"),
        ("event.online: false", "event.nowhere: false", "「event.nowhere」というデータ項目はありません"),
        ("deadline: move_in", "deadline: some_day", "「some_day」という期限はありません"),
        ("{procedure: KH-01, ", "{procedure: KH-99, ", "「KH-99」という手続はありません"),
        ("order: 10", "ordr: 10", "「ordr」という項目はありません"),
        ("of: person.moving, needed", "of: person.staying, needed", "という役割はこの届出にありません"),
        ("{fact: event.planned_out_on,", "{fact: event.reason,", "日付の項目ではありません"),
    ],
)
def test_faults_of_an_event_are_told_with_line_and_column(pack: Path, old: str, new: str, words: str) -> None:
    path = pack / "life_events/10-move-in-domestic.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    line = next(i for i, row in enumerate(text.splitlines(), 1) if old in row)
    with pytest.raises(RulesRefusedError) as refused:
        load_rules([pack])
    told = [f for f in refused.value.findings if words in f.message]
    assert told and all(f.file == "life_events/10-move-in-domestic.yaml" for f in told)
    assert line in {f.line for f in told}


def test_offices_that_nobody_knows_are_told(pack: Path) -> None:
    path = pack / "procedures/departments.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("code: care,", "code: kaigo,"), encoding="utf-8")
    with pytest.raises(RulesRefusedError, match="課「care」"):
        load_rules([pack])


def test_another_city_has_its_own_offices_fees_and_ages(tmp_path: Path) -> None:
    """A second made-up city: one office for all families' matters, children up to 15, its own days closed."""
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts/city.yaml").write_text(
        "facts:\n  - key: person.kodomo_iryo_age\n    label: 子ども医療費の対象年齢\n    type: boolean\n"
        "    sources:\n      - {derived: any, inputs: [person.in_child15]}\n",
        encoding="utf-8",
    )
    (tmp_path / "procedures").mkdir()
    offices = (PACK / "procedures/departments.yaml").read_text(encoding="utf-8")
    (tmp_path / "procedures/departments.yaml").write_text(
        offices.replace("子育て支援課", "こども家庭センター"), encoding="utf-8"
    )
    rules = load_rules([PACK, tmp_path])
    assert rules.offices["childcare"].name == "こども家庭センター"
    assert rules.offices.keys() == RULES.offices.keys()
    assert rules.catalogue.base_of("person.kodomo_iryo_age") == ("person.birth_date",)
    assert (
        rules.catalogue["person.kodomo_iryo_age"].derivation
        != RULES.catalogue["person.kodomo_iryo_age"].derivation
    )
    assert len(rules.book.procedures) == len(RULES.book.procedures)


def test_of_the_deceased_alone_it_is_asked_in_words_for_the_deceased() -> None:
    members = (VisitMember("夫"), VisitMember("妻"))
    roles = {"person.deceased": frozenset({"夫"}), "person.is_spouse_of_deceased": frozenset({"妻"})}
    death = Visit(TODAY, members, (VisitEvent("e", "death", roles),))
    asked = {one.fact: one.say["ja"] for one in make_plan(RULES, death).askings if one.say}
    assert asked["person.dog"] == "亡くなった方は、犬を飼っていらっしゃいましたか。"
    moving = VisitEvent("f", "move_within", {"person.moving": frozenset({"妻"})})
    both = make_plan(RULES, replace(death, events=(*death.events, moving)))
    asked = {one.fact: one.say["ja"] for one in both.askings if one.say}
    assert asked["person.dog"] == "犬を飼っていらっしゃいますか。"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("say: {person.moving: {}}", "「person.moving」という役割はこの届出にありません。"),
        ("say: {person.deceased: {person.dog: {ja: 犬}}}", "「person.dog」の質問文は"),
        ("say: {person.deceased: {person.kokuho: {ja: 国保}}}", "「person.kokuho」の質問文は"),
    ],
)
def test_words_that_nobody_would_say_are_refused(tmp_path, words, message) -> None:
    folder = tmp_path / "life_events"
    folder.mkdir()
    death = (
        (PACK / "life_events" / "51-death.yaml").read_text(encoding="utf-8").split("# 亡くなった方だけ")[0]
    )
    (folder / "51-death.yaml").write_text(f"{death}{words}\n", encoding="utf-8")
    known = Known(RULES.catalogue, frozenset(RULES.procedures), frozenset(RULES.deadline_rules), frozenset())
    findings = load_life_events(folder, known)[1]
    assert any(message in finding.message for finding in findings), findings
