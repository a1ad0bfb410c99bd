"""What more than one page of a visit shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from madoguchi.domain.dates import wareki
from madoguchi.domain.facts import Absent, Fact, FactType, FactValue, Scope
from madoguchi.domain.visits import DeadlineShown, Plan, PlanItem
from madoguchi.domain.visits.visit import MemberKey

SOON_DAYS = 3


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the visit as pages name them. `name` is "" while a newcomer's isn't typed yet."""

    key: MemberKey
    name: str
    note: str = ""
    newcomer: bool = False
    kana_guess: str = ""
    """A newcomer's reading that was guessed and nobody looked at; "" else."""

    @property
    def shown(self) -> str:
        return self.name or "（氏名未入力）"


People = Mapping[MemberKey, Person]


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A field for a value that is typed or chosen from more than eight. `kind`: text, date, number, select."""

    kind: str
    hint: str = ""
    unit: str = ""
    options: tuple[Option, ...] = ()


HINTS = {
    FactType.DATE: "例：R8.11.15　20261115",
    FactType.UNCERTAIN_DATE: "例：R8.11.15　20261115　令和8年11月頃",
}


def field_of(fact: Fact, value: FactValue | None = None) -> Field:
    if fact.allowed:
        options = (Option(str(raw), label, raw == value) for raw, label in fact.allowed.items())
        return Field("select", options=tuple(options))
    if fact.type is FactType.BOOLEAN:
        yes_no = (Option("true", "はい", value is True), Option("false", "いいえ", value is False))
        return Field("select", options=yes_no)
    if fact.type in HINTS:
        return Field("date", HINTS[fact.type])
    if fact.type in (FactType.INTEGER, FactType.DECIMAL):
        return Field("number", unit=fact.unit)
    return Field("text")


def typed_value(value: FactValue) -> str:
    """A value as it stands in the field to be changed; "" if nothing is known."""
    if isinstance(value, Absent):
        return ""
    return wareki(value, "short") if isinstance(value, date) else str(value)


def is_personal(fact: Fact) -> bool:
    return fact.scope is Scope.PERSON


def whom(people: People, members: Iterable[MemberKey | None]) -> str:
    """「見本 太郎、見本 花子」; 「世帯」 for what concerns all."""
    names = [people[m].shown if m in people else "" for m in members if m is not None]
    return "、".join(filter(None, names)) or "世帯"


@dataclass(frozen=True, slots=True)
class Due:
    """`when` is a date in words or the rule's own; `left` how long, with its tone ("", warn, danger)."""

    when: str
    left: str = ""
    tone: str = ""
    late: str = ""


def due_of(shown: DeadlineShown) -> Due:
    if shown.on is None or shown.days_left is None:
        return Due(shown.text)
    words = wareki(shown.on, with_weekday=True)
    starts = any(due.start and due.on == shown.on for due in shown.dues)
    late = next((due.late for due in shown.dues if due.on == shown.on), "")
    if starts:
        return Due(f"{words}から", late=late)
    return Due(f"{words}まで", *_left(shown.days_left), late)


def _left(days: int) -> tuple[str, str]:
    if days < 0:
        return f"{-days}日過ぎています", "danger"
    if days == 0:
        return "今日まで", "warn"
    return f"あと{days}日", "warn" if days <= SOON_DAYS else ""


def office_names(plan: Plan, item: PlanItem) -> str:
    return "・".join(plan.rules.offices[code].name for code in item.procedure.departments)
