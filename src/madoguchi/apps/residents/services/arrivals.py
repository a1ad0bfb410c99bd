"""Newcomers of visits: noted as they are typed, protected before any register has them, known again at each import.

SQL sieves, `domain.protection.may_be` judges (docs/adr/0151).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db import connections, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from madoguchi.apps.accounts.types import Actor, system
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry
from madoguchi.apps.residents.models import Arrival, ArrivalMatch, Protection, Resident
from madoguchi.apps.residents.types import Announced, reference_of, tag_of
from madoguchi.domain.dates import AnyDate, UncertainDate
from madoguchi.domain.protection import Marks, may_be
from madoguchi.domain.protection.arrivals import BETWEEN

PROVISIONAL = "8"
"""支援措置区分 仮支援措置."""
JOB = system("届出の方の照合")
NOTED = ("name", "kana", "born_from", "born_to", "name_keys", "kana_keys", "address_key", "beside")

# Not finer than the judge: two of three agree, so the day of birth does, or the home and the name. Homes that are the
# same but for prefecture and building are found by the day of birth only.
SIEVE = """
WITH near AS (
    SELECT a.id, r.resident_number FROM arrival a JOIN resident r ON r.birth_from BETWEEN a.born_from AND a.born_to
    UNION
    SELECT a.id, r.resident_number FROM arrival a
    JOIN resident r ON r.birth_from < r.birth_to AND r.birth_from <= a.born_to AND r.birth_to >= a.born_from
    UNION
    SELECT a.id, r.resident_number FROM arrival a JOIN resident r ON r.address_key = a.address_key
    WHERE a.address_key <> ''
)
SELECT a.id, a.name_keys, a.kana_keys, a.born_from, a.born_to, a.address_key,
       r.resident_number, r.name_keys, r.kana_keys, r.birth_from, r.birth_to, r.address_key
FROM near JOIN arrival a USING (id) JOIN resident r USING (resident_number)
WHERE NOT EXISTS (SELECT FROM arrival_match m WHERE m.arrival_id = a.id AND m.resident_number = r.resident_number)
"""

# Once for each protection of a newcomer and each resident who may be that one: an end by two people stands, until
# the newcomer asks anew.
PROTECT = """
INSERT INTO protection (resident_number, source, history_number, kind, starts_on, ends_on, active, as_of,
                        ending_asked_by_name, ending_reason, ended_by_name)
SELECT m.resident_number, 'counter', p.resident_number || '#' || p.id, %s, %s, '', true, %s, '', '', ''
FROM protection p JOIN arrival a ON a.tag = p.resident_number JOIN arrival_match m ON m.arrival_id = a.id
WHERE p.active
ON CONFLICT (resident_number, source, history_number) DO NOTHING
RETURNING resident_number, history_number
"""


@transaction.atomic
def note_arrivals(reference: str, people: Sequence[Announced]) -> None:
    """Who of a visit is in no register yet, as typed so far. Whoever isn't among them any more stays noted: something
    may have been made of them."""
    Arrival.objects.bulk_create(
        [_noted(reference, one) for one in people],
        update_conflicts=True,
        unique_fields=["tag"],
        update_fields=NOTED,
    )


def _noted(reference: str, one: Announced) -> Arrival:
    born = _days(one.birth)
    arrival = Arrival(
        tag=tag_of(reference, one.key),
        reference=reference,
        name=one.name,
        kana=one.kana,
        born_from=born[0] if born else None,
        born_to=born[1] if born else None,
        beside=sorted(one.beside),
    )
    _key(arrival, Marks.typed(one.name, one.kana, born, one.home))
    return arrival


def _key(arrival: Arrival, marks: Marks) -> None:
    arrival.name_keys = BETWEEN.join(sorted(marks.names))
    arrival.kana_keys = BETWEEN.join(sorted(marks.readings))
    arrival.address_key = marks.home


def _days(birth: AnyDate | None) -> tuple[date, date] | None:
    if not isinstance(birth, UncertainDate):
        return (birth, birth) if birth else None
    return (birth.earliest, birth.latest) if birth.earliest and birth.latest else None


@transaction.atomic
def protect_arrivals(reference: str, keys: Sequence[str], *, by: Actor) -> None:
    """仮支援措置 for these newcomers of a visit, from now on; noted before. Who is guarded, `guard_now` says."""
    now = timezone.now()
    for key in keys:
        tag = tag_of(reference, key)
        if Protection.objects.filter(resident_number=tag, active=True).exists():
            continue
        Protection.objects.create(
            resident_number=tag,
            source="counter",
            history_number=f"{timezone.localtime(now):%Y%m%d%H%M%S%f}",
            kind=PROVISIONAL,
            starts_on=timezone.localdate(now).isoformat(),
            as_of=now,
        )
        detail = {"change": "provisional", "newcomer": key}
        audit.record(Entry(Action.PROTECTION_CHANGED, by.who, reference=reference, detail=detail))


def match_arrivals() -> None:
    """Whom the register has now who may have been announced; under protection at once if that one asked for it.

    In the caller's transaction, under the register's lock, before it is worked out who is guarded.
    """
    if not Arrival.objects.exists():
        return
    now = timezone.now()
    with connections["default"].cursor() as cursor:
        cursor.execute(SIEVE)
        found = list(_alike(cursor.fetchall()))
        ArrivalMatch.objects.bulk_create(
            [ArrivalMatch(arrival_id=pk, resident_number=number, found_at=now) for pk, number in found],
            ignore_conflicts=True,
        )
        cursor.execute(PROTECT, [PROVISIONAL, timezone.localdate(now).isoformat(), now])
        begun = cursor.fetchall()
    for number, history in begun:
        _note(number, reference_of(history))


def _alike(rows: Sequence[tuple[Any, ...]]) -> Iterator[tuple[int, str]]:
    for row in rows:
        arrival, resident = _marks(row[1:6]), _marks(row[7:12])
        if may_be(arrival, resident):
            yield row[0], row[6]


def _marks(keys: Sequence[Any]) -> Marks:
    names, readings, first, last, home = keys
    return Marks.stored(names, readings, (first, last) if first and last else None, home)


def _note(number: str, reference: str) -> None:
    subjects = list(Resident.objects.filter(resident_number=number).values_list("pk", flat=True))
    detail = {"change": "provisional", "why": "may be a newcomer of this visit"}
    audit.record(
        Entry(Action.PROTECTION_CHANGED, JOB.who, subjects=subjects, reference=reference, detail=detail)
    )


def forget_arrivals(before: date) -> int:
    """Of visits before that day: what newcomers were called, when born and where they moved. Returns of how many.

    Their tags stay, and whom the register took them for, so that copies close later too. Whoever asked for protection
    is kept as long as it lasts.
    """
    asked = Protection.objects.filter(active=True, resident_number=OuterRef("tag"))
    old = Arrival.objects.filter(~Exists(asked), reference__lt=f"{before:%Y%m%d}")
    nothing = dict.fromkeys(("name", "kana", "name_keys", "kana_keys", "address_key"), "")
    known = old.exclude(name="", kana="", born_from=None, address_key="")
    return known.update(**nothing, born_from=None, born_to=None, beside=[])


def rekey_arrivals() -> None:
    """New search keys, as the register's are made anew. A home has its key alone, which folds like an address."""
    arrivals = list(Arrival.objects.all())
    for arrival in arrivals:
        _key(arrival, Marks.typed(arrival.name, arrival.kana, None, arrival.address_key))
    Arrival.objects.bulk_update(arrivals, ["name_keys", "kana_keys", "address_key"], batch_size=500)
