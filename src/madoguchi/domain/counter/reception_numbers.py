"""What a scanner or a hand gives for a reception: a slip's number, a form's code, a guide's code.

A guide's code says the city as well (全国地方公共団体コード): another city counts its days as we do, and its number could be
one of ours.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−ーｰ─－", "-"))
WHOLE = re.compile(r"(?:(?P<city>\d{6})-)?(?P<day>\d{8})-(?P<n>\d{4,6})")
OF_THE_YEAR = re.compile(r"(?P<day>\d{4})(?:-|(?=\d{4}$))(?P<n>\d{4,6})")
OF_THE_DAY = re.compile(r"\d{4}")
RUN_TOGETHER = re.compile(r"(?P<city>\d{6})?(?P<day>\d{8})(?P<n>\d{4})")


@dataclass(frozen=True, slots=True)
class Scanned:
    """`number` is yyyymmdd-nnnn, "" for what is none. `other_city`: it is one, of another city."""

    number: str = ""
    other_city: bool = False


def code_of(number: str, city: str) -> str:
    """What a guide's code holds."""
    return f"{city}-{number}"


def scanned(typed: str, city: str, today: date) -> Scanned:
    """Full width and any dash are taken as a scanner meant them under an input method. mmdd-nnnn is of this year, nnnn
    of today."""
    plain = plain_code(typed)
    whole = WHOLE.fullmatch(plain) or RUN_TOGETHER.fullmatch(plain)
    if whole:
        other = whole["city"] not in (None, city)
        return Scanned("" if other else f"{whole['day']}-{whole['n']}", other)
    if short := OF_THE_YEAR.fullmatch(plain):
        return Scanned(f"{today:%Y}{short['day']}-{short['n']}")
    return Scanned(f"{today:%Y%m%d}-{plain}") if OF_THE_DAY.fullmatch(plain) else Scanned()


def is_code(typed: str) -> bool:
    """Is it a whole number, or a guide's code, which nothing else that is searched for looks like?"""
    return WHOLE.fullmatch(plain_code(typed)) is not None


def plain_code(typed: str) -> str:
    """As the scanner meant it."""
    return unicodedata.normalize("NFKC", typed.strip()).translate(DASHES)
