"""`madoguchi text`: try how names meet in a search, what a receiver gets and what a font can draw."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

from fontTools.ttLib import TTLibError

from madoguchi.domain.text import FontCoverage, Profile, encode, kana_meets, names_meet, undrawable

from .json_lines import Answer, Line
from .json_lines import run as answer_lines

HELP = "match names, report replacements, check fonts (JSON Lines in, JSON Lines out)"

MATCH = """\
in   {"a": "髙﨑", "b": "高崎"}                              names in kanji
     {"kana": true, "a": "ワタナベ", "b": "ﾜﾀﾅﾍ"}             names in kana
out  {"match": true}"""

REPORT = """\
in   {"text": "渡邉󠄒"}
out  {"output": "渡邉", "replaced": [{"position": 1, "char": "邉󠄒", "code": "U+9089 U+E0112",
      "mj": "MJ060238", "by": "邉"}]}
position counts characters as people see them, from 0. mj is null for a character outside the MJ list."""

DRAWABLE = """\
in   {"text": "葛󠄀"}
out  {"undrawable": [{"position": 0, "char": "葛󠄀", "code": "U+845B U+E0100"}]}
The fonts are used together: a character is drawable if one of them has it, selector and all."""


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    _add(actions, "match", "whether two names are found by each other", MATCH)
    report = _add(actions, "report", "what a receiver gets instead of a text", REPORT)
    profiles = ", ".join(profile.value for profile in Profile)
    report.add_argument(
        "--profile", required=True, type=Profile, help=f"one of {profiles}", metavar="PROFILE"
    )
    drawable = _add(actions, "drawable", "what a list of fonts can't draw", DRAWABLE)
    drawable.add_argument(
        "--font", required=True, nargs="+", type=Path, help="TTF, OTF or TTC", metavar="FILE"
    )


def _add(
    actions: argparse._SubParsersAction[argparse.ArgumentParser], name: str, help_: str, shapes: str
) -> argparse.ArgumentParser:
    return actions.add_parser(
        name, help=help_, description=shapes, formatter_class=argparse.RawDescriptionHelpFormatter
    )


def run(args: argparse.Namespace) -> int:
    match args.action:
        case "match":
            return answer_lines(_match)
        case "report":
            return answer_lines(partial(_report, profile=args.profile))
        case _:
            fonts = _load(args.font)
            return 1 if fonts is None else answer_lines(partial(_drawable, fonts=fonts))


def _match(line: Line) -> Answer:
    meet = kana_meets if line.flag("kana", False) else names_meet
    return {"match": meet(line.text("a"), line.text("b"))}


def _report(line: Line, profile: Profile) -> Answer:
    encoded = encode(line.text("text"), profile)
    return {"output": encoded.text, "replaced": [asdict(item) for item in encoded.replaced]}


def _drawable(line: Line, fonts: Sequence[FontCoverage]) -> Answer:
    return {"undrawable": [asdict(item) for item in undrawable(line.text("text"), fonts)]}


def _load(paths: Sequence[Path]) -> list[FontCoverage] | None:
    fonts = []
    for path in paths:
        try:
            fonts.append(FontCoverage.load(path))
        except (OSError, TTLibError) as error:
            print(f"{path}: フォントとして読めません（{error}）。", file=sys.stderr)
            return None
    return fonts
