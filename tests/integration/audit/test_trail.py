"""The trail: written before the answer, never changed, sealed, and its proof."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import DatabaseError, connections, transaction

from madoguchi.apps.audit import queries, services
from madoguchi.apps.audit.models import Event
from madoguchi.apps.audit.types import Action, Entry, Who
from tests.databases import pointed_at

CLERK = Who(7, "試験 職員", "市民課", "3番窓口")


def write(count: int = 1, **given) -> None:
    for _ in range(count):
        services.record_now(Entry(Action.LOOKED, CLERK, "counter", **given))


def test_a_look_is_committed_even_if_the_work_around_it_fails(trail):
    with pytest.raises(RuntimeError), transaction.atomic():
        write(subjects=[1, 2])
        raise RuntimeError
    assert [(e.action, e.subjects, e.staff_name) for e in trail()] == [("looked", [1, 2], "試験 職員")]


def test_a_change_stands_or_falls_with_its_transaction(trail):
    with pytest.raises(RuntimeError), transaction.atomic():
        services.record(Entry(Action.SIGNED, CLERK))
        raise RuntimeError
    assert trail() == []


PARTITION = """
SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'audit_event'::regclass ORDER BY 1 LIMIT 1
"""
TAMPERING = [
    "UPDATE {table} SET staff_name = '別人'",
    "DELETE FROM {table}",
    "TRUNCATE {table}",
    "ALTER TABLE {table} DISABLE TRIGGER ALL",
    "DROP TABLE {table}",
]


@pytest.mark.parametrize("statement", TAMPERING)
@pytest.mark.parametrize("which", ["parent", "partition", "seals"])
def test_the_application_cannot_touch_what_is_written(trail, statement, which):
    write()
    with connections["default"].cursor() as cursor:
        cursor.execute(PARTITION)
        table = {"parent": "audit_event", "partition": cursor.fetchone()[0], "seals": "audit_seal"}[which]
        with pytest.raises(DatabaseError):
            cursor.execute(statement.format(table=table))
    assert len(trail()) == 1


def test_the_application_cannot_set_the_time_or_the_number(database):
    with connections["default"].cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute("INSERT INTO audit_event (action, staff_name, at) VALUES ('x', 'x', '2020-01-01')")


def test_even_the_owner_is_refused_by_the_triggers(trail):
    write()
    with connections["owner"].cursor() as cursor:
        cursor.execute(PARTITION)
        partition = cursor.fetchone()[0]
        for statement in (
            "UPDATE audit_event SET action = 'x'",
            "DELETE FROM audit_event",
            f"TRUNCATE {partition}",
        ):
            with pytest.raises(DatabaseError):
                cursor.execute(statement)


def test_partitions_reach_two_years_ahead(database):
    assert queries.partition_months_ahead() >= 24


@pytest.fixture
def own_trail(postgres_server, migrated, django_db_blocker, tmp_path) -> Iterator[Path]:
    """A database of its own whose trail may be damaged; gives the anchor file."""
    name = f"trail_{tmp_path.name.replace('-', '_')}".lower()[:50]
    postgres_server.create_database(name)
    with django_db_blocker.unblock(), pointed_at(postgres_server, name):
        call_command("migrate", "audit", database="owner", verbosity=0)
        yield tmp_path / "anchors.jsonl"


def damage(statement: str) -> None:
    """As the owner with the triggers off: what someone with the keys of the database could do."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'audit_event'::regclass"
        )
        tables = ["audit_event", "audit_seal", *(row[0] for row in cursor.fetchall())]
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement)
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def sealed_trail(anchor: Path) -> list[int]:
    for _ in range(3):
        write(4)
        services.seal(anchor)
    assert queries.verify(anchor, grace_seconds=0).problems == ()
    return list(Event.objects.order_by("id").values_list("id", flat=True))


def kinds(anchor: Path) -> set[str]:
    return {p.kind for p in queries.verify(anchor, grace_seconds=0).problems}


def test_a_whole_trail_verifies(own_trail):
    assert len(sealed_trail(own_trail)) == 12


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("UPDATE audit_event SET staff_name = '別人' WHERE id = {middle}", "altered"),
        (
            "UPDATE audit_event e SET staff_name = '別人', row_hash = audit_event_hash(e) WHERE id = {middle}",
            "altered",
        ),
        ("DELETE FROM audit_event WHERE id = {middle}", "missing"),
        ("DELETE FROM audit_event WHERE id > {middle}", "missing"),
        ("DELETE FROM audit_seal WHERE no = 2", "gap"),
        (
            "UPDATE audit_seal SET count = count WHERE no = 2; UPDATE audit_seal SET hash = '\\x00' WHERE no = 2",
            "chain",
        ),
        ("DELETE FROM audit_event WHERE id > {middle}; DELETE FROM audit_seal WHERE no = 3", "cut_off"),
    ],
)
def test_every_damage_is_found(own_trail, statement, kind):
    ids = sealed_trail(own_trail)
    damage(statement.format(middle=ids[5]))
    assert kind in kinds(own_trail)


def test_an_event_that_nobody_sealed_is_found(own_trail):
    sealed_trail(own_trail)
    write()
    assert kinds(own_trail) == {"unsealed"}


def test_an_event_committed_late_is_sealed_later(own_trail):
    """Its number is lower than numbers already sealed; no transaction holds the others up."""
    late = psycopg.connect(
        host=connections["default"].settings_dict["HOST"],
        dbname=connections["default"].settings_dict["NAME"],
        user=connections["default"].settings_dict["USER"],
    )
    late.execute("INSERT INTO audit_event (action, staff_name) VALUES ('looked', '遅い 職員')")
    write(3)
    assert services.seal(own_trail) == 3
    late.commit()
    late.close()
    assert services.seal(own_trail) == 1
    assert queries.verify(own_trail, grace_seconds=0).problems == ()


def test_a_pass_with_nothing_new_makes_no_seal(own_trail):
    sealed_trail(own_trail)
    assert services.seal(own_trail) == 0
    assert queries.verify(own_trail, grace_seconds=0).seals == 3
