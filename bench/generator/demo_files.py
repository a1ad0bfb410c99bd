"""How fast the demo files are made and read: seconds, and ratios to Python's csv over the same bytes.

python bench/generator/demo_files.py [residents]        (default 400000)
"""

from __future__ import annotations

import csv
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from madoguchi.demo import GeneratedSet, generate, standard_layouts
from madoguchi.domain.layouts import Metered, checked, parse_lines

T = TypeVar("T")

LAYOUT = standard_layouts()["001.residents"]


def main() -> None:
    residents = int(sys.argv[1]) if len(sys.argv) > 1 else 400_000
    with tempfile.TemporaryDirectory() as folder:
        made, generating = timed(
            lambda: generate(
                Path(folder), residents=residents, seed=1, as_of=datetime(2026, 8, 12, tzinfo=UTC)
            )
        )
        report(made, generating)


def report(made: GeneratedSet, generating: float) -> None:
    entry = made.manifest.entry(LAYOUT.id)
    assert entry
    path = made.folder / entry.name
    writing = writing_again(path)
    _, bare = timed(lambda: drain_csv(path))
    count, parsing = timed(lambda: drain(path))
    _, checking = timed(lambda: drain(path, check=True))
    assert count == entry.rows
    print(f"{entry.rows:,} rows x {len(LAYOUT.columns)} columns, {entry.bytes / 1e6:.0f} MB")
    print(
        f"generate           {generating:6.2f} s   {generating / writing:5.2f} x csv.writer ({writing:.2f} s)"
    )
    print(f"parse              {parsing:6.2f} s   {parsing / bare:5.2f} x csv.reader ({bare:.2f} s)")
    print(f"parse, check, hash {checking:6.2f} s   {checking / bare:5.2f} x csv.reader")


def writing_again(path: Path) -> float:
    """Seconds that csv.writer needs for the same rows, once they are there."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    with path.with_suffix(".again").open("w", encoding="utf-8", newline="") as file:
        return timed(lambda: csv.writer(file).writerows(rows))[1]


def drain_csv(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file))


def drain(path: Path, *, check: bool = False) -> int:
    with path.open("rb") as file:
        rows = parse_lines(LAYOUT, Metered(file) if check else file)
        return sum(1 for _ in (checked(LAYOUT, rows) if check else rows))


def timed(work: Callable[[], T]) -> tuple[T, float]:
    start = time.perf_counter()
    result = work()
    return result, time.perf_counter() - start


if __name__ == "__main__":
    main()
