"""Dates as staff, forms and core systems write them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.domain.dates import (
    DateError,
    UncertainDate,
    earliest,
    from_columns,
    latest,
    parse_date,
    parse_range,
    seireki,
    sort_key,
    wareki,
)

SINCE_1873 = st.dates(min_value=date(1873, 1, 1), max_value=date(2100, 12, 31))
WIDE = str.maketrans("0123456789/.-", "０１２３４５６７８９／．－")
THE_DAY = date(1970, 3, 1)


@pytest.mark.parametrize(
    "text",
    [
        "S45.3.1",
        "s45.3.1",
        "S45/3/1",
        "S.45.3.1",
        "昭和45年3/1",
        "S45-03-01",
        "S45 3 1",
        "S450301",
        "Ｓ４５．３．１",
        "昭和45年3月1日",
        "昭和 45年 3月 1日",
        "昭和四十五年三月一日",
        "昭和四五年三月一日",
        "昭45.3.1",
        "㍼45年3月1日",
        "昭和45.3.1",
        "昭和45年3月1日（日）",
        "昭和45年3月1日(日曜日)",
        "昭和45年3月1日生",
        "昭和45年3月1日生まれ",
        "1970-03-01",
        "1970/3/1",
        "1970.3.1",
        "1970年3月1日",
        "西暦1970年3月1日",
        "一九七〇年三月一日",
        "19700301",
        "１９７０年３月１日",
        "3450301",
        "3-450301",
    ],
)
def test_every_written_form_of_one_day(text: str) -> None:
    assert parse_date(text) == THE_DAY


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("明治6年1月1日", date(1873, 1, 1)),
        ("明治45年7月29日", date(1912, 7, 29)),
        ("明治45年7月30日", date(1912, 7, 30)),  # 住民記録 1.1.8 allows the double
        ("大正元年7月30日", date(1912, 7, 30)),
        ("大正15年12月25日", date(1926, 12, 25)),
        ("昭和元年12月25日", date(1926, 12, 25)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("平成元年1月8日", date(1989, 1, 8)),
        ("平成31年4月30日", date(2019, 4, 30)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("R1.5.1", date(2019, 5, 1)),
        ("R元.5.1", date(2019, 5, 1)),
        ("大正十年十月廿一日", date(1921, 10, 21)),
    ],
)
def test_eras_begin_and_end_on_their_days(text: str, day: date) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("昭和64年1月8日", "平成元年1月8日ではありませんか"),
        ("平成31年5月1日", "令和元年5月1日ではありませんか"),
        ("平成元年1月7日", "昭和64年1月7日ではありませんか"),
        ("大正元年7月29日", "明治45年7月29日ではありませんか"),
        ("昭和元年12月24日", "大正15年12月24日ではありませんか"),
        ("令和元年4月30日", "平成31年4月30日ではありませんか"),
        ("昭和65年1月1日", "昭和は64年まで"),
        ("昭和0年1月1日", "ありません"),
        ("昭和64年2月", "その月はありません"),
        ("昭和元年11月頃", "その月はありません"),
        ("45/3/1", "元号"),
        ("450301", "元号"),
        ("昭和45年13月1日", "13月"),
        ("昭和45年0月1日", "0月"),
        ("昭和45年2月30日", "ありません"),
        ("昭和45年4月31日", "ありません"),
        ("昭和45年4月32日", "32日"),
        ("0970/3/1", "4桁"),
        ("昭和45年3月1日（月）", "日曜日です"),
        ("令和8年3月10日から5日までの間", "終わりが始まりより前"),
        ("", "入力してください"),
        ("きのう", "読めません"),
        ("3/1/1970", "読めません"),
        ("昭和45年3月1日" * 20, "長すぎます"),
    ],
)
def test_what_can_not_be_is_refused_with_a_reason(text: str, words: str) -> None:
    with pytest.raises(DateError, match=words):
        parse_date(text)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [  # the fourteen forms of 住民記録システム標準仕様書 1.1.8, in its order
        ("令和8年頃", "2026-01-01", "2026-12-31"),
        ("令和8年3月頃", "2026-03-01", "2026-03-31"),
        ("令和8年3月5日頃", "2026-03-05", "2026-03-05"),
        ("推定令和8年3月5日", "2026-03-05", "2026-03-05"),
        ("推定令和8年3月", "2026-03-01", "2026-03-31"),
        ("令和8年春", "2026-03-01", "2026-05-31"),
        ("令和8年3月上旬", "2026-03-01", "2026-03-10"),
        ("令和8年3月中旬頃", "2026-03-11", "2026-03-20"),
        ("年月日不詳", None, None),
        ("令和8年　月日不詳", "2026-01-01", "2026-12-31"),
        ("令和8年03月　日不詳", "2026-03-01", "2026-03-31"),
        ("令和8年3月5日から4月8日頃までの間", "2026-03-05", "2026-04-08"),
        ("令和8年3月推定1日から10日までの間", "2026-03-01", "2026-03-10"),
        ("令和8年3月1日頃から10日頃までの間", "2026-03-01", "2026-03-10"),
        # what else is written
        ("令和7年2月下旬", "2025-02-21", "2025-02-28"),
        ("令和6年2月下旬", "2024-02-21", "2024-02-29"),
        ("令和8年3月初旬", "2026-03-01", "2026-03-10"),
        ("令和8年冬", "2026-01-01", "2026-12-31"),
        ("昭和45年", "1970-01-01", "1970-12-31"),
        ("S45", "1970-01-01", "1970-12-31"),
        ("S45.3", "1970-03-01", "1970-03-31"),
        ("1945年8月ごろ", "1945-08-01", "1945-08-31"),
        ("昭和64年", "1989-01-01", "1989-01-07"),
        ("令和元年", "2019-05-01", "2019-12-31"),
        ("昭和年月日不詳", "1926-12-25", "1989-01-07"),
        ("昭和不詳", "1926-12-25", "1989-01-07"),
        ("年月不詳", None, None),
        ("不明", None, None),
        ("年不詳3月1日", None, None),
        ("明治5年12月2日", "1872-02-09", "1872-12-31"),  # 天保暦
        ("昭和46年2月29日", "1971-02-28", "1971-03-01"),
        ("1900-02-29", "1900-02-28", "1900-03-01"),
        ("令和8年3月5日から同年4月8日まで", "2026-03-05", "2026-04-08"),
        ("令和7年12月30日から令和8年1月2日までの間", "2025-12-30", "2026-01-02"),
    ],
)
def test_uncertain_dates_keep_their_words_and_tell_their_days(
    text: str, low: str | None, high: str | None
) -> None:
    d = parse_date(text)
    assert isinstance(d, UncertainDate)
    assert (d.text, wareki(d), seireki(d), str(d)) == (text, text, text, text)
    assert [x.isoformat() if x else None for x in (d.earliest, d.latest)] == [low, high]


@given(SINCE_1873)
def test_what_is_written_can_be_read_back(day: date) -> None:
    for text in (
        wareki(day),
        wareki(day, "short"),
        wareki(day, "padded"),
        wareki(day, with_weekday=True),
        seireki(day, with_weekday=True),
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day:%Y/%m/%d}".translate(WIDE),
        wareki(day, "short").translate(WIDE),
    ):
        assert parse_date(text) == day
        assert parse_range(text) == (day, day)


@given(
    st.text(max_size=40)
    | st.text("昭和令平明治元年月日不詳頃推定春上中下旬から〜0123456789./ 一二十（水）", max_size=25)
)
def test_any_text_is_a_date_or_a_date_error(text: str) -> None:
    try:
        d = parse_date(text)
    except DateError:
        return
    low, high = earliest(d), latest(d)
    assert low is None or high is None or low <= high
    if not isinstance(d, UncertainDate):
        assert parse_range(text) in (None, (d, d))


@given(st.text(max_size=40))
def test_the_search_box_never_breaks(text: str) -> None:
    days = parse_range(text)
    assert days is None or days[0] <= days[1]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("S45", "1970-01-01", "1970-12-31"),
        ("S45.3", "1970-03-01", "1970-03-31"),
        ("S4503", "1970-03-01", "1970-03-31"),
        ("昭和45年3月1日", "1970-03-01", "1970-03-01"),
        ("19700301", "1970-03-01", "1970-03-01"),
        ("1970/3/1", "1970-03-01", "1970-03-01"),
        ("１９７０／３", "1970-03-01", "1970-03-31"),
        ("1970", "1970-01-01", "1970-12-31"),
        ("昭和46年2月30日", "1971-02-28", "1971-03-01"),
    ],
)
def test_the_search_box_reads_birth_dates(text: str, low: str, high: str) -> None:
    assert parse_range(text) == (date.fromisoformat(low), date.fromisoformat(high))


@pytest.mark.parametrize(
    "text", ["山田太郎", "6440002", "3450301", "0738", "9999", "12345", "年月日不詳", "薗350", ""]
)
def test_the_search_box_leaves_other_words_alone(text: str) -> None:
    assert parse_range(text) is None


class TestColumns:
    """The triple X / X_不詳フラグ / X_不詳表記 of the linkage layouts."""

    @given(st.dates(min_value=date(1000, 1, 1)))
    def test_a_calendar_day(self, day: date) -> None:
        assert from_columns(day.isoformat(), "0", "") == day
        assert from_columns(f"{day:%Y%m%d}".zfill(8), "", "") == day

    @pytest.mark.parametrize(
        ("value", "flag", "text", "words", "low", "high"),
        [
            ("1971-02-29", "0", "", "1971-02-29", "1971-02-28", "1971-03-01"),
            ("1971-04-31", "", "", "1971-04-31", "1971-04-30", "1971-05-01"),
            ("1970-00-00", "0", "", "1970-00-00", "1970-01-01", "1970-12-31"),
            ("1970-03-00", "0", "", "1970-03-00", "1970-03-01", "1970-03-31"),
            ("0000-00-00", "1", "", "0000-00-00", None, None),
            ("1945-08-01", "1", "昭和20年頃", "昭和20年頃", "1945-01-01", "1945-12-31"),
            ("1945-08-01", "true", "昭和20年　月日不詳", "昭和20年　月日不詳", "1945-01-01", "1945-12-31"),
            ("1945-08-01", "1", "戦災により不明", "戦災により不明", None, None),
            ("1945-08-01", "1", "", "1945-08-01", None, None),
            ("", "1", "年月日不詳", "年月日不詳", None, None),
            ("", "0", "昭和20年頃", "昭和20年頃", "1945-01-01", "1945-12-31"),
            ("", "1", "", "年月日不詳", None, None),
            ("1945-08-15", "1", "昭和20年8月15日", "昭和20年8月15日", "1945-08-15", "1945-08-15"),
        ],
    )
    def test_uncertain_ones(
        self, value: str, flag: str, text: str, words: str, low: str | None, high: str | None
    ) -> None:
        d = from_columns(value, flag, text)
        assert isinstance(d, UncertainDate)
        assert d.text == words
        assert [x.isoformat() if x else None for x in (d.earliest, d.latest)] == [low, high]

    @pytest.mark.parametrize(
        ("value", "flag"),
        [("", "0"), ("1970/3/1", "0"), ("1970-13-01", "0"), ("1970-01-32", "0"), ("1970-01-01", "2")],
    )
    def test_other_shapes_are_refused(self, value: str, flag: str) -> None:
        with pytest.raises(DateError):
            from_columns(value, flag, "")


class TestOrder:
    def test_the_order_of_a_list_of_dates(self) -> None:
        written = [
            "S45.3.1",
            "昭和45年3月1日頃",
            "昭和45年3月上旬",
            "昭和45年3月",
            "1970-03-02",
            "S46.1.1",
            "年月日不詳",
        ]
        dates = [parse_date(t) for t in written]
        dates.reverse()
        assert [str(d) for d in sorted(dates, key=sort_key)] == [
            "1970-03-01",
            *written[1:5],
            "1971-01-01",
            written[6],
        ]

    @given(st.lists(SINCE_1873))
    def test_exact_dates_sort_as_dates(self, days: list[date]) -> None:
        assert sorted(days, key=sort_key) == sorted(days)


def test_a_range_that_ends_before_it_begins_is_no_date() -> None:
    with pytest.raises(DateError):
        UncertainDate("x", date(2026, 1, 2), date(2026, 1, 1))


@given(SINCE_1873)
def test_the_next_day_is_a_later_text(day: date) -> None:
    assert wareki(day) != wareki(day + timedelta(days=1))
