"""The demo's notices: sound by their layout, recognisably made up, and the same of a day whichever morning tells of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.demo import generate_notices, standard_layouts
from madoguchi.demo.notices import NOTICES, SURNAMES
from madoguchi.domain.layouts import Metered, Row, checked, parse_lines

LAYOUT = standard_layouts()[NOTICES]
AS_OF = datetime(2026, 11, 22, 19, tzinfo=timezone(timedelta(hours=9)))


def lines(folder: Path, today: date) -> dict[tuple[str, str], list[str]]:
    """By 届出番号 and 連番; every line is sound and the manifest agrees."""
    entry = generate_notices(folder, as_of=AS_OF, today=today).files[0]
    with (folder / entry.name).open("rb") as file:
        metered = Metered(file)
        rows = list(checked(LAYOUT, parse_lines(LAYOUT, metered)))
        assert list(entry.faults(metered.measured(len(rows)))) == []
    assert all(isinstance(row, Row) for row in rows), rows
    found = {(row.values[0], row.values[1]): list(row.values) for row in rows if isinstance(row, Row)}
    assert len(found) == len(rows)
    return found


def test_the_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    for folder in (first, second):
        generate_notices(folder, as_of=AS_OF, today=date(2026, 11, 24))
    names = sorted(path.name for path in first.iterdir())
    assert [(first / n).read_bytes() for n in names] == [(second / n).read_bytes() for n in names]


@given(today=st.dates(date(2024, 1, 1), date(2032, 12, 31)))
def test_on_any_day_the_next_morning_says_the_same_of_the_days_to_come(
    tmp_path_factory: pytest.TempPathFactory, today: date
) -> None:
    folder = tmp_path_factory.mktemp("notices")
    this, following = lines(folder / "a", today), lines(folder / "b", today + timedelta(days=1))
    both = this.keys() & following.keys()
    assert both
    assert all(this[key] == following[key] for key in both)
    names = [row[LAYOUT.by_name["氏名"].index] for row in this.values()]
    assert all(name.split("　")[0] in dict(SURNAMES) for name in names)
