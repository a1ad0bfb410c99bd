"""What is kept for a while only: who was announced to move in, by a notice or at a visit, and lines not taken."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.expected import services as expected
from madoguchi.apps.inbound.models import QuarantineRow
from madoguchi.apps.inbound.states import Fate
from madoguchi.apps.residents import services as register


def forget(now: datetime) -> int:
    """Returns how many were erased. Of a line its place and the fault stay, no cell of it."""
    today = timezone.localtime(now).date()
    oldest = today - timedelta(days=catalogue.municipality().expected_keep_days)
    return expected.erase(today) + _lines(oldest) + register.forget_arrivals(oldest)


def _lines(oldest: date) -> int:
    old = QuarantineRow.objects.filter(file__layout_id=expected.NOTICES, file__set__as_of__date__lt=oldest)
    old.filter(state=Fate.OPEN).update(state=Fate.SUPERSEDED, decided_at=timezone.now())
    return old.exclude(value="", cells=[], corrected=[]).update(value="", cells=[], corrected=[])
