"""Newcomers whom visits announced: which visits are guarded because of them, and their names for those with that right."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import Exists, OuterRef, Q

from madoguchi.apps.residents.models import Arrival, ArrivalMatch, Protection, Resident
from madoguchi.apps.residents.types import reference_of


def guarded_tags(numbers: Collection[str]) -> frozenset[str]:
    """Which of these are tags of a guarded visit: a newcomer of it asked for protection, or somebody who may be one of
    its newcomers is guarded now, whenever that began. Says nothing else, so it leaves no trace."""
    by_visit: dict[str, set[str]] = {}
    for number in numbers:
        if reference := reference_of(number):
            by_visit.setdefault(reference, set()).add(number)
    if not by_visit:
        return frozenset()
    return frozenset().union(*(by_visit[r] for r in _guarded(by_visit)))


def _guarded(references: Collection[str]) -> set[str]:
    """A visit is one home: one of its people is enough."""
    asked = Protection.objects.filter(active=True, resident_number=OuterRef("tag"))
    here = Resident.objects.filter(resident_number=OuterRef("resident_number"), guarded=True)
    flagged = Protection.objects.filter(resident_number=OuterRef("resident_number"), active=True)
    known = ArrivalMatch.objects.filter(Exists(here) | Exists(flagged), arrival=OuterRef("pk"))
    found = Arrival.objects.filter(Exists(asked) | Exists(known), reference__in=references)
    return set(found.values_list("reference", flat=True))


def arrivals_named(tags: Collection[str]) -> Mapping[str, tuple[str, bool]]:
    """Name by tag, and whether nobody of the register may be that one yet. The caller asks for the right first."""
    rows = Arrival.objects.filter(tag__in=tags)
    matched = Exists(ArrivalMatch.objects.filter(arrival=OuterRef("pk")))
    return {
        tag: (name, not known)
        for tag, name, known in rows.annotate(known=matched).values_list("tag", "name", "known")
    }


def of_numbers(numbers: Collection[str]) -> Q:
    """Protections of these 宛名番号; of a visit's tag those of all its newcomers."""
    found = Q(resident_number__in=[n for n in numbers if not reference_of(n)])
    for number in numbers:
        if reference_of(number):
            found |= Q(resident_number__startswith=number)
    return found
