"""What is looked for comes by POST: parts of names and addresses stand in no URL and no log."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from madoguchi.apps.accounts.policies import SIGNED_IN, policy
from madoguchi.apps.entry import presenters

FIELDS = ("sign", "reading", "strokes", "radical", "rest")


@policy(SIGNED_IN)
@require_POST
def characters(request: HttpRequest) -> HttpResponse:
    """The characters that fit what is known of one."""
    typed = {field: request.POST.get(field, "") for field in FIELDS}
    return render(request, "pages/entry/_characters.html", {"found": presenters.characters(**typed)})


@policy(SIGNED_IN)
@require_POST
def towns(request: HttpRequest) -> HttpResponse:
    """The 町字 of a postal code, to be completed by the number of the house."""
    found = presenters.towns(request.POST.get("postal", ""), request.POST.get("place", ""))
    return render(request, "pages/entry/_towns.html", {"found": found})
