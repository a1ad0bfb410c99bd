"""What was asked for a guarded household, and what a second person answered."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet
from django.utils import timezone

from madoguchi.apps.residents.models import Release
from madoguchi.apps.residents.types import ReleaseView
from madoguchi.domain.protection import Answer, Ask


class NoSuchRelease(LookupError):
    """Nobody asked that."""


def release_of(reference: str) -> ReleaseView | None:
    """The newest ask of a reception, answered or not."""
    row = _newest(reference)
    return release_view(row) if row else None


def release_by_id(release_id: int) -> ReleaseView:
    """Raises NoSuchRelease."""
    row = Release.objects.filter(pk=release_id).first()
    if row is None:
        raise NoSuchRelease(release_id)
    return release_view(row)


def releases_of_today() -> tuple[ReleaseView, ...]:
    """What waits for an answer, longest first, then what was answered today."""
    rows = list(Release.objects.filter(asked_on=timezone.localdate()).order_by("asked_at"))
    newest = {row.reference: row.pk for row in rows}
    waiting = [r for r in rows if r.answer == Answer.WAITING and newest[r.reference] == r.pk]
    answered = [r for r in reversed(rows) if r.answer != Answer.WAITING]
    return tuple(map(release_view, (*waiting, *answered)))


def releases_waiting() -> int:
    """How many receptions wait for an answer now."""
    return _waiting().values("reference").distinct().count()


def released(reference: str, numbers: Collection[str]) -> ReleaseView | None:
    """The release in force that covers all these 宛名番号. Whether the request is still the same, its digest tells."""
    found = release_of(reference) if reference else None
    if found is None or found.ask.answer is not Answer.RELEASED or found.ask.asked_on != timezone.localdate():
        return None
    return found if set(numbers) <= found.ask.people else None


def _waiting() -> QuerySet[Release]:
    return Release.objects.filter(asked_on=timezone.localdate(), answer=Answer.WAITING)


def _newest(reference: str) -> Release | None:
    return Release.objects.filter(reference=reference).order_by("-pk").first()


def release_view(row: Release) -> ReleaseView:
    return ReleaseView(
        id=row.pk,
        ask=Ask(row.reference, row.digest, frozenset(row.resident_numbers), row.asked_on, Answer(row.answer)),
        subject_id=row.subject_id,
        asked_by=row.asked_by,
        asked_by_name=row.asked_by_name,
        asked_at=row.asked_at,
        answered_by_name=row.answered_by_name,
        answered_at=row.answered_at,
        reason=row.reason,
        with_address=row.with_address,
    )
