"""Bringing the notices to the state of a linkage file, in the import's own transaction.

A notice of which a line is missing, unread or at odds with another is `unread`: what it doesn't say could be the
protection mark, so it is closed as if it bore one until a sound file tells of it again (ADR 0161).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.utils import timezone
from psycopg import sql

from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.expected.models import Notice, NoticePerson
from madoguchi.apps.expected.reading import Reader
from madoguchi.apps.residents.services import Applied, Batch, OlderThanRegister, Staged, TooManyDropped, ends
from madoguchi.apps.residents.services.keys import Source, keys_of
from madoguchi.domain.layouts import Layout, Mode

COMMON = ("kind", "planned_out_on", "visit_on", "visit_at")
"""Fields that every line of a notice says the same of."""
PROTECTED = "1"


@dataclass(frozen=True, slots=True)
class Line:
    """A sound line of the file. `cells`: column → value; `out`: a difference takes this person out."""

    number: str
    place: int
    out: bool
    digest: str
    cells: Mapping[str, str] = field(repr=False)


def take(cursor: Any, staged: Staged, batch: Batch, applied: Applied) -> int:
    """How many persons are new or changed. Raises TooManyDropped, OlderThanRegister; then nothing is kept."""
    get, lines = Reader(staged.layout), list(_lines(cursor, staged))
    known = {notice.number: notice for notice in Notice.objects.select_for_update().order_by("pk")}
    told = {line.number for line in lines}
    _check_age(staged.layout, [known[n] for n in told & known.keys()], batch)
    if staged.mode is Mode.FULL:
        applied.dropped += _withdraw(known, told, staged, batch, applied)
    oldest = timezone.localdate() - timedelta(days=catalogue.municipality().expected_keep_days)
    current = [line for line in lines if line.out or get.last_day(line.cells) >= oldest]
    written = 0
    for number, own in groupby(current, key=lambda line: line.number):
        notice = known.get(number) or Notice(number=number, people=0)
        written += _Telling(notice, tuple(own), staged, batch.as_of).apply()
    doubt(staged.unread | {line.number for line in lines if line.place < 0})
    return written


def doubt(numbers: Collection[str]) -> None:
    """A line about these waits in quarantine: closed until a sound one answers it."""
    Notice.objects.filter(number__in=numbers).update(unread=True)


def _lines(cursor: Any, staged: Staged) -> Iterator[Line]:
    """In the order of notices and their people."""
    layout = staged.layout
    columns = [c for c in layout.columns if not layout.difference or c != layout.difference.column]
    cursor.execute(
        sql.SQL("SELECT s.hash, {ends}, {cells} FROM {table} s ORDER BY s.line").format(
            ends=ends(layout, staged.mode),
            cells=sql.SQL(", ").join(sql.Identifier("s", f"c{c.no}") for c in columns),
            table=sql.Identifier(staged.table),
        )
    )
    get, found = Reader(layout), []
    for digest, out, *values in cursor.fetchall():
        cells = {c.name: value for c, value in zip(columns, values, strict=True) if value}
        found.append(Line(get(cells, "notice_number"), _place(get(cells, "place")), out, digest, cells))
    yield from sorted(found, key=lambda line: (line.number, line.place))


def _place(text: str) -> int:
    """-1 where nobody is named: nothing but the key of a line that takes somebody out was looked at, and it is no number."""
    return int(text) if text.isascii() and text.isdigit() else -1


def _check_age(layout: Layout, notices: Iterable[Notice], batch: Batch) -> None:
    newest = max((notice.as_of for notice in notices), default=batch.as_of)
    if newest > batch.as_of:
        raise OlderThanRegister(layout, newest)


def _withdraw(
    known: Mapping[str, Notice], told: set[str], staged: Staged, batch: Batch, applied: Applied
) -> int:
    """取下げ: notices still expected that a full file no longer has. What is past or used up simply is no longer told."""
    day = timezone.localtime(batch.as_of).date()
    expected = [n for n in known.values() if not (n.withdrawn or n.reception_number) and n.last_day >= day]
    gone = [n for n in expected if n.number not in told | staged.unread]
    if len(gone) > len(expected) * staged.layout.limits.max_drop_ratio and not batch.allow_drop:
        raise TooManyDropped(staged.layout, len(gone), len(expected))
    if gone and staged.nameless:
        applied.drop_postponed = True
        return 0
    Notice.objects.filter(pk__in=[n.pk for n in gone]).update(
        withdrawn=True, as_of=batch.as_of, changed_as_of=batch.as_of
    )
    return len(gone)


@dataclass(frozen=True, slots=True)
class _Telling:
    """What one file says of one notice."""

    notice: Notice
    lines: Sequence[Line]
    staged: Staged
    as_of: datetime

    def apply(self) -> int:
        """How many of its persons are new, changed or gone."""
        sound = [line for line in self.lines if not line.out]
        if self.notice.pk is None and not sound:
            return 0
        stored = {p.place: p for p in self.notice.persons.all()} if self.notice.pk else {}
        changed = [
            line for line in sound if line.place not in stored or stored[line.place].row_hash != line.digest
        ]
        gone = self._gone(stored.keys())
        left = (stored.keys() | {line.place for line in sound}) - gone
        self._describe(sound, left, anew=bool(changed or gone))
        if left:  # of a notice that is withdrawn as a whole the people stay, to be found and told so
            NoticePerson.objects.filter(notice=self.notice, place__in=gone).delete()
        for line in changed:
            self._keep(line)
        self._judge(self.notice.persons.all())
        return len(changed) + len(gone)

    def _gone(self, places: Collection[int]) -> set[int]:
        if self.staged.mode is Mode.DIFF:
            return {line.place for line in self.lines if line.out} & set(places)
        if self.notice.number in self.staged.unread:
            return set()
        return set(places) - {line.place for line in self.lines}

    def _describe(self, sound: Sequence[Line], left: Collection[int], *, anew: bool) -> None:
        notice, get = self.notice, Reader(self.staged.layout)
        notice.people = len(left)
        if sound:
            cells = sound[0].cells
            notice.people, notice.kind = int(get(cells, "people")), get(cells, "kind")
            notice.planned_out_on = get.planned_out_on(cells)
            notice.visit_on, notice.visit_at = get.day(cells, "visit_on"), get(cells, "visit_at")
            notice.last_day = get.last_day(cells)
        if anew or notice.withdrawn is bool(left):
            notice.changed_as_of = self.as_of
        notice.withdrawn, notice.as_of = not left, self.as_of
        notice.save()

    def _keep(self, line: Line) -> None:
        get = Reader(self.staged.layout)
        keys = keys_of(Source(*(get(line.cells, name) for name in Source._fields)))
        NoticePerson.objects.update_or_create(
            notice=self.notice,
            place=line.place,
            defaults={
                "cells": line.cells,
                "protected": get(line.cells, "protected") == PROTECTED,
                "name_keys": keys.name_keys,
                "kana_keys": keys.kana_keys,
                "birth_from": keys.birth_from,
                "birth_to": keys.birth_to,
                "row_hash": line.digest,
            },
        )

    def _judge(self, persons: Iterable[NoticePerson]) -> None:
        """Whether it is closed: somebody bears the mark, or it can't be told whether anybody does."""
        people, get = list(persons), Reader(self.staged.layout)
        common = {tuple(get(p.cells, name) for name in COMMON) for p in people}
        self.notice.protected = any(p.protected for p in people)
        at_odds = len(people) != self.notice.people or len(common) > 1
        self.notice.unread = at_odds and not self.notice.withdrawn
        self.notice.save(update_fields=["protected", "unread"])
