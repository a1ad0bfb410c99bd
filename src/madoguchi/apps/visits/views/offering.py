"""手続漏れの案内 beside a reception and a household: parts of their pages, asked for after the page is there."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from madoguchi.apps.accounts.policies import policy
from madoguchi.apps.accounts.queries import actor_for
from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.receptions import queries as receptions
from madoguchi.apps.receptions.queries import NoSuchReception
from madoguchi.apps.residents.queries.people import NoSuchResident
from madoguchi.apps.visits import offering, services
from madoguchi.apps.visits.offering import LABELS, Answer, Found
from madoguchi.apps.visits.views.common import COUNTER
from madoguchi.domain.dates import wareki


@dataclass(frozen=True, slots=True)
class Shown:
    """`why`: what in the register speaks for it."""

    procedure: str
    resident_id: int
    title: str
    name: str
    why: str
    basis: str
    office: str
    deadline: str

    @classmethod
    def of(cls, found: Found) -> Shown:
        offer, procedure = found.offer, found.offer.procedure
        return cls(
            procedure.id,
            int(found.resident.id),
            procedure.name,
            found.resident.name,
            f"{wareki(offer.since)}に{offer.sign}。{offer.reason}",
            offer.basis,
            catalogue.rules().offices[procedure.departments[0]].name,
            procedure.deadline,
        )


@policy(COUNTER)
@require_GET
def offers(request: HttpRequest, number: str) -> HttpResponse:
    """Nothing where the city has turned nothing on, or nothing is missing for this visitor."""
    try:
        found = offering.of_reception(receptions.get(number), actor_for(request))
    except (NoSuchReception, NoSuchResident):
        raise Http404 from None
    context = {
        "offers": [Shown.of(one) for one in found],
        "number": number,
        "answers": [(answer.value, label) for answer, label in LABELS.items()],
    }
    return render(request, "pages/visits/_offers.html", context)


@policy(COUNTER)
@require_GET
def offers_of(request: HttpRequest, resident_id: int) -> HttpResponse:
    """Beside a household nobody has come for yet: how many, not which."""
    try:
        count = offering.count_of(resident_id, actor_for(request))
    except NoSuchResident:
        raise Http404 from None
    return render(request, "pages/visits/_offers_count.html", {"count": count})


@policy(COUNTER)
@require_POST
def answer_offer(request: HttpRequest, number: str) -> HttpResponse:
    sent = request.POST
    answer, resident = sent.get("answer", ""), sent.get("resident", "")
    try:
        if answer not in set(Answer) or not (resident.isdecimal() and len(resident) < 19):
            raise Refused("答えを選んでください。何も変えていません。")
        services.answer_offer(
            number, sent.get("procedure", ""), int(resident), Answer(answer), by=actor_for(request)
        )
    except NoSuchReception:
        raise Http404 from None
    except Refused as refusal:
        messages.warning(request, refusal.words)
    else:
        accepted = answer == Answer.ACCEPTED
        messages.success(request, "担当の課に渡しました。" if accepted else "案内を記録しました。")
    return redirect("receptions:detail", number=number)
