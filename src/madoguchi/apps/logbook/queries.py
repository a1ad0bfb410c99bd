"""The trail for the log screen: residents by 宛名番号, the state of the seals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connections

from madoguchi.apps.audit.queries import EventView
from madoguchi.apps.residents import queries as residents


@dataclass(frozen=True, slots=True)
class SealState:
    """The newest seal, and how many events wait for one longer than a few seconds."""

    last: datetime | None
    waiting: int


def numbers_for(events: Sequence[EventView]) -> Mapping[int, str]:
    return residents.numbers_of({s for e in events for s in e.subjects[:5]})


def seal_state() -> SealState:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT max(at) FROM audit_seal")
        last = cursor.fetchone()[0]
        cursor.execute(
            "SELECT count(*) FROM audit_event e, audit_sealing s"
            " WHERE e.id > s.low AND NOT s.done @> e.id AND e.at < now() - interval '10 seconds'"
        )
        return SealState(last, int(cursor.fetchone()[0]))
