"""Signing in and out, the lock, the list of accounts."""

from __future__ import annotations

import time
from typing import Any

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.apps.accounts import queries, services
from madoguchi.apps.accounts.forms import SignInForm, UnlockForm
from madoguchi.apps.accounts.middleware import LOCKED, SEEN
from madoguchi.apps.accounts.policies import ANYONE, SIGNED_IN, needs, policy
from madoguchi.apps.accounts.queries import actor_of
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry


@policy(ANYONE)
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        staff = authenticate(request, username=words["login"], password=words["password"])
        if staff is not None:
            login(request, staff)
            request.session[SEEN] = time.time()
            return redirect(_after(request))
        if getattr(request, "axes_locked_out", False):
            return locked_out(request)
        form.add_error(None, "利用者IDまたはパスワードが違います。")
    return render(
        request, "pages/accounts/sign_in.html", {"form": form}, status=200 if not form.errors else 422
    )


def locked_out(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """Too many failures for one id. The words don't tell whether the id exists."""
    form = SignInForm()
    words = "続けて失敗したため、この利用者IDは15分間使えません。急ぐときは管理者に連絡してください。"
    return render(request, "pages/accounts/sign_in.html", {"form": form, "locked_out": words}, status=429)


@policy(SIGNED_IN)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("accounts:sign_in")


@policy(SIGNED_IN)
@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    assert actor is not None
    request.session[LOCKED] = True
    audit.record_now(Entry(Action.LOCKED, actor.who))
    return HttpResponse(status=204) if _from_script(request) else redirect("accounts:unlock")


@policy(SIGNED_IN)
@require_http_methods(["GET", "POST"])
def unlock(request: HttpRequest) -> HttpResponse:
    form = UnlockForm(request.POST or None)
    actor = actor_of(request)
    assert actor is not None
    if request.method == "POST" and form.is_valid():
        staff = authenticate(
            request, username=request.user.get_username(), password=form.cleaned_data["password"]
        )
        if staff is not None and staff.pk == actor.staff_id:
            request.session[LOCKED] = False
            request.session[SEEN] = time.time()
            audit.record_now(Entry(Action.UNLOCKED, actor.who))
            return HttpResponse(status=204) if _from_script(request) else redirect(_after(request))
        if getattr(request, "axes_locked_out", False):
            logout(request)
            return locked_out(request)
        form.add_error("password", "パスワードが違います。")
        if _from_script(request):
            return HttpResponse(
                "パスワードが違います。", status=403, content_type="text/plain; charset=utf-8"
            )
    return render(request, "pages/accounts/unlock.html", {"form": form, "staff_name": actor.name})


def _after(request: HttpRequest) -> str:
    """The page that was asked for before: a path of ours, kept by the middleware."""
    return str(request.session.pop("after_sign_in", "/"))


def _from_script(request: HttpRequest) -> bool:
    """The lock dialog over a page with typed text asks by fetch; the page stays."""
    return request.headers.get("Accept") == "application/json"


@policy(needs(Right.ACCOUNTS))
@require_GET
def accounts(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accounts/accounts.html", {"staff": queries.staff_list()})


@policy(needs(Right.ACCOUNTS))
@require_POST
def set_active(request: HttpRequest, staff_id: int) -> HttpResponse:
    actor = actor_of(request)
    assert actor is not None
    if staff_id != actor.staff_id:
        services.set_active(staff_id, request.POST.get("active") == "1", by=actor)
    return redirect("accounts:accounts")
