"""What stands before every staff view: the idle lock, and the policy of the URL."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse

from madoguchi.apps.accounts.policies import ANYONE, Policy
from madoguchi.apps.accounts.queries import actor_of
from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry, Who

GetResponse = Callable[[HttpRequest], HttpResponse]
LOCKED, SEEN = "locked", "seen_at"
OPEN_WHILE_LOCKED = {"accounts:unlock", "accounts:sign_out", "accounts:lock"}


def idle_lock(get_response: GetResponse) -> GetResponse:
    """Locks the session after the idle time. What was typed stays on the page and in the saved draft."""

    def handle(request: HttpRequest) -> HttpResponse:
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            _note_activity(request)
        return get_response(request)

    return handle


def _note_activity(request: HttpRequest) -> None:
    now = time.time()
    seen = request.session.get(SEEN, now)
    if now - seen > settings.IDLE_LOCK_MINUTES * 60:
        request.session[LOCKED] = True
    # A page that polls by itself says so: polling is no activity.
    if request.headers.get("X-Madoguchi-Poll") != "1" and (now - seen > 15 or SEEN not in request.session):
        request.session[SEEN] = now


class PolicyMiddleware:
    """Asks the policy of the view that the URL leads to. A view that declares none is refused."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        except Refused as refusal:  # pragma: no cover - process_exception answers first
            return refused(request, refusal)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        rule = getattr(view, "policy", None)
        if not isinstance(rule, Policy):
            return refused(request, Refused("この画面は利用できません（権限の設定がありません）。"))
        if rule is ANYONE:
            return None
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        if request.session.get(LOCKED) and request.resolver_match.view_name not in OPEN_WHILE_LOCKED:  # type: ignore[union-attr]
            return _to(request, "accounts:unlock")
        try:
            rule.check(actor_of(request))
        except Refused as refusal:
            return refused(request, refusal)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refused(request, exception) if isinstance(exception, Refused) else None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    return _to(request, settings.LOGIN_URL)


def _to(request: HttpRequest, name: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = reverse(name)
        return answer
    where: HttpResponseRedirect = redirect(name)
    if request.method == "GET":
        request.session["after_sign_in"] = request.path
    return where


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Writes the refusal down, then says it. The words name no reason that is nobody's business."""
    actor = actor_of(request)
    who = actor.who if actor else Who(None, "（サインイン前）", terminal=request.META.get("REMOTE_ADDR", ""))
    view = request.resolver_match.view_name if request.resolver_match else ""
    if not refusal.recorded:
        audit.record_now(Entry(Action.REFUSED, who, reference=view or ""))
    return render(request, "pages/refused.html", {"words": refusal.words}, status=403)
