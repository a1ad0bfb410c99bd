"""How visitor and departments come together, as the guide tells it in each language."""

from __future__ import annotations

import pytest
from guide_support import STANDARD, entry, request

from madoguchi.domain.guide import Counter, Language, assemble, read_guide_texts
from madoguchi.domain.guide.paper import Script, plain
from madoguchi.domain.ways import Way

TEXTS, _ = read_guide_texts([STANDARD])
SIGN = "ご遺族コーナー"


def made(way: Way, language: Language = Language.JA, minutes: int = 10):
    here = entry(counter=Counter("市民課", "1", 1, minutes))
    assert TEXTS is not None
    return assemble(request(here, way=way, meet=SIGN if way.stays else "", language=language), TEXTS)


@pytest.mark.parametrize("language", Language)
def test_every_language_says_each_way_in_words_of_its_own(language):
    said = {way: plain(made(way, language).total) for way in Way}
    assert len(set(said.values())) == len(Way)
    assert all(("10" in text, SIGN in text) == (True, way.stays) for way, text in said.items())
    assert not any("{" in text for text in said.values())


@pytest.mark.parametrize("language", [each for each in Language if not each.value.startswith("ja")])
def test_the_sign_is_drawn_in_japanese(language):
    assert [w.text for w in made(Way.DESK, language).total if w.script is Script.JAPANESE] == [SIGN]


@pytest.mark.parametrize("way", Way)
def test_nobody_is_sent_to_a_number_who_is_to_stay(way):
    (stop,) = made(way).today
    assert (stop.number == "") is way.stays


def test_it_is_said_where_the_city_tells_no_minutes():
    assert plain(made(Way.COME, minutes=0).total).startswith(SIGN)


def test_the_sign_of_a_place_that_is_withheld_is_left_out():
    assert TEXTS is not None
    asked = request(entry(), way=Way.COME, meet="秘密町77番地の前", withheld=frozenset({"秘密町77番地"}))
    assert "秘密町" not in plain(assemble(asked, TEXTS).total)
