"""Asking to go on with a request for a guarded household, and the second person's answer."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from madoguchi.apps.accounts.policies import needs
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry
from madoguchi.apps.residents.models import Release
from madoguchi.apps.residents.queries.release import release_view
from madoguchi.apps.residents.states import GrantReason, RefuseReason
from madoguchi.apps.residents.types import Decision, Purpose, ReleaseView
from madoguchi.domain.protection import Answer

MAY_ANSWER = needs(Right.PROTECTION_RELEASE)


@transaction.atomic
def ask_release(
    reference: str, digest: str, people: Collection[str], subject_id: int, *, by: Actor
) -> ReleaseView:
    """A clerk asks for one request of one reception. The same again, while it waits, changes nothing.

    `people`: 宛名番号 of the household and the tags of newcomers; `subject_id` is 0 where nobody is in the register.
    """
    same = Release.objects.filter(
        reference=reference, digest=digest, answer=Answer.WAITING, asked_on=timezone.localdate()
    )
    found = same.order_by("-pk").first()
    if found is not None:
        return release_view(found)
    now = timezone.now()
    row = Release.objects.create(
        reference=reference,
        digest=digest,
        resident_numbers=sorted(people),
        subject_id=subject_id,
        asked_on=timezone.localdate(now),
        asked_at=now,
        asked_by=by.person,
        asked_by_name=by.name,
    )
    _note(Action.RELEASE_ASKED, row, by, {"request": digest})
    return release_view(row)


@transaction.atomic
def answer_release(release_id: int, decision: Decision, *, by: Actor) -> ReleaseView:
    """The second person's answer. Raises Refused: without the right, to one's own question, too late, without the
    record that the 申出書 was looked at, without a reason; Release.DoesNotExist."""
    MAY_ANSWER.check(by)
    row = Release.objects.select_for_update().get(pk=release_id)
    _check_answer(row, decision, by)
    row.answer = (Answer.RELEASED if decision.granted else Answer.REFUSED).value
    row.answered_by, row.answered_by_name, row.answered_at = by.person, by.name, timezone.now()
    row.reason, row.application_seen = decision.reason, decision.application_seen
    row.with_address = decision.granted and decision.with_address
    row.save()
    detail = {"request": row.digest, "reason": row.reason, "application seen": row.application_seen}
    action = Action.RELEASED if decision.granted else Action.RELEASE_REFUSED
    _note(action, row, by, detail | {"with address": row.with_address, "asked by": row.asked_by})
    return release_view(row)


def _check_answer(row: Release, decision: Decision, by: Actor) -> None:
    if row.asked_by == by.person:
        raise Refused("確認を求めた本人は答えられません。別の職員が確認してください。")
    newer = Release.objects.filter(reference=row.reference, pk__gt=row.pk).exists()
    if row.answer != Answer.WAITING or row.asked_on != timezone.localdate() or newer:
        raise Refused("この確認はもう終わっているか、求め直されています。一覧から開き直してください。")
    if decision.reason not in set(GrantReason if decision.granted else RefuseReason):
        raise Refused("理由を選んでください。まだ何も決まっていません。")
    if decision.granted and not decision.application_seen:
        raise Refused("申出書を見たことを記録してください。まだ何も決まっていません。")


@transaction.atomic
def end_release(reference: str, why: str, *, by: Actor) -> None:
    """Handed over, cancelled, changed: from here on it holds no longer. Without a release in force, nothing happens."""
    open_ones = Release.objects.select_for_update().filter(
        reference=reference, answer__in=(Answer.WAITING, Answer.RELEASED)
    )
    for row in open_ones:
        row.answer = Answer.ENDED.value
        row.save(update_fields=["answer"])
        _note(Action.RELEASE_ENDED, row, by, {"why": why})


def _note(action: Action, row: Release, by: Actor, detail: dict[str, object]) -> None:
    audit.record(
        Entry(
            action,
            by.who,
            Purpose.RELEASE.value,
            subjects=[row.subject_id] if row.subject_id else [],
            reference=row.reference,
            detail=detail,
        )
    )
