"""The named functions from which the catalogue derives facts.

Each is pure. A plain one is called only if every input is known; if one doesn't apply, the result doesn't
either. A `lenient` one sees UNKNOWN and NOT_APPLICABLE and answers as soon as it can (Kleene's three-valued
logic): one member known to have a dog is enough, whatever the others are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, cast

from .. import dates
from ..dates import AgeRule, AnyDate
from .values import NOT_APPLICABLE, UNKNOWN, FactType, FactValue


@dataclass(frozen=True, slots=True)
class Given:
    """What a function works on: its inputs in order, the catalogue's `with`, the day of the case."""

    values: Sequence[FactValue]
    params: Mapping[str, Any]
    on: date


Call = Callable[[Given], Any]
_B, _I, _S, _D = FactType.BOOLEAN, FactType.INTEGER, FactType.STRING, FactType.UNCERTAIN_DATE
_ANY = frozenset(FactType)
_DATES = frozenset({FactType.DATE, FactType.UNCERTAIN_DATE})
_NUMBERS = frozenset({FactType.INTEGER, FactType.DECIMAL})
_WORDS = frozenset({FactType.STRING, FactType.ENUMERATION})


@dataclass(frozen=True, slots=True)
class Function:
    """A derivation by name.

    `takes`: allowed types of its inputs; `least`, `most`: how many; `params`: name → type of what the
    catalogue must give under `with`; `over_members`: inputs may be `members.…`, one value for each member.
    """

    name: str
    call: Call
    takes: frozenset[FactType]
    gives: FactType
    least: int = 1
    most: int = 1
    params: Mapping[str, type] = field(default_factory=dict)
    lenient: bool = False
    over_members: bool = False


FUNCTIONS: dict[str, Function] = {}


def _register(name: str, takes: frozenset[FactType], gives: FactType, **rest: Any) -> Callable[[Call], Call]:
    def keep(call: Call) -> Call:
        FUNCTIONS[name] = Function(name, call, takes, gives, **rest)
        return call

    return keep


def _unknown_if_none(value: Any) -> Any:
    return UNKNOWN if value is None else value


@_register("age", _DATES, _I, params={"rule": str})
def _age(g: Given) -> Any:
    """Full years; rule birthday or day_before."""
    return _unknown_if_none(dates.age_on(_day(g), g.on, cast(AgeRule, g.params["rule"])))


@_register("at_least_age", _DATES, _B, params={"age": int, "rule": str})
def _at_least_age(g: Given) -> Any:
    return _unknown_if_none(dates.at_least(_day(g), g.params["age"], g.on, g.params["rule"]))


@_register("within_fiscal_year_end", _DATES, _B, params={"age": int})
def _within_fiscal_year_end(g: Given) -> Any:
    """N歳に達する日以後の最初の3月31日まで."""
    return _unknown_if_none(dates.within_fiscal_year_end(_day(g), g.params["age"], g.on))


@_register("fiscal_age", _DATES, _I)
def _fiscal_age(g: Given) -> Any:
    return _unknown_if_none(dates.fiscal_age(_day(g), g.on))


@_register("school_stage", _DATES, FactType.ENUMERATION)
def _school_stage(g: Given) -> Any:
    """就学前, 小, 中, 高校年代, 大学生年代 or 以後, by age alone (学校教育法17条)."""
    year = dates.school_year(_day(g), g.on)
    return UNKNOWN if year is None else year.stage.value


@_register("school_grade", _DATES, _I)
def _school_grade(g: Given) -> Any:
    year = dates.school_year(_day(g), g.on)
    if year is None:
        return UNKNOWN
    return year.grade or NOT_APPLICABLE


@_register("on_or_before", _DATES, _B, least=2, most=2)
def _on_or_before(g: Given) -> Any:
    """Whether the first day isn't after the second; unknown where two uncertain dates overlap."""
    first, second = cast(AnyDate, g.values[0]), cast(AnyDate, g.values[1])
    latest, earliest = dates.latest(first), dates.earliest(second)
    if latest and earliest and latest <= earliest:
        return True
    earliest, latest = dates.earliest(first), dates.latest(second)
    return False if earliest and latest and earliest > latest else UNKNOWN


@_register("within_days", _DATES, _B, least=2, most=2, params={"days": int})
def _within_days(g: Given) -> Any:
    """Whether the second day is at most so many days after the first (翌日起算); unknown where uncertain dates
    leave it open."""
    start, done = cast(AnyDate, g.values[0]), cast(AnyDate, g.values[1])
    first, last = dates.earliest(start), dates.latest(start)
    early, late = dates.earliest(done), dates.latest(done)
    if first and late and late <= dates.count(first, g.params["days"]):
        return True
    return False if last and early and early > dates.count(last, g.params["days"]) else UNKNOWN


@_register("age_between", _DATES, _B, params={"from_months": int, "to_months": int})
def _age_between(g: Given) -> Any:
    """Whether the child is so many months old and not yet so many (生後6か月から満3歳未満)."""
    low, high = dates.earliest(_day(g)), dates.latest(_day(g))
    if low is None or high is None:
        return UNKNOWN
    answers = {_months_old(day, g.on, g.params) for day in (low, high)}
    return answers.pop() if len(answers) == 1 else UNKNOWN


def _months_old(birth: date, on: date, params: Mapping[str, Any]) -> bool:
    first, end = (dates.count(birth, params[key], dates.Unit.MONTHS) for key in ("from_months", "to_months"))
    return first <= on < end


@_register("equals", _ANY, _B, params={"value": object})
def _equals(g: Given) -> Any:
    return g.values[0] == g.params["value"]


@_register("not_equals", _ANY, _B, params={"value": object})
def _not_equals(g: Given) -> Any:
    return g.values[0] != g.params["value"]


@_register("one_of", _WORDS | _NUMBERS, _B, params={"values": list})
def _one_of(g: Given) -> Any:
    return g.values[0] in g.params["values"]


@_register("same", _ANY, _B, least=2, most=2)
def _same(g: Given) -> Any:
    return g.values[0] == g.values[1]


@_register("at_least", _NUMBERS, _B, params={"number": int})
def _at_least(g: Given) -> Any:
    return cast(int | Decimal, g.values[0]) >= g.params["number"]


@_register("at_most", _NUMBERS, _B, params={"number": int})
def _at_most(g: Given) -> Any:
    return cast(int | Decimal, g.values[0]) <= g.params["number"]


@_register("is_known", _ANY, _B, lenient=True)
def _is_known(g: Given) -> Any:
    """Whether anything is known at all (受給の有無が前方連携に無い等)."""
    return g.values[0] is not UNKNOWN


@_register("not", frozenset({_B}), _B)
def _not(g: Given) -> Any:
    return not g.values[0]


@_register("any", frozenset({_B}), _B, least=1, most=50, lenient=True, over_members=True)
def _any(g: Given) -> Any:
    """True if one is; what doesn't apply isn't; unknown if only an unknown could be."""
    if True in g.values:
        return True
    return UNKNOWN if UNKNOWN in g.values else False


@_register("all", frozenset({_B}), _B, least=1, most=50, lenient=True, over_members=True)
def _all(g: Given) -> Any:
    """False if one is; what doesn't apply is left out; true for nobody."""
    if False in g.values:
        return False
    return UNKNOWN if UNKNOWN in g.values else True


@_register("count", frozenset({_B}), _I, lenient=True, over_members=True)
def _count(g: Given) -> Any:
    """How many are true; unknown if one is unknown."""
    return UNKNOWN if UNKNOWN in g.values else sum(v is True for v in g.values)


@_register("count_at_least", frozenset({_B}), _B, params={"number": int}, lenient=True, over_members=True)
def _count_at_least(g: Given) -> Any:
    """Answers as soon as the known ones decide."""
    sure, open_ = sum(v is True for v in g.values), sum(v is UNKNOWN for v in g.values)
    if sure >= g.params["number"]:
        return True
    return UNKNOWN if sure + open_ >= g.params["number"] else False


@_register("join", _WORDS, _S, least=1, most=20, params={"by": str}, lenient=True)
def _join(g: Given) -> Any:
    """Texts one after another; parts that don't apply or are empty are left out."""
    if UNKNOWN in g.values:
        return UNKNOWN
    return str(g.params["by"]).join(v for v in g.values if isinstance(v, str) and v)


def _day(g: Given) -> AnyDate:
    return cast(AnyDate, g.values[0])
