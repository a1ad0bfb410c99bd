"""The day sheet and the list for 本人通知, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from madoguchi.apps.receptions.daysheet import Kind, Sheet, Wait
from madoguchi.apps.receptions.passage import NOTICE_LABELS, PAYMENT_LABELS
from madoguchi.apps.receptions.presenters.common import yen
from madoguchi.apps.receptions.presenters.passing import WORDS
from madoguchi.apps.receptions.types import ReceptionView
from madoguchi.domain.counter import Certificate
from madoguchi.domain.counter.visitors import VISITOR_LABELS


@dataclass(frozen=True, slots=True)
class KindRow:
    label: str
    kind: Kind
    yen: str


@dataclass(frozen=True, slots=True)
class WaitRow:
    label: str
    visits: int
    average: str
    longest: str


@dataclass(frozen=True, slots=True)
class MoneyRow:
    label: str
    taken: str
    given_back: str
    kept: str


@dataclass(frozen=True, slots=True)
class HourRow:
    label: str
    received: int
    issued: int


@dataclass(frozen=True, slots=True)
class DaySheet:
    received: int
    issued: int
    cancelled: int
    kinds: tuple[KindRow, ...]
    total: KindRow
    money: tuple[MoneyRow, ...]
    money_total: str
    waits: tuple[WaitRow, ...]
    hours: tuple[HourRow, ...]

    @classmethod
    def of(cls, sheet: Sheet, known: Mapping[str, Certificate]) -> DaySheet:
        order = {key: n for n, key in enumerate(known)}
        kinds = sorted(sheet.kinds, key=lambda k: order.get(k.certificate, len(order)))
        labels = {key: c.label for key, c in known.items()}
        return cls(
            received=sheet.received,
            issued=sheet.issued,
            cancelled=sheet.cancelled,
            kinds=tuple(KindRow(labels.get(k.certificate, k.certificate), k, yen(k.yen)) for k in kinds),
            total=KindRow("合計", sheet.total, yen(sheet.total.yen)),
            money=tuple(
                MoneyRow(
                    PAYMENT_LABELS[m.method], yen(m.taken), yen(m.given_back), yen(m.taken - m.given_back)
                )
                for m in sheet.money
            ),
            money_total=yen(sum(m.taken - m.given_back for m in sheet.money)),
            waits=(
                _wait("受付から交付まで", sheet.waiting),
                *(_wait(f"うち {WORDS[status]}", wait) for status, wait in sheet.steps),
            ),
            hours=tuple(HourRow(f"{h.hour}時台", h.received, h.issued) for h in sheet.hours),
        )

    def csv_rows(self) -> Iterator[Sequence[object]]:
        """All of the sheet, one table below the other."""
        yield "証明書", "件数", "通数", "有料通数", "無料通数", "手数料", "取消件数"
        for row in (*self.kinds, self.total):
            k = row.kind
            yield row.label, k.issued, k.copies, k.paid_copies, k.free_copies, k.yen, k.cancelled
        yield ()
        yield "会計", "受取", "返金", "差引"
        for money in self.money:
            yield money.label, money.taken, money.given_back, money.kept
        yield ()
        yield "待ち時間", "件数", "平均", "最長"
        for wait in self.waits:
            yield wait.label, wait.visits, wait.average, wait.longest
        yield ()
        yield "時間帯", "受付", "交付"
        for hour in self.hours:
            yield hour.label, hour.received, hour.issued


def _wait(label: str, wait: Wait) -> WaitRow:
    return WaitRow(label, wait.visits, _minutes(wait.average), _minutes(wait.longest))


def _minutes(time: timedelta | None) -> str:
    """To the tenth of a minute below ten: a signature takes less than one."""
    if time is None:
        return "—"
    minutes = time.total_seconds() / 60
    return f"{minutes:.1f}分" if minutes < 10 else f"{round(minutes)}分"


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A reception whose principal may have to be told; its number, and nothing of a person."""

    number: str
    issued: str
    visitor: str
    what: str
    state: str
    url: str
    settle_url: str

    @classmethod
    def of(cls, view: ReceptionView, known: Mapping[str, Certificate]) -> NoticeRow:
        lines = view.draft.lines
        return cls(
            view.number,
            f"{timezone.localtime(view.issued_at):%-m月%-d日 %-H時%M分}" if view.issued_at else "",
            VISITOR_LABELS[view.draft.visitor_kind],
            "、".join(f"{known[x.certificate].short} {x.copies}通" for x in lines if x.certificate in known),
            NOTICE_LABELS[view.passage.notice],
            reverse("receptions:detail", args=[view.number]),
            reverse("receptions:settle_notice", args=[view.number]),
        )
