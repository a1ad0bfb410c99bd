"""What every act on a reception needs: the locked row, the move between states, the event."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry, Who
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.outbox import services as outbox
from madoguchi.apps.receptions import composing, flow_policies, guarding, kinds, policies
from madoguchi.apps.receptions.models import Reception, ReceptionStep
from madoguchi.apps.receptions.passage import Act
from madoguchi.apps.receptions.queries import view_of
from madoguchi.apps.receptions.states import Status
from madoguchi.apps.receptions.types import (
    ReceptionView,
    Stale,
)
from madoguchi.apps.residents.types import Purpose


def composition_of(view: ReceptionView, by: Actor, *, drafting: bool = False) -> composing.Composition:
    """What the papers are made of, through the door.

    Raises NeedsCheck for a guarded household without a release in force, unless the request is still being filled in
    (`drafting`: names and numbers only); AnotherDay for a visit that is over.
    """
    flow_policies.check_day(view, timezone.localdate())
    return composition_to_look_at(view, by, drafting=drafting)


def composition_to_look_at(
    view: ReceptionView, by: Actor, *, drafting: bool = False
) -> composing.Composition:
    """The same of a reception of any day: to be shown, not to go on with. Raises NeedsCheck; Refused for a reception of
    people whom no register has yet."""
    if not view.subject_id:
        raise Refused("証明書の請求の受付ではありません。一覧から開き直してください。")
    household = guarding.household_of(view, by)
    guard = (guarding.look if drafting else guarding.check)(household, view, by)
    return composing.Composition(
        reception=guarding.veiled(view, guard),
        household=household,
        certificates={c.key: c for c in catalogue.certificates()},
        rules=catalogue.identity_rules(),
        visitor_rules=catalogue.visitor_rules(),
        today=timezone.localdate(),
        staff_name=by.name,
        guard=guard,
    )


def look(view: ReceptionView, by: Actor) -> composing.Composition | None:
    """May it go on now? The door is asked anew; what it gave for certificates. Raises NeedsCheck, AnotherDay."""
    kind = kinds.of(view)
    if kind is None:
        return composition_of(view, by)
    flow_policies.check_day(view, timezone.localdate())
    kind.look(view, by)
    return None


def record_of(reception: Reception) -> str:
    """The layout in which it goes to the core systems."""
    kind = kinds.of(view_of(reception))
    return kind.record if kind else composing.RECORD


def take_back(reception: Reception, by: Actor) -> bool:
    """What followed from the signature is taken back. False when the record has begun to leave: that can't be."""
    kind = kinds.of(view_of(reception))
    if kind is not None:
        kind.reopened(view_of(reception), by)
    return outbox.withdraw(record_of(reception), reception.number)


def locked(number: str, seen: int) -> Reception:
    """The row, held until the transaction ends. Raises Stale when it isn't what the page showed any more."""
    reception = Reception.objects.select_for_update().get(number=number)
    if reception.version != seen:
        raise stale(reception)
    return reception


def taken_up(number: str, seen: int, by: Actor, *acts: Act) -> tuple[Reception, bool]:
    """The row, held; and whether this person did one of these acts on this very version before.

    Then the press is a repeated one (double click, sent again after a time-out): nothing is left to do, and the
    answer is what the first one got. Raises Stale as `locked`.
    """
    reception = Reception.objects.select_for_update().get(number=number)
    if reception.version == seen:
        return reception, False
    if reception.steps.filter(seen=seen, act__in=acts, by=by.staff_id).exists():
        return reception, True
    raise stale(reception)


def stale(reception: Reception) -> Stale:
    return Stale(reception.saved_by_name, f"{timezone.localtime(reception.saved_at):%-H時%M分}")


def move(reception: Reception, to: Status, by: Actor, act: Act | None = None) -> None:
    """Into the next state, saved with its step. Raises Refused for a move that isn't in the table."""
    policies.check_move(reception, to)
    if by.staff_id is not None:
        reception.saved_by, reception.saved_by_name = by.staff_id, by.name
    enter(reception, to, by.who, act or Act(to.value))


def enter(reception: Reception, to: Status, who: Who, act: Act) -> None:
    now = timezone.now()
    ReceptionStep.objects.create(
        reception=reception,
        act=act.value,
        seen=reception.version,
        before=reception.status,
        after=to.value,
        at=now,
        by=who.staff_id,
        by_name=who.staff_name,
    )
    reception.status, reception.since = to.value, now
    reception.version += 1
    reception.save()


def complete(reception: Reception, by: Actor) -> None:
    """手続中 is over: every department has done its part."""
    move(reception, Status.DONE, by, Act.DONE)
    note(Action.RECEPTION_DONE, reception, by.who)
    guarding.end(reception.number, "done", by=by)


def note(
    action: Action,
    reception: Reception,
    who: Who,
    detail: Mapping[str, object] | None = None,
) -> None:
    audit.record(
        Entry(
            action,
            who,
            Purpose.COUNTER.value,
            subjects=[reception.subject_id] if reception.subject_id else [],
            reference=reception.number,
            detail=detail,
        )
    )
