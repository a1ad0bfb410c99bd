"""What becomes of an offer (手続漏れの案内): told, done already, not wanted, or a task for the department."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.receptions import queries as receptions
from madoguchi.apps.residents.types import CopyTag, Purpose
from madoguchi.apps.tasks import services as tasks
from madoguchi.apps.tasks.types import TaskDraft, Thing
from madoguchi.apps.visits import offering
from madoguchi.apps.visits.models import OfferAnswer
from madoguchi.apps.visits.offering import Answer, Found

EVENT = "手続漏れの案内"


@transaction.atomic
def answer_offer(number: str, procedure: str, resident_id: int, answer: Answer, *, by: Actor) -> None:
    """Kept for that person and procedure, so that it isn't offered again for a while; accepted, it is a task of the
    department under the reception's number. Raises Refused for what isn't offered (any more)."""
    found = next(
        (
            one
            for one in offering.of_reception(receptions.get(number), by)
            if (one.offer.procedure.id, one.resident.id) == (procedure, resident_id)
        ),
        None,
    )
    if found is None:
        raise Refused("この案内は、もう出ていません。画面を開き直してください。")
    OfferAnswer.objects.create(
        resident_id=resident_id,
        procedure=procedure,
        answer=answer.value,
        reference=number,
        by=by.person,
        by_name=by.name,
    )
    if answer is Answer.ACCEPTED:
        tasks.add(number, timezone.localdate(), [_draft(found)], by=by)
    detail = {"procedure": procedure, "answer": answer.value}
    audit.record(
        Entry(
            Action.OFFER_ANSWERED,
            by.who,
            Purpose.COUNTER.value,
            subjects=[resident_id],
            reference=number,
            detail=detail,
        )
    )


def _draft(found: Found) -> TaskDraft:
    """Nothing of the register goes along: the department looks for itself."""
    procedure, rules = found.offer.procedure, catalogue.rules()
    office, way = rules.offices[procedure.departments[0]], rules.ways.default
    return TaskDraft(
        procedure=procedure.id,
        title=procedure.name,
        event=EVENT,
        department=office.code,
        subjects=(int(found.resident.id),),
        tag=CopyTag((found.resident.resident_number,), frozenset()),
        reason=f"{EVENT}（{found.offer.reason}）",
        basis=procedure.basis,
        bring=tuple(Thing(label) for label in procedure.bring),
        place=office.order,
        way=way,
        meet=rules.ways.place(way),
    )
