"""Names by frequency, with the spellings that make registers hard: 髙 﨑 邉 with selectors, 𠮷."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate
from random import Random

SPACE = "　"


@dataclass(frozen=True, slots=True)
class Word:
    """A surname or a given name with its reading in katakana."""

    text: str
    kana: str


@dataclass(frozen=True, slots=True)
class Surname:
    word: Word
    variants: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class ForeignName:
    """`alias` is the surname of the 通称, if people of this name tend to use one."""

    country: str
    nationality: str
    roman: str
    kana: str
    sex: str
    kanji: str
    alias: Word | None
    statuses: tuple[str, ...]


def surname(rng: Random) -> Word:
    """One in four of a surname that has variants is written with one."""
    known, bounds = _surnames()
    found = known[bisect(bounds, rng.random() * bounds[-1])]
    if found.variants and rng.random() < 0.25:
        return rng.choice(found.variants)
    return found.word


def given_name(rng: Random, sex: str, birth_year: int) -> Word:
    """Names go with the generation; earlier in the list is more frequent."""
    era = "old" if birth_year < 1958 else "mid" if birth_year < 1996 else "new"
    return _by_rank(rng, _given_names()[sex + era])


def foreign_name(rng: Random) -> ForeignName:
    return rng.choice(_foreign_names())


def _by_rank(rng: Random, words: Sequence[Word]) -> Word:
    return words[int(len(words) * rng.random() ** 1.5)]


def _lines(name: str) -> list[list[str]]:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if not line.startswith("#")]


@cache
def _surnames() -> tuple[tuple[Surname, ...], list[int]]:
    rows = _lines("surnames.tsv")
    known = tuple(
        Surname(Word(text, kana), tuple(Word(variant, kana) for variant in variants.split(",") if variant))
        for text, kana, _, variants in rows
    )
    return known, list(accumulate(int(weight) for _, _, weight, _ in rows))


@cache
def _given_names() -> dict[str, list[Word]]:
    """Sex and era → names, most frequent first."""
    names: dict[str, list[Word]] = {}
    for sex, era, text, kana in _lines("given_names.tsv"):
        names.setdefault(sex + era, []).append(Word(text, kana))
    return names


@cache
def _foreign_names() -> tuple[ForeignName, ...]:
    return tuple(
        ForeignName(
            country,
            nation,
            roman,
            kana,
            sex,
            kanji,
            Word(*alias.split(SPACE)) if alias else None,
            tuple(codes.split(",")),
        )
        for country, nation, roman, kana, sex, kanji, alias, codes in _lines("foreign_names.tsv")
    )
