"""`madoguchi residents`: search keys anew, beside a working counter."""

from __future__ import annotations

import argparse

HELP = "rebuild the search keys of residents whose keys are of an older version"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("rekey",))


def run(_args: argparse.Namespace) -> int:
    from madoguchi.cli.django_setup import set_up

    set_up()
    from madoguchi.apps.accounts.types import system
    from madoguchi.apps.residents import services

    done = services.rekey(
        by=system("検索キーの再作成").who, progress=lambda n: print(f"{n:,} 人", flush=True)
    )
    print(f"検索キーを作り直しました: {done:,} 人。")
    return 0
