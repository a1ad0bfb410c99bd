"""What every request passes: which of the two sites it is for, no copies in caches, a line in the log."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port

from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry, Who

GetResponse = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger("madoguchi.request")


def hosts(get_response: GetResponse) -> GetResponse:
    """The resident pages have their own host name and URLs; a staff cookie there is refused, and the other way."""

    def handle(request: HttpRequest) -> HttpResponse:
        resident = is_resident_host(request)
        foreign = settings.SESSION_COOKIE_NAME if resident else settings.RESIDENT_COOKIE_NAME
        if foreign in request.COOKIES:
            _note_refusal(request)
            return HttpResponse(
                "この画面では使えないクッキーです。", status=400, content_type="text/plain; charset=utf-8"
            )
        if resident:
            request.urlconf = settings.RESIDENT_URLCONF
        return get_response(request)

    return handle


def _note_refusal(request: HttpRequest) -> None:
    """A session carried to the other site is nobody's accident; a page that polls would say so every two seconds."""
    if request.headers.get("X-Madoguchi-Poll") != "1":
        who = Who(None, "（別の画面のクッキー）", terminal=request.META.get("REMOTE_ADDR", ""))
        audit.record_now(Entry(Action.REFUSED, who, reference="cookie"))


def is_resident_host(request: HttpRequest) -> bool:
    """By name without the port: the demo serves both names from one port. `NAME` and `name.` are the same name."""
    name, _port = split_domain_port(request.get_host())
    return name == split_domain_port(settings.RESIDENT_HOST)[0]


def no_store(get_response: GetResponse) -> GetResponse:
    """Pages with personal data stay out of every cache, the browser's included. Static files are served before."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return handle


def structured_log(get_response: GetResponse) -> GetResponse:
    """One line a request: the view's name, never its address, its parameters or a person."""

    def handle(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = get_response(request)
        match = request.resolver_match
        staff = getattr(getattr(request, "user", None), "pk", None)
        log.info(
            "request view=%s method=%s status=%s ms=%d staff=%s",
            match.view_name if match else "-",
            request.method,
            response.status_code,
            (time.perf_counter() - began) * 1000,
            staff or "-",
        )
        return response

    return handle
