"""Reading dates as staff, forms and core systems write them.

Everything that the register standard lets a core system hold is read (住民記録システム標準仕様書 1.1.8:
calendar days, the fourteen forms of 不詳日, 2月29日 in a common year, 明治45年7月30日, 大正15年12月25日).
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

from .eras import ERAS, WEEKDAYS, Era, wareki
from .uncertain import AnyDate, DateError, UncertainDate

OLDEST, NEWEST = 1868, 2100  # years of birth that the search box believes
MAX_LENGTH = 100  # the register's 不詳表記 has 72

_SEP = r"[./,・-]"
_ERA = r"(?P<era>明治|大正|昭和|平成|令和|[明大昭平令]|[MTSHR])"
_YEAR = rf"(?:{_ERA}\.?(?P<era_year>元|\d{{1,2}})|(?:西暦)?(?P<western>\d{{4}}))"
_UNKNOWN = "(?:不詳|不明)"
_COMPACT = re.compile(rf"{_ERA}(?P<era_year>\d\d)(?P<month>\d\d)(?P<day>\d\d)?|"
                      r"(?P<western>\d{4})(?P<m2>\d\d)(?P<d2>\d\d)")  # fmt: skip
_ERA_CODE = re.compile(r"(?P<code>[1-5])-?(?P<year>\d\d)(?P<month>\d\d)(?P<day>\d\d)")
_WRITTEN = re.compile(
    rf"{_YEAR}(?:(?:年|{_SEP})(?:(?P<month>\d{{1,2}})"
    rf"(?:(?:月|{_SEP})(?:(?P<day>\d{{1,2}})日?|(?P<third>[上初中下])旬)?)?|(?P<season>[春夏秋冬]))?)?"
    rf"(?P<unknown>(?:月日|月|日)?{_UNKNOWN})?"
)
_NOTHING = re.compile(rf"(?:生?年月日|年月|年)?{_UNKNOWN}|年{_UNKNOWN}\d{{1,2}}月\d{{1,2}}日")
_ERA_ONLY = re.compile(rf"{_ERA}(?:年月日|年月|年|以下)?{_UNKNOWN}")
_BETWEEN = re.compile(r"(?P<a>.+?)頃?(?:から|~)(?P<b>.+?)頃?(?:まで)?(?:の間)?")
_WEEKDAY = re.compile(rf"(?:\((?P<a>[{WEEKDAYS}])(?:曜日?)?\)|(?P<b>[{WEEKDAYS}])曜日?)$")
_KANJI_NUMBER = re.compile(r"[〇零一二三四五六七八九十廿卅百千壱弐参拾]+(?=[年月日])")
_NO_ERA = re.compile(rf"\d{{1,2}}(?:年|{_SEP})\d{{1,2}}(?:月|{_SEP})\d{{1,2}}日?|\d{{6}}")
_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "壱": 1, "弐": 2, "参": 3}
_TENS = {"十": 10, "拾": 10, "百": 100, "千": 1000}
_THIRDS = {"上": (1, 10), "初": (1, 10), "中": (11, 20), "下": (21, 31)}
_SEASONS = {
    "春": (3, 5),
    "夏": (6, 8),
    "秋": (9, 11),
    "冬": (1, 12),
}  # a winter can lie at both ends of a year


@dataclass(frozen=True, slots=True)
class _Reading:
    """The days a text can mean; `exact` if it names one calendar day without doubt."""

    low: date | None
    high: date | None
    exact: bool = False


def parse_date(text: str) -> AnyDate:
    """Read one date in any written form, 和暦 or 西暦. Raises DateError with words for staff.

    A text that names no single calendar day (昭和45年, 頃, 上旬, 不詳, 2/29 in a common year) gives an
    UncertainDate with the text kept. Two-digit years without an era are refused, never guessed. 7 digits are
    read as 元号コード and 和暦 (3450301), as core-system keypads write them.
    """
    return _result(text, _read(text, lenient=False, era_code=True))


def from_columns(value: str, uncertain_flag: str, uncertain_text: str) -> AnyDate:
    """The date of a layout's triple X / X_不詳フラグ / X_不詳表記 (`value`: yyyy-mm-dd or yyyymmdd).

    Days outside the calendar (1971-02-29) and zeros for unknown parts (1970-00-00) become uncertain. If the
    flag is set, `value` is only the sender's stand-in: the 不詳表記 says which days are possible, and one
    that can't be read leaves them open. Raises DateError if nothing is there or a column has another shape.
    """
    value, text = value.strip(), uncertain_text.strip()
    if _flag(uncertain_flag) or (text and not value):
        return _uncertain_column(value, text)
    if not value:
        raise DateError("日付がありません。")
    try:
        return _result(value, _read_column(value))
    except DateError:
        raise DateError("日付の列が yyyy-mm-dd の日付ではありません。") from None


def parse_range(text: str) -> tuple[date, date] | None:
    """The days that a word of the search box can mean as a birth date, both inclusive, or None.

    S45 and 1970 are the whole year, S45.3 the month, S45.3.1 the day. A number can be something else as well
    (1970 a house number, 19700301 a resident's): this is one reading beside the others. Never raises.
    """
    try:
        reading = _read(text, lenient=True, era_code=False)
    except DateError:
        return None
    if not reading.low or not reading.high or not OLDEST <= reading.low.year <= NEWEST:
        return None
    return reading.low, reading.high


def _result(text: str, reading: _Reading) -> AnyDate:
    if reading.exact and reading.low:
        return reading.low
    return UncertainDate(text.strip(), reading.low, reading.high)


def _flag(text: str) -> bool:
    word = text.strip().lower()
    if word in ("", "0", "false", "f"):
        return False
    if word in ("1", "true", "t"):
        return True
    raise DateError("不詳フラグは 0 か 1 です。")


def _uncertain_column(value: str, text: str) -> UncertainDate:
    reading = _Reading(None, None)
    try:
        reading = _read(text, lenient=True, era_code=False) if text else _read_column(value)
    except DateError:
        pass  # the notation is kept as it is; no days can be told from it
    else:
        if not text and reading.exact:  # a stand-in day: the sender says that it isn't known
            reading = _Reading(None, None)
    return UncertainDate(text or value or "年月日不詳", reading.low, reading.high)


def _read_column(value: str) -> _Reading:
    match = re.fullmatch(r"(\d{4})-?(\d\d)-?(\d\d)", value)
    if not match:
        raise DateError("日付の列は yyyy-mm-dd の形です。")
    year, month, day = (int(g) for g in match.groups())
    if not year:
        return _Reading(None, None)
    if not month:
        return _Reading(date(year, 1, 1), date(year, 12, 31))
    return _month(year, month) if not day else _day(year, month, day, lenient=True)


def normalise(text: str) -> str:
    """Half width, one kind of dash, Arabic numbers, no spaces (between digits they become dots)."""
    text = unicodedata.normalize("NFKC", text).strip()
    text = re.sub(r"[‐‑‒–—―−ー]", "-", text)
    text = re.sub(r"(?<=\d)\s+(?=\d)", ".", text)
    text = re.sub(r"\s+", "", text).upper()
    text = re.sub("ごろ|ころ", "頃", text)
    return _KANJI_NUMBER.sub(lambda m: str(_kanji_number(m[0])), text)


def _kanji_number(text: str) -> int:
    """四十五 → 45, 一九七〇 → 1970, 廿一 → 21."""
    text = text.replace("廿", "二十").replace("卅", "三十")
    if not _TENS.keys() & set(text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total, digit = 0, None
    for c in text:
        if c in _TENS:
            total, digit = total + (1 if digit is None else digit) * _TENS[c], None
        else:
            digit = _DIGITS[c]
    return total + (digit or 0)


def _read(text: str, *, lenient: bool, era_code: bool) -> _Reading:
    if not text.strip():
        raise DateError("日付を入力してください。")
    if len(text) > MAX_LENGTH:
        raise DateError(f"日付が長すぎます（{MAX_LENGTH}文字まで）。")
    plain = re.sub("(?:生まれ|うまれ|生)$", "", normalise(text))
    reading = _read_code(plain) if era_code else None
    return reading or _read_plain(plain, lenient=lenient)


def _read_code(plain: str) -> _Reading | None:
    match = _ERA_CODE.fullmatch(plain)
    if not match:
        return None
    era = next(e for e in ERAS if e.code == int(match["code"]))
    return _era_day(era, int(match["year"]), int(match["month"]), int(match["day"]), lenient=False)


def _read_plain(plain: str, *, lenient: bool) -> _Reading:
    if _NOTHING.fullmatch(plain):
        return _Reading(None, None)
    if match := _ERA_ONLY.fullmatch(plain):
        era = _era(match["era"])
        return _Reading(era.first, era.last)
    if ("から" in plain or "~" in plain) and (match := _BETWEEN.fullmatch(plain)):
        return _between(match["a"], match["b"], lenient=lenient)
    return _vague(plain, lenient=lenient)


def _vague(plain: str, *, lenient: bool) -> _Reading:
    """Take 推定, 頃 and a weekday off, read the rest."""
    core = plain.replace("(推定)", "推定")
    vague = core.startswith(("推定", "およそ", "約")) or core.endswith(("推定", "頃"))
    core = re.sub("^(?:推定|およそ|約)|(?:推定|頃)$", "", core)
    weekday = _WEEKDAY.search(core)
    reading = _written(core[: weekday.start()] if weekday else core, lenient=lenient)
    if weekday and reading.low and reading.exact:
        _check_weekday(reading.low, weekday["a"] or weekday["b"])
    return replace(reading, exact=reading.exact and not vague)


def _check_weekday(day: date, written: str) -> None:
    actual = WEEKDAYS[day.weekday()]
    if actual != written:
        raise DateError(f"{wareki(day)}は{actual}曜日です（{written}曜日と書かれています）。")


def _between(a: str, b: str, *, lenient: bool) -> _Reading:
    """…から…まで: what the end leaves out (年, 月) is that of the start."""
    a = re.sub("推定", "", a)
    b = re.sub("^同[年月日]|推定", "", b)
    lead = re.match(rf"(?P<year>{_YEAR}(?:年|{_SEP}))(?P<month>\d{{1,2}}(?:月|{_SEP}))?", a)
    if lead and re.fullmatch(r"\d{1,2}日", b):
        b = f"{lead['year']}{lead['month'] or ''}{b}"
    elif lead and re.match(r"\d{1,2}月", b):
        b = lead["year"] + b
    start, end = _written(a, lenient=lenient), _written(b, lenient=lenient)
    if start.low and end.high and start.low > end.high:
        raise DateError("期間の終わりが始まりより前です。")
    return _Reading(start.low, end.high)


def _written(core: str, *, lenient: bool) -> _Reading:
    match = _COMPACT.fullmatch(core)
    if match:
        parts = match.groupdict()
        parts["month"], parts["day"] = parts["month"] or parts["m2"], parts["day"] or parts["d2"]
        return _parts(parts, lenient=lenient)
    match = _WRITTEN.fullmatch(core)
    if match:
        return _parts(match.groupdict(), lenient=lenient)
    if _NO_ERA.fullmatch(core):
        raise DateError("元号か4桁の西暦を付けてください（例: S45.3.1、1970/3/1）。")
    raise DateError("日付として読めません（例: 昭和45年3月1日、S45.3.1、1970/3/1、昭和45年頃）。")


def _parts(parts: dict[str, str | None], *, lenient: bool) -> _Reading:
    month, day = _int(parts.get("month")), _int(parts.get("day"))
    if month is not None and not 1 <= month <= 12:
        raise DateError(f"{month}月という月はありません。")
    if day is not None and not 1 <= day <= 31:
        raise DateError(f"{day}日という日はありません。")
    if parts.get("era"):
        era, era_year = _era(str(parts["era"])), str(parts["era_year"])
        year = 1 if era_year == "元" else int(era_year)
        if month and day:
            return _era_day(era, year, month, day, lenient=lenient)
        return _clip(_western(era.first.year + year - 1, parts, lenient=lenient), era, year)
    return _western(int(str(parts["western"])), parts, lenient=lenient)


def _western(year: int, parts: dict[str, str | None], *, lenient: bool) -> _Reading:
    """A year of 西暦 with what else was written."""
    if year < 1000:
        raise DateError("年は4桁の西暦か元号で書いてください。")
    month, day, third, season = (
        _int(parts.get("month")),
        _int(parts.get("day")),
        parts.get("third"),
        parts.get("season"),
    )
    if month and day:
        return _day(year, month, day, lenient=lenient)
    if month and third:
        first, last = _THIRDS[third]
        return _Reading(date(year, month, first), date(year, month, min(last, monthrange(year, month)[1])))
    if month:
        return _month(year, month)
    first, last = _SEASONS[season] if season else (1, 12)
    return _Reading(date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def _month(year: int, month: int) -> _Reading:
    if not 1 <= month <= 12:
        raise DateError(f"{month}月という月はありません。")
    return _Reading(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def _day(year: int, month: int, day: int, *, lenient: bool) -> _Reading:
    """A day. One that the calendar doesn't have lies between its neighbours (2/29: 2/28–3/1); typed by hand
    only 2/29 is taken for such a day, everything else for a slip."""
    whole = _month(year, month)
    if whole.low and 1 <= day <= monthrange(year, month)[1]:
        only = whole.low.replace(day=day)
        return _Reading(only, only, exact=True)
    if whole.high and day <= 31 and (lenient or (month, day) == (2, 29)):
        return _Reading(whole.high, whole.high + timedelta(days=1))
    raise DateError(f"{year}年{month}月{day}日という日はありません。")


def _era_day(era: Era, year: int, month: int, day: int, *, lenient: bool) -> _Reading:
    span = era.span(year)
    if era.name == "明治" and year < 6:
        return _Reading(*span)  # months of 天保暦: only the year can be told
    reading = _day(era.first.year + year - 1, month, day, lenient=lenient)
    if reading.low and not era.first <= reading.low <= era.last:
        written = f"{era.name}{era.year_text(year)}年{month}月{day}日"
        raise DateError(f"{written}という日はありません。{wareki(reading.low)}ではありませんか。")
    return reading


def _clip(reading: _Reading, era: Era, year: int) -> _Reading:
    """Only the part of a month or year that lies in the era (昭和64年: seven days)."""
    first, last = era.span(year)
    if era.name == "明治" and year < 6:
        return _Reading(first, last)
    low, high = max(reading.low or first, first), min(reading.high or last, last)
    if low > high:
        raise DateError(f"{era.name}{era.year_text(year)}年にその月はありません。")
    return replace(reading, low=low, high=high)


def _era(text: str) -> Era:
    return next(e for e in ERAS if text in (e.name, e.name[0], e.letter))


def _int(text: str | None) -> int | None:
    return int(text) if text else None
