"""From 作成待ち to 交付済: made, reviewed, paid, handed over. One press may do one step, or all that are left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.audit.types import Action
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.receptions import entering, flow_policies, guarding, handing, phrases, policies
from madoguchi.apps.receptions.composing import Composition
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
    pressed = _Press(passing, by, flow(), look(view_of(reception), by))
    _step(reception, pressed)
    while through and reception.status != Status.ISSUED:
        _step(reception, pressed)
    return view_of(reception)


@transaction.atomic
def issue(number: str, typed: str, *, seen: int, by: Actor, identity_again: bool = False) -> ReceptionView:
    """The last step alone: hand over to whoever has the slip with this number. Raises as `go_on`."""
    reception, repeated = taken_up(number, seen, by, Act.ISSUED)
    if repeated:
        return view_of(reception)
    composition = look(view_of(reception), by)
    policies.check_move(reception, Status.ISSUED)
    said = Passing(number=typed, identity_again=identity_again)
    _hand(reception, _Press(said, by, flow(), composition))
    return view_of(reception)


@dataclass(frozen=True, slots=True)
class _Press:
    """What was said, by whom, the city's way, and the request as the register has it now (None: another kind)."""

    said: Passing
    by: Actor
    way: Flow
    composition: Composition | None


def _step(reception: Reception, pressed: _Press) -> None:
    step = STEPS.get(Status(reception.status))
    if step is None:
        raise Refused(f"受付は「{LABELS[Status(reception.status)]}」なので、この操作はできません。")
    step(reception, pressed)


def _make(reception: Reception, pressed: _Press) -> None:
    by = pressed.by
    entering.check(view_of(reception))
    asked = sum(line["copies"] for line in reception.lines)
    if pressed.said.copies != asked:
        raise Incomplete((Fault(f"通数が合いません。請求は{asked}通です。", "copies"),))
    reception.made_at, reception.made_by, reception.made_by_name = timezone.now(), by.person, by.name
    _on(reception, pressed, Act.MADE)
    note(Action.RECEPTION_MADE, reception, by.who, {"copies": asked})


def _review(reception: Reception, pressed: _Press) -> None:
    by = pressed.by
    flow_policies.check_review(reception, by, pressed.way)
    if set(pressed.said.points) != set(Point):
        raise Incomplete((Fault("審査の4点をすべて確かめてください。", "points-1"),))
    reception.reviewed_at, reception.reviewed_by = timezone.now(), by.person
    reception.reviewed_by_name = by.name
    _on(reception, pressed, Act.REVIEWED)
    note(Action.RECEPTION_REVIEWED, reception, by.who)


def _pay(reception: Reception, pressed: _Press) -> None:
    by, method = pressed.by, pressed.said.payment
    if method is None:
        raise Incomplete((Fault("受け取り方（現金・その他）を選んでください。", "payment-1"),))
    yen = due(reception)
    take(reception, method, yen, by)
    _on(reception, pressed, Act.PAID)
    note(Action.RECEPTION_PAID, reception, by.who, {"yen": yen, "by": method.value})


def _hand(reception: Reception, pressed: _Press) -> None:
    by, said = pressed.by, pressed.said
    if not by.may(Right.ISSUE):
        raise Refused(
            "交付には「証明書の交付」の権限が必要です。権限のある職員が番号を確かめて渡してください。"
        )
    # Who asked for it with a notice has that reception's slip.
    slips = (reception.number, reception.details.get(BESIDE, reception.number))
    leaving = handing.check(pressed.composition, said, slips)
    if leaving.core_check:
        note(Action.CORE_CHECKED, reception, by.who)
    if leaving.in_hand:
        _check_still_the_same_person(reception, said, by)
    reception.issued_at = timezone.now()
    reception.notice = _notice(reception)
    _on(reception, pressed, Act.ISSUED)
    note(Action.RECEPTION_ISSUED, reception, by.who, {"posted": True} if leaving.by_post else None)
    guarding.end(reception.number, "issued", by=by)


STEPS: Mapping[Status, Callable[[Reception, _Press], None]] = {
    Status.MAKING: _make,
    Status.REVIEWING: _review,
    Status.PAYING: _pay,
    Status.HANDING: _hand,
}


def _on(reception: Reception, pressed: _Press, act: Act) -> None:
    move(reception, pressed.way.after(Status(reception.status), due(reception)), pressed.by, act)


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
