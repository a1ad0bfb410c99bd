"""A worker is killed at thirty points: the register is the old one or the new one, and the next worker finishes."""

from __future__ import annotations

import multiprocessing
import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone as clock

from madoguchi.apps.audit.models import Event
from madoguchi.apps.audit.types import Action
from madoguchi.apps.inbound.models import InboundSet
from madoguchi.apps.inbound.services import take_all
from madoguchi.apps.inbound.states import State
from madoguchi.apps.residents.models import Protection, Resident, SealRegistration, SourceState
from madoguchi.integrations.objectstore import DirectoryStore
from tests.databases import PLACE, ROLES
from tests.integration.inbound.sets import protection, put_difference, put_set, resident, seal
from tests.integration.inbound.victim import work

NUMBERS = [f"{n:09d}" for n in range(1, 61)]
FIRST = datetime(2026, 11, 1, 2, 17, tzinfo=timezone(timedelta(hours=9)))
AT_STATEMENTS, AT_MOMENTS = 22, 8

Kill = Callable[[int, float], object]


def put(store: DirectoryStore, turn: int, previous: str) -> str:
    """Full sets and differences by turns; each changes everybody a little, protects one more, drops one."""
    moment, names = FIRST + timedelta(hours=turn), {"住所_方書": f"架空荘{turn}号"}
    rows = [resident(n, **names) for n in NUMBERS[turn % 2 :]]
    protections = [protection(n) for n in NUMBERS[: turn // 2 + 1]]
    seals = [seal(n, f"{turn:04d}{n[-2:]}") for n in NUMBERS[:20]]
    files = {"001.residents": rows, "001.protection": protections, "002.seal": seals}
    if turn % 2 == 0:
        return put_set(store, moment, files)
    gone = [NUMBERS[0], *[""] * (len(rows[0]) - 1), "3"]
    changes = {layout: [[*row, "2"] for row in lines] for layout, lines in files.items()}
    changes["001.residents"].append(gone)
    return put_difference(store, moment, changes, previous, 1)


def picture() -> frozenset[Any]:
    """All that an import changes of the register."""
    return frozenset(
        (
            *Resident.objects.values_list("resident_number", "row_hash", "in_register", "guarded", "as_of"),
            *Protection.objects.values_list("resident_number", "kind", "active"),
            *SealRegistration.objects.values_list("resident_number", "row_hash", "to_confirm"),
            *SourceState.objects.values_list("layout_id", "as_of", "set_id", "sequence"),
        )
    )


@pytest.fixture
def kill(store: DirectoryStore, database, tmp_path: Path) -> Kill:
    """`kill(statement, seconds)`: start a worker, kill it there or then; says what it had told until then."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.integration.inbound.victim"])
    places = {a: {key: connections[a].settings_dict[key] for key in PLACE} for a in ROLES}

    def killed(statement: int, seconds: float) -> object:
        ours, theirs = context.Pipe()
        worker = context.Process(target=work, args=(places, tmp_path / "objects", statement, theirs))
        worker.start()
        theirs.close()
        told = ours.recv() if ours.poll(seconds) else None
        worker.kill()  # it may have ended by itself
        worker.join()
        _until_its_sessions_are_gone()
        return told

    return killed


def _until_its_sessions_are_gone() -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with connections["default"].cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND backend_type = 'client backend' AND state <> 'idle' AND pid <> pg_backend_pid()"
            )
            if not cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    raise AssertionError("a session of the killed worker goes on")


def test_it_is_the_old_register_or_the_new_one(store: DirectoryStore, kill: Kill) -> None:
    dice = random.Random(20261122)
    previous = put(store, 0, "")
    began = time.monotonic()
    statements = kill(0, 60)
    whole = time.monotonic() - began
    assert isinstance(statements, int)
    points = [(dice.randint(1, statements), 60.0) for _ in range(AT_STATEMENTS)]
    points += [(0, dice.uniform(0, whole)) for _ in range(AT_MOMENTS)]
    dice.shuffle(points)
    reached = ends_old = 0
    for turn, (statement, seconds) in enumerate(points, 1):
        old = picture()
        previous = put(store, turn, previous)
        reached += kill(statement, seconds) == "there"
        seen = picture()
        results = take_all(store, clock.now() + timedelta(hours=1))
        new = picture()
        assert old != new
        assert seen in (old, new), f"between, at statement {statement} or after {seconds:.3f} s"
        assert [result.state for result in results] == ([State.APPLIED] if seen == old else [])
        ends_old += seen == old
        row = InboundSet.objects.get(set_id=previous)
        assert (row.state, row.owner) == (State.APPLIED, "")
        assert Event.objects.filter(action=Action.IMPORT_APPLIED, reference=previous).count() == 1
    assert reached >= AT_STATEMENTS * 0.8  # a difference may need fewer statements than the full set counted
    assert ends_old >= len(points) / 3
