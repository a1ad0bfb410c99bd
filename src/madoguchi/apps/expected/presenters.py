"""What the pages of expected visits show, in words. Built from frozen views; can't query."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from madoguchi.apps.expected.states import LABELS
from madoguchi.apps.expected.types import Foreseen, Mover, NoticeView
from madoguchi.domain.dates import age_on, wareki
from madoguchi.domain.decisions.findings import Status
from madoguchi.domain.visits import Plan

CLOSED = "システム確認が必要です（係長へ）"
NO_HOUR = "時刻なし"
CARD_DAYS = 30
"""特例の転入: 転出予定日から30日以内 (住民基本台帳法24条の2)."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    name: str
    kana: str
    birth: str
    age: int | None
    sex: str
    relationship: str

    @classmethod
    def of(cls, mover: Mover, today: date) -> PersonRow:
        birth = wareki(mover.birth, "short") if mover.birth else "記録なし"
        age = age_on(mover.birth, today) if isinstance(mover.birth, date) else None
        return cls(mover.name, mover.kana, birth, age, mover.sex, mover.relationship)


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """`name` is "" for a notice that is closed: then `words` say what to do. `marks`: words beside the name."""

    at: str
    name: str
    others: str
    kana: str
    birth: str
    people: int
    planned: str
    late: str
    number: str
    state: str
    marks: tuple[str, ...]
    words: str
    quiet: bool
    day: str
    url: str

    @classmethod
    def of(cls, view: NoticeView, mark: str, today: date) -> NoticeRow:
        first = view.movers[0] if view.movers else None
        changed = ("受付後に変更",) if view.changed_since else ()
        return cls(
            at=view.visit_at or NO_HOUR,
            name=first.name if first else "",
            others=f"ほか{view.people - 1}人" if first and view.people > 1 else "",
            kana=first.kana if first else "",
            birth=wareki(first.birth, "short") if first and first.birth else "",
            people=view.people,
            planned=wareki(view.planned_out_on, "short"),
            late=late_words(view, today),
            number=view.number,
            state=LABELS[view.state],
            marks=((mark,) if view.care else ()) + changed,
            words=CLOSED if view.closed else "",
            quiet=view.state.value != "expected",
            day=day_words(view.visit_on),
            url=reverse("expected:notice", args=[view.id]),
        )


def late_words(view: NoticeView, today: date) -> str:
    """That the 30 days are over, or will be on the day they come."""
    last = view.planned_out_on + timedelta(days=CARD_DAYS)
    if today > last:
        return "30日を過ぎています"
    return "来庁日に30日を過ぎます" if view.visit_on and view.visit_on > last else ""


def day_words(day: date | None) -> str:
    return wareki(day, with_weekday=True) if day else "日の指定なし"


@dataclass(frozen=True, slots=True)
class Head:
    """One notice. `mark`: the neutral one, or "". `used`: words about the visit begun with it; `used_url` leads there."""

    number: str
    kind: str
    state: str
    day: str
    at: str
    planned: str
    late: str
    people: int
    as_of: str
    old_home: str
    new_home: str
    mark: str
    closed: bool
    doubtful: bool
    withdrawn: bool
    changed: bool
    used: str
    used_url: str

    @classmethod
    def of(cls, view: NoticeView, mark: str, today: date) -> Head:
        local = timezone.localtime(view.as_of)
        return cls(
            number=view.number,
            kind=view.kind,
            state=LABELS[view.state],
            day=day_words(view.visit_on),
            at=view.visit_at,
            planned=wareki(view.planned_out_on, with_weekday=True),
            late=late_words(view, today),
            people=view.people,
            as_of=f"{wareki(local.date())} {local:%-H時%M分}",
            old_home=view.old_home,
            new_home=view.new_home,
            mark=mark if view.care else "",
            closed=view.closed,
            doubtful=view.doubtful,
            withdrawn=view.state.value == "withdrawn",
            changed=view.changed_since,
            used=_used(view),
            used_url=reverse("receptions:detail", args=[view.reception_number])
            if view.reception_number
            else "",
        )


def _used(view: NoticeView) -> str:
    if not view.reception_number or view.started_at is None:
        return ""
    when = f"{timezone.localtime(view.started_at):%-m月%-d日 %-H時%M分}"
    return f"{when}に {view.started_by_name} さんが受付 {view.reception_number[4:]} を始めています。"


@dataclass(frozen=True, slots=True)
class Department:
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class ForeseenRow:
    """What the tables say of a notice. Figures are None where it is closed. `departments` by the walk."""

    notice: NoticeRow
    required: int | None = None
    to_check: int | None = None
    questions: int | None = None
    departments: tuple[Department, ...] = ()
    procedures: tuple[str, ...] = ()

    @classmethod
    def of(cls, one: Foreseen, mark: str, day: date) -> ForeseenRow:
        row = NoticeRow.of(one.notice, mark, day)
        if one.plan is None:
            return cls(row)
        told = {(i.procedure.id, i.status) for i in one.plan.shown}
        return cls(
            row,
            sum(status is Status.REQUIRED for _, status in told),
            sum(status is Status.OPEN for _, status in told),
            one.plan.questions_left,
            tuple(Department(name, n) for name, n in _by_department(one.plan).items()),
            tuple(dict.fromkeys(i.procedure.name for i in one.plan.shown if i.status is Status.REQUIRED)),
        )


def _by_department(plan: Plan) -> Mapping[str, int]:
    """Required procedures each department has, in the order of the walk. What isn't spoken of counts nowhere."""
    found = {i.procedure.id: i.procedure for i in plan.shown if i.status is Status.REQUIRED}
    counted = Counter(code for procedure in found.values() for code in procedure.departments)
    return {office.name: counted[code] for code, office in plan.rules.offices.items() if counted[code]}


def by_department(rows: Sequence[ForeseenRow]) -> tuple[Department, ...]:
    """Of all notices of the day together."""
    counted: Counter[str] = Counter()
    for row in rows:
        counted.update({department.name: department.count for department in row.departments})
    return tuple(Department(name, count) for name, count in counted.items())


@dataclass(frozen=True, slots=True)
class Days:
    """The way from day to day. `undated`: how many come on no day in particular."""

    words: str
    today: bool
    earlier_url: str
    later_url: str
    undated: int
    undated_url: str

    @classmethod
    def of(cls, day: date | None, today: date, undated: int) -> Days:
        here, near = reverse("expected:list"), day or today
        return cls(
            day_words(day),
            day == today,
            f"{here}?day={near - timedelta(days=1)}",
            f"{here}?day={near + timedelta(days=1)}",
            undated,
            f"{here}?day=none" if day else "",
        )
