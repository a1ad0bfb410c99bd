"""`madoguchi decisions`: run the conformance kit, resolve procedures, check tables, Excel and back."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from madoguchi.domain.decisions.tck import FolderResult, missing_features, run_kit

HELP = "decision tables: conformance kit, resolve, check, Excel, comparison of versions"


def configure(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="action", required=True)
    tck = commands.add_parser("tck", help="run a folder of OMG's conformance kit")
    tck.add_argument("folder", type=Path)
    tck.add_argument("--failures", action="store_true", help="list every failed result")
    tck.set_defaults(handle=run_tck)


def run(args: argparse.Namespace) -> int:
    return int(args.handle(args))


def run_tck(args: argparse.Namespace) -> int:
    """Prints per folder and in total `passed of total`; exit 1 unless everything passed."""
    if not args.folder.is_dir():
        print(f"フォルダーがありません: {args.folder}", file=sys.stderr)
        return 2
    results = []
    for result in run_kit(args.folder):
        results.append(result)
        print(f"{result.folder.name}: {result.passed} of {result.total}")
        if args.failures:
            _print_failures(result)
    for feature, count in missing_features(results).most_common():
        print(f"unsupported: {feature} ({count})")
    passed, total = sum(r.passed for r in results), sum(r.total for r in results)
    print(f"total: {passed} of {total}")
    return 0 if total and passed == total else 1


def _print_failures(result: FolderResult) -> None:
    for outcome in result.outcomes:
        if not outcome.passed:
            print(f"  {outcome.test} {outcome.node}: {outcome.problem}")
