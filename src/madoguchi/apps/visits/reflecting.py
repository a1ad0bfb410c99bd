"""異動未反映: which notices the core system hasn't brought back. Pages of every floor ask by the register's hook."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.residents import queries as residents
from madoguchi.apps.residents.types import Unreflected
from madoguchi.apps.tasks import queries as tasks
from madoguchi.apps.tasks.states import State
from madoguchi.apps.tasks.types import TaskView
from madoguchi.apps.visits.models import VisitRecord
from madoguchi.apps.visits.register_facts import RESIDENTS
from madoguchi.apps.visits.storing import kinds_of
from madoguchi.apps.visits.types import OpenVisit
from madoguchi.domain.visits import LifeEvent

REGISTERED = frozenset({"person.moving", "person.deceased", "person.name_changed", "person.newborn"})
"""Parts after which the register says something else of whoever plays them, and of whoever lives with them."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A visit that was handed over, as far as it matters here."""

    number: str
    at: datetime
    residents: tuple[int, ...]
    notices: tuple[LifeEvent, ...]


def concerned(opened: OpenVisit) -> list[int]:
    """Residents of whom certificates say something else once the notice is entered: everybody of the household, for
    its head, its members and how they are related stand on each one's certificate. None if nothing is registered."""
    playing = {fact for event in opened.visit.events for fact, members in event.roles.items() if members}
    if not playing & REGISTERED:
        return []
    return sorted(p.resident_id for p in opened.body.persons if p.resident_id is not None)


def of_residents(resident_ids: Collection[int]) -> Mapping[int, Unreflected]:
    """By resident. It has come back once its department finished the notice and a file from after that came."""
    wanted = set(resident_ids)
    rows = _taken(VisitRecord.objects.filter(residents__overlap=list(wanted)).order_by("handed_over_at"))
    return {
        resident: _words(taken)
        for taken in _waiting(rows)
        for resident in taken.residents
        if resident in wanted
    }


def of_visits(numbers: Collection[str]) -> Mapping[str, Unreflected]:
    """The same by the visit's number, also where nobody of it was in the register."""
    rows = _taken(VisitRecord.objects.filter(reception_number__in=list(numbers)))
    return {taken.number: _words(taken) for taken in _waiting(rows)}


def waiting_since(before: datetime) -> tuple[Unreflected, ...]:
    """Notices handed over before that moment which haven't come back, the oldest first."""
    rows = _taken(VisitRecord.objects.filter(handed_over_at__lt=before).order_by("handed_over_at"))
    return tuple(_words(taken) for taken in _waiting(rows))


def _taken(rows: Iterable[VisitRecord]) -> list[Taken]:
    """Those handed over with a notice that the register takes in."""
    return [
        Taken(row.reception_number, row.handed_over_at, tuple(row.residents), notices)
        for row in rows
        if row.handed_over_at is not None and (notices := tuple(_notices(kinds_of(row.body))))
    ]


def _notices(kinds: Iterable[str]) -> Iterator[LifeEvent]:
    known = catalogue.rules().life_events
    for kind in dict.fromkeys(kinds):
        if kind in known and REGISTERED & {role.fact for role in known[kind].roles}:
            yield known[kind]


def _waiting(rows: Sequence[Taken]) -> Iterator[Taken]:
    if not rows:
        return
    as_of = residents.freshness(RESIDENTS)
    found = tasks.of_references([taken.number for taken in rows])
    yield from (t for t in rows if not _came_back(t, found.get(t.number, ()), as_of))


def _came_back(taken: Taken, found: Sequence[TaskView], as_of: datetime | None) -> bool:
    acts = {act for notice in taken.notices for act in notice.acts}
    live = [t for t in found if t.procedure in acts and t.state not in (State.CANCELLED, State.FORWARDED)]
    entered = [task.closed_at for task in live if task.state is State.DONE and task.closed_at]
    if as_of is None or len(entered) < len(live):
        return False
    return as_of > max([taken.at, *entered])


def _words(taken: Taken) -> Unreflected:
    """Only notices of the register are named: what else was asked for in the visit is nobody's business here."""
    labels = dict.fromkeys(notice.label for notice in taken.notices)
    return Unreflected(taken.number, taken.at, "・".join(labels))
