"""The standard pack's texts are whole, and a faulty file is refused with its place."""

from __future__ import annotations

import re
import shutil
import unicodedata

import pytest
import yaml
from guide_support import STANDARD

from madoguchi.domain.guide import Language, read_guide_texts
from madoguchi.domain.guide.paper import Script
from madoguchi.domain.guide.texts import WORDS

KANJI = re.compile("[一-鿿々]")


def decided():
    """The procedures the decision tables know."""
    raw = yaml.safe_load((STANDARD / "decisions" / "procedures.yaml").read_text("utf-8"))
    return {procedure["id"] for procedure in raw["procedures"]}


def each_text(language):
    yield from language.words.values()
    yield from language.late.values()
    for glossary in (language.events, language.departments, language.things):
        yield from glossary.values()
    for words in language.procedures.values():
        yield from (words.title, words.what)


@pytest.mark.parametrize("language", list(Language))
def test_every_language_has_the_same_events_and_consequences(texts, language):
    japanese, own = texts.languages[Language.JA], texts.languages[language]
    assert own.events.keys() == japanese.events.keys()
    assert own.late.keys() == japanese.late.keys()
    assert "支援措置" not in own.events


@pytest.mark.parametrize(
    "language", [each for each in Language if each not in (Language.JA, Language.JA_EASY)]
)
def test_every_other_language_knows_the_same_departments_and_things(texts, language):
    english, own = texts.languages[Language.EN], texts.languages[language]
    assert own.departments.keys() == english.departments.keys()
    assert own.things.keys() == english.things.keys()


def test_what_is_said_about_procedures_is_about_procedures_there_are(texts):
    general = {key for listed in texts.general.values() for key in listed}
    assert texts.late.keys() | texts.never | general <= decided()
    assert not texts.never & general


def test_every_kanji_of_easy_japanese_has_its_reading(texts):
    unread = [
        words.text
        for text in each_text(texts.languages[Language.JA_EASY])
        for words in texts.easy(text, Script.OWN)
        if KANJI.search(words.text) and not words.ruby
    ]
    assert unread == []


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026年4月14日（金曜日）", "年ねん 4月しがつ 14日じゅうよっか 金曜日きんようび"),
        ("11日 21日 3日", "日にち 日にち 3日みっか"),
        ("生まれた 日から", "生う 日ひ"),
        ("15分 21分", "15分じゅうごふん 分ふん"),
        ("もらえない 月", "月つき"),
    ],
)
def test_numbers_are_read_whole(texts, text, read):
    assert " ".join(w.text + w.ruby for w in texts.easy(text, Script.OWN) if w.ruby) == read


@pytest.mark.parametrize("language", list(Language))
def test_texts_are_composed_characters_without_stray_spaces(texts, language):
    for text in each_text(texts.languages[language]):
        assert text == unicodedata.normalize("NFC", text).strip()


@pytest.fixture
def pack(tmp_path):
    shutil.copytree(STANDARD / "guide", tmp_path / "standard" / "guide")
    return tmp_path / "standard"


def test_a_missing_text_is_named(pack):
    words = pack / "guide" / "words.ko.yaml"
    words.write_text(re.sub(r"(?m)^  gaps: .*\n", "", words.read_text("utf-8")), "utf-8")
    texts, findings = read_guide_texts([pack])
    assert texts is None
    assert str(findings[0]) == "standard/guide/words.ko.yaml:1:1: エラー: 案内書の文言が足りません: gaps。"


def test_a_lost_blank_is_refused_where_it_stands(pack):
    words = pack / "guide" / "words.pt.yaml"
    text = words.read_text("utf-8")
    words.write_text(text.replace("cerca de {minutes} min\n", "cerca de min\n"), "utf-8")
    texts, findings = read_guide_texts([pack])
    assert texts is None
    line = text[: text.index("cerca de {minutes} min\n")].count("\n") + 1
    assert [(f.line, f.column) for f in findings] == [(line, 12)]


def test_a_consequence_that_one_language_lacks_is_named(pack):
    words = pack / "guide" / "words.vi.yaml"
    words.write_text(re.sub(r"(?m)^  care: .*\n", "", words.read_text("utf-8")), "utf-8")
    assert [f.message for f in read_guide_texts([pack])[1]] == [
        "遅れたときの文言（late）が足りません: care。"
    ]


def test_a_later_pack_replaces_single_texts(pack, tmp_path):
    own = tmp_path / "own" / "guide"
    own.mkdir(parents=True)
    (own / "words.en.yaml").write_text("words: {contact: Ask us}\n", "utf-8")
    (own / "procedures.en.yaml").write_text("procedures: {JK-01: {title: Moving here}}\n", "utf-8")
    texts, findings = read_guide_texts([pack, tmp_path / "own"])
    assert texts is not None, findings
    english = texts.languages[Language.EN]
    assert (english.words["contact"], english.procedures["JK-01"].title) == ("Ask us", "Moving here")
    assert english.words.keys() == WORDS.keys()
    assert english.procedures["JK-03"].title


def test_no_translation_of_the_standard_pack_was_read_by_anybody_whose_language_it_is(texts):
    assert texts.offered == tuple(Language)
    assert texts.unread == tuple(each for each in Language if each not in (Language.JA, Language.JA_EASY))


def test_a_city_offers_the_languages_it_names_and_says_which_were_read(pack, tmp_path):
    own = tmp_path / "own" / "guide"
    own.mkdir(parents=True)
    (own / "procedures.yaml").write_text("languages: [vi, en]\n", "utf-8")
    (own / "words.vi.yaml").write_text("confirmed: true\n", "utf-8")
    texts, findings = read_guide_texts([pack, tmp_path / "own"])
    assert texts is not None, findings
    assert texts.offered == (Language.JA, Language.EN, Language.VI)
    assert texts.unread == (Language.EN,)


def test_a_general_list_names_only_what_has_a_name(pack):
    common = pack / "guide" / "procedures.yaml"
    common.write_text(common.read_text("utf-8").replace("出生: [", "出生: [XX-99, "), "utf-8")
    assert [f.message for f in read_guide_texts([pack])[1]] == [
        "一般の一覧（general）の手続の名前が procedures.ja.yaml にありません: XX-99。"
    ]
