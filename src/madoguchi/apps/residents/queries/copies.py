"""The door for stored copies: snapshots, papers, records, quarantined rows. It asks about protection *now*."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry
from madoguchi.apps.residents.models import Protection, Resident
from madoguchi.apps.residents.queries.arrivals import guarded_tags
from madoguchi.apps.residents.queries.frozen import sees_protected
from madoguchi.apps.residents.queries.release import released
from madoguchi.apps.residents.register import ItemClass
from madoguchi.apps.residents.types import CopyAccess, CopyTag, Purpose, ReleaseView

PAPERS = frozenset({Purpose.COUNTER, Purpose.ISSUE, Purpose.SIGNATURE})
OUT = frozenset({Purpose.DELIVERY, Purpose.EXPORT})


def guarded_numbers(resident_numbers: Collection[str]) -> frozenset[str]:
    """Which of these 宛名番号 and visits' tags are guarded at this moment. A number nobody knows but someone protects
    counts."""
    wanted = set(resident_numbers)
    guarded = Resident.objects.filter(resident_number__in=wanted, guarded=True)
    flagged = Protection.objects.filter(resident_number__in=wanted, active=True)
    return (
        frozenset(guarded.values_list("resident_number", flat=True))
        | frozenset(flagged.values_list("resident_number", flat=True))
        | guarded_tags(wanted)
    )


def known_numbers(resident_numbers: Collection[str]) -> frozenset[str]:
    """Which of these 宛名番号 the register has. Says nothing else, so it leaves no trace."""
    rows = Resident.objects.filter(resident_number__in=set(resident_numbers))
    return frozenset(rows.values_list("resident_number", flat=True))


def open_copy(actor: Actor, purpose: Purpose, tag: CopyTag, *, reference: str = "") -> CopyAccess:
    """May this copy be opened, and what of it stays closed? One event, whatever the answer."""
    return open_copies(actor, purpose, [tag], reference=reference)[0]


def open_copies(
    actor: Actor, purpose: Purpose, tags: Sequence[CopyTag], *, reference: str = ""
) -> tuple[CopyAccess, ...]:
    """The same for many copies: one query, one event with all ids.

    A paper of a guarded household is opened by its reception's release alone, and only as far as that goes; a record
    on its way out not at all, whoever asks: it goes to a person.
    """
    numbers = {number for tag in tags for number in tag.resident_numbers}
    answers = _answers(actor, purpose, tags, numbers, reference)
    ids = Resident.objects.filter(resident_number__in=numbers).values_list("pk", flat=True)
    audit.record_now(
        Entry(Action.COPY_OPENED, actor.who, purpose.value, subjects=sorted(ids), reference=reference)
    )
    return answers


def _answers(
    actor: Actor, purpose: Purpose, tags: Sequence[CopyTag], numbers: set[str], reference: str
) -> tuple[CopyAccess, ...]:
    strict = purpose in PAPERS or purpose in OUT
    if not strict and sees_protected(actor):
        return tuple(CopyAccess(frozenset()) for _ in tags)
    guarded = guarded_numbers(numbers)
    if not strict:
        return tuple(CopyAccess(_closed(tag, guarded)) for tag in tags)
    release = released(reference, guarded) if purpose in PAPERS and guarded else None
    return tuple(CopyAccess(_closed_strictly(tag, guarded, release)) for tag in tags)


def _closed(tag: CopyTag, guarded: frozenset[str]) -> frozenset[ItemClass]:
    return tag.classes if guarded.intersection(tag.resident_numbers) else frozenset()


def _closed_strictly(
    tag: CopyTag, guarded: frozenset[str], release: ReleaseView | None
) -> frozenset[ItemClass]:
    """Without a release the whole copy, even one that bears nothing withheld: it is part of a stopped request."""
    if not guarded.intersection(tag.resident_numbers) or (release and release.with_address):
        return frozenset()
    return tag.classes if release else frozenset(ItemClass)
