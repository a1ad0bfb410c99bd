"""`madoguchi pack`: configuration in and out."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HELP = "load packs into the catalogue, check them, or write out what is in force"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("load", "check", "export"))
    parser.add_argument(
        "folders", nargs="+", type=Path, help="packs in the order standard, then the city's own"
    )


def run(args: argparse.Namespace) -> int:
    from madoguchi.cli.django_setup import set_up

    set_up()
    from madoguchi.apps.accounts.types import system
    from madoguchi.apps.catalogue import services
    from madoguchi.apps.catalogue.reading import PackRefused, read_packs

    try:
        if args.what == "check":
            print(f"{len(read_packs(args.folders))} 件の設定に誤りはありません。")
        elif args.what == "export":
            exported = services.export_packs(args.folders[0])
            packs = " ".join(str(args.folders[0] / pack) for pack in exported.packs)
            print(f"{exported.files} 件を書き出しました。読み込むときの順: {packs}")
        else:
            loaded = services.load_packs(args.folders, by=system("設定の読込"))
            print(f"設定を読み込みました: 新しい版 {loaded.published} 件、変更なし {loaded.unchanged} 件。")
            for name in loaded.drafts:
                print(f"  職員が変更済みのため下書きにしました: {name}")
    except FileExistsError:
        print(
            f"{args.folders[0]} は空ではありません。何も書いていません。空のフォルダを指定してください。",
            file=sys.stderr,
        )
        return 1
    except PackRefused as refused:
        print(refused, file=sys.stderr)
        print(
            "設定は読み込んでいません（以前のままです）。上の行を直して、もう一度実行してください。",
            file=sys.stderr,
        )
        return 1
    return 0
