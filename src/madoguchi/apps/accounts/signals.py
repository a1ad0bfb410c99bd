"""Sign-in events. Django's own signals are the only place that sees every way in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from madoguchi.apps.accounts.models import Staff
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry, Who


def _who(user: Staff, request: HttpRequest | None) -> Who:
    address = request.META.get("REMOTE_ADDR", "") if request else ""
    return Who(user.pk, user.name, user.department.name, f"{user.counter} {address}".strip())


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: Staff, **_kwargs: Any) -> None:
    audit.record_now(Entry(Action.SIGNED_IN, _who(user, request)))


@receiver(user_logged_out)
def signed_out(request: HttpRequest, user: Staff | None, **_kwargs: Any) -> None:
    if user is not None:
        audit.record_now(Entry(Action.SIGNED_OUT, _who(user, request)))


@receiver(user_login_failed)
def failed(request: HttpRequest | None, **_kwargs: Any) -> None:
    """The id that was typed isn't kept: people type their password there."""
    address = request.META.get("REMOTE_ADDR", "") if request else ""
    audit.record_now(Entry(Action.SIGN_IN_FAILED, Who(None, "（サインイン前）", terminal=address)))
