"""A visit of which a file told: whatever its cells hold, only what a fact can take is said, each thing once."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.apps.visits.foretold import body_of
from madoguchi.apps.visits.storing import freeze, thaw
from madoguchi.apps.visits.types import Foretold
from madoguchi.domain.dates import UncertainDate
from madoguchi.domain.facts import SourceKind
from madoguchi.domain.layouts import read_layouts
from madoguchi.domain.visits import Rules, load_rules

PACK = Path(__file__).resolve().parents[3] / "packs" / "standard"
LAYOUT = read_layouts(PACK / "layouts")["001.move_out_certificate"]
AS_OF = datetime(2026, 11, 22, 10, tzinfo=UTC)
cells = st.dictionaries(
    st.sampled_from(LAYOUT.names),
    st.sampled_from(
        ["1", "2", "0", "2026-11-20", "1971-02-29", "0000-00-00", "世帯主", "ミホン", "101", "x"]
    ),
)


@cache
def rules() -> Rules:
    return load_rules([PACK])


def foretold(*persons: dict[str, str]) -> Foretold:
    return Foretold(LAYOUT, AS_OF, "move_in_special", persons)


@given(st.lists(cells, min_size=1, max_size=4))
def test_whatever_the_cells_hold(persons: list[dict[str, str]]) -> None:
    body = body_of(foretold(*persons), rules())
    keys = {person.key for person in body.persons}
    assert len(keys) == len(persons)
    assert body.events[0].roles == {"person.moving": frozenset(keys)}
    for said in body.said:
        assert rules().catalogue[said.statement.fact].accepts(said.statement.value)
        assert (said.statement.origin.kind, said.statement.origin.as_of) == (SourceKind.LAYOUT, AS_OF)
        assert (said.about.member in keys) == said.statement.fact.startswith("person.")
    assert len(set(body.said)) == len(body.said)
    assert thaw(json.loads(json.dumps(freeze(body)))) == body


@given(st.lists(cells, min_size=1, max_size=3))
def test_a_person_more_changes_nothing_of_the_others(persons: list[dict[str, str]]) -> None:
    alone, together = body_of(foretold(persons[0]), rules()), body_of(foretold(*persons), rules())
    assert together.persons[0] == alone.persons[0]
    assert set(alone.said) <= set(together.said)


def test_a_day_that_no_calendar_has_stays_as_it_came() -> None:
    body = body_of(foretold({"生年月日": "1971-02-29", "支援措置区分": "1"}), rules())
    told = {said.statement.fact: said.statement.value for said in body.said}
    assert isinstance(told["person.birth_date"], UncertainDate)
    assert body.persons[0].newcomer.birth == told["person.birth_date"]
    assert told["person.protection"] == "措置中"
    assert not any(fact.startswith(("person.individual", "person.resident_code")) for fact in told)
