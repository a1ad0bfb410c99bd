"""The `madoguchi` command. Each command is a module of this package, imported only when it is called.

A command module has `HELP` (one line), `configure(parser)` and `run(args) -> int` (the exit code).
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from typing import Protocol, cast

COMMANDS = (
    "audit",
    "dates",
    "decisions",
    "demo",
    "facts",
    "import",
    "outbound",
    "pack",
    "residents",
    "text",
    "visits",
)


class Command(Protocol):
    HELP: str

    def configure(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, args: argparse.Namespace) -> int: ...


def load(name: str) -> Command:
    module = importlib.import_module(f"{__name__}.{name.replace('-', '_')}_command")
    return cast(Command, module)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns its exit code; 2 for words that are no command."""
    words = list(sys.argv[1:] if argv is None else argv)
    parser = argparse.ArgumentParser(prog="madoguchi", description=__doc__)
    if not words or words[0] not in COMMANDS:
        return _overview(parser, words)
    command = load(words[0])
    sub = argparse.ArgumentParser(prog=f"madoguchi {words[0]}", description=command.HELP)
    command.configure(sub)
    return command.run(sub.parse_args(words[1:]))


def _overview(parser: argparse.ArgumentParser, words: list[str]) -> int:
    parser.add_argument("command", choices=COMMANDS, help="; ".join(f"{n}: {load(n).HELP}" for n in COMMANDS))
    if words in ([], ["-h"], ["--help"]):
        parser.print_help()
        return 0
    parser.print_usage(sys.stderr)
    print(f"madoguchi: unknown command {words[0]!r}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
