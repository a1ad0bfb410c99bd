"""Applications, protections and the monthly comparison in words. For those with that right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from madoguchi.apps.residents.presenters import written_day
from madoguchi.apps.residents.states import END_LABELS, KIND_LABELS, SOURCE_LABELS, EndReason
from madoguchi.apps.residents.types import (
    ApplicationView,
    Compared,
    ProtectionView,
    Reflected,
    reference_of,
)
from madoguchi.domain.dates import wareki
from madoguchi.domain.protection import Difference

DIFFERENCE_LABELS = {
    Difference.NOT_HERE: "窓口支援では終わっている（または無い）",
    Difference.NOT_IN_CORE: "基幹の最新ファイルに無い",
    Difference.NO_APPLICATION: "申出がこの画面で受け付けられていない",
    Difference.UNREFLECTED: "反映の確認が残っている",
    Difference.UNKNOWN_PERSON: "住民情報に宛名番号が無い",
    Difference.NOT_ARRIVED: "届出の方が、住民情報にまだ届いていない",
}


@dataclass(frozen=True, slots=True)
class ProtectionRow:
    name: str
    number: str
    kind: str
    source: str
    period: str
    end_reason: str
    end_asked_by: str
    own: bool
    """This person asked for the end, so another has to confirm."""
    url: str

    @classmethod
    def of(cls, protection: ProtectionView, staff_id: int | None) -> ProtectionRow:
        asked = protection.ending_reason
        return cls(
            name=protection.name,
            number=number_words(protection.resident_number),
            kind=KIND_LABELS.get(protection.kind, "（区分が読めない行）"),
            source=source_words(protection),
            period=f"{written_day(protection.starts_on)}〜{written_day(protection.ends_on)}",
            end_reason=END_LABELS[EndReason(asked)] if asked else "",
            end_asked_by=protection.ending_asked_by_name,
            own=protection.ending_asked_by is not None and protection.ending_asked_by == staff_id,
            url=reverse("residents:protection_end", args=[protection.id]),
        )


@dataclass(frozen=True, slots=True)
class SystemRow:
    key: str
    label: str
    note: str
    done: str

    @classmethod
    def of(cls, system: Reflected) -> SystemRow:
        return cls(
            system.key,
            system.label,
            system.note,
            f"{_moment(system.done_at)} {system.done_by_name}" if system.done_at else "",
        )


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    number: str
    names: tuple[str, ...]
    kind: str
    office: str
    received: str
    missing: str
    """Labels of the systems that haven't taken it in; empty: complete."""
    systems: tuple[SystemRow, ...]
    url: str
    print_url: str

    @classmethod
    def of(cls, view: ApplicationView) -> ApplicationRow:
        return cls(
            number=view.number,
            names=tuple(person.name for person in view.people),
            kind=KIND_LABELS.get(view.kind, view.kind),
            office=view.office,
            received=f"{_moment(view.received_at)} {view.received_by_name}",
            missing="・".join(system.label for system in view.missing),
            systems=tuple(map(SystemRow.of, view.reflected)),
            url=reverse("residents:application", args=[view.number]),
            print_url=reverse("receptions:print_application", args=[view.number]),
        )


@dataclass(frozen=True, slots=True)
class ComparedRow:
    number: str
    name: str
    here: str
    core: str
    applied: str
    differences: tuple[str, ...]


def number_words(number: str) -> str:
    """A 宛名番号; of a newcomer the reception."""
    return f"受付 {reference_of(number)[4:]}" if reference_of(number) else number


def source_words(protection: ProtectionView) -> str:
    """Where it came from, and what a newcomer's protection is waiting for or was set for."""
    source = SOURCE_LABELS.get(protection.source, protection.source)
    if not protection.asked_at_visit:
        return source
    if protection.awaited:
        return f"{source}　住民情報にまだ届いていません"
    if reference_of(protection.resident_number):
        return f"{source}　住民情報に届いた方にも掛けました"
    return f"{source}　受付 {protection.asked_at_visit[4:]} の届出の方と照合"


def compared_rows(compared: Compared) -> tuple[ComparedRow, ...]:
    return tuple(
        ComparedRow(
            number=number_words(line.number),
            name=compared.names[line.number].name if line.number in compared.names else "",
            here=_mark(line.here),
            core=_mark(line.in_core),
            applied=_mark(line.applied),
            differences=tuple(DIFFERENCE_LABELS[difference] for difference in line.differences),
        )
        for line in compared.lines
    )


def _mark(has: bool) -> str:
    return "○" if has else "—"


def _moment(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{wareki(local.date())} {local:%-H時%M分}"
