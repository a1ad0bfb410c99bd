"""Ages as the laws count them.

年齢計算ニ関スル法律 and 民法143条: the day of birth counts as the first day, so an age is reached at the end
of the day *before* the birthday; laws that say 「N歳に達した日」 mean that day (65歳: 介護保険法; 18歳年度末:
児童手当法3条; school: 学校教育法17条). Rule `day_before`. 後期高齢者医療 counts 75歳 from the birthday
itself, and so does everyday speech. Rule `birthday`.
"""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from enum import StrEnum
from typing import Literal

from .uncertain import AnyDate, DateError, earliest, latest

AgeRule = Literal["birthday", "day_before"]


def birthday_in(birth: date, year: int) -> date:
    """The birthday in that year; 3月1日 for 2月29日 in a common year."""
    if year > MAXYEAR:
        return date.max  # nobody's birthday, but the comparisons around it hold
    if (birth.month, birth.day) == (2, 29) and not isleap(year):
        return date(year, 3, 1)
    return birth.replace(year=year)


def reaches(birth: date, age: int, rule: AgeRule = "birthday") -> date:
    """The day on which `age` is reached: the birthday, or the day before it."""
    return birthday_in(birth, birth.year + age) - timedelta(days=rule == "day_before")


def age_on(birth: AnyDate, on: date, rule: AgeRule = "birthday") -> int | None:
    """Full years on that day. None if `birth` is uncertain and it matters, or lies after `on`."""
    low, high = earliest(birth), latest(birth)
    if low is None or high is None or high > on:
        return None
    oldest, youngest = _years(low, on, rule), _years(high, on, rule)
    return oldest if oldest == youngest else None


def _years(birth: date, on: date, rule: AgeRule) -> int:
    years = on.year - birth.year
    if on >= reaches(birth, years + 1, rule):  # 1月1日 births reach an age on 12月31日
        return years + 1
    return years if on >= reaches(birth, years, rule) else years - 1


def at_least(birth: AnyDate, age: int, on: date, rule: AgeRule = "birthday") -> bool | None:
    """Whether `age` is reached on that day; None if `birth` is too uncertain to say."""
    low, high = earliest(birth), latest(birth)
    if high is not None and on >= reaches(high, age, rule):
        return True
    if low is not None and on < reaches(low, age, rule):
        return False
    return None


def fiscal_year_end(day: date) -> date:
    """The first 3月31日 on or after the day."""
    return date(day.year + (day.month > 3), 3, 31)


def fiscal_year_start(day: date) -> date:
    """The 4月1日 that begins the fiscal year of the day."""
    return date(day.year - (day.month < 4), 4, 1)


def until_fiscal_year_end(birth: AnyDate, age: int) -> date | None:
    """The last day of 「N歳に達する日以後の最初の3月31日まで」; births on 4月1日 belong to the year before.

    None if `birth` is too uncertain to say.
    """
    low, high = earliest(birth), latest(birth)
    if low is None or high is None:
        return None
    first = fiscal_year_end(reaches(low, age, "day_before"))
    return first if first == fiscal_year_end(reaches(high, age, "day_before")) else None


def within_fiscal_year_end(birth: AnyDate, age: int, on: date) -> bool | None:
    """Whether the day lies in 「N歳年度末まで」 (18: 児童手当, 22: 多子加算).

    None if `birth` is too uncertain to say or lies after the day.
    """
    low, high = earliest(birth), latest(birth)
    if high is not None and high <= on and low is not None:
        answers = {on <= fiscal_year_end(reaches(d, age, "day_before")) for d in (low, high)}
        return answers.pop() if len(answers) == 1 else None
    return None


def fiscal_age(birth: AnyDate, on: date) -> int | None:
    """年度年齢: the age that decides the school year and the nursery class.

    It is the age on the 4月1日 that begins the fiscal year of `on`, births on that day included; 0 in the
    fiscal year of birth too. None if uncertain or not yet born.
    """
    low, high = earliest(birth), latest(birth)
    if low is None or high is None or high > on:
        return None
    start = fiscal_year_start(on)
    oldest, youngest = _years(low, start, "birthday"), _years(high, start, "birthday")
    return max(oldest, 0) if oldest == youngest else None


class Stage(StrEnum):
    """School stages by age alone (学校教育法17条); who really attends which school is another fact."""

    PRESCHOOL = "就学前"
    PRIMARY = "小"
    LOWER_SECONDARY = "中"
    UPPER_SECONDARY_AGE = "高校年代"
    UNIVERSITY_AGE = "大学生年代"
    ADULT = "以後"


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """A stage and the year in it (小, 1); grade 0 before school and after."""

    stage: Stage
    grade: int

    def __str__(self) -> str:
        return (
            f"{self.stage}{self.grade}"
            if self.stage in (Stage.PRIMARY, Stage.LOWER_SECONDARY)
            else self.stage
        )


def school_year(birth: AnyDate, on: date) -> SchoolYear | None:
    """The school year by law on that day: 小1 begins on the first 4月1日 after the day on which 6 is reached
    (学校教育法17条1項), so births on 4月1日 enter with those of the March before. None if uncertain."""
    age = fiscal_age(birth, on)
    if age is None:
        return None
    for stage, first, last in (
        (Stage.PRIMARY, 6, 11),
        (Stage.LOWER_SECONDARY, 12, 14),
        (Stage.UPPER_SECONDARY_AGE, 15, 17),
        (Stage.UNIVERSITY_AGE, 18, 21),
    ):
        if first <= age <= last:
            return SchoolYear(stage, age - first + 1)
    return SchoolYear(Stage.PRESCHOOL if age < 6 else Stage.ADULT, 0)


def check_born(birth: AnyDate, on: date) -> None:
    """Raises DateError if nobody born then can be alive yet on that day."""
    low = earliest(birth)
    if low is not None and low > on:
        raise DateError("生年月日が基準日より後の日付です。")
