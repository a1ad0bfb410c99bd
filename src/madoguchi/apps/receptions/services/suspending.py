"""Put aside until something is brought, and taken up again: the same day as it was, another day from the beginning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.db import transaction
from django.utils import timezone

from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.audit.types import Action
from madoguchi.apps.documents import services as documents
from madoguchi.apps.documents.types import Paper
from madoguchi.apps.receptions import composing, guarding, kinds, phrases, policies, seats
from madoguchi.apps.receptions.details import COME_BACK, LEFT_ON
from madoguchi.apps.receptions.models import Reception
from madoguchi.apps.receptions.passage import Act
from madoguchi.apps.receptions.queries import view_of
from madoguchi.apps.receptions.services.common import (
    composition_of,
    enter,
    look,
    move,
    note,
    take_back,
    taken_up,
)
from madoguchi.apps.receptions.services.signing import accept, clear_passage
from madoguchi.apps.receptions.states import ACCEPTED, BEFORE_ACCEPTED, Status
from madoguchi.apps.receptions.types import ReceptionView


@transaction.atomic
def suspend(
    number: str,
    reason: str,
    missing: Sequence[str],
    *,
    seen: int,
    by: Actor,
    come_back_on: date | None = None,
) -> ReceptionView:
    """Put aside with a set reason, what is missing, and when the visitor means to come back (None: not said).

    Its record doesn't leave meanwhile. Raises Refused (also for a day that is over), Stale.
    """
    phrases.check(reason, phrases.SUSPEND, "保留にする")
    if come_back_on is not None and come_back_on < timezone.localdate():
        raise Refused("次に来る日が、過ぎた日になっています。日付を確かめてください。受付はそのままです。")
    reception, repeated = taken_up(number, seen, by, Act.SUSPENDED)
    if repeated:
        return view_of(reception)
    policies.check_move(reception, Status.SUSPENDED)
    kinds.check_changeable(view_of(reception))
    reception.suspended_reason = reason
    reception.missing = [thing for thing in phrases.MISSING if thing in set(missing)]
    reception.details[COME_BACK] = come_back_on.isoformat() if come_back_on else ""
    take_back(reception, by)
    move(reception, Status.SUSPENDED, by)
    note(Action.RECEPTION_SUSPENDED, reception, by.who, {"reason": reason, "missing": reception.missing})
    guarding.end(number, "suspended", by=by)
    seats.clear(reception)
    return view_of(reception)


@transaction.atomic
def resume(number: str, *, seen: int, by: Actor) -> ReceptionView:
    """Take it up again. The register is asked anew: what it says now counts.

    Within the day a signature holds as long as the papers would say the same; the certificates are made again. Else
    the request is open again: papers and signature are void, and on another day identity has to be recorded again.
    Raises NeedsCheck when protection came meanwhile, Refused, Stale.
    """
    reception, repeated = taken_up(number, seen, by, Act.RESUMED)
    if repeated:
        return view_of(reception)
    _check_waits(reception)
    today = timezone.localdate()
    if reception.status != Status.SUSPENDED:
        enter(reception, Status.SUSPENDED, by.who, Act.SUSPENDED)
    look(view_of(reception), by)
    if reception.visit_day == today and _signature_holds(reception, by):
        _make_again(reception, by)
    else:
        _begin_again(reception, by)
    return view_of(reception)


def _check_waits(reception: Reception) -> None:
    """Suspended, or left behind on an earlier day without being suspended."""
    left = reception.status in BEFORE_ACCEPTED and reception.visit_day != timezone.localdate()
    if not left and reception.status != Status.SUSPENDED:
        policies.check_move(reception, Status.SUSPENDED)
        raise Refused("この受付は保留ではありません。そのまま続けられます。")


def _signature_holds(reception: Reception, by: Actor) -> bool:
    last = reception.steps.filter(after=Status.SUSPENDED).order_by("-id").first()
    if last is None or last.before not in ACCEPTED or not reception.content_digest:
        return False
    asked = reception.steps.filter(act=Act.ASKED).order_by("-id").first()
    by_name = asked.by_name if asked else ""
    return documents.content_digest(_papers(reception, by, by_name)) == reception.content_digest


def _papers(reception: Reception, by: Actor, staff_name: str) -> tuple[Paper, ...]:
    """As they would be made now, with the name of whoever made them."""
    view = view_of(reception)
    kind = kinds.of(view)
    if kind is not None:
        return kind.papers(view, by, staff_name)
    return composing.papers(replace(composition_of(view, by), staff_name=staff_name))


def _make_again(reception: Reception, by: Actor) -> None:
    clear_passage(reception)
    signed_at = reception.signed_at
    note(Action.RECEPTION_RESUMED, reception, by.who, {"signature": "holds"})
    accept(reception, by, act=Act.RESUMED, as_shown=False)
    reception.signed_at = signed_at
    reception.save(update_fields=["signed_at"])


def _begin_again(reception: Reception, by: Actor) -> None:
    if not take_back(reception, by):
        raise Refused(
            "連携データはもう送信されています。この受付は取り消して、新しい受付で受け付け直してください。"
        )
    voided = documents.supersede(reception.number) or reception.signed_on_paper
    if voided:
        note(Action.SIGNATURE_VOIDED, reception, by.who)
    clear_passage(reception)
    reception.content_digest, reception.signed_at, reception.signed_on_paper = "", None, False
    reception.details.pop(COME_BACK, None)
    if reception.visit_day != timezone.localdate():
        reception.details[LEFT_ON] = reception.visit_day.isoformat()
        reception.visit_day = timezone.localdate()
        forget_identity(reception)
        kind = kinds.of(view_of(reception))
        if kind is not None:
            kind.another_day(view_of(reception))
    move(reception, Status.OPEN, by, Act.RESUMED)
    note(Action.RECEPTION_RESUMED, reception, by.who, {"signature": "void" if voided else "none"})


def forget_identity(reception: Reception) -> None:
    """What proved identity yesterday proves nothing today: papers shown, questions asked, the look at the terminal."""
    reception.identity = []
    for key in ("oral", "core_checked", "identity_on"):
        reception.details.pop(key, None)
