"""May somebody of whom a file tells be one who is guarded here? Yes or no, and nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Q

from madoguchi.apps.residents.models import Protection, Resident
from madoguchi.domain.protection import Marks, may_be

KEYS = ("name_keys", "kana_keys", "birth_from", "birth_to", "address_key")


def guarded_alike(people: Sequence[Marks]) -> tuple[bool, ...]:
    """Of each, whether anybody guarded or under protection now may be that one. Gives no data out, so leaves no trace."""
    if not people:
        return ()
    guarded = _guarded()
    return tuple(any(may_be(one, other) for other in guarded.near(one)) for one in people)


class _Guarded:
    """Guarded people by what two of the three marks must have: a name, a reading or a day of birth in common."""

    def __init__(self) -> None:
        self._by: defaultdict[object, list[Marks]] = defaultdict(list)
        self._some_day: list[Marks] = []

    def add(self, marks: Marks) -> None:
        for key in (*marks.names, *marks.readings):
            self._by[key].append(marks)
        if marks.born and marks.born[0] == marks.born[1]:
            self._by[marks.born[0]].append(marks)
        elif marks.born:
            self._some_day.append(marks)

    def near(self, one: Marks) -> Sequence[Marks]:
        keys: list[object] = [*one.names, *one.readings]
        if one.born and one.born[0] != one.born[1]:
            return [marks for found in self._by.values() for marks in found] + self._some_day
        if one.born:
            keys.append(one.born[0])
        return [marks for key in keys for marks in self._by.get(key, ())] + self._some_day


def _guarded() -> _Guarded:
    flagged = Protection.objects.filter(active=True).values("resident_number")
    found = _Guarded()
    rows = Resident.objects.filter(Q(guarded=True) | Q(resident_number__in=flagged))
    for names, readings, first, last, home in rows.values_list(*KEYS):
        found.add(Marks.stored(names, readings, (first, last) if first and last else None, home))
    return found
