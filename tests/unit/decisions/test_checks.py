"""The static analysis: each finding by example, and gaps, overlaps and dead rows against brute force."""

import json
import random
import time
from itertools import combinations

import pytest
from random_tables import assignments, random_fact, random_table, to_dmn

from madoguchi.cli import main
from madoguchi.domain.decisions.checks import check
from madoguchi.domain.decisions.reader import read


def findings_of(tables):
    return check(read(to_dmn(tables)))


def fires(table, row, values):
    return all(c.holds(values[f.name]) for c, f in zip(table.rows[row][0], table.facts, strict=True))


def result_of(table, values):
    """What the standard says the table gives, with None for nothing."""
    hits = [result for row, (_, result) in enumerate(table.rows) if fires(table, row, values)]
    if table.policy in ("COLLECT", "RULE ORDER"):
        return tuple(hits)
    if not hits or (table.policy == "UNIQUE" and len(hits) > 1):
        return "重複" if hits else None
    if table.policy == "ANY" and len(set(hits)) > 1:
        return "重複"
    return any(hits) if table.policy == "PRIORITY" else hits[0]


@pytest.mark.parametrize("seed", range(10))
def test_findings_equal_brute_force(seed):
    rng = random.Random(3000 + seed)
    for _ in range(80):
        facts = [random_fact(rng, f"f{i}") for i in range(4)]
        table = random_table(rng, "p", facts)
        worlds = assignments(table.facts, {})
        rows = range(len(table.rows))
        found = findings_of([table])
        gaps = [f for f in found if f.kind == "gap"]
        uncovered = [w for w in worlds if not any(fires(table, r, w) for r in rows)]
        assert bool(gaps) == bool(uncovered)
        for gap in gaps:
            world = {f.name: _native(gap.example[f.name], f) for f in table.facts}
            assert not any(fires(table, r, world) for r in rows)
        _compare_rows(table, worlds, found)


def _compare_rows(table, worlds, found):
    rows = range(len(table.rows))
    live = {r for r in rows if any(fires(table, r, w) for w in worlds)}
    assert {f.rows[0] - 1 for f in found if f.kind == "unsatisfiable"} == set(rows) - live
    if table.policy == "FIRST":
        firsts = {next((r for r in rows if fires(table, r, w)), None) for w in worlds}
        assert {f.rows[0] - 1 for f in found if f.kind == "unreachable" and f.rows} == live - firsts
    overlaps = {f.rows for f in found if f.kind == "overlap"}
    assert overlaps == {
        (a + 1, b + 1)
        for a, b in combinations(rows, 2)
        if table.policy in ("UNIQUE", "ANY")
        and any(fires(table, a, w) and fires(table, b, w) for w in worlds)
        and (table.policy == "UNIQUE" or table.rows[a][1] != table.rows[b][1])
    }
    results = {tuple(w.values()): result_of(table, w) for w in worlds}
    useless = {fact.name for i, fact in enumerate(table.facts) if not _matters(results, i)}
    assert {f.column for f in found if f.kind == "unused"} == useless


def _matters(results, position):
    seen = {}
    return any(seen.setdefault(k[:position] + k[position + 1 :], r) != r for k, r in results.items())


def _native(value, fact):
    if fact.kind != "date":
        return value
    return type(fact.values[0]).fromisoformat(value)


TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="m"><decision name="p">
<decisionTable hitPolicy="{policy}">
<input label="異動"><inputExpression typeRef="string"><text>event</text></inputExpression>
<inputValues><text>"転入", "転居"</text></inputValues></input>
<input label="年齢"><inputExpression typeRef="number"><text>age</text></inputExpression>
<inputValues><text>[0..130]</text></inputValues></input>
<output typeRef="boolean" label="要否"/>{rules}</decisionTable></decision></definitions>"""


def table(*rows, policy="FIRST"):
    rules = "".join(
        f"<rule><inputEntry><text>{a}</text></inputEntry><inputEntry><text>{b}</text></inputEntry>"
        f"<outputEntry><text>{c}</text></outputEntry></rule>"
        for a, b, c in rows
    )
    return TABLE.format(policy=policy, rules=rules)


def kinds(xml):
    return [(f.kind, f.rows, f.column) for f in check(read(xml.encode()))]


@pytest.mark.parametrize(
    "row, wanted",
    [
        (('"転人"', "-", "true"), ("not_allowed", (1,), "event")),
        (("-", '"75"', "true"), ("type", (1,), "age")),
        (("-", "200", "true"), ("not_allowed", (1,), "age")),
        (("-", "&gt; 130", "true"), ("unsatisfiable", (1,), "age")),
        (("-", "[20..10]", "true"), ("unsatisfiable", (1,), "age")),
        (("-", "&lt; 20x()", "true"), ("syntax", (1,), "age")),
        (("-", "-", '"yes"'), ("type", (1,), "要否")),
        (("-", "-", "tru e"), ("syntax", (1,), "要否")),
    ],
)
def test_each_kind_names_its_place(row, wanted):
    assert wanted in kinds(table(row, ("-", "-", "false")))


def test_a_clean_table_has_no_findings():
    assert kinds(table(('"転入"', "&lt; 75", "true"), ("-", "-", "false"))) == []


def test_a_procedure_nothing_requires_is_told():
    assert ("unreachable", (), "event, age") in kinds(table(("-", "-", "false")))


def test_a_contradicting_overlap_says_so_and_shows_a_case():
    xml = table(('"転入"', "-", "true"), ("-", "[0..74]", "false"), policy="UNIQUE")
    overlap = next(f for f in check(read(xml.encode())) if f.kind == "overlap")
    assert "食い違い" in overlap.message
    assert overlap.example == {"event": "転入", "age": 0}


def run_check(tmp_path, content, capsys):
    path = tmp_path / "t.dmn"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    code = main(["decisions", "check", str(path)])
    lines = capsys.readouterr().out.splitlines()
    return code, [json.loads(line) for line in lines]


def test_the_command_gives_json_lines_and_exit_codes(tmp_path, capsys):
    assert run_check(tmp_path, table(('"転入"', "&lt; 75", "true"), ("-", "-", "false")), capsys) == (0, [])
    code, found = run_check(tmp_path, table(('"転入"', "&lt; 75", "true")), capsys)
    assert code == 1
    assert found[0]["kind"] == "gap" and found[0]["table"] == "p" and found[0]["column"] == "event, age"
    assert run_check(tmp_path, b"<!DOCTYPE x><a/>", capsys)[0] == 2
    assert run_check(tmp_path, b"<a>" * 101 + b"</a>" * 101, capsys)[0] == 2


def test_a_table_over_the_bound_is_honestly_not_finished_and_quick():
    rng = random.Random(5)
    names = [f"n{i}" for i in range(24)]
    heads = "".join(
        f'<input><inputExpression typeRef="number"><text>{n}</text></inputExpression></input>' for n in names
    )
    rules = ""
    for _ in range(400):
        cells = "".join(
            f"<inputEntry><text>[{(lo := rng.randint(0, 80))}..{lo + rng.randint(1, 60)}]</text></inputEntry>"
            if rng.random() < 0.5
            else "<inputEntry><text>-</text></inputEntry>"
            for _ in names
        )
        rules += f"<rule>{cells}<outputEntry><text>true</text></outputEntry></rule>"
    xml = (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="m"><decision name="p">'
        f'<decisionTable hitPolicy="FIRST">{heads}<output typeRef="boolean"/>{rules}'
        "</decisionTable></decision></definitions>"
    )
    started = time.perf_counter()
    found = check(read(xml.encode()))
    assert "unfinished" in {f.kind for f in found}
    assert time.perf_counter() - started < 10
