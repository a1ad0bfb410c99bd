"""`python -m django demo_accounts`: the accounts of the demo. Refused outside the demo."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from madoguchi.apps.accounts import services
from madoguchi.apps.accounts.models import Staff
from madoguchi.apps.accounts.types import system

PASSWORD = "madoguchi-demo"  # noqa: S105 - printed by the demo for everybody
ACCOUNTS = (
    ("madoguchi", "見本　花子", "citizen", ["counter"], "3番窓口"),
    ("shinsa", "見本　五郎", "citizen", ["counter"], "4番窓口"),  # who made a certificate doesn't review it
    ("kakari", "見本　六子", "citizen", ["manager"], ""),
    ("kokuho", "見本　次郎", "insurance", ["department"], "5番窓口"),
    ("kosodate", "見本　七子", "childcare", ["department"], ""),
    ("kaigo", "見本　八郎", "care", ["department"], ""),
    ("gakko", "見本　九子", "education", ["department"], ""),
    ("zeimu", "見本　十郎", "tax", ["department"], ""),
    ("shuno", "見本　一郎", "collection", ["department"], ""),
    ("kanri", "見本　三郎", "general", ["administrator"], ""),
    ("kansa", "見本　四郎", "audit", ["auditor"], ""),
)
TITLES = {
    "counter": "窓口の職員　",
    "manager": "係長　　　　",
    "department": "担当課の職員",
    "administrator": "管理者　　　",
    "auditor": "監査の担当　",
}


class Command(BaseCommand):
    help = "makes the demo's accounts where they are missing, and prints them all"

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("デモ用の利用者は、デモ環境でだけ作れます。")
        for login, name, department, groups, counter in ACCOUNTS:
            if not Staff.objects.filter(login=login).exists():
                services.create_staff(
                    login,
                    PASSWORD,
                    name=name,
                    department=department,
                    groups=groups,
                    counter=counter,
                    by=system("デモ"),
                )
            self.stdout.write(f"  {TITLES[groups[0]]}　{name}　利用者ID {login:10} パスワード {PASSWORD}")
