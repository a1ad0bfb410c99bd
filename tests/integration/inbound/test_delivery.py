"""Deliveries that break off, and files of absurd sizes: nothing is taken by halves, and nothing eats the machine."""

from __future__ import annotations

import random
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections, transaction
from django.db.models import Q
from django.utils import timezone

from madoguchi.apps.inbound.models import InboundSet
from madoguchi.apps.inbound.services import take_all
from madoguchi.apps.inbound.services.fetching import Fetched
from madoguchi.apps.inbound.services.staging import stage
from madoguchi.apps.inbound.states import State
from madoguchi.apps.residents.models import Resident
from madoguchi.demo.faults import keep_rows
from madoguchi.demo.generator import generate, generate_difference
from madoguchi.domain.layouts import MANIFEST_NAME
from madoguchi.integrations.objectstore import DirectoryStore
from tests.integration.inbound.sets import RESIDENTS, bytes_of, entry_of, put_folder, put_set, resident

NUMBERS = [f"{n:09d}" for n in range(1, 31)]
BLOCK = 1 << 20


def test_a_sender_killed_while_it_writes(store: DirectoryStore, database, day, tmp_path: Path) -> None:
    """Wherever it stops, in a data file or in the manifest; then it begins again from the start."""
    dice = random.Random(5)
    for turn in range(1, 13):
        rows = [resident(n, 住所_方書=f"架空荘{turn}号") for n in NUMBERS]
        whole = DirectoryStore(_folder(tmp_path / f"whole{turn}"))
        name = put_set(whole, day(turn), {"001.residents": rows, "001.protection": []})
        source = tmp_path / f"whole{turn}" / "in" / name
        files = sorted(source.iterdir(), key=lambda path: path.name == MANIFEST_NAME)
        sizes = [path.stat().st_size for path in files]
        begun = sum(sizes[:-1])  # half of the cuts fall into the manifest
        cut = dice.randint(1, begun) if turn % 2 else dice.randint(begun + 1, sum(sizes) - 1)
        _write(tmp_path / "objects" / "in" / name, files, cut)
        states = [result.state for result in take_all(store, timezone.now())]
        assert states == ([] if cut <= begun else [State.REFUSED])
        assert not Resident.objects.filter(address_building=f"架空荘{turn}号").exists()
        _write(tmp_path / "objects" / "in" / name, files, sum(sizes))
        assert [result.state for result in take_all(store, timezone.now())] == [State.APPLIED]
        assert Resident.objects.filter(address_building=f"架空荘{turn}号").count() == len(NUMBERS)
    broken = InboundSet.objects.filter(~Q(state=State.APPLIED))
    assert all("登録内容は前回の取込のままです" in row.reason for row in broken)


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def _write(target: Path, files: list[Path], at_most: int) -> None:
    """File after file, as far as that many bytes go: a plain copy, by a sender that knows no better."""
    target.mkdir(parents=True, exist_ok=True)
    for path in files:
        raw = path.read_bytes()[:at_most]
        if raw:
            (target / path.name).write_bytes(raw)
        at_most -= len(raw)


def test_a_tenth_missing_asks(store: DirectoryStore, take, day, tmp_path: Path) -> None:
    first = generate(tmp_path / "first", residents=600, seed=3, as_of=day(1))
    put_folder(store, first.folder, "first")
    take()
    second = generate_difference(tmp_path / "second", residents=600, seed=3, as_of=day(1), later=day(2))
    keep_rows(second.folder, RESIDENTS, 0.9)
    put_folder(store, second.folder, "second")
    result = take()
    assert result.state is State.ASKS
    assert "このまま取り込む" in result.words
    assert Resident.objects.filter(in_register=False).count() == 0


class Gigabyte:
    """A file of 001.residents: a sound row, a line of a gigabyte, a sound row. Nothing of it is stored."""

    def __init__(self) -> None:
        self._parts = self._chunks()

    def _chunks(self) -> Iterator[bytes]:
        head, row, other = bytes_of(RESIDENTS, [resident(NUMBERS[0]), resident(NUMBERS[1])]).splitlines(True)
        yield head + row
        yield from (b"x" * BLOCK for _ in range(1024))
        yield b"\r\n" + other

    def read(self, _size: int, /) -> bytes:
        return next(self._parts, b"")


@pytest.mark.usefixtures("database")
def test_a_line_of_a_gigabyte_costs_one_row_and_no_memory(day) -> None:
    entry = entry_of(RESIDENTS, b"", day(1), {"rows": 3})
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with transaction.atomic(), connections["default"].cursor() as cursor:
        staged, result = stage(cursor, Fetched(entry, RESIDENTS, Gigabyte()), lambda _words: None)
        cursor.execute(f"SELECT line FROM {staged.table} ORDER BY line")
        assert cursor.fetchall() == [(2,), (4,)]
    assert [(bad.line, bad.code) for bad in result.bad] == [(3, "too_long_line")]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kB
