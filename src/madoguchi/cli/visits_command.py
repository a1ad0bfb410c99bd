"""`madoguchi visits`: try a made-up household, check life events and offices."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from madoguchi.domain.visits import (
    Asking,
    Plan,
    PlanItem,
    Rules,
    RulesRefusedError,
    Status,
    load_rules,
    make_plan,
)
from madoguchi.domain.visits.visit_files import EXAMPLE, read_visit

HELP = "what a made-up household needs, and what would be asked next"
STANDARD = Path("packs/standard")
HEADS = {Status.REQUIRED: "必要", Status.OPEN: "確認が要る", Status.NOT_REQUIRED: "不要"}


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    plan = actions.add_parser(
        "plan",
        help="the plan of a visit in a YAML file",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="例:\n" + EXAMPLE,
    )
    plan.add_argument("visit", type=Path)
    plan.add_argument("--all", action="store_true", help="with what isn't required, and why")
    plan.set_defaults(handle=run_plan)
    check = actions.add_parser("check", help="life events, procedures, offices of the packs")
    check.set_defaults(handle=run_check)
    for one in (plan, check):
        one.add_argument(
            "--pack", type=Path, action="append", help="packs, the standard one first (default: it alone)"
        )


def run(args: argparse.Namespace) -> int:
    try:
        rules = load_rules(args.pack or [STANDARD])
    except (RulesRefusedError, OSError) as refused:
        print(refused, file=sys.stderr)
        return 2
    return int(args.handle(args, rules))


def run_check(_args: argparse.Namespace, rules: Rules) -> int:
    for finding in rules.findings:
        print(finding)
    print(
        f"届出 {len(rules.life_events)} 種類、手続 {len(rules.procedures)} 件、担当 {len(rules.offices)} か所。"
    )
    return 0


def run_plan(args: argparse.Namespace, rules: Rules) -> int:
    """Exit 1 if the file has faults, each with its place."""
    visit, findings = read_visit(args.visit, rules)
    for finding in findings:
        print(finding, file=sys.stderr)
    if visit is None:
        return 1
    for line in _lines(make_plan(rules, visit), everything=args.all):
        print(line)
    return 0


def _lines(plan: Plan, *, everything: bool) -> Iterator[str]:
    for problem in plan.problems:
        yield f"！ {problem.words}"
    for status in Status if everything else (Status.REQUIRED, Status.OPEN):
        items = plan.of(status)
        yield f"■ {HEADS[status]} {len(items)} 件"
        for item in items:
            yield from _item(plan, item)
    yield f"■ 質問 残り最大 {plan.most_questions} 問"
    if plan.next:
        yield from _question(plan, plan.next)


def _item(plan: Plan, item: PlanItem) -> Iterator[str]:
    offices = "・".join(plan.rules.offices[code].name for code in item.procedure.departments)
    marks = "".join(
        mark
        for mark, on in (("［口頭不可］", item.silent), (f"［{item.done_with}で済む］", item.done_with))
        if on
    )
    whom = f"（{item.member}）" if item.member else ""
    yield f"  {item.procedure.decision}{whom} {offices} {_until(item)}{marks}"
    reason = plan.reason(item)
    if reason.waits:
        yield f"      まだ分からない: {'、'.join(line.label for line in reason.waits)}"
    else:
        yield f"      理由: {reason.text or '—'}"


def _until(item: PlanItem) -> str:
    shown = item.deadline
    if shown.on is None:
        return shown.text
    return f"{shown.on.isoformat()}まで（あと{shown.days_left}日）"


def _question(plan: Plan, one: Asking) -> Iterator[str]:
    whom = f"（{'・'.join(one.members)}）" if one.members else ""
    yield f"  次: {one.label}{whom} [{one.fact}, {one.channel}]"
    if words := one.say.get("ja"):
        yield f"      「{words}」"
    choices = "  ".join(f"{choice.digit} {choice.label}" for choice in one.choices)
    yield f"      {choices or '（入力）'}  9 分からない  0 あとで"
    yield f"      これで決まるもの: {'、'.join(p.decision for p in plan.why(one)) or '期限'}"
