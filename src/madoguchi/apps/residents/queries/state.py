"""How fresh the mirror is and how large."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.residents.models import Resident, SourceState
from madoguchi.apps.residents.register import REMOVED
from madoguchi.domain.protection import stale


@dataclass(frozen=True, slots=True)
class RegisterCounts:
    residents: int
    removed: int
    households: int


def freshness(layout_id: str = "001.residents") -> datetime | None:
    """The 基準日時 of the newest set applied, or None before the first."""
    return SourceState.objects.filter(pk=layout_id).values_list("as_of", flat=True).first()


def protection_stale(today: date) -> bool:
    """Is the core system's protection data older than the city allows (`protection_stale_days`, open days)?"""
    as_of = freshness("001.protection")
    day = timezone.localdate(as_of) if as_of else None
    return stale(day, today, catalogue.municipality().protection_stale_days, catalogue.calendar())


def register_counts() -> RegisterCounts:
    """Current residents, removed residents, households of current residents."""
    everybody = Resident.objects.filter(in_register=True)
    current = everybody.exclude(resident_status=REMOVED)
    return RegisterCounts(
        residents=current.count(),
        removed=everybody.filter(resident_status=REMOVED).count(),
        households=current.values("household_number").distinct().count(),
    )
