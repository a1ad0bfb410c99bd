"""手続漏れの案内: what a household seems to have missed, for the visitor of a reception. Nothing is asked, nothing kept.

Off until the city names procedures (`missed_procedures`). Nothing of a guarded household, whoever asks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.urls import reverse
from django.utils import timezone

from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.receptions.states import ACCEPTED, Status
from madoguchi.apps.receptions.types import CERTIFICATE, ReceptionView
from madoguchi.apps.residents import queries as residents
from madoguchi.apps.residents.types import HouseholdView, Purpose, ResidentView
from madoguchi.apps.tasks import queries as tasks
from madoguchi.apps.visits.models import OfferAnswer
from madoguchi.apps.visits.queries import register
from madoguchi.apps.visits.register_facts import statements_of
from madoguchi.domain.counter import VisitorKind
from madoguchi.domain.visits import Said, Subject
from madoguchi.domain.visits.offers import Known, Offer, Visitor, offers


class Answer(StrEnum):
    """What became of an offer. Values are stored."""

    ACCEPTED = "accepted"
    TOLD = "told"
    DONE = "done"
    DECLINED = "declined"


LABELS: Mapping[Answer, str] = {
    Answer.ACCEPTED: "手続する",
    Answer.TOLD: "案内済み",
    Answer.DONE: "済んでいる・対象外",
    Answer.DECLINED: "希望しない",
}


@dataclass(frozen=True, slots=True)
class Found:
    """One offer, and whom of the household it is for."""

    offer: Offer
    resident: ResidentView


def in_use() -> tuple[str, ...]:
    """The procedures that the city offers. Reads nothing but the city's own settings."""
    return catalogue.municipality().missed_procedures


def address(resident_id: int, reference: str) -> str:
    """For `residents.beside`."""
    if not in_use():
        return ""
    if reference:
        return reverse("visits:offers", args=[reference])
    return reverse("visits:offers_of", args=[resident_id])


def of_reception(view: ReceptionView, by: Actor) -> tuple[Found, ...]:
    """What may be offered to the visitor of this reception now. The look at the household is in the trail.

    Raises NoSuchResident.
    """
    wanted, visitor = in_use(), visitor_of(view)
    if not wanted or visitor is None or not _is_here(view):
        return ()
    household = residents.open_household(by, Purpose.COUNTER, view.subject_id)
    return _found(household, wanted, by, visitor)


def count_of(resident_id: int, by: Actor) -> int:
    """How many there might be, before it is known who comes. Raises NoSuchResident."""
    wanted = in_use()
    if not wanted:
        return 0
    return len(_found(residents.open_household(by, Purpose.COUNTER, resident_id), wanted, by, None))


def visitor_of(view: ReceptionView) -> Visitor | None:
    """A member of the household, or the legal representative of the person; None for everybody else."""
    subject, draft = f"r{view.subject_id}", view.draft
    match draft.visitor_kind:
        case VisitorKind.SELF:
            return Visitor(subject)
        case VisitorKind.SAME_HOUSEHOLD if draft.visitor_id:
            return Visitor(f"r{draft.visitor_id}")
        case VisitorKind.LEGAL_REPRESENTATIVE:
            return Visitor(represents=subject)
        case _:
            return None


def _is_here(view: ReceptionView) -> bool:
    """The request is accepted, so that identity was seen; the visitor is here today."""
    begun = view.status in ACCEPTED or view.status is Status.ISSUED
    return view.kind == CERTIFICATE and begun and view.passage.visit_day == timezone.localdate()


def _found(
    household: HouseholdView, wanted: Collection[str], by: Actor, visitor: Visitor | None
) -> tuple[Found, ...]:
    if household.care:
        return ()
    rules, people = catalogue.rules(), {f"r{m.id}": m for m in household.members if not m.removed}
    known = Known(tuple(people), tuple(_said(household, people)), timezone.localdate())
    seen = offers(rules, known, wanted, by.department_code, visitor)
    closed = _closed([m.id for m in people.values()], wanted, rules.missed.keep_days)
    rest = (Found(o, people[o.member]) for o in seen if (o.procedure.id, people[o.member].id) not in closed)
    return tuple(rest)[: rules.missed.most]


def _said(household: HouseholdView, people: Mapping[str, ResidentView]) -> Iterator[Said]:
    source = register()
    for key, member in people.items():
        for statement in statements_of(member, household, catalogue.rules().catalogue, source):
            yield Said(statement, Subject(key))


def _closed(residents_: Collection[int], wanted: Collection[str], days: int) -> frozenset[tuple[str, int]]:
    """Already a department's work, or answered not so long ago."""
    since = timezone.now() - timedelta(days=days)
    answered = OfferAnswer.objects.filter(resident_id__in=residents_, at__gte=since)
    return tasks.begun(residents_, wanted) | frozenset(answered.values_list("procedure", "resident_id"))
