"""Who else has a reception open just now. A page that asks every few seconds is there; one that stopped is gone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.receptions.models import ReceptionPresence

LIFE = timedelta(seconds=20)

HERE = """
INSERT INTO reception_presence (reception_id, staff_id, staff_name, terminal, since, seen_at)
SELECT id, %(staff)s, %(name)s, %(terminal)s, %(now)s, %(now)s FROM reception WHERE number = %(number)s
ON CONFLICT (reception_id, staff_id, terminal) DO UPDATE SET
  since = CASE WHEN reception_presence.seen_at < %(gone)s THEN excluded.since ELSE reception_presence.since END,
  seen_at = excluded.seen_at
"""


@dataclass(frozen=True, slots=True)
class Other:
    """Another pair of eyes on the same reception, perhaps one's own at another terminal."""

    name: str
    terminal: str
    since: datetime
    same_person: bool


def here(number: str, by: Actor) -> tuple[Other, ...]:
    """This terminal has it open; who else has, the longest there first. An unknown number has nobody."""
    now = timezone.now()
    given: dict[str, str | int | datetime] = {
        "number": number,
        "staff": by.person,
        "name": by.name,
        "terminal": by.who.terminal,
    }
    with connection.cursor() as cursor:
        cursor.execute(HERE, {**given, "now": now, "gone": now - LIFE})
    others = _alive(number).exclude(staff_id=by.person, terminal=by.who.terminal).order_by("since")
    return tuple(Other(o.staff_name, _counter(o.terminal), o.since, o.staff_id == by.person) for o in others)


def holders(numbers: Iterable[str], by: Actor) -> Mapping[str, tuple[str, ...]]:
    """For a list: the names of the others who have each reception open now."""
    found: dict[str, tuple[str, ...]] = {}
    rows = (
        _alive(*numbers)
        .exclude(staff_id=by.person)
        .order_by("since")
        .values_list("reception__number", "staff_name")
    )
    for number, name in rows:
        found[number] = (*found.get(number, ()), name)
    return found


def _alive(*numbers: str) -> QuerySet[ReceptionPresence]:
    return ReceptionPresence.objects.filter(reception__number__in=numbers, seen_at__gte=timezone.now() - LIFE)


def _counter(terminal: str) -> str:
    """The counter's name; the address behind it is the log's business."""
    return terminal.split(" ")[0]
