"""The five eras since 1868; 和暦 ↔ 西暦 (元号法; 明治5年太政官布告337号 for the new calendar)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from .uncertain import AnyDate, DateError, UncertainDate

Style = Literal["long", "short", "padded"]
WEEKDAYS = "月火水木金土日"
NEW_CALENDAR = date(1873, 1, 1)  # 明治6年1月1日: from here 和暦 and 西暦 share months and days


@dataclass(frozen=True, slots=True)
class Era:
    """An era. `last` is its last day as a written date: 明治45年7月30日 and 大正15年12月25日 exist beside the
    first day of the next era (住民記録 1.1.8); 昭和64年1月7日 and 平成31年4月30日 have no such double."""

    name: str
    letter: str
    code: int  # 元号コード of the core systems' keypads
    first: date
    last: date

    def year_of(self, d: date) -> int:
        return d.year - self.first.year + 1

    def span(self, year: int) -> tuple[date, date]:
        """First and last day of an era year. Raises DateError for a year the era doesn't have."""
        western = self.first.year + year - 1
        if year < 1 or western > self.last.year:
            raise DateError(f"{self.name}{year}年という年はありません（{self.name}は{self.length}年まで）。")
        if self.name == "明治" and year < 6:
            return _OLD_CALENDAR[year - 1], _OLD_CALENDAR[year] - timedelta(days=1)
        return max(date(western, 1, 1), self.first), min(date(western, 12, 31), self.last)

    @staticmethod
    def year_text(year: int) -> str:
        return "元" if year == 1 else str(year)

    @property
    def length(self) -> int:
        return self.year_of(self.last)


ERAS = (
    Era("明治", "M", 1, date(1868, 1, 25), date(1912, 7, 30)),
    Era("大正", "T", 2, date(1912, 7, 30), date(1926, 12, 25)),
    Era("昭和", "S", 3, date(1926, 12, 25), date(1989, 1, 7)),
    Era("平成", "H", 4, date(1989, 1, 8), date(2019, 4, 30)),
    Era("令和", "R", 5, date(2019, 5, 1), date.max),
)
# New year's days of 明治1–6年; the months before 明治6年 are those of 天保暦 and aren't converted.
_OLD_CALENDAR = (
    date(1868, 1, 25),
    date(1869, 2, 11),
    date(1870, 2, 1),
    date(1871, 2, 19),
    date(1872, 2, 9),
    NEW_CALENDAR,
)


@dataclass(frozen=True, slots=True)
class EraDate:
    """A day in parts, for forms with a box for each."""

    era: Era
    year: int
    month: int
    day: int

    @property
    def year_text(self) -> str:
        return self.era.year_text(self.year)


def to_era(d: date) -> EraDate:
    """The day in its era; the first day of an era belongs to the new one. DateError before 明治6年1月1日."""
    if d < NEW_CALENDAR:
        raise DateError("明治5年以前の日付は暦が違うため和暦に直せません。")
    era = next(e for e in reversed(ERAS) if e.first <= d)
    return EraDate(era, era.year_of(d), d.month, d.day)


def wareki(d: AnyDate, style: Style = "long", *, with_weekday: bool = False) -> str:
    """`d` in 和暦: long 令和8年8月1日, short R8.8.1, padded 令和 8年 8月 1日 (for lists).

    An uncertain date comes back as it was written, a day before 明治6年1月1日 in 西暦.
    """
    if isinstance(d, UncertainDate):
        return d.text
    if d < NEW_CALENDAR:
        return seireki(d, with_weekday=with_weekday)
    e = to_era(d)
    text = {
        "long": f"{e.era.name}{e.year_text}年{e.month}月{e.day}日",
        "short": f"{e.era.letter}{e.year}.{e.month}.{e.day}",
        "padded": f"{e.era.name}{_wide(e.year_text)}年{e.month:2}月{e.day:2}日",
    }[style]
    return text + _weekday(d, with_weekday)


def seireki(d: AnyDate, *, with_weekday: bool = False) -> str:
    """`d` in 西暦 (1970年3月1日); an uncertain date as it was written. For foreign residents' birth dates and
    the end of their stay (住民記録 1.1.9)."""
    if isinstance(d, UncertainDate):
        return d.text
    return f"{d.year}年{d.month}月{d.day}日" + _weekday(d, with_weekday)


def _wide(year: str) -> str:
    return year if year == "元" else f"{year:>2}"


def _weekday(d: date, wanted: bool) -> str:
    return f"（{WEEKDAYS[d.weekday()]}）" if wanted else ""
