"""`madoguchi import`: take in what the core systems put on the object store, now and by hand."""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from madoguchi.apps.inbound.types import FileResult, SetResult

HELP = "take in linkage sets from the object store (前方連携)"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--now", action="store_true", required=True, help="take every set that waits, then end"
    )
    parser.add_argument("--gently", action="store_true", help="leave the machine to the counter meanwhile")
    parser.add_argument("--watch-progress", action="store_true", help="print each step with its time")


def run(args: argparse.Namespace) -> int:
    """Exit 0: taken, or nothing to take. 1: a set was refused or asks for a person. 2: the storage fails."""
    from madoguchi.cli.django_setup import set_up

    set_up()
    from django.conf import settings
    from django.utils import timezone

    from madoguchi.apps.inbound import services
    from madoguchi.apps.inbound.states import State
    from madoguchi.integrations import objectstore

    began = time.monotonic()
    if args.gently:
        services.step_back()

    def progress(words: str) -> None:
        if args.watch_progress:
            print(f"{time.monotonic() - began:7.1f} 秒  {words}", flush=True)

    try:
        results = services.take_all(
            objectstore.from_settings(settings.OBJECT_STORE),
            timezone.now(),
            progress,
            rest=services.REST if args.gently else 0.0,
        )
    except objectstore.StoreUnavailable as error:
        print(
            f"{error.words} 連携セットはそのまま待っています。接続を確かめ、もう一度実行してください。",
            file=sys.stderr,
        )
        return 2
    services.after(results)
    if not results:
        print("新しい連携セットはありません。")
    for result in results:
        _print(result)
    ended = {State.APPLIED, State.PARTLY, State.REPEATED}
    return 0 if all(result.state in ended for result in results) else 1


def _print(result: SetResult) -> None:
    from madoguchi.apps.inbound.states import LABELS

    print(f"{result.set_id or '（目録を読めない連携セット）'}: {LABELS[result.state]}")
    for words in filter(None, (result.words, *result.notes)):
        print(f"  {words}")
    for file in result.files:
        _print_file(file)
    if result.dropped:
        print(f"  ファイルに無い住民: {result.dropped:,} 人")


def _print_file(file: FileResult) -> None:
    """Counts and reasons. Values stay on the screen with its right."""
    bad = f"、隔離 {len(file.bad):,} 行" if file.bad else ""
    print(f"  {file.layout_name}: {file.rows:,} 行、反映 {file.written:,} 件{bad}")
    for row in file.bad[:20]:
        print(f"    {row.line:,} 行目 {row.column}: {row.reason}")
    if len(file.bad) > 20:
        print(f"    ほか {len(file.bad) - 20:,} 行")
