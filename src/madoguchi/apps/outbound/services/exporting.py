"""The records of a period as a CSV for a person with that right."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from madoguchi.apps.accounts.policies import needs
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.outbound.services.delivering import KIND, KINDS
from madoguchi.apps.outbound.services.writing import write
from madoguchi.apps.outbound.types import Export
from madoguchi.apps.outbox import queries as outbox
from madoguchi.apps.outbox.types import Opened
from madoguchi.apps.residents.types import Purpose
from madoguchi.domain.layouts import Layout
from madoguchi.domain.text import Profile, encode

MAY = needs(Right.EXPORT)
LONGEST = timedelta(days=92)


def export(
    first: date, last: date, *, by: Actor, profile: Profile = Profile.UTF_8_BOM, kind: str = KIND
) -> Export:
    """Records of one layout completed on these days, both included. The event is written before anything is handed out.

    Raises Refused: without the right, for a period that is no period, for a layout that nothing leaves by.
    """
    MAY.check(by)
    if kind not in KINDS:
        raise Refused("この種類の記録は出力できません。")
    if not timedelta() <= last - first <= LONGEST:
        raise Refused("期間は開始日から終了日まで、3か月以内で指定してください。")
    since, until = _midnight(first), _midnight(last + timedelta(days=1))
    period = f"{first.isoformat()}..{last.isoformat()}"
    opened = outbox.open_records(by, Purpose.EXPORT, outbox.ids_between(kind, since, until), reference=period)
    replaced: list[str] = []
    sent = [_for_receiver(record, profile, replaced) for record in opened]
    layout = catalogue.layout(kind)
    written = write(_in_utf8(layout), sent)
    shown = [r.key for r in opened if r.lines is not None and r.id not in written.unwritable]
    detail: dict[str, str | int | bool | list[str]] = {
        "records": shown,
        "period": period,
        "layout": kind,
        "profile": profile.value,
    }
    detail["left out"] = len(opened) - len(shown)
    audit.record_now(Entry(Action.EXPORTED, by.who, Purpose.EXPORT.value, detail=detail))
    name = f"{layout.group}_{first:%Y%m%d}-{last:%Y%m%d}.csv"
    body = profile.bom + encode(written.body.decode(), profile).data
    return Export(name, body, len(shown), len(opened) - len(shown), tuple(replaced))


def _for_receiver(record: Opened, profile: Profile, replaced: list[str]) -> Opened:
    """The record in characters that the receiver can take; what had to be replaced is added to the report."""
    if record.lines is None:
        return record
    lines = []
    for line in record.lines:
        cells = {name: encode(value, profile) for name, value in line.items()}
        lines.append({name: cell.text for name, cell in cells.items()})
        replaced += [
            f"{record.key} {name}: {r.code}{f'（{r.mj}）' if r.mj else ''} → {r.by}"
            for name, cell in cells.items()
            for r in cell.replaced
        ]
    return replace(record, lines=tuple(lines))


def _in_utf8(layout: Layout) -> Layout:
    """Rows are written as UTF-8 first; the receiver's bytes are made of that text."""
    return layout.model_copy(update={"file": layout.file.model_copy(update={"encoding": "utf-8"})})


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
