"""What the search for a character and the postal codes say."""

from __future__ import annotations

from madoguchi.apps.entry import presenters

NOTHING = {"reading": "", "strokes": "", "radical": "", "rest": "", "sign": ""}


def look(**typed: str) -> presenters.CharactersShown:
    return presenters.characters(**NOTHING | typed)


def test_a_choice_is_read_out_with_its_number_strokes_and_readings() -> None:
    (shown,) = look(sign="MJ060238").characters
    assert shown.spoken == "邉\U000e0112、MJ060238、15画、あたり・ヘン"
    assert dict(shown.about) == {
        "読み": "あたり・ヘン",
        "総画数": "15画",
        "部首": "162 辵 しんにょう＋12画",
        "符号": "U+9089 U+E0112",
        "住基ネット": "J+BD2D",
    }


def test_too_many_too_few_and_nothing_asked() -> None:
    many = look(reading="こう")
    assert len(many.characters) == presenters.SHOWN
    assert "画数や部首を足すと" in many.words
    assert "広げる" in look(reading="なべ", strokes="1").words
    assert "打ち間違い" in look(sign="MJ999999").words
    assert look().characters == ()
    assert (look(strokes="多い").wrong, look(strokes="多い").characters) == ("strokes", ())


def test_towns_of_a_code() -> None:
    assert presenters.towns("644-0002", "x").towns == ("和歌山県御坊市薗",)
    assert presenters.towns("6440000", "x").towns == ("和歌山県御坊市", "和歌山県日高郡美浜町")
    assert "7けた" in presenters.towns("644", "x").words
    assert "見つかりません" in presenters.towns("0000000", "x").words


def test_more_towns_than_digits_are_counted() -> None:
    shown = presenters.towns("4520961", "x")
    assert len(shown.towns) == presenters.TOWNS
    assert shown.words.startswith("ほかに")
