"""Normal forms of addresses and telephone numbers, for comparing and finding, never for showing."""

from __future__ import annotations

import re
from functools import lru_cache

import jaconv

from madoguchi.domain.text.keys import name_key
from madoguchi.domain.text.writing import DASHES, widen_kana

_DIGITS = {**{c: i for i, c in enumerate("〇一二三四五六七八九")}, "零": 0, "壱": 1, "弐": 2, "参": 3}
_UNITS = {"十": 10, "拾": 10, "百": 100, "千": 1000}
_KANJI = "".join([*_DIGITS, *_UNITS])
_DASH = "ー" + re.escape(DASHES)
# A kanji numeral is a number only where addresses have one: 三丁目, 番地の二, 三五〇-二; not in 三田.
_NUMERAL = re.compile(
    f"[{_KANJI}]+(?=丁目|丁|番|号|条|地割|[{_DASH}][0-9{_KANJI}])"
    f"|(?<=番[のノ之])[{_KANJI}]+|(?<=番地[のノ之])[{_KANJI}]+|(?<=番地)[{_KANJI}]+"
    f"|(?<=[0-9{_KANJI}][{_DASH}])[{_KANJI}]+"
)
_STEPS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(?<=[0-9])\s+(?=[0-9])", "-"),
        (r"\s+|大字", ""),
        (r"(?<=[0-9])(?:丁目|丁|番地|番|号室|号棟|号|棟|室)", "-"),
        (rf"(?<=[0-9-])[のノ之{_DASH}]+(?=[0-9])", "-"),
        (rf"(?<=[0-9])[{_DASH}]+", "-"),
        (r"-+(?=[^0-9-]|$)", ""),
    )
)
_PREFECTURE = re.compile("東京都|北海道|京都府|大阪府|[^0-9]{2,3}県")


@lru_cache(maxsize=1 << 16)
def address_key(address: str) -> str:
    """`"御坊市薗三丁目５番地の２"` and `"御坊市薗3-5-2"` give the same key.

    Widths, spaces, 丁目・番地・番・号, dashes, kanji numerals next to those, 大字 and variants of kanji don't
    count; the prefecture (see `same_address`) and the name of a building do. The key of a part that starts
    and ends between elements is a part of the address's key.
    """
    text = jaconv.z2h(widen_kana(address), kana=False, ascii=True, digit=True).upper()
    text = _NUMERAL.sub(lambda match: str(_number(match[0])), text)
    for pattern, replacement in _STEPS:
        text = pattern.sub(replacement, text)
    return name_key(text)


def same_address(one: str, other: str) -> bool:
    """Whether two addresses are the same place as written, with or without the prefecture."""
    key, other_key = address_key(one), address_key(other)
    if key == other_key:
        return key != ""
    shorter, longer = sorted((key, other_key), key=len)
    return shorter != "" and without_prefecture(longer) == shorter


def without_prefecture(key: str) -> str:
    """An address key from its city on."""
    prefecture = _PREFECTURE.match(key)
    return key[prefecture.end() :] if prefecture else key


def _number(kanji: str) -> int:
    """二十三 → 23, 一〇五 → 105."""
    if not any(c in _UNITS for c in kanji):
        return int("".join(str(_DIGITS[c]) for c in kanji))
    total = digit = 0
    for c in kanji:
        if c in _UNITS:
            total, digit = total + (digit or 1) * _UNITS[c], 0
        else:
            digit = _DIGITS[c]
    return total + digit


def phone_key(phone: str) -> str:
    """The digits of a telephone number, full width accepted; a leading +81 is the domestic 0."""
    text = jaconv.z2h(phone, kana=False, ascii=True, digit=True)
    digits = re.sub("[^0-9]", "", text)
    return "0" + digits[2:].removeprefix("0") if text.lstrip().startswith("+81") else digits
