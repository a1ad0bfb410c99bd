"""A newcomer as typed: one form of name and reading, births that can be, what a family shares typed once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest
from django.http import QueryDict

from madoguchi.apps.visits.newcomer_form import TypedNewcomer, read_newcomer
from madoguchi.apps.visits.types import Newcomer, Person
from madoguchi.domain.visits import Rules, load_rules

TODAY = date(2026, 11, 22)
AT = datetime(2026, 11, 22, tzinfo=UTC)
TYPED = {
    "name": "試験 太郎",
    "kana": "ｼｹﾝ たろう",
    "birth": "昭60.5.1",
    "sex": "1",
    "relationship": "世帯主",
    "resident_kind": "日本人",
}


@cache
def rules() -> Rules:
    return load_rules([Path(__file__).parents[3] / "packs" / "standard"])


def read(**typed: str) -> TypedNewcomer:
    posted = QueryDict(mutable=True)
    posted.update(TYPED | typed)
    return read_newcomer(posted, rules().catalogue, TODAY)


def test_name_and_reading_are_kept_in_one_form() -> None:
    typed = read()
    assert typed.errors == {}
    newcomer = typed.newcomer()
    assert (newcomer.name, newcomer.kana, newcomer.birth) == (
        "試験　太郎",
        "シケン　タロウ",
        date(1985, 5, 1),
    )
    assert not newcomer.kana_is_guess


def test_a_reading_that_nobody_looked_at_stays_a_guess_until_it_is_another() -> None:
    newcomer = read(kana_guessed="1").newcomer()
    assert newcomer.kana_is_guess
    assert TypedNewcomer.of("n1", newcomer).kana_guessed
    assert not Newcomer(kana="シケン　タアロウ", kana_guess=newcomer.kana_guess).kana_is_guess
    assert not read(kana="", kana_guessed="1").newcomer().kana_is_guess


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("name", "试験　太郎", "「试」（U+8BD5）は、文字情報基盤（MJ）にない文字です"),
        ("kana", "shiken", "カナだけ"),
        ("kana", "シケン", "両方入れてください"),
        ("birth", "R8.11.23", "今日より後"),
        ("birth", "令和9年頃", "今日より後"),
        ("birth", "M33.5.1", "125歳を超えています"),
        ("birth", "平成の頃", "日付として読めません"),
        ("birth", "60.5.1", "元号か4桁の西暦"),
        ("birth", "H31.5.1", "令和元年5月1日ではありませんか"),
        ("name", "　", "「氏名」を入れてください"),
    ],
)
def test_what_cannot_be_is_told_and_stays_in_the_form(field: str, typed: str, words: str) -> None:
    refused = read(**{field: typed})
    assert list(refused.errors) == [field]
    assert words in refused.errors[field]


def test_a_foreign_name_may_have_one_reading() -> None:
    assert read(name="王　小明", kana="ワンシャオミン", resident_kind="外国人").errors == {}


@pytest.mark.parametrize("birth", ["R8.11.22", "明治34年1月1日", "昭和20年頃", "昭和以下不詳"])
def test_births_that_can_be(birth: str) -> None:
    assert read(birth=birth).errors == {}


def after(*newcomers: Newcomer | None) -> dict[str, str]:
    persons = [Person(f"n{n}", None, one, AT) for n, one in enumerate(newcomers)]
    return {name: value for name, value in TypedNewcomer.after(persons).values.items() if value}


def test_the_first_is_mostly_the_head_and_the_next_begins_with_the_surname() -> None:
    head = Newcomer("試験　太郎", "シケン　タロウ", relationship="世帯主", resident_kind="日本人")
    assert after() == {"relationship": "世帯主"}
    assert after(head) == {"name": "試験　", "kana": "シケン　", "resident_kind": "日本人"}
    child = Newcomer("試験　桃", "シケン　モモ", relationship="子", resident_kind="日本人")
    assert after(head, child)["relationship"] == "子"


def test_a_foreign_family_shares_its_nationality_and_no_surname() -> None:
    liza = Newcomer("SHIKEN LIZA", "シケン　リサ", resident_kind="外国人", nationality="フィリピン")
    assert after(liza) == {"resident_kind": "外国人", "nationality": "フィリピン"}


def test_after_somebody_of_the_register_nothing_is_supposed() -> None:
    assert after(None) == {}
