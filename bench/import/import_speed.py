"""How fast a linkage set becomes the register, as a ratio to PostgreSQL itself.

Numerator: rows per second from the files on S3 to the commit, search keys and checks included. Denominator: rows
per second of COPY of the final values into `LIKE … INCLUDING ALL` copies of the tables written, in the same run.
First load, and a second full file with 0.5 % of the households changed.

    python bench/import/import_speed.py [--residents 20543 400000] [--times 3] [--phases]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import psycopg
from town import FIRST, SECOND, SIZES, Progress, Town, left_out, put, run_town, take

from madoguchi.demo.generator import generate, generate_difference

TABLES = ("resident", "protection", "seal_registration")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--residents", type=int, nargs="+", default=SIZES)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--phases", action="store_true", help="also print when each phase began")
    args = parser.parse_args()
    with run_town() as town:
        for residents in args.residents:
            _measure(town, residents, args.times, args.phases)
    print(left_out(args.residents))


def _measure(town: Town, residents: int, times: int, phases: bool) -> None:
    home = town.home / str(residents)
    generate(home / "first", residents=residents, seed=1, as_of=FIRST)
    generate_difference(home / "second", residents=residents, seed=1, as_of=FIRST, later=SECOND)
    ratios: dict[str, list[float]] = {"first": [], "second": []}
    for turn in range(times):
        name = f"import-{residents}-{turn}"
        store, url = town.store(name), town.postgres.url("owner", name)
        with town.database(name):
            for which, found in ratios.items():
                put(store, home / which, which)
                rows, seconds = take(store, _clock() if phases else lambda _words: None)
                found.append(_beside_copy(f"{residents:>9,} {which:<6}", rows, seconds, _copy(url, home)))
    for which, found in ratios.items():
        print(f"{residents:>9,} {which:<6} median ratio {statistics.median(found):.2f}", flush=True)


def _clock() -> Progress:
    began = time.perf_counter()
    return lambda words: print(f"    {time.perf_counter() - began:6.2f} s  {words}", flush=True)


def _beside_copy(label: str, rows: int, seconds: float, copy: tuple[int, float]) -> float:
    ours, theirs = rows / seconds, copy[0] / copy[1]
    print(
        f"{label} import {seconds:6.2f} s ({ours:8,.0f} rows/s)"
        f"  COPY {copy[1]:6.2f} s ({theirs:8,.0f} rows/s)  ratio {ours / theirs:.2f}",
        flush=True,
    )
    return ours / theirs


def _copy(url: str, home: Path) -> tuple[int, float]:
    """Rows of the tables, seconds of COPY of their final values into fresh copies, indexes included."""
    rows, seconds = 0, 0.0
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        for table in TABLES:
            dump = home / f"{table}.copy"
            with dump.open("wb") as out, cursor.copy(f"COPY {table} TO STDOUT") as copy:
                out.writelines(bytes(data) for data in copy)
            cursor.execute(f"CREATE TABLE bench_{table} (LIKE {table} INCLUDING ALL)")
            connection.commit()
            began = time.perf_counter()
            with dump.open("rb") as source, cursor.copy(f"COPY bench_{table} FROM STDIN") as copy:
                while block := source.read(1 << 20):
                    copy.write(block)
            rows += cursor.rowcount
            connection.commit()
            seconds += time.perf_counter() - began
            cursor.execute(f"DROP TABLE bench_{table}")
            connection.commit()
    return rows, seconds


if __name__ == "__main__":
    main()
