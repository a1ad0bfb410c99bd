"""Opening a visit: through the door, worked out anew from what was said and what the register says now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime

from django.utils import timezone

from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.receptions import queries as receptions
from madoguchi.apps.receptions import services as reception_services
from madoguchi.apps.receptions.types import ReceptionView
from madoguchi.apps.residents import queries as residents
from madoguchi.apps.residents.types import Unreflected
from madoguchi.apps.tasks.types import TaskView
from madoguchi.apps.visits import reflecting
from madoguchi.apps.visits.building import (
    Sources,
    closed_facts,
    person_views,
    plan_of,
    veiled,
    visit_of,
)
from madoguchi.apps.visits.foretold import body_of
from madoguchi.apps.visits.models import VisitRecord
from madoguchi.apps.visits.register_facts import PROTECTIONS, RESIDENTS, SEALS, Register
from madoguchi.apps.visits.storing import thaw
from madoguchi.apps.visits.types import Body, Foretold, GuardState, Notifier, OpenVisit
from madoguchi.domain.counter import Sufficient
from madoguchi.domain.visits import Plan, Rules
from madoguchi.domain.visits.checking import OpenPoints
from madoguchi.domain.visits.checking import open_points as open_points_of


class NoSuchVisit(Refused):
    """No visit bears that number: a request for certificates, or none at all."""

    def __init__(self, number: str) -> None:
        super().__init__(
            f"受付 {number[4:]} は、届出・手続の受付ではありません。一覧から開き直してください。"
        )


def rules() -> Rules:
    """What visits are judged by today."""
    return catalogue.rules()


def open_visit(number: str, *, by: Actor) -> OpenVisit:
    """A visit with its plan; the household was asked for at the door, the look is in the trail.

    A guarded household's addresses stay closed unless a release for exactly this visit gives them. Raises
    NoSuchVisit, NoSuchReception, NoSuchResident.
    """
    record = VisitRecord.objects.filter(reception_number=number).first()
    if record is None:
        raise NoSuchVisit(number)
    return opened(record, receptions.get(number), by)


def unsigned_of(resident_ids: Collection[int], besides: str = "") -> tuple[ReceptionView, ...]:
    """Visits of these residents that nobody has signed for yet, the oldest first: one more may be a double one."""
    rows = VisitRecord.objects.filter(residents__overlap=list(resident_ids), handed_over_at__isnull=True)
    numbers = rows.exclude(reception_number=besides).values_list("reception_number", flat=True)
    return receptions.unsigned(list(numbers)) if resident_ids else ()


def opened(record: VisitRecord, view: ReceptionView, by: Actor) -> OpenVisit:
    """The same of a record in hand."""
    body = thaw(record.body)
    household, guard = reception_services.household_with_guard(view, by)
    sources = Sources(rules(), register(), household, timezone.localdate())
    state = GuardState(
        guard.needed, guard.released, guard.with_address, guard.core_check_needed, guard.words, guard.state
    )
    return with_body(record, view, body, sources, state)


def with_body(
    record: VisitRecord,
    view: ReceptionView,
    body: Body,
    sources: Sources,
    guard: GuardState,
    before: Plan | None = None,
) -> OpenVisit:
    """Worked out from parts that were read already; `before`: the visit's plan until now."""
    visit, closed = visit_of(body, sources), closed_facts(body, sources)
    plan = plan_of(visit, sources, closed, before)
    made = OpenVisit(
        reception=view,
        version=record.version,
        saved_at=record.saved_at,
        body=body,
        visit=visit,
        plan=plan,
        shown=plan,
        persons=tuple(person_views(body, sources, guarded=guard.needed)),
        household=sources.household,
        guard=guard,
        closed=closed,
        identified=is_identified(body.notifier),
        sources=sources,
    )
    if not made.careful:
        return made
    return replace(made, shown=plan_of(veiled(visit, sources.rules), sources, closed, plan))


def open_points(opened: OpenVisit, task: TaskView) -> OpenPoints:
    """What the department of a task can find out itself. Nothing of a household that waits for a person's check."""
    if opened.guarded and not opened.guard.released:
        return OpenPoints(())
    plan = opened.plan
    if opened.visit.busy:
        plan = plan_of(replace(opened.visit, busy=False), opened.sources, opened.closed)
    return open_points_of(plan, task.procedure, task.department)


def unreflected_since(before: datetime) -> tuple[Unreflected, ...]:
    """Notices handed over before that moment which the core system hasn't sent back, the oldest first."""
    return reflecting.waiting_since(before)


def is_identified(notifier: Notifier | None) -> bool:
    """Was whoever notifies identified today, with papers that suffice? Yesterday's identity is none."""
    today = timezone.localdate()
    if notifier is None or notifier.on != today:
        return False
    oral = tuple((answer.key, answer.matched) for answer in notifier.oral)
    known = {document.key for document in catalogue.identity_rules().documents}
    shown = [key for key in notifier.identity if key in known]
    return catalogue.identity_rules().sufficient(shown, today, oral) is not Sufficient.NO


def foresee(foretold: Foretold, day: date) -> Plan:
    """What the tables would say of a visit that day, of what is known before anybody has come."""
    sources = Sources(rules(), register(), None, day)
    return plan_of(visit_of(body_of(foretold, sources.rules), sources), sources, frozenset())


def register() -> Register:
    return Register(catalogue.layout(RESIDENTS), residents.freshness(SEALS), residents.freshness(PROTECTIONS))
