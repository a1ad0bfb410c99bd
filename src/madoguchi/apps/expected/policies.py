"""May this person see it, may a visit begin with it? check_x raises with the reason, can_x answers."""

from __future__ import annotations

from django.utils import timezone

from madoguchi.apps.accounts.policies import answers
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.expected.closing import closed_among
from madoguchi.apps.expected.models import Notice
from madoguchi.apps.expected.types import AlreadyStarted, NeedsRight


def check_see(notice: Notice, actor: Actor) -> None:
    """What is closed (`closing`) opens for those with the right to see protected people."""
    if not actor.may(Right.PROTECTION_RELEASE) and closed_among([notice]):
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


can_start = answers(check_start)
