"""日計表: what a day at the counter came to, by kind, hour and step. Pure; numbers only, nothing of a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from madoguchi.apps.receptions.passage import Payment
from madoguchi.apps.receptions.states import FINAL, Status


@dataclass(frozen=True, slots=True)
class Charge:
    """One kind of certificate of one reception. `yen` is for all its copies; nothing is free of charge."""

    certificate: str
    copies: int
    yen: int


@dataclass(frozen=True, slots=True)
class Visit:
    """One reception with its times, all local. `entered`: each state and when it came into it, in order."""

    opened_at: datetime
    entered: tuple[tuple[Status, datetime], ...]
    charges: tuple[Charge, ...]

    @property
    def ended(self) -> tuple[Status, datetime] | None:
        last = self.entered[-1] if self.entered else None
        return last if last and last[0] in FINAL else None

    def spent(self) -> Mapping[Status, timedelta]:
        """How long it stood in each state, up to its end."""
        found: dict[Status, timedelta] = {}
        times = [(Status.OPEN, self.opened_at), *self.entered]
        for (status, since), (_, until) in pairwise(times):
            found[status] = found.get(status, timedelta()) + (until - since)
        return found

    def waited(self) -> timedelta:
        """From the beginning to the end, without the time it was put aside."""
        return sum((t for s, t in self.spent().items() if s is not Status.SUSPENDED), timedelta())


@dataclass(frozen=True, slots=True)
class Kind:
    """Of one certificate: receptions and copies handed over, yen for them, and how many were cancelled."""

    certificate: str
    issued: int = 0
    copies: int = 0
    paid_copies: int = 0
    free_copies: int = 0
    yen: int = 0
    cancelled: int = 0


@dataclass(frozen=True, slots=True)
class Wait:
    """Of those handed over. None without any."""

    visits: int
    average: timedelta | None
    longest: timedelta | None

    @classmethod
    def of(cls, times: Sequence[timedelta]) -> Wait:
        if not times:
            return cls(0, None, None)
        return cls(len(times), sum(times, timedelta()) / len(times), max(times))


@dataclass(frozen=True, slots=True)
class Hour:
    hour: int
    received: int
    issued: int


@dataclass(frozen=True, slots=True)
class Money:
    """By way of paying: taken in and given back, both above zero."""

    method: Payment
    taken: int
    given_back: int


@dataclass(frozen=True, slots=True)
class Sheet:
    received: int
    issued: int
    cancelled: int
    kinds: tuple[Kind, ...]
    total: Kind
    money: tuple[Money, ...]
    waiting: Wait
    steps: tuple[tuple[Status, Wait], ...]
    hours: tuple[Hour, ...]


STEPS = (Status.OPEN, Status.SIGNING, Status.MAKING, Status.REVIEWING, Status.PAYING, Status.HANDING)


def sheet(
    visits: Iterable[Visit], payments: Iterable[tuple[Payment, int]], since: datetime, until: datetime
) -> Sheet:
    """What happened from `since` up to (and without) `until`: begun, handed over, cancelled, paid then."""
    known = list(visits)
    issued = [v for v in known if _ended(v, Status.ISSUED, since, until)]
    cancelled = [v for v in known if _ended(v, Status.CANCELLED, since, until)]
    received = [v for v in known if since <= v.opened_at < until]
    kinds = _kinds(issued, cancelled)
    return Sheet(
        received=len(received),
        issued=len(issued),
        cancelled=len(cancelled),
        kinds=kinds,
        total=_total(kinds),
        money=_money(payments),
        waiting=Wait.of([v.waited() for v in issued]),
        steps=tuple((s, Wait.of([t[s] for v in issued if s in (t := v.spent())])) for s in STEPS),
        hours=_hours(received, issued),
    )


def _ended(visit: Visit, status: Status, since: datetime, until: datetime) -> bool:
    return visit.ended is not None and visit.ended[0] is status and since <= visit.ended[1] < until


def _kinds(issued: Sequence[Visit], cancelled: Sequence[Visit]) -> tuple[Kind, ...]:
    given = [c for v in issued for c in v.charges]
    dropped = [c for v in cancelled for c in v.charges]
    keys = dict.fromkeys(c.certificate for c in (*given, *dropped))
    return tuple(
        _kind(key, [c for c in given if c.certificate == key], sum(c.certificate == key for c in dropped))
        for key in keys
    )


def _kind(key: str, given: Sequence[Charge], cancelled: int) -> Kind:
    paid = sum(c.copies for c in given if c.yen)
    copies = sum(c.copies for c in given)
    return Kind(key, len(given), copies, paid, copies - paid, sum(c.yen for c in given), cancelled)


def _total(kinds: Sequence[Kind]) -> Kind:
    return Kind(
        "",
        sum(k.issued for k in kinds),
        sum(k.copies for k in kinds),
        sum(k.paid_copies for k in kinds),
        sum(k.free_copies for k in kinds),
        sum(k.yen for k in kinds),
        sum(k.cancelled for k in kinds),
    )


def _money(payments: Iterable[tuple[Payment, int]]) -> tuple[Money, ...]:
    rows = list(payments)
    return tuple(
        Money(
            method,
            sum(yen for m, yen in rows if m is method and yen > 0),
            -sum(yen for m, yen in rows if m is method and yen < 0),
        )
        for method in Payment
    )


def _hours(received: Sequence[Visit], issued: Sequence[Visit]) -> tuple[Hour, ...]:
    begun = [v.opened_at.hour for v in received]
    ended = [v.ended[1].hour for v in issued if v.ended]
    return tuple(Hour(hour, begun.count(hour), ended.count(hour)) for hour in sorted({*begun, *ended}))
