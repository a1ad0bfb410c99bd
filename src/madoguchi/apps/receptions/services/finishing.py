"""Ends that aren't handing over: cancelled; and what is to be told of afterwards."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Sum

from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.audit.types import Action
from madoguchi.apps.documents import services as documents
from madoguchi.apps.receptions import guarding, phrases, policies, seats
from madoguchi.apps.receptions.details import MERGED
from madoguchi.apps.receptions.models import Reception
from madoguchi.apps.receptions.passage import Act, Notice, Payment
from madoguchi.apps.receptions.queries import view_of
from madoguchi.apps.receptions.services.common import complete, move, note, take_back, taken_up
from madoguchi.apps.receptions.services.passing import take
from madoguchi.apps.receptions.states import Status
from madoguchi.apps.receptions.types import (
    ReceptionView,
)


@transaction.atomic
def cancel(number: str, reason: str, *, seen: int, by: Actor) -> ReceptionView:
    """Cancel with one of the set reasons; what was paid is given back.

    A record that is still waiting doesn't leave; one that left needs a person. Raises Refused, Stale.
    """
    phrases.check(reason, phrases.CANCEL, "取り消す")
    reception, repeated = taken_up(number, seen, by, Act.CANCELLED)
    if repeated:
        return view_of(reception)
    policies.check_move(reception, Status.CANCELLED)
    sent = not take_back(reception, by)
    repaid = give_back(reception, by)
    afterwards = "（連携データは送信済みです。基幹システム側の取消も必要です）" if sent else ""
    returned = f"（手数料 {repaid:,}円を返しました）" if repaid else ""
    reception.cancelled_reason = f"{reason}{returned}{afterwards}"
    documents.supersede(number)
    move(reception, Status.CANCELLED, by)
    detail = {"reason": reason, "record sent": sent, "given back": repaid}
    note(Action.RECEPTION_CANCELLED, reception, by.who, detail)
    guarding.end(number, "cancelled", by=by)
    seats.clear(reception)
    return view_of(reception)


@transaction.atomic
def merge_away(number: str, into: str, *, by: Actor) -> ReceptionView:
    """A double one ends: its papers and its release are void, its number leads to the one that goes on.

    The caller has taken over what it said. Raises Refused.
    """
    reception = Reception.objects.select_for_update().get(number=number)
    policies.check_move(reception, Status.CANCELLED)
    take_back(reception, by)
    documents.supersede(number)
    reception.cancelled_reason = f"受付 {into[4:]} にまとめました"
    reception.details[MERGED] = into
    move(reception, Status.CANCELLED, by)
    note(Action.RECEPTION_CANCELLED, reception, by.who, {"merged into": into})
    guarding.end(number, "cancelled", by=by)
    seats.clear(reception)
    return view_of(reception)


@transaction.atomic
def close(number: str, *, by: Actor) -> None:
    """完了: the departments have nothing left to do with it. Nothing happens to one that isn't 手続中."""
    reception = Reception.objects.select_for_update().filter(number=number, status=Status.GOING_ON).first()
    if reception is not None:
        complete(reception, by)


def give_back(reception: Reception, by: Actor) -> int:
    """All that was paid, in the way it was paid. The sum in yen."""
    paid = reception.payments.values_list("method").annotate(yen=Sum("yen")).order_by("method")
    for method, yen in [(method, yen) for method, yen in paid if yen]:
        take(reception, Payment(method), -yen, by)
    return sum(yen for _, yen in paid)


@transaction.atomic
def settle_notice(number: str, done: Notice, *, by: Actor) -> None:
    """本人通知: it was sent, or isn't due. Raises Refused for a reception that isn't a candidate."""
    reception = Reception.objects.select_for_update().get(number=number)
    if done not in (Notice.DONE, Notice.NOT_NEEDED) or reception.notice == Notice.NONE:
        raise Refused("この受付は、本人通知の対象として挙がっていません。")
    if reception.notice == done:
        return
    reception.notice = done.value
    reception.save(update_fields=["notice"])
    note(Action.NOTICE_SETTLED, reception, by.who, {"as": done.value})
