"""Notices are kept for the visit only: past their days they go, used up or not."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from madoguchi.apps.accounts.types import system
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.expected.models import Notice

JOB = system("来庁予定の消去")


@transaction.atomic
def erase(today: date) -> int:
    """Erase what is past keeping (`expected_keep_days` of the pack). Returns how many; one event if there were any."""
    oldest = today - timedelta(days=catalogue.municipality().expected_keep_days)
    numbers = list(Notice.objects.filter(last_day__lt=oldest).values_list("number", flat=True))
    if numbers:
        Notice.objects.filter(number__in=numbers, last_day__lt=oldest).delete()
        audit.record(Entry(Action.EXPECTED_ERASED, JOB.who, detail={"notices": numbers}))
    return len(numbers)
