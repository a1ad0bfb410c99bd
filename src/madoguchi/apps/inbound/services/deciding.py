"""What a person decides about a set."""

from __future__ import annotations

from django.db import transaction

from madoguchi.apps.accounts.policies import needs
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry
from madoguchi.apps.inbound.models import InboundSet
from madoguchi.apps.inbound.states import State

RUN = needs(Right.IMPORT_RUN)


@transaction.atomic
def confirm(set_id: int, *, by: Actor) -> None:
    """Yes, so many residents are really gone: this very set may be applied. Raises Refused."""
    row = _decidable(set_id, State.ASKS, by)
    row.allow_drop, row.confirmed_by = True, by.name
    _wait_again(row)
    detail = {"change": "drop allowed", "dropped": row.dropped}
    audit.record(Entry(Action.IMPORT_CONFIRMED, by.who, reference=row.set_id, detail=detail))


@transaction.atomic
def retry(set_id: int, *, by: Actor) -> None:
    """Try a refused set once more, as it lies on the storage now. Raises Refused."""
    row = _decidable(set_id, State.REFUSED, by)
    if not row.set_id:
        raise Refused("目録を読めない連携セットは、送り側で置き直してもらう必要があります。")
    _wait_again(row)
    audit.record(Entry(Action.IMPORT_CONFIRMED, by.who, reference=row.set_id, detail={"change": "retry"}))


def _decidable(set_id: int, state: State, by: Actor) -> InboundSet:
    RUN.check(by)
    row = InboundSet.objects.select_for_update().filter(pk=set_id).first()
    if row is None or row.state != state:
        raise Refused("この連携セットの状態が変わっています。画面を開き直して確認してください。")
    return row


def _wait_again(row: InboundSet) -> None:
    row.state, row.attempts, row.reason = State.WAITING, 0, ""
    row.finished_at = None
    row.save()
