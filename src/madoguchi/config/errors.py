"""Pages for what isn't there and for what broke: what happened, what was kept, what to do now."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from madoguchi.apps.accounts.policies import ANYONE, policy


@policy(ANYONE)
def not_found(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    return render(request, "pages/not_found.html", status=404)


@policy(ANYONE)
def broken(_request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """Without the request's context: nothing here may need the database that may be what broke."""
    return HttpResponse(render_to_string("pages/broken.html"), status=500)


@policy(ANYONE)
def not_found_resident(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    return render(request, "pages/resident_side/not_found.html", status=404)


@policy(ANYONE)
def broken_resident(_request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    return HttpResponse(render_to_string("pages/resident_side/not_found.html"), status=500)
