"""The resident's screen: paired once by a code, then told what to show. It has no session of the staff's."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from madoguchi.apps.accounts.types import Actor, system
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry
from madoguchi.apps.receptions.models import Reception, SigningSeat

CODE_LIFE = timedelta(seconds=60)
QUIET_AFTER = timedelta(seconds=12)


@dataclass(frozen=True, slots=True)
class PairingCode:
    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SeatView:
    """A paired screen. `listening`: it asked for news within the last seconds."""

    id: int
    staff_id: int
    step: str
    reception_number: str
    listening: bool


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def offer_code(by: Actor) -> PairingCode:
    """Six digits, good for one pairing within a minute. A new code replaces an unused one."""
    SigningSeat.objects.filter(staff_id=by.person, paired_at=None).delete()
    while True:
        code = f"{secrets.randbelow(1_000_000):06d}"
        if not SigningSeat.objects.filter(code_hash=_hash(code), code_expires_at__gt=timezone.now()).exists():
            break
    expires = timezone.now() + CODE_LIFE
    SigningSeat.objects.create(staff_id=by.person, code_hash=_hash(code), code_expires_at=expires)
    return PairingCode(code, expires)


@transaction.atomic
def pair(code: str) -> str | None:
    """The secret of the new seat for its cookie, or None for a code that is wrong, used or too old."""
    now = timezone.now()
    seat = (
        SigningSeat.objects.select_for_update()
        .filter(code_hash=_hash(code), code_expires_at__gt=now, paired_at=None)
        .first()
    )
    if seat is None:
        return None
    SigningSeat.objects.filter(staff_id=seat.staff_id).exclude(pk=seat.pk).delete()
    token = secrets.token_urlsafe(32)
    seat.token_hash, seat.paired_at, seat.seen_at, seat.code_hash = _hash(token), now, now, ""
    _show_what_waits(seat)
    seat.save()
    audit.record(Entry(Action.PAIRED, system("署名画面").who, reference=f"seat {seat.pk}"))
    return token


def _show_what_waits(seat: SigningSeat) -> None:
    """A screen paired after the papers were made shows them at once."""
    waiting = Reception.objects.filter(saved_by=seat.staff_id, status="signing").order_by("-saved_at").first()
    if waiting is not None:
        seat.reception, seat.step = waiting, "confirm"
        _shown(waiting)


def of_token(token: str) -> SeatView | None:
    """The seat of a cookie; notes that it is alive."""
    seat = (
        SigningSeat.objects.select_related("reception").filter(token_hash=_hash(token)).first()
        if token
        else None
    )
    if seat is None:
        return None
    SigningSeat.objects.filter(pk=seat.pk).update(seen_at=timezone.now())
    return _view(seat)


def of_staff(by: Actor) -> SeatView | None:
    """The screen paired with this staff member's counter."""
    seat = (
        SigningSeat.objects.select_related("reception")
        .filter(staff_id=by.person)
        .exclude(paired_at=None)
        .first()
    )
    return _view(seat) if seat else None


def _view(seat: SigningSeat) -> SeatView:
    alive = seat.seen_at is not None and timezone.now() - seat.seen_at < QUIET_AFTER
    number = seat.reception.number if seat.reception else ""
    return SeatView(seat.pk, seat.staff_id, seat.step, number, alive)


def show(reception: Reception, by: Actor) -> None:
    """The staff member's screen goes to the confirmation of this reception."""
    shown = SigningSeat.objects.filter(staff_id=by.person).exclude(paired_at=None)
    if shown.update(reception=reception, step="confirm"):
        _shown(reception)


def _shown(reception: Reception) -> None:
    reception.shown_at = timezone.now()
    Reception.objects.filter(pk=reception.pk).update(shown_at=reception.shown_at)


def step(seat_id: int, name: str) -> None:
    """The resident went on (or back) by a step."""
    SigningSeat.objects.filter(pk=seat_id).update(step=name)


def done(reception: Reception) -> None:
    SigningSeat.objects.filter(reception=reception).update(step="done")


def clear(reception: Reception) -> None:
    """Away from this reception, to the page that every reception shows between steps."""
    SigningSeat.objects.filter(reception=reception).update(reception=None, step="waiting")
