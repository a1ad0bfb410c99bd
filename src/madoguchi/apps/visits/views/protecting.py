"""申出の受付 for the newcomers of a visit. The same page whether anybody is protected already: it tells nothing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from madoguchi.apps.accounts.policies import policy
from madoguchi.apps.accounts.queries import actor_for
from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.receptions.states import Status
from madoguchi.apps.visits import services
from madoguchi.apps.visits.types import OpenVisit
from madoguchi.apps.visits.views.common import COUNTER, opened_or_404, page


@policy(COUNTER)
@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, number: str) -> HttpResponse:
    """All newcomers are chosen at first: a family flees together."""
    opened, errors = opened_or_404(request, number), list[dict[str, str]]()
    chosen = request.POST.getlist("person")
    if request.method == "POST":
        try:
            services.protect(number, chosen, by=actor_for(request))
            return redirect(f"{reverse('visits:apply', args=[number])}?done=1")
        except Refused as refusal:
            errors.append({"message": refusal.words, "target": "person-1"})
    context = page(opened, 0) | {
        "newcomers": [
            {"value": p.key, "label": p.name, "note": "", "checked": not errors or p.key in chosen}
            for p in opened.persons
            if p.newcomer
        ],
        "residents": [
            {"name": p.name, "url": reverse("residents:apply", args=[p.resident.id])}
            for p in opened.persons
            if p.resident is not None
        ],
        "done": request.GET.get("done") == "1" and not errors,
        "errors": errors,
        "back_url": _back(opened),
    }
    return render(request, "pages/visits/apply.html", context, status=422 if errors else 200)


def _back(opened: OpenVisit) -> str:
    """Where the visit stands."""
    name = "people" if opened.reception.status is Status.OPEN else "progress"
    return reverse(f"visits:{name}", args=[opened.number])
