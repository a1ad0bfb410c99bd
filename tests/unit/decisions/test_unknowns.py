"""Required, not required, open; relevant facts; the next question: against brute force and by example."""

import json
import random
from datetime import date

import pytest
from random_tables import Fact, assignments, random_fact, random_table, to_dmn, truth

from madoguchi.domain.decisions.errors import BadInputError, CellError, DecisionError
from madoguchi.domain.decisions.hearing import Hearing, Planner, Situation
from madoguchi.domain.decisions.reader import read
from madoguchi.domain.decisions.resolve import read_situation, resolve
from madoguchi.domain.decisions.rulebook import Constraint, Rulebook


def as_json(value):
    return value.isoformat() if isinstance(value, date) else value


def random_knowledge(rng, fact, possible):
    """A JSON entry for what is known of a fact, and the values it leaves; None for unknown."""
    roll = rng.random()
    if roll < 0.45:
        return None
    if roll < 0.75:
        value = rng.choice(fact.values)
        possible[fact.name] = [value]
        return as_json(value)
    if fact.thresholds:
        low, high = sorted(rng.sample(fact.values, 2))
        possible[fact.name] = [v for v in fact.values if low <= v <= high]
        return {"min": as_json(low), "max": as_json(high)}
    chosen = rng.sample(fact.values, rng.randint(1, len(fact.values)))
    possible[fact.name] = chosen
    return {"in": [as_json(v) for v in chosen]}


def knowledge(rng, facts):
    possible: dict[str, list] = {}
    given = {f.name: entry for f in facts if (entry := random_knowledge(rng, f, possible)) is not None}
    return given, possible


@pytest.mark.parametrize("seed", range(20))
def test_statuses_and_relevant_facts_equal_brute_force(seed):
    rng = random.Random(seed)
    for _ in range(100):
        facts = [random_fact(rng, f"f{i}") for i in range(rng.randint(2, 5))]
        tables = [random_table(rng, f"p{i}", facts) for i in range(rng.randint(1, 4))]
        planner = Planner(Rulebook([read(to_dmn(tables))]))
        for _ in range(3):
            given, possible = knowledge(rng, facts)
            answer = resolve(planner, {"facts": given})
            wanted = {t.name: truth(t, possible) for t in tables}
            statuses = {r["procedure"]: r["status"] for r in answer["results"]}
            assert statuses == {name: status for name, (status, _) in wanted.items()}
            relevant = set().union(*(facts_of for _, facts_of in wanted.values()))
            assert {q["fact"] for q in answer["relevant"]} == relevant
            assert (answer["next"] is None) == (not relevant)
            assert answer["next"] is None or answer["next"]["fact"] in relevant


@pytest.mark.parametrize("seed", range(8))
def test_households_equal_brute_force(seed):
    rng = random.Random(1000 + seed)
    for _ in range(60):
        facts = [random_fact(rng, f"f{i}") for i in range(4)]
        common, personal = facts[:2], facts[2:]
        tables = [random_table(rng, f"p{i}", facts) for i in range(3)]
        planner = Planner(Rulebook([read(to_dmn(tables))]))
        given, possible = knowledge(rng, common)
        for fact in common:  # a fact counts as the household's because the line names it
            anything = {"min": None} if fact.thresholds else {"in": list(map(as_json, fact.values))}
            given.setdefault(fact.name, anything)
        members = {f"m{i}": knowledge(rng, personal) for i in range(rng.randint(1, 3))}
        line = {"facts": given, "members": [{"id": m, "facts": k} for m, (k, _) in members.items()]}
        answer = resolve(planner, line)
        results = {(r["procedure"], r["member"]): r["status"] for r in answer["results"]}
        relevant = {(q["fact"], m) for q in answer["relevant"] for m in q["members"] or [None]}
        expected, needed = {}, set()
        for table in tables:
            owns = any(f in personal for f in table.facts)
            for member in members if owns else [None]:
                known = {**possible, **(members[member][1] if member else {})}
                status, facts_of = truth(table, known)
                expected[table.name, member] = status
                needed |= {(n, member if any(f.name == n for f in personal) else None) for n in facts_of}
        assert results == expected
        assert relevant == needed


@pytest.mark.parametrize("seed", range(8))
def test_constraints_equal_brute_force(seed):
    """Impossible combinations decide no status, and a single fact is asked only if it can matter."""
    rng = random.Random(2000 + seed)
    for _ in range(60):
        facts = [Fact(f"f{i}", "boolean", [True, False]) for i in range(4)]
        tables = [random_table(rng, f"p{i}", facts) for i in range(2)]
        forbidden = [
            {f.name: rng.choice([True, False]) for f in rng.sample(facts, 2)}
            for _ in range(rng.randint(1, 2))
        ]
        constraints = [Constraint("c", {n: str(v).lower() for n, v in combo.items()}) for combo in forbidden]
        planner = Planner(Rulebook([read(to_dmn(tables))], constraints=_known_only(constraints, tables)))
        given, possible = knowledge(rng, facts)
        answer = resolve(planner, {"facts": given})
        for table, result in zip(tables, answer["results"], strict=True):
            combos = _applied(forbidden, tables)
            worlds = [w for w in assignments(facts, possible) if not any(_breaks(w, c) for c in combos)]
            outcomes = {table.required(w) for w in worlds}
            if not outcomes:  # contradicting facts: see the example below
                continue
            wanted = "open" if len(outcomes) == 2 else "required" if True in outcomes else "not_required"
            assert result["status"] == wanted
        if all(r["status"] != "open" for r in answer["results"]):
            assert answer["relevant"] == [] and answer["next"] is None


@pytest.mark.parametrize("seed", range(6))
def test_relevant_facts_under_constraints_suffice_and_none_is_idle(seed):
    """The relevant facts tell the outcome of every possible combination, and without any one they do not."""
    rng = random.Random(2500 + seed)
    for _ in range(80):
        facts = [Fact(f"f{i}", "boolean", [True, False]) for i in range(4)]
        table = random_table(rng, "p", facts)
        combos = [
            {f.name: rng.choice([True, False]) for f in rng.sample(table.facts, 2)}
            for _ in "ab"
            if len(table.facts) > 1
        ]
        constraints = [Constraint("c", {n: str(v).lower() for n, v in c.items()}) for c in combos]
        answer = resolve(Planner(Rulebook([read(to_dmn([table]))], constraints=constraints)), {})
        worlds = [w for w in assignments(table.facts, {}) if not any(_breaks(w, c) for c in combos)]
        if not worlds:
            continue
        relevant = [q["fact"] for q in answer["relevant"]]
        assert _told_by(relevant, table, worlds)
        assert not any(_told_by([n for n in relevant if n != left], table, worlds) for left in relevant)


def _told_by(names, table, worlds):
    seen = {}
    return all(
        seen.setdefault(tuple(w[n] for n in names), table.required(w)) == table.required(w) for w in worlds
    )


def _breaks(world, combo):
    return all(world[name] == value for name, value in combo.items())


def _read_names(tables):
    return {f.name for t in tables for f in t.facts}


def _known_only(constraints, tables):
    return [c for c in constraints if set(c.tests) <= _read_names(tables)]


def _applied(forbidden, tables):
    return [combo for combo in forbidden if set(combo) <= _read_names(tables)]


# -- by example

TWO = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="m">
<decision name="国保の取得"><decisionTable hitPolicy="FIRST">
 <input><inputExpression typeRef="string"><text>event</text></inputExpression>
  <inputValues><text>"転入", "転居"</text></inputValues></input>
 <input><inputExpression typeRef="boolean"><text>社保</text></inputExpression></input>
 <input><inputExpression typeRef="boolean"><text>生活保護</text></inputExpression></input>
 <input><inputExpression typeRef="number"><text>age</text></inputExpression>
  <inputValues><text>[0..130]</text></inputValues></input>
 <output typeRef="boolean"/><annotation name="根拠"/>
 <rule><inputEntry><text>"転入"</text></inputEntry><inputEntry><text>false</text></inputEntry>
  <inputEntry><text>false</text></inputEntry><inputEntry><text>&lt; 75</text></inputEntry>
  <outputEntry><text>true</text></outputEntry><annotationEntry><text>国保法9条</text></annotationEntry></rule>
</decisionTable></decision></definitions>"""


def planner(constraints=()):
    return Planner(Rulebook([read(TWO.encode())], constraints=constraints))


def household(*members, **facts):
    return {"facts": {"event": "転入", **facts}, "members": [{"id": i, "facts": f} for i, f in members]}


def test_a_person_fact_is_asked_once_for_those_it_matters_for():
    line = household(("父", {"age": 40}), ("祖母", {"age": 80}), ("子", {"age": {"min": 3, "max": 6}}))
    answer = resolve(planner(), line)
    assert [r["status"] for r in answer["results"]] == ["open", "not_required", "open"]
    assert answer["next"]["members"] == ["父", "子"]


def test_an_impossible_combination_causes_no_question():
    never = [Constraint("生活保護と社保なし", {"生活保護": "true", "社保": "false"})]
    line = {"facts": {"event": "転入", "age": 30, "社保": False}}
    assert resolve(planner(), line)["next"] == {"fact": "生活保護", "members": None}
    answer = resolve(planner(never), line)
    assert answer["next"] is None
    assert answer["results"][0]["status"] == "required"


def test_what_one_member_rules_out_for_the_household_counts_for_all():
    never = [Constraint("社保なら生活保護なし", {"生活保護": "true", "社保": "true"})]
    book = planner(never)
    line = household(("父", {"age": 40, "社保": True}), ("子", {"age": 8, "社保": False}))
    situation = read_situation(book.rulebook, line)
    shared = Situation(situation.household, situation.members, frozenset({"age", "社保"}))
    statuses = [r.status.value for r in Hearing(book, shared).results]
    assert statuses == ["not_required", "required"]


def test_contradicting_facts_are_told_and_still_answered():
    never = [Constraint("両方", {"生活保護": "false", "社保": "false"})]
    line = {"facts": {"event": "転入", "age": 30, "社保": False, "生活保護": False}}
    result = resolve(planner(never), line)["results"][0]
    assert (result["status"], result["contradiction"]) == ("required", True)


def test_a_fact_nobody_knows_is_not_asked_again_but_named():
    line = {"facts": {"event": "転入", "age": 30, "生活保護": False}, "declined": ["社保"]}
    answer = resolve(planner(), line)
    assert answer["next"] is None
    assert answer["results"][0] == {
        "procedure": "国保の取得",
        "member": None,
        "status": "open",
        "blocking": ["社保"],
    }


def test_null_is_a_value_and_not_unknown():
    line = {"facts": {"event": "転入", "age": None, "社保": False, "生活保護": False}}
    assert resolve(planner(), line)["results"][0]["status"] == "not_required"


def test_reasons_name_the_row_the_forcing_facts_and_what_would_have_required_it():
    line = {"facts": {"event": "転入", "age": 30, "社保": True, "生活保護": False}}
    reason = resolve(planner(), line, reasons=True)["results"][0]["reason"]
    assert reason["because"] == {"社保": [True]}
    assert reason["would_need"] == ({"fact": "社保", "values": [False]},)
    line["facts"]["社保"] = False
    reason = resolve(planner(), line, reasons=True)["results"][0]["reason"]
    assert [row["row"] for row in reason["rows"]] == [1]
    assert reason["rows"][0]["annotations"] == {"根拠": "国保法9条"}
    assert set(reason["because"]) == {"event", "age", "社保", "生活保護"}


def test_reasons_carry_the_sources_of_the_facts():
    line = household(("父", {"age": 30, "社保": {"value": True, "source": "回答"}}))
    line["facts"]["event"] = {"value": "転入", "source": "職員"}
    reason = resolve(planner(), line, reasons=True)["results"][0]["reason"]
    assert (reason["because"], reason["sources"]) == ({"社保": [True]}, {"社保": "回答"})


def test_what_is_known_not_to_be_narrows():
    line = {"facts": {"event": {"not": ["転居"]}, "age": {"not": [80]}, "社保": False, "生活保護": False}}
    answer = resolve(planner(), line)
    assert [q["fact"] for q in answer["relevant"]] == ["age"]


def test_answers_taken_back_are_as_if_never_given():
    book = planner()
    before = json.dumps(resolve(book, {"facts": {"event": "転入"}}))
    resolve(book, {"facts": {"event": "転入", "社保": True}})
    assert json.dumps(resolve(book, {"facts": {"event": "転入"}})) == before
    assert json.dumps(resolve(planner(), {"facts": {"event": "転入"}})) == before


@pytest.mark.parametrize(
    "line",
    [
        [],
        {"facts": {"event": "転人"}},
        {"facts": {"age": "八十"}},
        {"facts": {"age": 200}},
        {"facts": {"age": {"min": 131}}},
        {"facts": {"event": {"min": 1}}},
        {"facts": {"event": {"in": []}}},
        {"facts": {"社保": 1}},
        {"facts": 3},
        {"members": [{"id": "a"}, {"id": "a"}]},
        {"members": [{"facts": {}}]},
        {"declined": "社保"},
    ],
)
def test_bad_lines_are_refused(line):
    with pytest.raises(BadInputError):
        resolve(planner(), line)


def test_tables_feed_on_tables():
    xml = TWO.replace(
        "</definitions>",
        """<decision name="区分"><decisionTable hitPolicy="FIRST">
 <input><inputExpression typeRef="number"><text>age</text></inputExpression></input>
 <output typeRef="string"/>
 <rule><inputEntry><text>&lt; 15</text></inputEntry><outputEntry><text>"子"</text></outputEntry></rule>
 <rule><inputEntry><text>-</text></inputEntry><outputEntry><text>"大人"</text></outputEntry></rule>
</decisionTable></decision>
<decision name="印鑑"><informationRequirement><requiredDecision href="#k"/></informationRequirement>
<decisionTable hitPolicy="UNIQUE">
 <input><inputExpression typeRef="string"><text>区分</text></inputExpression></input>
 <output typeRef="boolean"/>
 <rule><inputEntry><text>not("子")</text></inputEntry><outputEntry><text>true</text></outputEntry></rule>
</decisionTable></decision></definitions>""",
    )
    book = Planner(Rulebook([read(xml.encode())]))
    answers = [
        resolve(book, {"facts": {"event": "転居", **known}}) for known in ({}, {"age": 14}, {"age": 15})
    ]
    assert [a["results"][1]["status"] for a in answers] == ["open", "not_required", "required"]
    assert answers[0]["next"] == {"fact": "age", "members": None}


def test_tables_that_are_no_procedures_do_not_stand_in_the_way():
    extra = """<decision name="時刻"><decisionTable><input><inputExpression typeRef="time"><text>t</text>
 </inputExpression></input><output typeRef="string"/></decisionTable></decision></definitions>"""
    book = Rulebook([read(TWO.replace("</definitions>", extra).encode())])
    assert [p.name for p in book.procedures] == ["国保の取得"]


def test_an_expression_that_feeds_a_procedure_is_refused_and_not_taken_for_a_fact():
    extra = """<decision name="社保"><literalExpression><text>true</text></literalExpression></decision>
</definitions>"""
    with pytest.raises(CellError, match="社保"):
        Rulebook([read(TWO.replace("</definitions>", extra).encode())])


def test_what_cannot_be_worked_out_under_unknowns_is_refused_by_place():
    with pytest.raises(CellError, match="表「国保の取得」1行目・列「age」"):
        Rulebook([read(TWO.replace("&lt; 75", "&lt; other").encode())])
    with pytest.raises(DecisionError, match="型"):
        Rulebook([read(TWO.replace('typeRef="number"', 'typeRef="time"').encode())])
