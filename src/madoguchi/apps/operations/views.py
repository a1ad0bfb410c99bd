"""What the administrator sees of the installation."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from madoguchi.apps.accounts.policies import needs, policy
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.operations import readiness
from madoguchi.apps.operations.presenters import groups


@policy(needs(Right.ACCOUNTS))
@require_GET
def unconfirmed(request: HttpRequest) -> HttpResponse:
    """Everything that the city hasn't confirmed, and where to change it."""
    found = readiness.still_open()
    return render(
        request, "pages/operations/unconfirmed.html", {"groups": groups(found), "count": len(found)}
    )
