"""A reception begins, whatever it is about; and what another kind than certificates needs of it."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.audit.types import Action
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.receptions import composing, details, flow_policies, guarding
from madoguchi.apps.receptions.models import Reception
from madoguchi.apps.receptions.passage import Act
from madoguchi.apps.receptions.queries import view_of
from madoguchi.apps.receptions.services.common import move, note
from madoguchi.apps.receptions.states import Status
from madoguchi.apps.receptions.types import ReceptionView, RequestDraft
from madoguchi.apps.residents.types import HouseholdView, ResidentView
from madoguchi.domain.counter import VisitorKind


def begin(subject: ResidentView | None, by: Actor) -> Reception:
    """A reception of today with the next number, not saved yet."""
    today = timezone.localdate()
    return Reception(
        number=f"{today:%Y%m%d}-{_next_number(today):04d}",
        day=today,
        subject_id=subject.id if subject else None,
        subject_number=subject.resident_number if subject else "",
        department=by.who.department,
        opened_by=by.person,
        saved_by=by.person,
        saved_by_name=by.name,
    )


@transaction.atomic
def open_for(kind: str, subject: ResidentView | None, *, by: Actor) -> ReceptionView:
    """A reception of another kind than certificates, about somebody or (None) nobody of the register."""
    reception = begin(subject, by)
    reception.kind = kind
    details.keep(reception, RequestDraft(VisitorKind.SELF, None, (), ()))
    reception.save()
    note(Action.RECEPTION_STARTED, reception, by.who, {"kind": kind})
    return view_of(reception)


@transaction.atomic
def accept_beside(number: str, kind: str, composition: composing.Composition, *, by: Actor) -> ReceptionView:
    """Certificates that were asked for and signed with another reception: one of their own, at 作成待ち at once.

    Whoever has the other's slip gets them. `kind` answers for people nobody has in the register yet.
    """
    signed, today = Reception.objects.get(number=number), timezone.localdate()
    same = ("subject_id", "subject_number", "department", "saved_by", "saved_by_name")
    reception = Reception(
        number=f"{today:%Y%m%d}-{_next_number(today):04d}",
        day=today,
        kind=kind,
        opened_by=signed.saved_by,
        signed_at=timezone.now(),
        fee_yen=composition.fee,
        **{name: getattr(signed, name) for name in same},
    )
    details.keep(reception, composition.reception.draft)
    reception.details[details.BESIDE] = number
    reception.details[details.WAITED] = number
    reception.charges = composing.charges(composition)
    reception.save()
    note(Action.RECEPTION_STARTED, reception, by.who, {"kind": kind, "beside": number})
    move(reception, Status.MAKING, by, Act.ACCEPTED)
    note(Action.RECEPTION_FINISHED, reception, by.who, {"kind": kind, "fee": reception.fee_yen})
    return view_of(reception)


def _next_number(day: date) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO reception_counter (day, last) VALUES (%s, 1)"
            " ON CONFLICT (day) DO UPDATE SET last = reception_counter.last + 1 RETURNING last",
            [day],
        )
        return int(cursor.fetchone()[0])


def check_start(household: HouseholdView, by: Actor) -> None:
    """Before a reception begins. Raises NeedsCheck, recorded."""
    guarding.check_start(household, by, "start")


def check_guard(view: ReceptionView, by: Actor) -> None:
    """Before anything of a reception of any day is shown. Raises NeedsCheck."""
    guarding.check(guarding.household_if_any(view, by), view, by)


def household_with_guard(
    view: ReceptionView, by: Actor, *, going_on: bool = False
) -> tuple[HouseholdView | None, guarding.Guard]:
    """The household of a reception as it may be seen for it, and how a second person's check stands.

    `going_on`: something would follow from it: raises NeedsCheck where the check is open, AnotherDay for a visit that
    is over. None for the household where nobody of it is in the register.
    """
    if going_on:
        flow_policies.check_day(view, timezone.localdate())
    household = guarding.household_if_any(view, by)
    guard = (guarding.check if going_on else guarding.look)(household, view, by)
    return household, guard


def compose_for(
    view: ReceptionView, household: HouseholdView, today: date, staff_name: str
) -> composing.Composition:
    """A request about a household that no register has yet, as the caller knows it. Nobody of it may be guarded."""
    return composing.Composition(
        reception=view,
        household=household,
        certificates={c.key: c for c in catalogue.certificates()},
        rules=catalogue.identity_rules(),
        visitor_rules=catalogue.visitor_rules(),
        today=today,
        staff_name=staff_name,
        guard=guarding.Guard(False, False, False, False, "", ""),
    )
