"""The neutral stop: one page for every household that a person has to check, whatever the reason and the way there."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone


def stop_page(request: HttpRequest, reference: str = "", **more: Any) -> HttpResponse:
    """`reference`: the number to tell, of a reception that stays; without one it is the moment: the trail has the rest.

    `more`: what can be done from here, see the template.
    """
    context = {
        "reference": reference or f"{timezone.localtime():%m%d-%H%M%S}",
        "reception_kept": bool(reference),
        "search_url_back": reverse("residents:search"),
    }
    return render(request, "pages/residents/stopped.html", context | more, status=403)
