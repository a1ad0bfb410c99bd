"""What the answers show."""

from __future__ import annotations

from dataclasses import dataclass

from madoguchi.domain.text import phone_key, towns_of
from madoguchi.domain.text.figures import Figure, NotUnderstoodError, index, read_wanted

ROW = 9
"""Characters in a row: the digits choose one of them."""
SHOWN = 7 * ROW
TOWNS = 9
"""As many as there are digits to choose by."""


@dataclass(frozen=True, slots=True)
class CharacterShown:
    """`spoken`: how the choice is read out. `about`: lines of what is known of it."""

    text: str
    number: str
    spoken: str
    about: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CharactersShown:
    """`words`: how many there are, or why there are none. `wrong`: the field that can't be read, or ""."""

    characters: tuple[CharacterShown, ...]
    words: str
    wrong: str = ""


def characters(*, reading: str, strokes: str, radical: str, rest: str, sign: str) -> CharactersShown:
    try:
        wanted = read_wanted(reading=reading, strokes=strokes, radical=radical, rest=rest, sign=sign)
    except NotUnderstoodError as error:
        return CharactersShown((), str(error), error.field)
    if wanted.nothing:
        return CharactersShown(
            (), "読み・画数・部首のどれかを入れてください。いくつ入れても、全部に合うものだけが出ます。"
        )
    found = index().find(wanted, SHOWN)
    return CharactersShown(tuple(map(_character, found.figures)), _count(found.total, bool(sign.strip())))


def _count(total: int, by_sign: bool) -> str:
    if total > SHOWN:
        return f"{total:,}字あります。よく使う{SHOWN}字を出しています。画数や部首を足すと絞れます。"
    if total:
        return f"{total}字"
    if by_sign:
        return "見つかりません。番号の打ち間違いか、文字として入れられない（符号のない）文字図形です。"
    return "見つかりません。数え違いがあり得ます。画数を 16-18 のように広げるか、条件を減らしてください。"


def _character(figure: Figure) -> CharacterShown:
    strokes = f"{figure.strokes}画" if figure.strokes else ""
    readings = "・".join(figure.readings)
    about = (
        ("読み", readings),
        ("総画数", strokes),
        ("部首", figure.radical_words),
        ("符号", figure.code),
        ("戸籍統一文字", figure.koseki),
        ("住基ネット", figure.juki),
    )
    spoken = "、".join(filter(None, (figure.text, figure.number, strokes, readings)))
    return CharacterShown(figure.text, figure.number, spoken, tuple(pair for pair in about if pair[1]))


@dataclass(frozen=True, slots=True)
class TownsShown:
    """`field`: the id of the field they go to. `words`: why there is nothing to choose from, or that there are more."""

    field: str
    towns: tuple[str, ...]
    words: str = ""


def towns(postal_code: str, field: str) -> TownsShown:
    found = towns_of(postal_code)
    words = tuple(dict.fromkeys(f"{town.prefecture}{town.city}{town.town}" for town in found))
    if not words:
        return TownsShown(field, (), _no_town(postal_code))
    more = f"ほかに{len(words) - TOWNS}の町があります。町名を入れてください。" if len(words) > TOWNS else ""
    return TownsShown(field, words[:TOWNS], more)


def _no_town(postal_code: str) -> str:
    if len(phone_key(postal_code)) != len("6440002"):
        return "郵便番号は7けたで入れてください。"
    return "この郵便番号は見つかりません。住所を入れてください。"
