"""Which way of working a visit has, and faults of the pack's file at their place."""

from __future__ import annotations

from pathlib import Path

import pytest
from households import PACK, RULES
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.domain.visits.ways import NEAREST, Ways, read_ways
from madoguchi.domain.ways import Way


def read(tmp_path: Path, text: str):
    (tmp_path / "procedures").mkdir(exist_ok=True)
    (tmp_path / "procedures/ways.yaml").write_text(text, encoding="utf-8")
    return read_ways([PACK, tmp_path], RULES.life_events)


def test_the_standard_pack_lets_everybody_walk() -> None:
    assert read_ways([PACK], RULES.life_events) == (Ways(), [])
    assert RULES.ways.of(["move_in_domestic", "death"]) is Way.WALK


def test_a_city_has_its_desk_and_its_default(tmp_path: Path) -> None:
    ways, findings = read(
        tmp_path, "default: come\nevents: {death: desk}\ndesk: ご遺族コーナー\ncounter: 1番窓口\n"
    )
    assert findings == []
    assert (ways.of(["death"]), ways.place(Way.DESK)) == (Way.DESK, "ご遺族コーナー")
    assert (ways.of(["birth"]), ways.place(Way.COME)) == (Way.COME, "1番窓口")
    assert ways.place(Way.WALK) == ways.place(Way.HAND_IN) == ""


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("default: walk\nevents: {moon: desk}\n", 2, "「moon」というライフイベントはありません"),
        ("default: fly\n", 1, "どれかです"),
        ("default: walk\nplaces: {}\n", 2, "「places」という項目はありません"),
    ],
)
def test_faults_are_told_with_their_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    _, (finding,) = read(tmp_path, text)
    assert (finding.file, finding.line) == ("procedures/ways.yaml", line)
    assert words in finding.message


@given(
    st.dictionaries(st.sampled_from(sorted(RULES.life_events)), st.sampled_from(Way)),
    st.sampled_from(Way),
    st.lists(st.sampled_from(sorted(RULES.life_events))),
)
def test_a_visit_goes_the_way_that_spares_the_visitor_most(events, default, kinds) -> None:
    ways = Ways(default=default, events=events)
    wanted = [events.get(kind, default) for kind in kinds] or [default]
    assert ways.of(kinds) is min(wanted, key=NEAREST.index)
    assert bool(ways.place(ways.of(kinds))) is ways.of(kinds).stays
