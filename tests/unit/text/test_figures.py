"""Finding a character: each one by everything that is known of it, and what is inserted is that very figure."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.domain.text import table
from madoguchi.domain.text.additions import Addition
from madoguchi.domain.text.clusters import clusters
from madoguchi.domain.text.figures import (
    UNCOUNTED,
    Figure,
    NotUnderstoodError,
    Wanted,
    hiragana,
    index,
    read_wanted,
)
from madoguchi.domain.text.keys import names_meet
from madoguchi.domain.text.mj import CharacterTable
from madoguchi.domain.text.radicals import RADICALS, radical_label, radicals_of

few = settings(max_examples=15, deadline=None)
NABE = "邉\U000e0112"
ALL = 1 << 17


def numbers(limit: int = ALL, **typed: str) -> list[str]:
    return [figure.number for figure in index().find(read_wanted(**typed), limit).figures]


def texts(**typed: str) -> list[str]:
    return [figure.text for figure in index().find(read_wanted(**typed), ALL).figures]


@st.composite
def figures(draw: st.DrawFn) -> Figure:
    column = index()._arrays["figure"]
    figure = index().figure(f"MJ{draw(st.sampled_from(column)):06d}")
    assert figure is not None
    return figure


def test_every_figure_with_a_code_is_there_with_its_strokes_and_nearly_all_with_readings() -> None:
    column = index()._arrays
    assert len(column["figure"]) == 58_843
    assert all(look & 0xFF for look in column["look"])
    assert len(set(column["read_of"])) == 57_846
    assert set(column["under_of"]) == set(column["figure"])


@few
@given(figures())
def test_what_is_inserted_is_that_figure_as_one_character(figure: Figure) -> None:
    assert table().mj_number(figure.text) == figure.number
    assert clusters(figure.text) == (figure.text,)
    assert clusters("渡" + figure.text + "邊") == ("渡", figure.text, "邊")


@few
@given(figures(), st.data())
def test_each_is_found_by_each_of_its_readings_however_typed(figure: Figure, data: st.DataObject) -> None:
    reading = data.draw(st.sampled_from(figure.readings or ("",)))
    if reading:
        part = reading[: data.draw(st.integers(1, len(reading)))]
        assert figure.number in numbers(reading=part)
        assert figure.number in numbers(reading=hiragana(reading), strokes=str(figure.strokes))


@few
@given(figures())
def test_each_is_found_by_strokes_and_radical(figure: Figure) -> None:
    assert figure.strokes is not None
    for radical, rest in figure.radicals:
        beside = "" if rest == UNCOUNTED else str(rest)
        found = numbers(radical=str(radical), rest=beside, strokes=f"{figure.strokes}-{figure.strokes + 1}")
        assert figure.number in found


@few
@given(figures())
def test_each_is_found_by_its_numbers_and_by_itself(figure: Figure) -> None:
    for sign in filter(None, (figure.number, figure.code, figure.koseki, figure.juki)):
        assert figure.number in numbers(sign=sign)
    assert numbers(1, sign=figure.text) == [figure.number]


@few
@given(figures())
def test_relatives_are_those_that_the_search_for_names_takes_for_the_same(figure: Figure) -> None:
    for text in texts(sign=figure.text):
        assert (
            names_meet(text, figure.text) or names_meet(text[0], figure.text[0]) or text[0] == figure.text[0]
        )


@few
@given(figures(), figures())
def test_all_of_what_is_asked_holds(one: Figure, other: Figure) -> None:
    wanted = Wanted(
        reading=hiragana(one.readings[0]) if one.readings else "", strokes=frozenset({other.strokes or 0})
    )
    for found in index().find(wanted, ALL).figures:
        assert found.strokes == other.strokes
        assert not wanted.reading or any(hiragana(r).startswith(wanted.reading) for r in found.readings)


def test_the_family_of_nabe() -> None:
    family = texts(sign="邉")
    assert family[0] == "邉"
    assert {"邉", NABE, "辺", "邊", "邊\U000e010b"} <= set(family)
    assert all(text[0] == "邉" for text in family[:15])
    assert texts(sign=NABE)[0] == NABE
    assert {"辺", "邉", "邊"} <= set(texts(sign="辺"))
    assert "斉" not in texts(sign="斎")


def test_an_adobe_japan1_selector_is_taken_for_what_it_is_proved_to_be() -> None:
    assert texts(sign="葛\U000e0100")[0] == "葛\U000e0102"


def test_the_commonest_come_first_and_whole_readings_before_their_beginnings() -> None:
    assert texts(reading="はし")[:3] == ["端", "箸", "橋"]
    assert texts(reading="なべ")[0] == "鍋"
    some = index().find(read_wanted(reading="なべ"), ALL).figures
    whole = ["なべ" in figure.readings for figure in some]
    assert whole == sorted(whole, reverse=True)
    assert False in whole


@pytest.mark.parametrize("typed", ["ナベ", "ﾅﾍﾞ", "なべ "])
def test_kana_are_kana(typed: str) -> None:
    assert numbers(reading=typed) == numbers(reading="なべ")


@pytest.mark.parametrize(
    "typed", ["MJ026190", "mj26190", "ＭＪ０２６１９０", "U+9089", "9089", "445000", "J+9089"]
)
def test_signs(typed: str) -> None:
    assert numbers(sign=typed) == ["MJ026190"]


def test_a_sequence_by_its_codes() -> None:
    assert texts(sign="U+9089 U+E0112") == [NABE] == texts(sign="u+9089 e0112")


def test_an_addition_is_found_by_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """The list of additions (MJ+) tells neither strokes nor readings."""
    added = CharacterTable(table()._arrays, [Addition("GJ000001", "\U0010de92", ("辻",))])
    monkeypatch.setattr("madoguchi.domain.text.figures.table", lambda: added)
    assert index().find(read_wanted(sign="gj1")).figures == (Figure("GJ000001", "\U0010de92"),)
    assert numbers(sign="gj1", strokes="5") == []


def test_nothing_is_found_for_what_is_in_no_list() -> None:
    for sign in ("MJ999999", "MJ040579", "GJ000001", "U+10FFFF", "FFFFF", "999999", "J+0000"):
        assert numbers(sign=sign) == []
    assert index().find(Wanted()).total == 0


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("reading", "nabe"),
        ("reading", "鍋"),
        ("strokes", "多い"),
        ("strokes", "1-2-3"),
        ("rest", "-1"),
        ("radical", "なべへん"),
        ("radical", "215"),
        ("sign", "渡辺"),
        ("sign", "12"),
        ("sign", "x"),
    ],
)
def test_what_cannot_be_looked_for_is_told_with_its_field(field: str, typed: str) -> None:
    with pytest.raises(NotUnderstoodError) as refused:
        read_wanted(**{field: typed})
    assert refused.value.field == field


TYPED = st.one_of(st.text(max_size=6), st.text("0123456789-画なべ邉MUJ+ABCDEF ", max_size=9))
FIELDS = ("reading", "strokes", "radical", "rest", "sign")


@given(st.fixed_dictionaries(dict.fromkeys(FIELDS, TYPED)))
def test_anything_typed_is_understood_or_refused_in_words(fields: dict[str, str]) -> None:
    try:
        found = index().find(read_wanted(**fields), 5)
    except NotUnderstoodError as refused:
        assert "ください" in str(refused)
    else:
        assert len(found.figures) <= 5 and len(found.figures) <= found.total


def test_more_than_are_shown_are_counted() -> None:
    found = index().find(read_wanted(reading="こう"), 9)
    assert len(found.figures) == 9 < 2000 < found.total


@pytest.mark.parametrize("typed", ["しんにょう", "辶", "辵", "⻌", "162", "１６２", "⾡"])
def test_radicals_by_name_shape_and_number(typed: str) -> None:
    assert radicals_of(typed) == {162}


def test_radicals_that_share_a_name_or_a_shape() -> None:
    assert radicals_of("阝") == {163, 170}
    assert radicals_of("そうにょう") == {87, 156}
    assert radicals_of("なべへん") == frozenset()
    assert radical_label(162) == "162 辵 しんにょう"


def test_every_shape_of_a_radical_stands_under_it_in_the_list() -> None:
    """214 radicals, each with the shape that MJ文字情報一覧表 puts under it."""
    assert len(RADICALS) == 214
    for number, (shapes, names) in enumerate(RADICALS, 1):
        assert names
        known = [f for f in map(index().figure, filter(None, map(table().mj_number, shapes))) if f]
        assert known
        for figure in known:
            assert number in {radical for radical, _ in figure.radicals}, (number, figure.text)
