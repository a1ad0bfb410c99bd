"""`madoguchi audit`: proof that the trail is whole; its partitions."""

from __future__ import annotations

import argparse

HELP = "verify the trail (exit 1 if anything is wrong), seal it once, or make partitions ahead"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("verify", "seal", "partitions"))


def run(args: argparse.Namespace) -> int:
    from madoguchi.cli.django_setup import set_up

    set_up()
    from django.conf import settings

    from madoguchi.apps.audit import queries, services

    if args.what == "partitions":
        print(f"{services.make_partitions()} か月分の区画を作りました。")
        return 0
    if args.what == "seal":
        print(f"{services.seal(settings.AUDIT_ANCHOR_FILE)} 件を封印しました。")
        return 0
    verdict = queries.verify(settings.AUDIT_ANCHOR_FILE)
    for problem in verdict.problems:
        print(f"{problem.kind}: {problem.where}: {problem.message}")
    state = "異常があります" if verdict.problems else "異常はありません"
    print(f"記録 {verdict.events} 件、封印 {verdict.seals} 個を検証しました。{state}。")
    return 1 if verdict.problems else 0
