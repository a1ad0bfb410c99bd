"""`madoguchi facts`: check a pack's fact catalogue and what refers to it."""

from __future__ import annotations

import argparse
from pathlib import Path

from madoguchi.domain.facts import check_pack
from madoguchi.domain.packfile import has_errors

HELP = "check a pack's facts, calendars and deadlines"

CHECK = """\
One finding a line: FILE:LINE:COLUMN: エラー|注意: reason. Exit code 1 if any is an error (エラー).
Checked: facts/ (the catalogue), the columns of layouts/ that facts come from, calendars/, deadlines/."""


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    check = actions.add_parser(
        "check", description=CHECK, formatter_class=argparse.RawDescriptionHelpFormatter, help="all findings"
    )
    check.add_argument("pack", type=Path, metavar="PACK_DIR")
    check.add_argument("--base", type=Path, metavar="DIR", help="the pack under this one (packs/standard)")


def run(args: argparse.Namespace) -> int:
    findings = check_pack(args.pack, base=args.base)
    for finding in findings:
        print(finding)
    return int(has_errors(findings))
