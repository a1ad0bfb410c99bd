"""`madoguchi visits`: a family in a file, and faults with their place."""

from __future__ import annotations

from pathlib import Path

import pytest
from households import PACK, RULES

from madoguchi.cli import main
from madoguchi.domain.visits import make_plan
from madoguchi.domain.visits.visit_files import EXAMPLE, read_visit


def test_the_example_of_the_help_is_a_visit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "v.yaml").write_text(EXAMPLE, encoding="utf-8")
    assert main(["visits", "plan", str(tmp_path / "v.yaml"), "--pack", str(PACK), "--all"]) == 0
    out = capsys.readouterr().out
    visit, _ = read_visit(tmp_path / "v.yaml", RULES)
    assert visit is not None
    plan = make_plan(RULES, visit)
    assert f"■ 必要 {len(plan.required)} 件" in out
    assert "JK-01 転入届 市民課 2026-11-16まで（あと14日）" in out
    assert f"残り最大 {plan.most_questions} 問" in out and "次: " in out
    for item in plan.items:
        assert item.procedure.decision in out


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("kind: move_in_domestic", "kind: move", 3, "「move」という届出はありません"),
        ("[父, 子]", "[父, 叔母]", 4, "members にいません: 叔母"),
        ("person.shaho: true", "person.shaho: たぶん", 9, "「はい」か「いいえ」"),
        ("event.same_pref: false", "person.dog: false", 6, "person. の項目は members に"),
        ("person.relationship: 子", "person.nobody: 子", 11, "「person.nobody」というデータ項目はありません"),
        ("key: 子", "key: 父", 8, "同じ key の人が二人います"),
    ],
)
def test_faults_are_told_with_their_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, line: int, words: str
) -> None:
    path = tmp_path / "v.yaml"
    assert old in EXAMPLE
    path.write_text(EXAMPLE.replace(old, new, 1), encoding="utf-8")
    assert main(["visits", "plan", str(path), "--pack", str(PACK)]) == 1
    errors = capsys.readouterr().err.splitlines()
    assert any(f"v.yaml:{line}:" in error and words in error for error in errors), errors


def test_the_check_counts_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["visits", "check", "--pack", str(PACK)]) == 0
    assert f"手続 {len(RULES.procedures)} 件" in capsys.readouterr().out


def test_a_derived_fact_in_a_file_is_a_ruling_and_nothing_is_not_applicable(tmp_path: Path) -> None:
    text = EXAMPLE.replace("person.shaho: true", "person.any_techo: true, person.dog: null")
    (tmp_path / "v.yaml").write_text(text, encoding="utf-8")
    visit, findings = read_visit(tmp_path / "v.yaml", RULES)
    assert visit and not findings
    assert [(r.fact, r.value) for r in visit.rulings] == [("person.any_techo", True)]
    case = make_plan(RULES, visit).cases[0]
    assert case.situation.members and case.situation.members["父"]["person.dog"] == 2
