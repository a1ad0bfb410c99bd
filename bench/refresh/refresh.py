"""Does the counter notice a refresh of the register? Searches while a full file comes in, as a ratio to none coming.

Clerks search through the guarded door with a pause between two searches, the kinds of bench/search mixed. A worker of
its own takes in a full file from S3: one in which 0.5 % of the households changed, as every night, then one in which
all did, as after a change of the core system. Before, between and after, the same searches with no import. Figure:
p95 of the searches during an import ÷ p95 of those without one in the same run. Goal: at most 3.

    python bench/refresh/refresh.py [--residents 20543 400000] [--clerks 4] [--pause 0.2] [--times 3]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path
from threading import Thread

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "search"))

from django.db import connections
from search import Query, look_for, mix, settle
from town import FIRST, SIZES, Town, left_out, put, run_town, take

from madoguchi.demo.generator import generate, generate_difference

GOAL = 3
GENTLY = ["--gently"]
"""As the worker does while the counter is open."""
IDLE_SECONDS = 8.0
SHARES = {"0.5 % changed": 0.005, "all changed": 1.0}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--residents", type=int, nargs="+", default=SIZES)
    parser.add_argument("--clerks", type=int, default=4)
    parser.add_argument("--pause", type=float, default=0.2, help="seconds between two searches of a clerk")
    parser.add_argument("--times", type=int, default=3)
    args = parser.parse_args()
    with run_town() as town:
        for residents in args.residents:
            _measure(town, residents, args)
    print(left_out(args.residents))


def _measure(town: Town, residents: int, args: argparse.Namespace) -> None:
    name, home = f"refresh-{residents}", town.home / str(residents)
    generate(home / "first", residents=residents, seed=1, as_of=FIRST)
    store = town.store(name)
    with town.database(name):
        put(store, home / "first", "first")
        take(store)
        settle()
        asked = mix(20)
        _searches(asked, args, lambda: time.sleep(2))  # warm
        ratios: dict[str, list[float]] = {which: [] for which in SHARES}
        idle = [_searches(asked, args, lambda: time.sleep(IDLE_SECONDS))]
        for turn in range(args.times):
            for place, (which, share) in enumerate(SHARES.items()):
                later = FIRST + timedelta(days=1 + turn * len(SHARES) + place)
                folder = _refresh(home, residents, later, share)
                put(store, folder, folder.name)
                began = time.perf_counter()
                during = _searches(asked, args, lambda: _import(town, name))
                seconds = time.perf_counter() - began
                idle.append(_searches(asked, args, lambda: time.sleep(IDLE_SECONDS)))
                base = statistics.mean(map(p95, idle[-2:]))
                ratios[which].append(p95(during) / base)
                print(
                    f"{residents:>9,} {which:<14} {seconds:6.1f} s, {len(during):,} searches:"
                    f" p50 {1000 * statistics.median(during):5.1f} ms, p95 {1000 * p95(during):6.1f} ms,"
                    f" idle p95 {1000 * base:5.1f} ms, ratio {ratios[which][-1]:.2f}",
                    flush=True,
                )
    for which, found in ratios.items():
        median = statistics.median(found)
        over = "" if median <= GOAL else f"  above the goal of {GOAL}"
        print(f"{residents:>9,} {which:<14} median ratio {median:.2f}{over}", flush=True)


def _refresh(home: Path, residents: int, later: datetime, share: float) -> Path:
    folder = home / f"{later:%m%d}"
    generate_difference(folder, residents=residents, seed=1, as_of=FIRST, later=later, share=share)
    return folder


def p95(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=100, method="inclusive")[94]


def _searches(asked: list[Query], args: argparse.Namespace, while_: Callable[[], None]) -> list[float]:
    """Seconds of each search that the clerks began while that went on."""
    taken: list[float] = []
    over: list[bool] = []
    clerks = [
        Thread(target=_clerk, args=(asked[n :: args.clerks], args.pause, taken, over))
        for n in range(args.clerks)
    ]
    for clerk in clerks:
        clerk.start()
    try:
        while_()
    finally:
        over.append(True)
        for clerk in clerks:
            clerk.join()
    return taken


def _clerk(asked: list[Query], pause: float, taken: list[float], over: list[bool]) -> None:
    try:
        for query in cycle(asked):
            if over:
                return
            began = time.perf_counter()
            look_for(query.typed)
            taken.append(time.perf_counter() - began)
            time.sleep(pause)
    finally:
        connections.close_all()


def _import(town: Town, name: str) -> None:
    """The command, in a process of its own, as the worker is. Raises CalledProcessError."""
    keys = town.s3.keys.madoguchi
    env = {key: value for key, value in os.environ.items() if key != "OBJECT_DIRECTORY"} | {
        "DATABASE_URL": town.postgres.url("app", name),
        "DATABASE_OWNER_URL": town.postgres.url("owner", name),
        "DATABASE_SEALER_URL": town.postgres.url("sealer", name),
        "S3_ENDPOINT": town.s3.endpoint,
        "S3_BUCKET": name,
        "S3_ACCESS_KEY": keys.access,
        "S3_SECRET_KEY": keys.secret,
        "OBJECT_DIRECTORY": "",
    }
    code = "import sys; from madoguchi.cli import main; sys.exit(main())"
    subprocess.run(
        [sys.executable, "-c", code, "import", "--now", *GENTLY],
        env=env,
        check=True,
        stdout=subprocess.DEVNULL,
    )


if __name__ == "__main__":
    main()
