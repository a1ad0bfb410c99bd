"""The neutral stop: one page for every household that a person has to check, whatever the reason and the way there."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

TEMPLATE = "pages/residents/stopped.html"


def stop_context(reference: str = "", **more: Any) -> dict[str, Any]:
    """`reference`: the number to tell, of a reception that stays; without one it is the moment: the trail has the rest.

    `more`: what can be done from here, see the template.
    """
    return {
        "reference": reference or f"{timezone.localtime():%m%d-%H%M%S}",
        "reception_kept": bool(reference),
        "search_url_back": reverse("residents:search"),
        **more,
    }
