"""Names in kanji: who is found by whom."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.domain.text import clusters, name_contains, name_key, name_query, names_meet, table

MEET = "髙高 﨑崎 嵜崎 邉辺 邊辺 邉邊 齋斎 齊斉 𠮷吉 濵浜 濱浜 澤沢 廣広 島嶋 嶌島 富冨".split()  # noqa: SIM905
MEET += "曾曽 德徳 惠恵 龍竜 瀧滝 眞真 桒桑 渕淵".split()  # noqa: SIM905
APART = ["斎斉", "齋齊", "斎齊", "齋斉", "渡邉", "崎埼", "高橋", "吉桔"]

SPELLINGS = tuple(spelling for spelling, _ in table().sequences())
VARIANTS = (
    *"髙高﨑崎嵜邉辺邊齋斎齊斉𠮷吉濵浜濱澤沢廣広島嶋嶌富冨曾曽德徳渡田佐々木\ufa19神",
    *("邉\U000e0112", "辺\U000e0101", "葛\U000e0102", "葛\U000e0100"),
)
names = st.lists(st.sampled_from(VARIANTS) | st.sampled_from(SPELLINGS), min_size=1, max_size=6).map("".join)
parts = st.lists(st.sampled_from(VARIANTS), min_size=1, max_size=3).map("".join)


@pytest.mark.parametrize("pair", MEET)
def test_variants_of_a_character_meet_both_ways(pair: str) -> None:
    assert names_meet(pair[0], pair[1])
    assert names_meet(pair[1], pair[0])
    assert name_key(pair[0]) in name_query(pair[1])


@pytest.mark.parametrize("pair", APART)
def test_different_characters_stay_apart(pair: str) -> None:
    assert not names_meet(pair[0], pair[1])
    assert name_key(pair[0]) not in name_query(pair[1])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("渡邉\U000e0112", "渡辺"),  # a character with a selector has its base's keys
        ("渡邉\U000e0112", "渡邉"),
        ("渡邉\U000e0112", "渡邉\U000e0110"),
        ("葛\U000e0100西", "葛西"),  # Adobe-Japan1, unknown to the MJ list
        ("神\ufe00崎", "神﨑"),
        ("\ufa19田", "神田"),
        ("髙 橋\u3000一郎", "高橋一郎"),
        ("三ヶ島", "三ケ島"),
        ("ＳＭＩＴＨ　John", "Smith JOHN"),
        ("ﾊﾟﾄﾘｯｸ", "パトリック"),
        ("⼭⽥", "山田"),  # radicals, as copied out of some PDF files
        ("\U0001b002や", "あや"),  # 変体仮名
    ],
)
def test_names_meet(one: str, other: str) -> None:
    assert names_meet(one, other)
    assert names_meet(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("渡邉", "渡"), ("", "渡"), ("斎藤", "斉藤"), ("さくら", "サクラ"), ("渡辺", "辺渡")]
)
def test_names_stay_apart(one: str, other: str) -> None:
    assert not names_meet(one, other)
    assert not names_meet(other, one)


@pytest.mark.parametrize("chain", ["帰歸皈", "叙敍敘", "砿礦鑛", "世丗卅", "弁辨辧"])
def test_the_relation_is_not_transitive(chain: str) -> None:
    one, between, other = chain
    assert names_meet(one, between)
    assert names_meet(between, other)
    assert not names_meet(one, other)
    assert not any(key in name_key(one) for key in name_query(other))


def _found_by(spelling: str) -> set[str]:
    """The definition of the issue, straight from the map: base, targets one hop away, and the base's own."""
    rows = table().substitutions(spelling)
    tables = ("JIS包摂規準UCS統合規則", "戸籍統一文字情報_親字正字")
    targets = {row.target for row in rows if row.table in tables and row.rank <= 1}
    return {spelling[0]} | targets | (_found_by(spelling[0]) if len(spelling) > 1 else set())


@given(st.sampled_from(SPELLINGS), st.data())
def test_characters_meet_exactly_if_their_key_sets_overlap(one: str, data: st.DataObject) -> None:
    near = st.sampled_from(sorted(_found_by(one))) | st.sampled_from(VARIANTS)
    other = data.draw(near | st.sampled_from(SPELLINGS))
    if not _is_old_kana(one) and not _is_old_kana(other):
        assert names_meet(one, other) == (not _found_by(one).isdisjoint(_found_by(other)))


def _is_old_kana(spelling: str) -> bool:
    return 0x1B000 <= ord(spelling[0]) < 0x1B130


@given(names, parts)
def test_the_query_finds_exactly_the_names_that_contain_it(name: str, part: str) -> None:
    found = any(alternative in name_key(name) for alternative in name_query(part))
    assert found == name_contains(name, part)


@given(names)
def test_a_name_is_found_by_itself_and_by_each_of_its_parts(name: str) -> None:
    assert names_meet(name, name)
    assert name_query(name)[0] in name_key(name)
    assert all(any(a in name_key(name) for a in name_query(part)) for part in clusters(name))


@given(st.text(max_size=80))
def test_any_text_has_a_key_and_few_alternatives(text: str) -> None:
    key = name_key(text)
    assert len(key) <= len(text)
    assert len(name_query(text)) <= 64
    assert all(alternative for alternative in name_query(text))


def test_a_query_with_too_many_alternatives_still_misses_nobody() -> None:
    many = "邉齊島邉齊島邉齊"
    alternatives = name_query(many)
    assert len(alternatives) <= 64
    assert any(alternative in name_key("辺斉嶋邊齊嶌邉齊") for alternative in alternatives)


def test_keys_never_leave_a_selector_or_a_space() -> None:
    assert name_key("邉\U000e0112\ufe00 \u3000|辺\U000e01ef") == name_key("邉辺")


def test_nothing_to_look_for() -> None:
    assert name_query(" \u3000") == ()
