"""Names in kana, to 住民記録システム標準仕様書 2.1.2."""

from __future__ import annotations

import jaconv
import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.domain.text import kana_key, kana_meets, kana_query

kana = st.text(
    alphabet=st.sampled_from(
        "アイウエオカガキギクグシジスズチヂツヅットドハバパホボポヴァィャュョワヲンーゴ・ "
    ),
    max_size=12,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ヤマダ", "ヤマタ"),
        ("パク", "ハク"),
        ("キヂマ", "キジマ"),
        ("ミヅノ", "ミズノ"),
        ("ヴァイ", "バイ"),
        ("ヴィ", "ビ"),
        ("ヴ", "ブ"),
        ("ヲダ", "オダ"),
        ("ハットリ", "ハツトリ"),
        ("リョウ", "リヨウ"),
        ("ジョージ", "ジョジ"),
        ("コウノ", "コオノ"),
        ("オウノ", "オオノ"),
        ("トウル", "トオル"),
        ("ヰトウ", "イトウ"),
        ("ウヱダ", "ウエダ"),
        ("ヤマダ　タロウ", "ヤマダタロウ"),
        ("メアリー−アン", "メアリアン"),
        ("メアリ・アン", "メアリアン"),
        ("わたなべ", "ワタナベ"),
        ("ﾜﾀﾅﾍﾞ", "ワタナベ"),
        ("か\u3099", "ガ"),
        ("Ａｎｎ", "ANN"),
    ],
)
def test_same_to_the_standard(one: str, other: str) -> None:
    assert kana_key(one) == kana_key(other)
    assert kana_meets(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("サトー", "サトウ"),
        ("セーコ", "セエコ"),
        ("オーノ", "オオノ"),
        ("ミヅノ", "ミツノ"),
        ("チヂワ", "チチワ"),
    ],
)
def test_also_meet(one: str, other: str) -> None:
    assert kana_meets(one, other)
    assert kana_meets(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("シバ", "チバ"), ("オノ", "オオノ"), ("オダ", "オオタ"), ("スズキ", "ツツキ"), ("カトウ", "サトウ")],
)
def test_different_names(one: str, other: str) -> None:
    assert not kana_meets(one, other)


def test_long_vowels_are_looked_for_both_ways() -> None:
    assert kana_query("サトー") == ("サト", "サトオ")
    assert kana_query("サトウ") == ("サトオ",)
    assert kana_query("ー") == ()


@given(kana)
def test_the_key_of_a_key_is_the_key(text: str) -> None:
    assert kana_key(kana_key(text)) == kana_key(text)


@given(kana)
def test_hiragana_and_half_width_have_the_same_key(text: str) -> None:
    assert kana_key(jaconv.kata2hira(text)) == kana_key(text)
    assert kana_key(jaconv.z2h(text, kana=True)) == kana_key(text)


@given(kana, st.sampled_from(" \u3000ー-－・|"), st.data())
def test_marks_and_spaces_dont_count(text: str, mark: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    vu = text[:at].endswith("ヴ") and text[at : at + 1] in tuple("ァィェォ")
    if not vu:
        assert kana_key(text[:at] + mark + text[at:]) == kana_key(text)
