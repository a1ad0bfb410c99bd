"""The standard tables: clean, right for every sample household, and every damage noticed or listed."""

import re
from datetime import date
from decimal import Decimal

import pytest
import yaml
from pack_samples import PACK, SAMPLES, TABLES, load_samples, required_of

from madoguchi.domain.decisions.checks import check
from madoguchi.domain.decisions.compare import differ
from madoguchi.domain.decisions.engine import compile_table
from madoguchi.domain.decisions.errors import DecisionError
from madoguchi.domain.decisions.feel.values import to_text
from madoguchi.domain.decisions.hearing import Planner
from madoguchi.domain.decisions.mutations import mutations
from madoguchi.domain.decisions.pack import load_constraints, load_facts, load_procedures, load_rulebook
from madoguchi.domain.decisions.reader import read
from madoguchi.domain.decisions.resolve import resolve
from madoguchi.domain.decisions.vocabulary import KINDS
from madoguchi.domain.facts import load_catalogue

BOOK = load_rulebook(TABLES)
PLANNER = Planner(BOOK)
ALL = load_samples(dict(BOOK.domains))


@pytest.mark.parametrize("path", sorted(TABLES.glob("*.dmn")), ids=lambda p: p.stem)
def test_every_table_is_clean(path):
    assert check(read(path.read_bytes()), load_facts(TABLES)) == []


def test_there_are_at_least_sixty_households():
    assert len({sample.name for sample in ALL}) >= 60


@pytest.mark.parametrize("sample", ALL, ids=lambda s: s.name)
def test_sample_households_get_exactly_what_the_law_asks(sample):
    answer = resolve(PLANNER, sample.line)
    assert required_of(answer["results"]) == sample.required
    assert answer["relevant"] == []
    assert not any("contradiction" in result for result in answer["results"])


def test_the_hearing_reaches_the_same_result_by_questions_alone():
    """From the event only, answering what is asked, every sample ends where full knowledge ends."""
    for sample in ALL[::6]:
        line = {"facts": {"event.type": sample.line["facts"]["event.type"]}, "members": []}
        truth = {m["id"]: m["facts"] for m in sample.line["members"]}
        line["members"] = [{"id": member, "facts": {}} for member in truth]
        answer = resolve(PLANNER, line)
        while question := answer["next"]:
            fact = question["fact"]
            if question["members"] is None:
                line["facts"][fact] = sample.line["facts"][fact]
            for member in line["members"]:
                if member["id"] in (question["members"] or ()):
                    member["facts"][fact] = truth[member["id"]][fact]
            answer = resolve(PLANNER, line)
        assert required_of(answer["results"]) == sample.required


def test_every_procedure_has_its_data():
    known = {entry.decision: entry for entry in load_procedures(TABLES)}
    assert set(known) == {procedure.name for procedure in BOOK.procedures}
    for procedure in BOOK.procedures:
        entry, table = known[procedure.name], procedure.source.table
        assert entry.departments and entry.area and entry.deadline
        personal = any(clause.expression.startswith("person.") for clause in table.inputs)
        assert entry.scope == ("person" if personal else "household")
        for row in range(1, len(table.rules)):
            assert table.annotation(row, "根拠")
            assert table.annotation(row, "区分") in ("法令", "条例・運用")


def test_every_fact_that_tables_read_is_one_of_the_catalogue():
    catalogue, _ = load_catalogue(PACK / "facts")
    for name, domain in BOOK.domains.items():
        assert domain == BOOK.catalogue.others.domain(name)
        assert domain.kind == KINDS[catalogue[name].type]
        assert set(domain.priors or {}) <= {to_text(cell) for cell in _named(name)} | {"true", "false"}


def _named(name):
    axis = BOOK.axes[BOOK.level[name]]
    return [value for cell in axis.cells for value in cell.values]


def test_faults_of_the_lists_are_told_with_their_place(tmp_path):
    (tmp_path / "facts-needed.yaml").write_text("facts:\n  - {name: a, type: colour}\n", encoding="utf-8")
    with pytest.raises(DecisionError, match=r"facts-needed\.yaml:2:"):
        load_facts(tmp_path)
    (tmp_path / "facts-needed.yaml").write_text(
        "facts:\n  - {name: a, type: date}\n  - {name: a, type: date}\n", encoding="utf-8"
    )
    with pytest.raises(DecisionError, match="二度"):
        load_facts(tmp_path)
    (tmp_path / "facts-needed.yaml").write_text("facts:\n  - {name: a, cost: 2}\n", encoding="utf-8")
    with pytest.raises(DecisionError, match="type が要ります"):
        load_facts(tmp_path)
    (tmp_path / "constraints.yaml").write_text("constraints:\n  - {name: a}\n", encoding="utf-8")
    with pytest.raises(DecisionError, match=r"constraints\.yaml:2:"):
        load_constraints(tmp_path)


def _native(name, value):
    if isinstance(value, bool) or not isinstance(value, int | str):
        return value
    if isinstance(value, int):
        return Decimal(value)
    return date.fromisoformat(value) if BOOK.domains[name].kind == "date" else value


def _scopes():
    for sample in ALL:
        for member in sample.line["members"]:
            scope: dict[str, dict] = {}
            for name, value in {**sample.line["facts"], **member["facts"]}.items():
                part, _, rest = name.partition(".")
                scope.setdefault(part, {})[rest] = _native(name, value)
            yield scope


def unnoticed():
    """Every damage that changes an outcome and that no sample household notices, as `id row column`."""
    scopes = list(_scopes())
    for procedure in BOOK.procedures:
        table, name = procedure.source.table, procedure.name.split()[0]
        before = [compile_table(table, (), name)(scope) is True for scope in scopes]
        for mutation in mutations(table):
            damaged = compile_table(mutation.table, (), name)
            if any((damaged(scope) is True) != was for scope, was in zip(scopes, before, strict=True)):
                continue
            if differ(BOOK, procedure, BOOK.variant(procedure, mutation.table)):
                column = table.inputs[mutation.column - 1].expression if mutation.column else mutation.what
                yield f"{name} {mutation.row} {column}"


def test_every_damage_is_noticed_or_listed_as_not_covered():
    listed = yaml.safe_load((SAMPLES / "not-covered.yaml").read_text(encoding="utf-8"))["not_covered"]
    found = list(unnoticed())
    assert sorted(found) == sorted(listed)
    assert not [entry for entry in found if re.search("row missing|result turned", entry)]
