"""Characters that never tell two names or addresses apart."""

from __future__ import annotations

import re

import jaconv

SPACES = (
    "\t\n\r\x0b\x0c \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b"
    "\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
)
DASHES = "-‐‑‒–—―−－﹣"  # ー is a vowel, not a dash, except between digits
SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"

_HALF_WIDTH_KANA = re.compile("[\uff65-\uff9f]")


def widen_kana(text: str) -> str:
    """Half-width kana in full width, ｶﾞ as ガ; anything else as it is."""
    return str(jaconv.h2z(text)) if _HALF_WIDTH_KANA.search(text) else text
