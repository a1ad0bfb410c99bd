"""`madoguchi decisions`: run the conformance kit, resolve procedures, check tables, Excel and back."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import nullcontext
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path

from madoguchi.domain.decisions.checks import ERROR, check
from madoguchi.domain.decisions.compare import compare
from madoguchi.domain.decisions.errors import DecisionError
from madoguchi.domain.decisions.excel import from_excel, to_excel
from madoguchi.domain.decisions.hearing import Planner
from madoguchi.domain.decisions.pack import (
    load_constraints,
    load_facts,
    load_rulebook,
    read_file,
    table_files,
)
from madoguchi.domain.decisions.reader import read
from madoguchi.domain.decisions.resolve import resolve
from madoguchi.domain.decisions.tck import FolderResult, missing_features, run_kit
from madoguchi.domain.decisions.writer import write

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
    to_excel_ = commands.add_parser(
        "to-excel", help="a workbook of a DMN file, with the findings beside the rows"
    )
    to_excel_.add_argument("tables", type=Path)
    to_excel_.add_argument("workbook", type=Path)
    to_excel_.set_defaults(handle=run_to_excel)
    from_excel_ = commands.add_parser("from-excel", help="a DMN file with its tables as a workbook has them")
    from_excel_.add_argument("workbook", type=Path)
    from_excel_.add_argument("tables", type=Path, help="the DMN file the workbook was made from")
    from_excel_.add_argument("output", type=Path)
    from_excel_.set_defaults(handle=run_from_excel)
    compare_ = commands.add_parser("compare", help="which combinations change between two versions of tables")
    compare_.add_argument("old", type=Path)
    compare_.add_argument("new", type=Path)
    compare_.set_defaults(handle=run_compare)
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


def run_to_excel(args: argparse.Namespace) -> int:
    try:
        model = read(read_file(args.tables))
        findings = check(model, load_facts(args.tables.parent))
        args.workbook.write_bytes(to_excel(model, findings))
    except (DecisionError, OSError) as error:
        print(f"書き出せません: {error}", file=sys.stderr)
        return 2
    return 0


def run_from_excel(args: argparse.Namespace) -> int:
    """Nothing is written unless the whole workbook could be read."""
    try:
        model = from_excel(args.workbook.read_bytes(), read(read_file(args.tables)))
        args.output.write_bytes(write(model))
    except (DecisionError, OSError) as error:
        print(f"読み込めません: {error}", file=sys.stderr)
        return 2
    return 0


def run_compare(args: argparse.Namespace) -> int:
    """One JSON object a changed procedure, then the mean number of questions of both versions."""
    try:
        old, new = ([read(read_file(path)) for path in table_files(side)] for side in (args.old, args.new))
        catalogue = load_facts(args.new) or load_facts(args.old)
        result = compare(old, new, catalogue, load_constraints(args.new))
    except (DecisionError, OSError) as error:
        print(f"読み込めません: {error}", file=sys.stderr)
        return 2
    for change in result.changes:
        print(json.dumps(asdict(change), ensure_ascii=False))
    print(json.dumps({"questions": {"old": result.questions[0], "new": result.questions[1]}}))
    return 0
