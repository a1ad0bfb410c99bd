"""Held records, worked off by a person: typed into the core system, given to the file again, or taken back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from madoguchi.apps.accounts.policies import answers, needs
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry
from madoguchi.apps.outbox import queries as outbox
from madoguchi.apps.outbox import services as records
from madoguchi.apps.outbox.states import HoldReason, State
from madoguchi.apps.outbox.types import Record
from madoguchi.apps.residents.queries import guarded_numbers

LONGEST_REASON = 200
RIGHT = {
    HoldReason.CHECK: needs(Right.PROTECTION_RELEASE),
    HoldReason.UNWRITABLE: needs(Right.EXPORT, Right.PROTECTION_RELEASE),
}
CHANGED = "この記録の状態が変わっています。画面を開き直して確認してください。"
STILL = "システム確認が続いているため、連携ファイルでは送れません。業務システムに手で登録してください。"


def check_settle(record: Record, by: Actor) -> None:
    """Raises Refused."""
    if record.hold_reason is None or record.state is not State.HELD:
        raise Refused(CHANGED)
    RIGHT[record.hold_reason].check(by)


can_settle = answers(check_settle)


@transaction.atomic
def settle(record_id: int, how: State, because: str, *, by: Actor) -> None:
    """`how` is ENTERED (typed by hand), PENDING (into the next file) or WITHDRAWN. Raises Refused."""
    record = outbox.held(record_id)
    if record is None:
        raise Refused(CHANGED)
    check_settle(record, by)
    given = because.strip()
    if len(given) > LONGEST_REASON or (how is not State.ENTERED and not given):
        raise Refused(f"理由を {LONGEST_REASON} 文字までで入力してください。何も変えていません。")
    if how is State.PENDING and guarded_numbers(outbox.numbers_of(record_id)):
        raise Refused(STILL)
    if not records.settle(record_id, how, given, by=by.name, at=timezone.now()):
        raise Refused(CHANGED)
    detail = {"how": how.value, "reason": record.hold_reason.value if record.hold_reason else ""}
    audit.record(Entry(Action.HELD_RECORD_SETTLED, by.who, reference=record.key, detail=detail))
