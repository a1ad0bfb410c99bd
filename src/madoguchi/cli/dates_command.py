"""`madoguchi dates`: try how dates are read, ages counted and deadlines set."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from madoguchi.domain.dates import (
    AnyDate,
    Calendar,
    DateError,
    DeadlineRule,
    Roll,
    UncertainDate,
    Unit,
    age_on,
    check_born,
    count,
    deadline,
    earliest,
    parse_date,
    read_calendar,
    read_deadlines,
    roll,
    until_fiscal_year_end,
    within_fiscal_year_end,
)
from madoguchi.domain.packfile import Finding

from .json_lines import Answer, Line, LineError
from .json_lines import run as answer_lines

HELP = "read dates, count ages and deadlines (JSON Lines in, JSON Lines out)"

PARSE = """\
in   {"text": "S45.3.1"}
out  {"date": "1970-03-01"}
     {"uncertain": true, "text": "昭和45年頃", "earliest": "1970-01-01", "latest": "1970-12-31"}
     {"error": "昭和64年1月8日という日はありません。平成元年1月8日ではありませんか。"}
earliest and latest are null where nothing is known."""

AGE = """\
in   {"birth": "1961-10-01", "on": "2026-09-30", "rule": "day_before"}
     rule: birthday (default) | day_before
out  {"age": 65}
in   {"birth": "2008-04-01", "on": "2026-03-31", "rule": "fiscal_year_end", "age": 18}
out  {"within": true, "until": "2026-03-31"}
birth and on are dates in any written form. An uncertain birth that leaves the answer open gives null."""

DEADLINE = """\
in   {"start": "2026-04-01", "days": 14, "count_start": false, "roll": "next_open"}
     days | months | years; count_start (default false): 初日算入; before (default false): counted back;
     roll (default none): none | next_open
out  {"deadline": "2026-04-15"}
in   {"rule": "card_continuation", "starts": {"event.date": "2026-04-01"}}  with --pack: a rule of deadlines/
out  {"deadline": null, "limits": [{"key": …, "label": …, "deadline": "2026-04-15", "missing": null}, …]}
Without --calendar or --pack: weekends, 国民の祝日 and 12/29–1/3 are closed."""

Handler = Callable[[Line], Answer]


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    for name, words in (("parse", PARSE), ("age", AGE), ("deadline", DEADLINE)):
        sub = actions.add_parser(
            name,
            description=words,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            help=words.split("\n")[0],
        )
        if name == "deadline":
            sub.add_argument("--calendar", type=Path, metavar="FILE", help="a calendar file of a pack")
            sub.add_argument(
                "--pack", type=Path, metavar="DIR", help="a pack: its calendar and its deadline rules"
            )


def run(args: argparse.Namespace) -> int:
    if args.action == "deadline":
        return _run_deadline(args)
    handlers: dict[str, Handler] = {"parse": answer_parse, "age": answer_age}
    return answer_lines(handlers[args.action])


def answer_parse(line: Line) -> Answer:
    read = parse_date(line.text("text"))
    if isinstance(read, UncertainDate):
        return {
            "uncertain": True,
            "text": read.text,
            "earliest": _iso(read.earliest),
            "latest": _iso(read.latest),
        }
    return {"date": read.isoformat()}


def answer_age(line: Line) -> Answer:
    birth, on = parse_date(line.text("birth")), _exact(line, "on")
    rule = line.one_of("rule", ("birthday", "day_before", "fiscal_year_end"), "birthday")
    check_born(birth, on)
    if rule == "fiscal_year_end":
        age = line.whole("age", 0, 150)
        until = until_fiscal_year_end(birth, age)
        return {"within": within_fiscal_year_end(birth, age, on), "until": _iso(until)}
    return {"age": age_on(birth, on, "day_before" if rule == "day_before" else "birthday")}


def _run_deadline(args: argparse.Namespace) -> int:
    calendar, rules, findings = _deadline_data(args)
    if findings:
        print("\n".join(map(str, findings)), file=sys.stderr)
        return 1
    return answer_lines(lambda line: answer_deadline(line, calendar, rules))


def _deadline_data(args: argparse.Namespace) -> tuple[Calendar, dict[str, DeadlineRule], list[Finding]]:
    calendars = [args.calendar] if args.calendar else []
    files = []
    if args.pack:
        calendars = calendars or sorted((args.pack / "calendars").glob("*.yaml"))[:1]
        files = sorted((args.pack / "deadlines").glob("*.yaml"))
    calendar, findings = read_calendar(calendars[0]) if calendars else (Calendar(), [])
    rules: dict[str, DeadlineRule] = {}
    for file in files:
        read, faults = read_deadlines(file)
        rules |= {rule.key: rule for rule in read}
        findings = [*findings, *faults]
    return calendar or Calendar(), rules, findings


def answer_deadline(line: Line, calendar: Calendar, rules: dict[str, DeadlineRule]) -> Answer:
    if line.has("rule"):
        return _by_rule(line, calendar, rules)
    start = parse_date(line.text("start"))
    units = [u for u in (Unit.DAYS, Unit.MONTHS, Unit.YEARS) if line.has(u)]
    if len(units) != 1:
        raise LineError("days、months、years のどれか1つを書きます。")
    how = Roll(line.one_of("roll", tuple(Roll), Roll.NONE))
    amount = line.whole(units[0], 0, 100_000)
    first = earliest(start)
    flags = {"count_start": line.flag("count_start", False), "before": line.flag("before", False)}
    day = roll(count(first, amount, units[0], **flags), how, calendar) if first else None
    return {"deadline": _iso(day)} | ({"uncertain": True} if isinstance(start, UncertainDate) else {})


def _by_rule(line: Line, calendar: Calendar, rules: dict[str, DeadlineRule]) -> Answer:
    rule = rules.get(line.text("rule"))
    if rule is None:
        raise LineError(
            f"「{line.text('rule')}」という期限はありません（--pack で読み込んだもの: {len(rules)}件）。"
        )
    starts = line.data.get("starts", {})
    if not isinstance(starts, dict) or not all(isinstance(v, str) for v in starts.values()):
        raise LineError('「starts」は {"データ項目": "日付"} です。')
    case = deadline(rule, {name: parse_date(text) for name, text in starts.items()}, calendar)
    limits = [
        {"key": d.limit.key, "label": d.limit.label, "deadline": _iso(d.on), "missing": d.missing or None}
        for d in case.dues
    ]
    return {"deadline": _iso(case.on), "limits": limits}


def _exact(line: Line, name: str) -> date:
    day: AnyDate = parse_date(line.text(name))
    if isinstance(day, UncertainDate):
        raise DateError(f"「{name}」には1つの日を書きます。")
    return day


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
