"""Pages for what isn't there and for what broke: what happened, what was kept, what to do now."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from madoguchi.apps.accounts.policies import ANYONE, policy


@policy(ANYONE)
def not_found(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    return render(request, "pages/not_found.html", status=404)


@policy(ANYONE)
def broken(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    return render(request, "pages/broken.html", status=500)


@policy(ANYONE)
def not_found_resident(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    return render(request, "pages/resident_side/not_found.html", status=404)


@policy(ANYONE)
def broken_resident(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    return render(request, "pages/resident_side/not_found.html", status=500)
