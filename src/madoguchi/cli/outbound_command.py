"""`madoguchi outbound`: send what was finished at the counter, now and by hand."""

from __future__ import annotations

import argparse
import sys

HELP = "send finished receptions to the object store (後方連携)"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--now", action="store_true", required=True, help="send every record that waits, then end"
    )


def run(_args: argparse.Namespace) -> int:
    """Exit 0: everything went out or to a person. 2: the storage fails; the records wait."""
    from madoguchi.cli.django_setup import set_up

    set_up()
    from django.conf import settings
    from django.utils import timezone

    from madoguchi.apps.outbound import services
    from madoguchi.integrations import objectstore

    drained = services.drain(objectstore.from_settings(settings.OBJECT_STORE), timezone.now())
    print(f"送信 {drained.sent:,} 件（{drained.batches:,} ファイル）、要確認として保留 {drained.held:,} 件。")
    if drained.stopped:
        print(f"{drained.stopped} 残りは待っています。接続が戻れば自動で送ります。", file=sys.stderr)
        return 2
    return 0
