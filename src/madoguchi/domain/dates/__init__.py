"""Dates of the counter: 和暦, uncertain dates, ages by law, deadlines, business days.

Written up in docs/design/dates.md.
"""

from .ages import (
    AgeRule,
    SchoolYear,
    Stage,
    age_on,
    at_least,
    birthday_in,
    check_born,
    fiscal_age,
    fiscal_year_end,
    fiscal_year_start,
    reaches,
    school_year,
    until_fiscal_year_end,
    within_fiscal_year_end,
)
from .business_days import Calendar, calendar_of, holiday_name, read_calendar
from .deadline_files import read_deadlines
from .deadlines import Deadline, DeadlineRule, Due, Kind, Limit, Roll, Unit, count, deadline, roll
from .eras import ERAS, Era, EraDate, seireki, to_era, wareki
from .parsing import from_columns, parse_date, parse_range
from .uncertain import AnyDate, DateError, UncertainDate, could_be, earliest, latest, sort_key

__all__ = [
    "ERAS",
    "AgeRule",
    "AnyDate",
    "Calendar",
    "DateError",
    "Deadline",
    "DeadlineRule",
    "Due",
    "Era",
    "EraDate",
    "Kind",
    "Limit",
    "Roll",
    "SchoolYear",
    "Stage",
    "UncertainDate",
    "Unit",
    "age_on",
    "at_least",
    "birthday_in",
    "calendar_of",
    "check_born",
    "could_be",
    "count",
    "deadline",
    "earliest",
    "fiscal_age",
    "fiscal_year_end",
    "fiscal_year_start",
    "from_columns",
    "holiday_name",
    "latest",
    "parse_date",
    "parse_range",
    "reaches",
    "read_calendar",
    "read_deadlines",
    "roll",
    "school_year",
    "seireki",
    "sort_key",
    "to_era",
    "until_fiscal_year_end",
    "wareki",
    "within_fiscal_year_end",
]
