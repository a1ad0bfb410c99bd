"""The demo municipality as files of the linkage layouts: full files, then `_MANIFEST.json`.

Every household is drawn from its own seed, so a second set can differ in a known share of households and in
nothing else, and memory stays flat at any size.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from random import Random
from types import TracebackType

from madoguchi.domain.layouts import (
    MANIFEST_NAME,
    Entry,
    Follows,
    Layout,
    Manifest,
    Mode,
    RowWriter,
    read_layouts,
    set_id,
)

from . import households as making
from .people import SCENARIOS
from .places import MUNICIPALITY
from .register import PROTECTION, RESIDENTS, SEAL, Person, Rows
from .shapes import size_counts

RESIDENTS_OF_GOBO, HOUSEHOLDS_OF_GOBO = 20_543, 10_635  # 仕様書 3-1
MOST_RESIDENTS = 4_000_000
BATCH = 2_000
CHANGED = "2"
"""更新区分 変更."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class GeneratedSet:
    """What was written. `residents` and `households` are living ones, `removed` comes on top.

    `protected` counts people, `seals` those in force, `changed` people who differ from the set this one was
    derived from.
    """

    folder: Path
    manifest: Manifest
    residents: int
    households: int
    removed: int
    protected: int
    seals: int
    changed: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What decides every row. `today` is the day ages count from; `change` is drawn over it."""

    residents: int
    households: int
    seed: int
    today: date
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Share of households, 0 to 1, that differ, and the day on which it happened to them."""

    share: float
    on: date


def generate(
    out: Path,
    *,
    residents: int = RESIDENTS_OF_GOBO,
    households: int | None = None,
    seed: int,
    as_of: datetime,
    progress: Progress | None = None,
    layouts: Mapping[str, Layout] | None = None,
) -> GeneratedSet:
    """Write a set into the folder `out` (made if missing). The same arguments give the same bytes.

    `households` defaults to the city's persons per household; `as_of` is 基準日時 and must know its zone;
    `progress` is told residents done and residents in all. Raises ValueError when the numbers cannot be met.
    """
    plan = _plan(residents, households, seed, as_of)
    return _write(out, plan, as_of, progress, layouts or standard_layouts())


def generate_difference(
    out: Path,
    *,
    residents: int = RESIDENTS_OF_GOBO,
    households: int | None = None,
    seed: int,
    as_of: datetime,
    later: datetime,
    share: float = 0.005,
    progress: Progress | None = None,
    layouts: Mapping[str, Layout] | None = None,
) -> GeneratedSet:
    """A second full set, of `later`, equal to the one of `as_of` but for a share of the households.

    These moved within the city, had their building corrected, or left. The fixed people stay as they are.
    """
    base = _plan(residents, households, seed, as_of)
    plan = Plan(base.residents, base.households, seed, base.today, Change(share, later.date()))
    return _write(out, plan, later, progress, layouts or standard_layouts())


def generate_changes(
    out: Path,
    *,
    follows: Follows,
    residents: int = RESIDENTS_OF_GOBO,
    households: int | None = None,
    seed: int,
    as_of: datetime,
    later: datetime,
    share: float = 0.005,
    layouts: Mapping[str, Layout] | None = None,
) -> GeneratedSet:
    """What `generate_difference` changes, as a set of differences (差分): only the people who differ, code 2."""
    base = _plan(residents, households, seed, as_of)
    plan = Plan(base.residents, base.households, seed, base.today, Change(share, later.date()))
    return _write(out, plan, later, None, layouts or standard_layouts(), follows)


def standard_layouts() -> dict[str, Layout]:
    """The layouts of the standard pack beside this source tree."""
    return read_layouts(Path(__file__).parents[3] / "packs" / "standard" / "layouts")


def _plan(residents: int, households: int | None, seed: int, as_of: datetime) -> Plan:
    if as_of.tzinfo is None:
        raise ValueError("as_of must know its time zone")
    if residents > MOST_RESIDENTS:
        raise ValueError(f"at most {MOST_RESIDENTS:,} residents")
    homes = households or round(residents * HOUSEHOLDS_OF_GOBO / RESIDENTS_OF_GOBO)
    return Plan(residents, homes, seed, as_of.date())


def people_of(plan: Plan) -> Iterator[tuple[list[Person], bool]]:
    """Household by household: its people, living and removed, and whether it differs from the base."""
    for scenario in SCENARIOS:
        yield list(scenario), False
    rng = Random()  # noqa: S311 - made-up people, not secrets
    for index, size in enumerate(_sizes(plan), len(SCENARIOS)):
        rng.seed(plan.seed << 40 | index)
        people = making.household(rng, index, size, plan.today)
        yield people, _changed(rng, people, plan, index)
    for index in range(_end(plan), _end(plan) + int(plan.households * making.GONE_SHARE)):
        rng.seed(plan.seed << 40 | index)
        yield making.gone_household(rng, index, plan.today), False


def _end(plan: Plan) -> int:
    """The first index after the living households."""
    return plan.households + sum(not any(p.living for p in scenario) for scenario in SCENARIOS)


def _sizes(plan: Plan) -> bytes:
    """The size of each household that is left beside the scenarios, in random order; one byte each."""
    living = [sum(person.living for person in scenario) for scenario in SCENARIOS]
    left = plan.residents - sum(living), plan.households - sum(map(bool, living))
    if min(left) < 0:
        raise ValueError(f"at least {sum(living)} residents in {sum(map(bool, living))} households")
    counts = size_counts(*left)
    sizes = bytearray(size for size, count in enumerate(counts, 1) for _ in range(count))
    Random(plan.seed).shuffle(sizes)  # noqa: S311 - made-up people, not secrets
    return bytes(sizes)


def _changed(rng: Random, people: list[Person], plan: Plan, index: int) -> bool:
    if plan.change is None:
        return False
    rng.seed((plan.seed << 40 | index) ^ 1 << 80)
    if rng.random() >= plan.change.share:
        return False
    kind = rng.random()
    if kind < 0.6:
        making.moved(rng, people, plan.change.on)
    elif kind < 0.9:
        making.roomed(rng, people)
    else:
        making.left(rng, people, plan.change.on)
    return True


def _write(
    out: Path,
    plan: Plan,
    as_of: datetime,
    progress: Progress | None,
    layouts: Mapping[str, Layout],
    follows: Follows | None = None,
) -> GeneratedSet:
    out.mkdir(parents=True, exist_ok=True)
    (out / MANIFEST_NAME).unlink(
        missing_ok=True
    )  # a set is complete when its manifest stands there, not before
    counts: Counter[str] = Counter()
    with _SetFiles(out, layouts, as_of, follows) as files:
        for people, changed in people_of(plan):
            if changed or follows is None:
                files.add(people)
            _count(counts, people, changed)
            if progress and counts["households"] % 500 == 0:
                progress(counts["residents"], plan.residents)
    if progress:
        progress(counts["residents"], plan.residents)
    manifest = files.manifest()
    (out / MANIFEST_NAME).write_bytes(manifest.write())
    return GeneratedSet(
        out,
        manifest,
        **{
            key: counts[key]
            for key in ("residents", "households", "removed", "protected", "seals", "changed")
        },
    )


def _count(counts: Counter[str], people: Iterable[Person], changed: bool) -> None:
    everybody = list(people)
    living = sum(person.living for person in everybody)
    counts["residents"] += living
    counts["removed"] += len(everybody) - living
    counts["households"] += living > 0
    counts["protected"] += sum(bool(person.protections) for person in everybody)
    counts["seals"] += sum(person.seal is not None and not person.seal.ended_on for person in everybody)
    counts["changed"] += len(everybody) * changed


class _SetFiles:
    """The three files of a set, open at the same time."""

    def __init__(
        self, out: Path, layouts: Mapping[str, Layout], as_of: datetime, follows: Follows | None
    ) -> None:
        self._rows, self._as_of, self._follows = Rows(layouts), as_of, follows
        self._mode = Mode.DIFF if follows else Mode.FULL
        self._files = {
            key: SetFile(out, layouts[key], as_of, self._mode) for key in (RESIDENTS, PROTECTION, SEAL)
        }

    def add(self, people: Iterable[Person]) -> None:
        for person in people:
            self._files[RESIDENTS].add(self._rows.resident(person))
            for row in self._rows.protections(person):
                self._files[PROTECTION].add(row)
            for row in self._rows.seal(person):
                self._files[SEAL].add(row)

    def manifest(self) -> Manifest:
        return Manifest(
            set_id=set_id(MUNICIPALITY, self._as_of, self._mode),
            municipality=MUNICIPALITY,
            as_of=self._as_of,
            follows=self._follows,
            files=tuple(file.entry() for file in self._files.values()),
        )

    def __enter__(self) -> _SetFiles:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in self._files.values():
            file.close()


class SetFile:
    """One file: rows gather into batches, digest and size along the way."""

    def __init__(self, out: Path, layout: Layout, as_of: datetime, mode: Mode) -> None:
        self._layout, self._mode, self._hash = layout, mode, hashlib.sha256()
        self._writer = RowWriter(layout.of(mode))
        self._path = out / layout.file_name(MUNICIPALITY, mode, as_of)
        self._file = self._path.open("wb")
        self._pending: list[list[str]] = []
        self._put(self._writer.start())

    def add(self, row: list[str]) -> None:
        self._pending.append([*row, CHANGED] if self._mode is Mode.DIFF else row)
        if len(self._pending) == BATCH:
            self._flush()

    def close(self) -> None:
        try:
            self._flush()
        finally:
            self._file.close()

    def entry(self) -> Entry:
        return Entry(
            name=self._path.name,
            layout=self._layout.id,
            layout_version=self._layout.version,
            mode=self._mode,
            sha256=self._hash.hexdigest(),
            bytes=self._path.stat().st_size,
            rows=self._writer.rows,
        )

    def _flush(self) -> None:
        if self._pending:
            self._put(self._writer.encode(self._pending))
            self._pending.clear()

    def _put(self, chunk: bytes) -> None:
        self._hash.update(chunk)
        self._file.write(chunk)
