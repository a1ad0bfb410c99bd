"""Search keys for names: 髙﨑 is found as 高崎, 渡邉󠄒 as 渡辺, and 斎藤 is not 斉藤.

Two characters meet if the characters they can be found by overlap: each one's own base and the targets one
hop away in 「JIS包摂規準・UCS統合規則」 and 「戸籍統一文字情報 親字・正字」 of MJ縮退マップ; one with a
selector has its base's too. The relation is not transitive, so the key alone can't carry it: the stored key
has one key character for each character, and a query is looked for under each of the few that its own meet.
`docs/design/characters.md` has the reasons and the figures.
"""

from __future__ import annotations

import re
import string
from functools import cache, lru_cache
from itertools import product
from math import prod

from madoguchi.domain.text.additions import additions_mark
from madoguchi.domain.text.mj import table
from madoguchi.domain.text.writing import DASHES, SELECTORS, SPACES, widen_kana

# Part of every stored key's meaning: raise ours when `mj.bin` or a rule of this package changes what a key
# looks like, so that `madoguchi residents rekey` knows what to rebuild.
# A list of additions that is dropped in changes keys too. The whole fits a smallint.
OWN_KEY_VERSION = 1
KEY_VERSION = OWN_KEY_VERSION + 100 * additions_mark()

MOST_ALTERNATIVES = 64

_SEQUENCE = re.compile(f"[^{SELECTORS}][{SELECTORS}]")


def _writing() -> dict[int, str | int | None]:
    """What no name differs by: width and case of Latin letters, dashes, small ヶ, spaces, selectors."""
    same: dict[int, str | int | None] = {ord(c): c.upper() for c in string.ascii_lowercase}
    same |= {0xFEE0 + code: chr(code).upper() for code in range(0x21, 0x7F)}
    same |= str.maketrans("ヶヵ’･" + DASHES, "ケカ'・" + "-" * len(DASHES))
    same |= dict.fromkeys(map(ord, SPACES + "|｜"))  # | stands between the names of one person
    return same | dict.fromkeys([*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])


@cache
def _folding() -> dict[int, str | int | None]:
    return {**table().plain_keys(), **_writing()}


@cache
def _sequence_keys() -> dict[str, str]:
    return table().sequence_keys()


@cache
def _neighbours() -> dict[str, str]:
    return table().neighbours()


def fold_name(name: str) -> str:
    """`name_key` without its cache."""
    return _SEQUENCE.sub(_sequence_key, widen_kana(name)).translate(_folding())


def _sequence_key(match: re.Match[str]) -> str:
    return _sequence_keys().get(match[0], match[0][0])


@lru_cache(maxsize=1 << 17)
def name_key(name: str) -> str:
    """The stored key of a name in kanji: one key character for each character, no spaces, no selectors.

    Keys are for looking up, never for showing. They mean something only together with `KEY_VERSION`.
    """
    return fold_name(name)


@lru_cache(maxsize=1 << 12)
def name_query(text: str) -> tuple[str, ...]:
    """What to look for in stored keys: a name matches if its `name_key` contains one of these (at most 64).

    The key of the text itself comes first; empty for a text without any character to look for. A text so long
    and so full of variants that it has over 64 alternatives is looked for by its longest part that has fewer:
    nobody is missed, and `name_contains` sorts out the surplus.
    """
    choices = _choices(name_key(text))
    return tuple("".join(keys) for keys in product(*_narrow(choices))) if choices else ()


def _choices(key: str) -> list[str]:
    near = _neighbours()
    return [near.get(character, character) for character in key]


def _narrow(choices: list[str]) -> list[str]:
    size = len(choices)
    parts = (choices[start : start + n] for n in range(size, 0, -1) for start in range(size - n + 1))
    return next(part for part in parts if prod(map(len, part)) <= MOST_ALTERNATIVES)


def names_meet(one: str, other: str) -> bool:
    """Whether two whole names are the same but for variants of their characters, width and spaces."""
    key, choices = name_key(one), _choices(name_key(other))
    return len(key) == len(choices) and all(c in choice for c, choice in zip(key, choices, strict=True))


def meeting(character: str) -> tuple[str, ...]:
    """The plain characters that meet one, its own base first, and sequences whose base doesn't.

    Empty for what no name is told apart by (a space).
    """
    choices = _choices(name_key(character))
    if len(choices) != 1:
        return ()
    near = choices[0]
    folded = (chr(code) for code, key in table().plain_keys().items() if chr(key) in near)
    plain = dict.fromkeys((character[0], *filter(_is_own_key, near), *folded))
    special = (s for s, key in _sequence_keys().items() if key in near and s[0] not in plain)
    return (*plain, *special)


def _is_own_key(character: str) -> bool:
    return name_key(character) == character


def name_contains(name: str, part: str) -> bool:
    """Whether a part of the name meets `part`: the exact relation that `name_query` looks for."""
    key, choices = name_key(name), _choices(name_key(part))
    starts = range(len(key) - len(choices) + 1)
    return any(all(key[start + i] in choice for i, choice in enumerate(choices)) for start in starts)
