"""Two versions of tables: what changes, against brute force and by example."""

import json
import random

import pytest
from pack_samples import TABLES
from random_tables import assignments, random_fact, random_table, to_dmn

from madoguchi.cli import main
from madoguchi.domain.decisions.compare import compare
from madoguchi.domain.decisions.reader import read


@pytest.mark.parametrize("seed", range(6))
def test_differences_equal_brute_force(seed):
    rng = random.Random(4000 + seed)
    for _ in range(40):
        facts = [random_fact(rng, f"f{i}") for i in range(3)]
        old, new = random_table(rng, "p", facts), random_table(rng, "p", facts)
        worlds = assignments(facts, {})
        gained = [w for w in worlds if new.required(w) and not old.required(w)]
        lost = [w for w in worlds if old.required(w) and not new.required(w)]
        result = compare([read(to_dmn([old]))], [read(to_dmn([new]))], hearings=0)
        assert bool(result.changes) == bool(gained or lost)
        for change in result.changes:
            assert (change.becomes_required is not None) == bool(gained)
            assert (change.no_longer_required is not None) == bool(lost)
            assert _in(change.becomes_required, gained, facts) and _in(change.no_longer_required, lost, facts)
            assert 0 < change.share <= 1


def _in(example, worlds, facts):
    """Every value of the facts the example does not name leads to the same change."""
    if example is None:
        return True
    named = {f.name: f for f in facts if f.name in example}
    wanted = {
        n: type(f.values[0]).fromisoformat(example[n]) if f.kind == "date" else example[n]
        for n, f in named.items()
    }
    return any(all(_same_cell(w[n], v, named[n]) for n, v in wanted.items()) for w in worlds)


def _same_cell(a, b, fact):
    if not fact.thresholds:
        return a == b
    return all((a < t, a == t) == (b < t, b == t) for t in fact.thresholds)


def test_a_looser_cell_shows_who_gets_more_and_the_change_in_questions(tmp_path, capsys):
    path = TABLES / "12-seal-registration.dmn"
    text = path.read_text(encoding="utf-8")
    changed = text.replace("<text>person.wants_inkan</text>", "<text>person.wants_inkan</text>", 1)
    row = text.index('id="IN-01_r1_4"')
    changed = text[:row] + text[row:].replace("<text>true</text>", "<text>-</text>", 1)
    (tmp_path / "new.dmn").write_text(changed, encoding="utf-8")
    assert main(["decisions", "compare", str(path), str(tmp_path / "new.dmn")]) == 0
    *changes, questions = map(json.loads, capsys.readouterr().out.splitlines())
    assert [c["procedure"].split()[0] for c in changes] == ["IN-01"]
    assert changes[0]["becomes_required"]["person.wants_inkan"] is False
    assert changes[0]["no_longer_required"] is None
    assert questions["questions"]["new"] < questions["questions"]["old"]


def test_added_and_removed_procedures_are_named():
    models = [read(path.read_bytes()) for path in sorted(TABLES.glob("*.dmn"))[:2]]
    kinds = {c.kind for c in compare(models[:1], models[1:], hearings=0).changes}
    assert kinds == {"added", "removed"}
