"""From 作成待ち to 交付済: made, reviewed, paid, handed over. One press may do one step, or all that are left."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping

from django.db import transaction
from django.utils import timezone

from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.audit.types import Action
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.receptions import entering, flow_policies, guarding, phrases, policies, queries
from madoguchi.apps.receptions.details import BESIDE
from madoguchi.apps.receptions.models import Reception, ReceptionPayment
from madoguchi.apps.receptions.passage import Act, Notice, Passing, Payment, Point
from madoguchi.apps.receptions.queries import flow, view_of
from madoguchi.apps.receptions.services.common import look, move, note, stale, taken_up
from madoguchi.apps.receptions.states import LABELS, Flow, Status
from madoguchi.apps.receptions.types import Fault, Incomplete, ReceptionView

STEPS_DONE = (Act.MADE, Act.REVIEWED, Act.PAID, Act.ISSUED)


@transaction.atomic
def go_on(number: str, passing: Passing, *, seen: int, by: Actor, through: bool = False) -> ReceptionView:
    """The step at which the reception stands is done; with `through` all that are left, or none.

    Raises Incomplete with what is missing, Refused (somebody else's step), Stale, NeedsCheck: the door is asked
    again, protection may have come since.
    """
    reception, repeated = taken_up(number, seen, by, *STEPS_DONE)
    if repeated:
        return view_of(reception)
    look(view_of(reception), by)
    way = flow()
    _step(reception, passing, by, way)
    while through and reception.status != Status.ISSUED:
        _step(reception, passing, by, way)
    return view_of(reception)


@transaction.atomic
def issue(number: str, typed: str, *, seen: int, by: Actor, identity_again: bool = False) -> ReceptionView:
    """The last step alone: hand over to whoever has the slip with this number. Raises as `go_on`."""
    reception, repeated = taken_up(number, seen, by, Act.ISSUED)
    if repeated:
        return view_of(reception)
    look(view_of(reception), by)
    policies.check_move(reception, Status.ISSUED)
    _hand(reception, Passing(number=typed, identity_again=identity_again), by, flow())
    return view_of(reception)


def _step(reception: Reception, passing: Passing, by: Actor, way: Flow) -> None:
    step = STEPS.get(Status(reception.status))
    if step is None:
        raise Refused(f"受付は「{LABELS[Status(reception.status)]}」なので、この操作はできません。")
    step(reception, passing, by, way)


def _make(reception: Reception, passing: Passing, by: Actor, way: Flow) -> None:
    entering.check(view_of(reception))
    asked = sum(line["copies"] for line in reception.lines)
    if passing.copies != asked:
        raise Incomplete((Fault(f"通数が合いません。請求は{asked}通です。", "copies"),))
    reception.made_at, reception.made_by, reception.made_by_name = timezone.now(), by.person, by.name
    _on(reception, by, way, Act.MADE)
    note(Action.RECEPTION_MADE, reception, by.who, {"copies": asked})


def _review(reception: Reception, passing: Passing, by: Actor, way: Flow) -> None:
    flow_policies.check_review(reception, by, way)
    if set(passing.points) != set(Point):
        raise Incomplete((Fault("審査の4点をすべて確かめてください。", "points-1"),))
    reception.reviewed_at, reception.reviewed_by = timezone.now(), by.person
    reception.reviewed_by_name = by.name
    _on(reception, by, way, Act.REVIEWED)
    note(Action.RECEPTION_REVIEWED, reception, by.who)


def _pay(reception: Reception, passing: Passing, by: Actor, way: Flow) -> None:
    if passing.payment is None:
        raise Incomplete((Fault("受け取り方（現金・その他）を選んでください。", "payment-1"),))
    yen = due(reception)
    take(reception, passing.payment, yen, by)
    _on(reception, by, way, Act.PAID)
    note(Action.RECEPTION_PAID, reception, by.who, {"yen": yen, "by": passing.payment.value})


def _hand(reception: Reception, passing: Passing, by: Actor, way: Flow) -> None:
    if not by.may(Right.ISSUE):
        raise Refused(
            "交付には「証明書の交付」の権限が必要です。権限のある職員が番号を確かめて渡してください。"
        )
    # Who asked for it with a notice has that reception's slip.
    slips = (reception.number, reception.details.get(BESIDE, reception.number))
    if not any(_fits(passing.number, slip) for slip in slips):
        raise Incomplete((queries.number_fault(),))
    _check_still_the_same_person(reception, passing, by)
    reception.issued_at = timezone.now()
    reception.notice = _notice(reception)
    _on(reception, by, way, Act.ISSUED)
    note(Action.RECEPTION_ISSUED, reception, by.who)
    guarding.end(reception.number, "issued", by=by)


STEPS: Mapping[Status, Callable[[Reception, Passing, Actor, Flow], None]] = {
    Status.MAKING: _make,
    Status.REVIEWING: _review,
    Status.PAYING: _pay,
    Status.HANDING: _hand,
}


def _on(reception: Reception, by: Actor, way: Flow, act: Act) -> None:
    move(reception, way.after(Status(reception.status), due(reception)), by, act)


def _fits(typed: str, number: str) -> bool:
    """The last four digits; full-width ones count, for an input method may be on."""
    digits = "".join(str(unicodedata.digit(c)) for c in typed if c.isdecimal())
    return digits[-4:] == number[-4:]


def _check_still_the_same_person(reception: Reception, passing: Passing, by: Actor) -> None:
    if reception.visit_day == timezone.localdate():
        return
    if not passing.identity_again:
        words = "前の日の受付です。きょう、本人確認書類をもう一度確かめてください。"
        raise Incomplete((Fault(words, "identity_again"),))
    note(Action.IDENTITY_RECORDED, reception, by.who, {"again": True})


def _notice(reception: Reception) -> str:
    wanted = catalogue.municipality().notification
    kinds = set(catalogue.visitor_rules().notify_candidates) if wanted else set()
    return (Notice.CANDIDATE if reception.visitor_kind in kinds else Notice.NONE).value


def due(reception: Reception) -> int:
    """Yen still to be taken; below zero to be given back."""
    return reception.fee_yen - reception.paid_yen


def take(reception: Reception, method: Payment, yen: int, by: Actor) -> None:
    """Money taken in, or given back (below zero); the caller saves the reception."""
    ReceptionPayment.objects.create(
        reception=reception, by=by.person, by_name=by.name, method=method.value, yen=yen
    )
    reception.paid_yen += yen


@transaction.atomic
def confirm_entry(number: str, reason: str, *, seen: int, by: Actor) -> ReceptionView:
    """住民記録システムで入力済みを確認した: the notice it waits for stands in the core system, and how that is known.

    Holds for that notice alone. Raises Refused, Stale, NeedsCheck; nothing happens where nothing is waited for.
    """
    phrases.check(reason, phrases.ENTERED, "確認した")
    reception = Reception.objects.select_for_update().get(number=number)
    wait = entering.wait_of(view_of(reception))
    if wait is None:
        return view_of(reception)
    if reception.version != seen:
        raise stale(reception)
    look(view_of(reception), by)
    visit = wait.notice.reception_number
    entering.keep(reception, visit, reason, by)
    reception.version += 1
    reception.saved_by, reception.saved_by_name = by.person, by.name
    reception.save()
    note(Action.ENTRY_CONFIRMED, reception, by.who, {"visit": visit, "reason": reason})
    return view_of(reception)


@transaction.atomic
def send_back(number: str, reason: str, *, seen: int, by: Actor) -> ReceptionView:
    """The review found something: back to making, with one of the set reasons. Raises Refused, Stale."""
    phrases.check(reason, phrases.SEND_BACK, "差し戻す")
    reception, repeated = taken_up(number, seen, by, Act.SENT_BACK)
    if repeated:
        return view_of(reception)
    if reception.status != Status.REVIEWING:
        raise Refused(f"受付は「{LABELS[Status(reception.status)]}」なので、差し戻せません。")
    look(view_of(reception), by)
    reception.made_at, reception.made_by, reception.made_by_name = None, None, ""
    move(reception, Status.MAKING, by, Act.SENT_BACK)
    note(Action.RECEPTION_SENT_BACK, reception, by.who, {"reason": reason})
    return view_of(reception)
