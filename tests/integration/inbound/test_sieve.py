"""The sieve in SQL lets through every value that the domain's check refuses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql

from madoguchi.apps.inbound.services.checking import sieve
from madoguchi.domain.layouts import BadRow, Column, ColumnType, Layout, Row, RowCheck
from tests.integration.inbound.sets import RESIDENTS, resident
from tests.thoroughness import examples

SOUND = resident("000000001")
DIGITS = st.text("0123456789-T:+ ０", max_size=26)
DATES = st.one_of(
    st.dates().map(str),
    st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", fullmatch=True),
    st.sampled_from(
        ["1900-02-29", "2000-02-29", "0000-01-01", "1971-00-00", "2026-04-31", "2026-4-1", "２０２６-04-01"]
    ),
)
TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("ァヺー・ヽヾヷアン　 \u0301\U000e0100"),
    max_size=140,
)
VALUES = st.one_of(DATES, DIGITS, TEXTS, st.sampled_from(["", "0", "1", "01", "99", "x", "-", "-0"]))


@pytest.fixture(scope="module")
def staged(migrated, django_db_blocker) -> Iterator[Any]:
    """A temporary table of one line and the sieve over it."""
    with django_db_blocker.unblock(), connections["owner"].cursor() as cursor:
        cells = sql.SQL(", ").join(
            sql.SQL("{} text").format(sql.Identifier(f"c{c.no}")) for c in RESIDENTS.columns
        )
        cursor.execute(sql.SQL("CREATE TEMP TABLE one (line integer, {})").format(cells))
        yield cursor
        cursor.execute("DROP TABLE one")


def sieved(cursor: Any, values: list[str], layout: Layout) -> bool:
    cursor.execute("TRUNCATE one")
    marks = sql.SQL(", ").join(sql.Placeholder() for _ in range(len(values) + 1))
    cursor.execute(sql.SQL("INSERT INTO one VALUES ({})").format(marks), [2, *values])
    cursor.execute(sql.SQL("SELECT count(*) FROM one s WHERE {}").format(sieve(layout)))
    return bool(cursor.fetchone()[0])


def refused(values: list[str], layout: Layout = RESIDENTS) -> bool:
    return isinstance(next(iter(RowCheck(layout).batch([Row(2, values)]))), BadRow)


@settings(max_examples=examples(400), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(RESIDENTS.columns), VALUES, min_size=1, max_size=3))
def test_nothing_wrong_gets_past_it(staged, changes: dict[Column, str]) -> None:
    values = list(SOUND)
    for column, value in changes.items():
        values[column.index] = value
    if refused(values):
        assert sieved(staged, values, RESIDENTS), {c.name: v for c, v in changes.items()}


@settings(max_examples=examples(200), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(list(ColumnType)), st.booleans(), VALUES)
def test_nothing_wrong_gets_past_it_whatever_the_type(
    staged, kind: ColumnType, required: bool, value: str
) -> None:
    """The layouts in use lack some types; the official ones may have them."""
    name = "住所_方書"
    columns = tuple(
        c.model_copy(update={"type": kind, "required": required, "length": 30}) if c.name == name else c
        for c in RESIDENTS.columns
    )
    layout = RESIDENTS.model_copy(update={"columns": columns})
    layout.__dict__.pop("by_name", None)
    values = list(SOUND)
    values[RESIDENTS.by_name[name].index] = value
    if refused(values, layout):
        assert sieved(staged, values, layout)


def test_a_sound_row_does_not_get_stuck(staged) -> None:
    assert not refused(SOUND)
    assert not sieved(staged, SOUND, RESIDENTS)
