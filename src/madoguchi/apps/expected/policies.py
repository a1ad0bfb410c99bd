"""May this person see it, may a visit begin with it? check_x raises with the reason, can_x answers."""

from __future__ import annotations

from django.utils import timezone

from madoguchi.apps.accounts.policies import answers
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.expected.models import Notice
from madoguchi.apps.expected.types import AlreadyStarted, NeedsRight


def check_see(notice: Notice, actor: Actor) -> None:
    """With a protection mark, or one that could have come in a line that is missing: names for those who may."""
    if (notice.protected or notice.unread) and not actor.may(Right.PROTECTION_RELEASE):
        raise NeedsRight


def check_start(notice: Notice, actor: Actor, *, again: bool) -> None:
    """`again`: the person knows that a visit was begun with it before."""
    check_see(notice, actor)
    if notice.withdrawn:
        raise Refused(
            "この届出は取り下げられています（転出の取りやめなど）。受付は始めていません。"
            "来庁された方には、前の市区町村の届出がどうなっているかを確かめてください。"
        )
    if notice.reception_number and not again:
        assert notice.started_at is not None  # written with the number
        when = f"{timezone.localtime(notice.started_at):%-m月%-d日 %-H時%M分}"
        raise AlreadyStarted(notice.reception_number, when, notice.started_by_name)


can_see = answers(check_see)
can_start = answers(check_start)
