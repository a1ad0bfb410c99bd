"""How fresh the mirror is and how large."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from madoguchi.apps.residents.models import Resident, SourceState
from madoguchi.apps.residents.register import REMOVED


@dataclass(frozen=True, slots=True)
class RegisterCounts:
    residents: int
    removed: int
    households: int


def freshness(layout_id: str = "001.residents") -> datetime | None:
    """The 基準日時 of the newest set applied, or None before the first."""
    return SourceState.objects.filter(pk=layout_id).values_list("as_of", flat=True).first()


def register_counts() -> RegisterCounts:
    """Current residents, removed residents, households of current residents."""
    everybody = Resident.objects.filter(in_register=True)
    current = everybody.exclude(resident_status=REMOVED)
    return RegisterCounts(
        residents=current.count(),
        removed=everybody.filter(resident_status=REMOVED).count(),
        households=current.values("household_number").distinct().count(),
    )
