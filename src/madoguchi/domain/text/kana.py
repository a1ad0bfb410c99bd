"""Search keys for names in kana, as 住民記録システム標準仕様書 2.1.2 wants them looked up.

Not told apart: 濁点 and 半濁点, small and large kana, ヂ and ジ, ヅ and ズ, ヴァ and バ, ヲ and オ,
ヰ and イ, ヱ and エ, ウ after a sound of the オ段 and オ. 長音, dashes, middle dots and spaces don't count.
"""

from __future__ import annotations

import re
import string
import unicodedata
from functools import cache, lru_cache

from madoguchi.domain.text.writing import DASHES, SPACES, widen_kana

_VU = re.compile("[ヴゔ]([ァィェォぁぃぇぉ]?)")
_VU_SOUNDS = dict(zip(["", *"ァィェォぁぃぇぉ"], "フハヒヘホハヒヘホ", strict=True))
_SAME_SOUND = dict(
    zip(
        "ァィゥェォッャュョヮヵヶヂヅヲヺヰヸヱヹヷ",
        "アイウエオツヤユヨワカケシスオオイイエエワ",
        strict=True,
    )
)
_IGNORED = "ー～〜~_・･·.．,，'’|｜\u3099\u309a゛゜" + DASHES + SPACES
_O_THEN_U = re.compile("(?<=[オコソトノホモヨロ])ウ")
_LONG = re.compile("[ァ-ヺぁ-ゖ]ー")
_SOUNDS_BY_VOWEL = {
    "ア": "アカサタナハマヤラワ",
    "イ": "イキシチニヒミリ",
    "ウ": "ウクスツヌフムユル",
    "エ": "エケセテネヘメレ",
    "オ": "オコソトノホモヨロ",
}
_VOWEL = {sound: vowel for vowel, sounds in _SOUNDS_BY_VOWEL.items() for sound in sounds}


@cache
def _folding() -> dict[int, str | None]:
    katakana = {c: unicodedata.normalize("NFD", c)[0] for c in map(chr, range(ord("ァ"), ord("ヺ") + 1))}
    katakana |= _SAME_SOUND
    hiragana = {chr(ord(c) - 0x60): key for c, key in katakana.items() if c <= "ヶ"}
    latin = {c: c.upper() for c in string.ascii_lowercase}
    wide = {chr(0xFEE0 + code): chr(code).upper() for code in range(0x21, 0x7F)}
    ignored: dict[str, str | None] = dict.fromkeys(_IGNORED)
    return {ord(c): key for c, key in {**katakana, **hiragana, **latin, **wide, **ignored}.items()}


def fold_kana(kana: str) -> str:
    """`kana_key` without its cache."""
    sounds = _VU.sub(lambda match: _VU_SOUNDS[match[1]], widen_kana(kana))
    return _O_THEN_U.sub("オ", sounds.translate(_folding()))


@lru_cache(maxsize=1 << 17)
def kana_key(kana: str) -> str:
    """The key of a name in kana (hiragana and half-width too), for what is stored and what is looked for."""
    return fold_kana(kana)


def kana_query(text: str) -> tuple[str, ...]:
    """What to look for in stored keys: `kana_key` first, then, where 長音 is written, with it as a vowel.

    サトー is looked for as サト and as サトオ, which is the key of サトウ.
    """
    return tuple(dict.fromkeys((kana_key(text), kana_key(_lengthen(text))))) if kana_key(text) else ()


def kana_meets(one: str, other: str) -> bool:
    """Whether two whole readings are the same to 2.1.2, each with 長音 as a vowel or as nothing.

    Also tries ヂ, ヅ as チ, ツ without their 濁点, which one key can't do next to ヂ and ジ.
    """
    return not _readings(one).isdisjoint(_readings(other))


def _readings(kana: str) -> set[str]:
    plain = kana.translate(str.maketrans("ヂヅぢづ", "チツちつ"))
    return {*kana_query(kana), *kana_query(plain)}


def _lengthen(kana: str) -> str:
    return _LONG.sub(lambda match: match[0][0] + _VOWEL.get(kana_key(match[0][0]), "ー"), widen_kana(kana))
