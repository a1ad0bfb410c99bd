"""New search keys for everybody, beside a working counter: small transactions, oldest key version first."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connections, transaction

from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry, Who
from madoguchi.apps.residents.models import Resident
from madoguchi.apps.residents.register import ADDRESS_PARTS
from madoguchi.apps.residents.services.arrivals import rekey_arrivals
from madoguchi.apps.residents.services.batch import keep_up
from madoguchi.apps.residents.services.keys import SOURCE_COLUMNS, Source, keys_of
from madoguchi.apps.residents.services.protection import refresh_guard
from madoguchi.domain import text

AT_ONCE = 2_000


def rekey(*, by: Who, progress: Callable[[int], None] = lambda _count: None) -> int:
    """Rebuild the keys of every resident whose key version isn't today's. Returns how many; can be repeated.

    A row that an import writes meanwhile already has new keys and is passed over.
    """
    total = 0
    while count := _some():
        total += count
        progress(total)
    with transaction.atomic():
        rekey_arrivals()
        refresh_guard()
        audit.record(Entry(Action.REKEYED, by, detail={"count": total, "key_version": text.KEY_VERSION}))
    if total:
        keep_up()
    return total


@transaction.atomic
def _some() -> int:
    stale = Resident.objects.exclude(key_version=text.KEY_VERSION)
    rows = list(stale.select_for_update(skip_locked=True).order_by("pk")[:AT_ONCE])
    with connections["default"].cursor() as cursor:
        cursor.executemany(
            "UPDATE resident SET name_keys = %s, kana_keys = %s, kana_sort = %s, address_key = %s, phone_key = %s,"
            " birth_from = %s, birth_to = %s, key_version = %s WHERE id = %s",
            [(*keys_of(_source(row)), text.KEY_VERSION, row.pk) for row in rows],
        )
    return len(rows)


def _source(row: Resident) -> Source:
    address = "".join(str(getattr(row, part)) for part in ADDRESS_PARTS)
    return Source(*(address if name == "address" else str(getattr(row, name)) for name in SOURCE_COLUMNS))
