"""What the pages of the inbound linkage show. Built from frozen views, so nothing here can query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from madoguchi.apps.inbound.queries import CellView, LineView, QuarantineView, SetView
from madoguchi.apps.inbound.services import Fault
from madoguchi.apps.inbound.states import FATE_LABELS, LABELS, Fate, State
from madoguchi.apps.inbound.words import moment
from madoguchi.domain.layouts import ColumnType

ALWAYS: Mapping[str, str] = {
    "001.residents": "住民情報",
    "001.protection": "支援措置",
    "002.seal": "印鑑登録",
}
"""Without these nobody can work at the counter; the others are told of once they have come."""
NAMES: Mapping[str, str] = {**ALWAYS, "001.move_out_certificate": "転出証明書情報"}
NONE = "—"


@dataclass(frozen=True, slots=True)
class Page:
    words: str
    earlier_url: str
    later_url: str

    @classmethod
    def of(cls, url: str, start: int, at_once: int, total: int) -> Page:
        if not total:
            return cls("0 件", "", "")
        earlier = f"{url}?start={max(0, start - at_once)}" if start else ""
        later = f"{url}?start={start + at_once}" if start + at_once < total else ""
        return cls(f"{start + 1}〜{min(start + at_once, total)} 件目／全 {total:,} 件", earlier, later)


@dataclass(frozen=True, slots=True)
class Figure:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class AsOf:
    business: str
    words: str
    is_old: bool

    @classmethod
    def of(cls, layout_id: str, as_of: datetime | None, now: datetime, stale_after: timedelta) -> AsOf:
        name = NAMES[layout_id]
        if as_of is None:
            return cls(name, "まだ取り込んでいません", is_old=True)
        return cls(name, moment(as_of), now - as_of > stale_after)


@dataclass(frozen=True, slots=True)
class SetRow:
    when: str
    business: str
    layout: str
    kind: str
    rows: str
    changed: str
    removed: str
    bad: int
    waiting: int
    """Of the bad lines, those about which nothing has been done."""
    seconds: str
    status: str
    url: str

    @classmethod
    def of(cls, view: SetView) -> SetRow:
        return cls(
            when=moment(view.found_at),
            business=_business(view),
            layout="、".join(f"{f.layout_id} {f.layout_version}" for f in view.files) or NONE,
            kind=f"差分 {view.sequence:,} 番" if view.sequence else "全件",
            rows=_sum([f.rows for f in view.files]),
            changed=_sum([f.written for f in view.files]),
            removed=f"{view.dropped:,}",
            bad=sum(f.quarantined for f in view.files),
            waiting=view.open_lines,
            seconds=_seconds(view),
            status=LABELS[view.state],
            url=reverse("inbound:set", args=[view.id]),
        )


@dataclass(frozen=True, slots=True)
class SetHead:
    when: str
    business: str
    layout: str
    kind: str
    status: str
    as_of: str
    stopped: str
    notes: tuple[str, ...]

    @classmethod
    def of(cls, view: SetView) -> SetHead:
        row = SetRow.of(view)
        return cls(
            when=row.when,
            business=row.business,
            layout=view.set_id or "（目録を読めません）",
            kind=row.kind,
            status=row.status,
            as_of=moment(view.as_of) if view.as_of else NONE,
            stopped=view.reason
            if view.state in (State.REFUSED, State.WAITING, State.REPEATED, State.AHEAD)
            else "",
            notes=view.notes,
        )


@dataclass(frozen=True, slots=True)
class FileRow:
    name: str
    rows: str
    bytes: str
    digest_ok: bool


@dataclass(frozen=True, slots=True)
class QuarantineRow:
    row: int
    column: str
    value: str
    reason: str
    status: str
    url: str

    @classmethod
    def of(cls, view: QuarantineView, *, linked: bool = False) -> QuarantineRow:
        column = f"{NAMES[view.file]} {view.column}".strip()
        url = reverse("inbound:line", args=[view.id]) if linked else ""
        return cls(view.line, column, view.value or "", view.reason, FATE_LABELS[view.fate], url)


@dataclass(frozen=True, slots=True)
class CellField:
    """A field for one column. `hidden`: the value isn't shown; left empty it stays as it came."""

    id: str
    name: str
    value: str
    note: str
    hidden: bool
    clear_id: str
    cleared: bool
    required: bool
    fault: str

    @classmethod
    def of(cls, cell: CellView, typed: Mapping[str, str] | None, fault: Fault | None) -> CellField:
        """`typed` by column name, once the form has come back."""
        column, hidden = cell.column, cell.value is None
        shown = (typed or {}).get(column.name, "" if typed is not None and hidden else cell.value or "")
        return cls(
            id=f"c{column.no}",
            name=column.name,
            value=shown,
            note=_note(cell),
            hidden=hidden,
            clear_id=f"clear{column.no}",
            cleared=hidden and typed is not None and typed.get(column.name) == "",
            required=column.required,
            fault=fault.words if fault and fault.column == column.name else "",
        )


SHOWN_CODES = 12
FORMS: Mapping[ColumnType, str] = {
    ColumnType.DATE10: "yyyy-mm-dd",
    ColumnType.CODE: "コード",
    ColumnType.BOOLEAN: "0 か 1",
    ColumnType.KANA: "全角カタカナ",
    ColumnType.INTEGER: "整数",
}


def _note(cell: CellView) -> str:
    if cell.codes:
        return "　".join(f"{code}={label}" for code, label in cell.codes[:SHOWN_CODES])
    return "　".join(filter(None, (f"{cell.column.length} 文字まで", FORMS.get(cell.column.type, ""))))


@dataclass(frozen=True, slots=True)
class LinePage:
    """A quarantined line. The column at fault stands first, the others behind a fold."""

    title: str
    line: int
    reason: str
    status: str
    open: bool
    stuck: str
    decided: str
    decision: str
    first: tuple[CellField, ...]
    others: tuple[CellField, ...]
    fold_open: bool
    set_url: str
    dismiss_url: str

    @classmethod
    def of(
        cls, view: LineView, typed: Mapping[str, str] | None = None, fault: Fault | None = None
    ) -> LinePage:
        fields = [CellField.of(cell, typed, fault) for cell in view.cells]
        named = {view.head.column, fault.column if fault else ""}
        first = tuple(field for field in fields if field.name in named)
        return cls(
            title=f"{NAMES[view.head.file]} {view.head.line:,} 行目",
            line=view.head.line,
            reason=view.head.reason,
            status=FATE_LABELS[view.head.fate],
            open=view.head.fate is Fate.OPEN,
            stuck=view.stuck,
            decided=_decided(view),
            decision=view.decision,
            first=first,
            others=tuple(field for field in fields if field not in first),
            fold_open=not first,
            set_url=reverse("inbound:set", args=[view.set_id]),
            dismiss_url=reverse("inbound:dismiss", args=[view.head.id]),
        )


def _decided(view: LineView) -> str:
    if view.decided_at is None:
        return ""
    changed = f"　直した項目: {'、'.join(view.changed)}" if view.changed else ""
    return f"{moment(view.decided_at)}　{view.decided_by}{changed}"


def figures(view: SetView) -> list[Figure]:
    found = [Figure(NAMES[f.layout_id], f"{f.written:,} 件を反映（{f.rows:,} 行中）") for f in view.files]
    found.append(Figure("ファイルに無い住民", f"{view.dropped:,} 人"))
    if odd := sum(f.warnings for f in view.files):
        found.append(Figure("検査数字が合わない宛名番号（取込済）", f"{odd:,} 件"))
    if total := sum(f.quarantined for f in view.files):
        found.append(Figure("隔離した行（うち未取込）", f"{total:,} 行（{view.open_lines:,} 行）"))
    if view.confirmed_by:
        found.append(Figure("確認した人", view.confirmed_by))
    return found


def file_rows(view: SetView) -> list[FileRow]:
    """Only files that were the announced ones are ever staged, so those listed here were."""
    return [FileRow(f.name, f"{f.rows:,}", f"隔離 {f.quarantined:,} 行", digest_ok=True) for f in view.files]


def _business(view: SetView) -> str:
    return "・".join(NAMES[f.layout_id] for f in view.files) or NONE


def _sum(numbers: list[int]) -> str:
    return f"{sum(numbers):,}"


def _seconds(view: SetView) -> str:
    if not (view.started_at and view.finished_at):
        return NONE
    return f"{(view.finished_at - view.started_at).total_seconds():.0f}秒"
