"""`madoguchi demo`: the whole house on one machine, with a made-up municipality."""

from __future__ import annotations

import argparse
from datetime import datetime, time, timedelta, timezone
from pathlib import Path

from madoguchi.demo import generate, generate_notices
from madoguchi.demo.generator import RESIDENTS_OF_GOBO
from madoguchi.local import demo
from madoguchi.local.places import work_dir

HELP = "start the demo municipality: database, object storage, web and worker, on this machine alone"
SEED = 1
JAPAN = timezone(timedelta(hours=9))


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--residents", type=int, default=RESIDENTS_OF_GOBO, help="how many to make up")
    parser.add_argument(
        "--data", type=Path, help="the folder of its data (default: one for each number of residents)"
    )
    parser.add_argument("--once", action="store_true", help="stop as soon as the sign-in page has answered")


def run(args: argparse.Namespace) -> int:
    def make_files(folder: Path, progress: demo.Progress) -> object:
        return generate(folder, residents=args.residents, seed=SEED, as_of=last_night(), progress=progress)

    def make_notices(folder: Path) -> object:
        """Who will move in, told an hour after the register, each day anew."""
        return generate_notices(
            folder, as_of=last_night() + timedelta(hours=1), today=datetime.now(JAPAN).date()
        )

    data_dir = args.data or work_dir() / f"demo-{args.residents}"
    return demo.run(data_dir, make_files, make_notices, once=args.once)


def last_night() -> datetime:
    """基準日時: the core systems wrote their files after closing time yesterday."""
    yesterday = datetime.now(JAPAN).date() - timedelta(days=1)
    return datetime.combine(yesterday, time(18, 0), JAPAN)
