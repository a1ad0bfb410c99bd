"""A double reception is made one: the other is taken into this one and leads to it from then on."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import OperationalError

from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry
from madoguchi.apps.receptions import queries as receptions
from madoguchi.apps.receptions import services as reception_services
from madoguchi.apps.receptions.types import Fault, Incomplete
from madoguchi.apps.residents.types import Purpose
from madoguchi.apps.visits import arriving, merging, policies, queries
from madoguchi.apps.visits.models import VisitRecord
from madoguchi.apps.visits.services.common import change, stale
from madoguchi.apps.visits.types import Body, OpenVisit

KEPT, OTHER = "kept", "other"
BEING_SAVED = (
    "もう一方の受付は、いま別の職員が保存しています。少し待って、もう一度押してください。まとめていません。"
)


def merge(
    number: str, other: str, choices: Mapping[str, str], *, seen: int, seen_other: int, by: Actor
) -> OpenVisit:
    """What `other` says goes into this visit; where both say something, `choices` (key of the conflict → KEPT or OTHER).

    The other one is cancelled with its papers and its release; its number leads here. What it said stays stored with
    it. Raises Incomplete for a conflict without a choice, NotYet for a signed one, Stale, Refused; then nothing is
    changed.
    """

    def edit(opened: OpenVisit) -> Body:
        away = _away(opened, other, seen_other, by)
        beside = merging.lay_beside(opened.body, away.body)
        _check_decided(beside, choices)
        reception_services.merge_away(other, number, by=by)
        detail: dict[str, object] = {
            "from": other,
            "conflicts": sorted({c.slot[0] for c in beside.conflicts}),
        }
        subjects = sorted(p.resident_id for p in beside.kept.persons if p.resident_id is not None)
        audit.record(
            Entry(
                Action.VISITS_MERGED, by.who, Purpose.COUNTER.value, subjects, reference=number, detail=detail
            )
        )
        body = beside.settled(key for key, choice in choices.items() if choice == OTHER)
        arriving.keep_closed(number, other, body, by)
        return body

    return change(number, edit, "merge", seen=seen, by=by)


def _away(opened: OpenVisit, other: str, seen: int, by: Actor) -> OpenVisit:
    """The other visit, held and opened through the door like this one."""
    try:
        # Whoever merges them the other way round holds that one already: neither waits for the other.
        rows = VisitRecord.objects.select_for_update(nowait=True)
        record = rows.filter(reception_number=other).first()
    except OperationalError:
        raise Refused(BEING_SAVED) from None
    if record is None:
        raise queries.NoSuchVisit(other)
    if record.version != seen:
        raise stale(record)
    away = queries.opened(record, receptions.get(other), by)
    policies.check_merge(opened, away)
    return away


def _check_decided(beside: merging.Merge, choices: Mapping[str, str]) -> None:
    open_ones = [c.key for c in beside.conflicts if choices.get(c.key) not in (KEPT, OTHER)]
    if open_ones:
        words = f"内容の違う項目が{len(open_ones)}つ、まだ選ばれていません。どちらを残すか選んでください。"
        raise Incomplete((Fault(words, f"{open_ones[0]}-1"),))
