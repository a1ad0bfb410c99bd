"""A visit begins with what another municipality told. The notice is used up by it, and says by which."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry
from madoguchi.apps.expected import policies, queries
from madoguchi.apps.expected.closing import closed_among
from madoguchi.apps.expected.models import Notice
from madoguchi.apps.residents.types import Purpose
from madoguchi.apps.visits import services as visits


@transaction.atomic
def start(notice_id: int, *, again: bool = False, by: Actor) -> str:
    """The number of the new visit. Who has come is identified there as ever.

    Raises NoSuchNotice, NeedsRight, AlreadyStarted (unless `again`), Refused for a withdrawn one.
    """
    notice = Notice.objects.select_for_update().filter(pk=notice_id).first()
    if notice is None:
        raise queries.NoSuchNotice(notice_id)
    policies.check_start(notice, by, again=again)
    careful = bool(closed_among([notice]))
    opened = visits.start_foretold(queries.foretold_of(notice), careful=careful, by=by)
    before = notice.reception_number
    notice.reception_number, notice.started_at = opened.number, timezone.now()
    notice.started_by_name, notice.started_as_of = by.name, notice.as_of
    notice.save()
    detail = {"notice": notice.number} | ({"again after": before} if before else {})
    audit.record(
        Entry(Action.EXPECTED_STARTED, by.who, Purpose.COUNTER.value, reference=opened.number, detail=detail)
    )
    return opened.number
