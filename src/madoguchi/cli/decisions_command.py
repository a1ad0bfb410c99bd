"""`madoguchi decisions`: run the conformance kit, resolve procedures, check tables, Excel and back."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import nullcontext
from decimal import Decimal
from pathlib import Path

from madoguchi.domain.decisions.checks import ERROR, check
from madoguchi.domain.decisions.errors import DecisionError
from madoguchi.domain.decisions.hearing import Planner
from madoguchi.domain.decisions.pack import load_facts, load_rulebook, read_file, table_files
from madoguchi.domain.decisions.reader import read
from madoguchi.domain.decisions.resolve import resolve
from madoguchi.domain.decisions.tck import FolderResult, missing_features, run_kit

HELP = "decision tables: conformance kit, resolve, check, Excel, comparison of versions"


def configure(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="action", required=True)
    tck = commands.add_parser("tck", help="run a folder of OMG's conformance kit")
    tck.add_argument("folder", type=Path)
    tck.add_argument("--failures", action="store_true", help="list every failed result")
    tck.set_defaults(handle=run_tck)
    check_ = commands.add_parser("check", help="findings about tables, one JSON object a line")
    check_.add_argument("tables", type=Path, help="a DMN file or a folder of them")
    check_.add_argument("--facts", type=Path, help="a fact catalogue (YAML); default: the one in the folder")
    check_.set_defaults(handle=run_check)
    resolve_ = commands.add_parser(
        "resolve", help="JSON lines of households in, results and next question out"
    )
    resolve_.add_argument("--tables", type=Path, required=True, help="a DMN file or a folder of them")
    resolve_.add_argument(
        "--facts", type=Path, help="a fact catalogue (YAML); default: the one in the folder"
    )
    resolve_.add_argument("--reasons", action="store_true")
    resolve_.add_argument("input", nargs="?", type=Path, help="JSON lines (default: standard input)")
    resolve_.set_defaults(handle=run_resolve)


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


def run_resolve(args: argparse.Namespace) -> int:
    """Exit 1 if any line could not be read, 2 if the tables could not."""
    try:
        planner = Planner(load_rulebook(args.tables, args.facts))
    except (DecisionError, OSError) as error:
        print(f"読み込めません: {error}", file=sys.stderr)
        return 2
    failed = False
    with args.input.open(encoding="utf-8") if args.input else nullcontext(sys.stdin) as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                answer = _answer(planner, line, number, reasons=args.reasons)
                failed |= "error" in answer
                print(json.dumps(answer, ensure_ascii=False))
    return 1 if failed else 0


def _answer(planner: Planner, line: str, number: int, *, reasons: bool) -> dict[str, object]:
    try:
        return resolve(planner, json.loads(line, parse_float=Decimal, parse_int=Decimal), reasons=reasons)
    except json.JSONDecodeError as error:
        return {"error": f"JSONとして読めません({error.colno}文字目)", "line": number}
    except DecisionError as error:
        return {"error": str(error), "line": number}


def run_check(args: argparse.Namespace) -> int:
    """Exit 1 if any finding is an error, 2 if a file is refused."""
    worst = 0
    try:
        catalogue = load_facts(args.tables, args.facts)
        for path in table_files(args.tables):
            for finding in check(read(read_file(path)), catalogue, path.name):
                print(json.dumps(finding.to_json(), ensure_ascii=False))
                worst = max(worst, int(finding.severity == ERROR))
    except (DecisionError, OSError) as error:
        print(f"読み込めません: {error}", file=sys.stderr)
        return 2
    return worst
