"""What is kept for a while only: notices of who will move in, and the lines of them that could not be taken."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.expected import services as expected
from madoguchi.apps.inbound.models import QuarantineRow
from madoguchi.apps.inbound.states import Fate


def forget(now: datetime) -> int:
    """Returns how many notices and lines were erased. Of a line its place and the fault stay, no cell of it."""
    today = timezone.localtime(now).date()
    return expected.erase(today) + _lines(today)


def _lines(today: date) -> int:
    oldest = today - timedelta(days=catalogue.municipality().expected_keep_days)
    old = QuarantineRow.objects.filter(file__layout_id=expected.NOTICES, file__set__as_of__date__lt=oldest)
    old.filter(state=Fate.OPEN).update(state=Fate.SUPERSEDED, decided_at=timezone.now())
    return old.exclude(value="", cells=[], corrected=[]).update(value="", cells=[], corrected=[])
