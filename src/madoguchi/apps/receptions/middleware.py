"""A stop that no view answers itself: the door's page, not the general refusal."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from madoguchi.apps.accounts.queries import actor_of
from madoguchi.apps.receptions.views.common import stopped
from madoguchi.apps.residents.types import NeedsCheck


class StopMiddleware:
    """For staff; the resident's screen has words of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return stopped(request) if isinstance(exception, NeedsCheck) and actor_of(request) else None
