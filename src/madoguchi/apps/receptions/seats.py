"""The resident's screen: paired once by a code, then told what to show. It has no session of the staff's."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from madoguchi.apps.accounts.types import Actor, system
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry
from madoguchi.apps.receptions.models import Reception, SigningSeat

CODE_LIFE = timedelta(seconds=60)
QUIET_AFTER = timedelta(seconds=12)
SEAT_LIFE = timedelta(hours=12)
"""A screen is paired anew each working day."""
MOST_WRONG = 10
"""So many wrong numbers from anywhere use up every code that is open: nobody can try a million in a minute."""


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
def offer_code(by: Actor, number: str) -> PairingCode:
    """Six digits, good for one pairing within a minute, for the screen of this reception.

    A new code replaces an unused one.
    """
    SigningSeat.objects.filter(staff_id=by.person, paired_at=None).delete()
    while True:
        code = f"{secrets.randbelow(1_000_000):06d}"
        if not SigningSeat.objects.filter(code_hash=_hash(code), code_expires_at__gt=timezone.now()).exists():
            break
    expires = timezone.now() + CODE_LIFE
    SigningSeat.objects.create(
        staff_id=by.person,
        code_hash=_hash(code),
        code_expires_at=expires,
        reception=Reception.objects.get(number=number),
    )
    return PairingCode(code, expires)


@transaction.atomic
def pair(code: str) -> str | None:
    """The secret of the new seat for its cookie, or None for a code that is wrong, used or too old."""
    now = timezone.now()
    seat = (
        SigningSeat.objects.select_for_update()
        .filter(code_hash=_hash(code), code_expires_at__gt=now, paired_at=None, wrong_tries__lt=MOST_WRONG)
        .first()
    )
    if seat is None:
        _count_wrong(now)
        return None
    SigningSeat.objects.filter(staff_id=seat.staff_id).exclude(pk=seat.pk).delete()
    token = secrets.token_urlsafe(32)
    seat.token_hash, seat.paired_at, seat.seen_at, seat.code_hash = _hash(token), now, now, ""
    _show_what_waits(seat)
    seat.save()
    audit.record(Entry(Action.PAIRED, system("署名画面").who, reference=f"seat {seat.pk}"))
    return token


def _count_wrong(now: datetime) -> None:
    """Written down as long as there is a code to guess; afterwards it would only fill the trail."""
    open_codes = SigningSeat.objects.filter(
        paired_at=None, code_expires_at__gt=now, wrong_tries__lt=MOST_WRONG
    )
    if open_codes.update(wrong_tries=F("wrong_tries") + 1):
        audit.record(Entry(Action.REFUSED, system("署名画面").who, reference="pairing"))


def _show_what_waits(seat: SigningSeat) -> None:
    """A screen paired after the papers were made shows them at once: those it was paired for, nobody else's."""
    if seat.reception is not None and seat.reception.status == "signing":
        seat.step = "confirm"
        _shown(seat.reception)
    else:
        seat.reception, seat.step = None, "waiting"


def of_token(token: str) -> SeatView | None:
    """The seat of a cookie; notes that it is alive."""
    seat = (
        SigningSeat.objects.select_related("reception")
        .filter(token_hash=_hash(token), paired_at__gt=timezone.now() - SEAT_LIFE)
        .first()
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
        .filter(staff_id=by.person, paired_at__gt=timezone.now() - SEAT_LIFE)
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


@transaction.atomic
def confirmed(seat_id: int, content_digest: str) -> bool:
    """On to the signature, if what was confirmed is what this screen's reception holds now."""
    seat = SigningSeat.objects.select_for_update(of=("self",)).select_related("reception").get(pk=seat_id)
    shown = seat.reception
    if seat.step not in ("confirm", "sign") or shown is None or shown.status != "signing":
        return False
    if shown.content_digest != content_digest:
        return False
    seat.step = "sign"
    seat.save(update_fields=["step"])
    return True


def step(seat_id: int, name: str) -> None:
    """The resident went on (or back) by a step."""
    SigningSeat.objects.filter(pk=seat_id).update(step=name)


def done(reception: Reception) -> None:
    SigningSeat.objects.filter(reception=reception).update(step="done")


def clear(reception: Reception) -> None:
    """Away from this reception, to the page that every reception shows between steps."""
    SigningSeat.objects.filter(reception=reception).update(reception=None, step="waiting")
