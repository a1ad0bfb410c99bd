"""Names and readings as a keyboard gives them, brought into the form that is stored; and what is wrong with them.

An input method writes half-width kana, spaces of either width and selectors of Adobe-Japan1. Only what changes no
character is put right without a word (docs/adr/0155).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from madoguchi.domain.text.clusters import clusters, code_points
from madoguchi.domain.text.mj import table
from madoguchi.domain.text.selectors import to_moji_joho
from madoguchi.domain.text.writing import SPACES, widen_kana

_SPACES = re.compile(f"[{SPACES}]+")
_LATIN = re.compile("[A-Za-zＡ-Ｚａ-ｚ]")
_NO_LIST_NEEDED = re.compile("[ぁ-ゖァ-ヺーヽヾゝゞ・、。！-～ -~À-ž　〓’‐−]")
_KANA = re.compile("[ァ-ヺー・　]+")
_DASH_AFTER_KANA = re.compile(r"(?<=[ァ-ヺー])[-‐‑–—―−－]")


@dataclass(frozen=True, slots=True)
class Typed:
    """`problem`: why it can't be kept as it is, in words for staff; "" if it can."""

    text: str
    problem: str = ""


def typed_name(text: str) -> Typed:
    """A name with full-width kana, one space between its parts and selectors of Moji_Joho.

    A character in no list can't be drawn on any paper, and one whose selector nobody can place may be drawn as
    another shape: both are refused, each named.
    """
    moji_joho = to_moji_joho(widen_kana(text))
    space = " " if _LATIN.search(text) else "　"
    name = _SPACES.sub(space, moji_joho.text).strip(space)
    unplaced = [finding.char for finding in moji_joho.findings if finding.by is None]
    if unplaced:
        return Typed(name, _choose_again(unplaced, "の字形が、どの文字図形か決まりません"))
    strange = [c for c in clusters(name) if not _NO_LIST_NEEDED.fullmatch(c) and table().mj_number(c) is None]
    return Typed(name, _choose_again(strange, "は、文字情報基盤（MJ）にない文字です") if strange else "")


def _choose_again(characters: list[str], why: str) -> str:
    named = "、".join(f"「{c}」（{code_points(c)}）" for c in dict.fromkeys(characters))
    return (
        f"{named}{why}。「文字を探す」（Alt+J）で選び直してください。どうしても無いときは「〓」を入れます。"
    )


def typed_kana(text: str) -> Typed:
    """A reading in full-width katakana, its parts one full-width space apart."""
    katakana = "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in widen_kana(text))
    spaced = _SPACES.sub("　", katakana).strip("　")
    kana = _DASH_AFTER_KANA.sub("ー", spaced)
    if kana and not _KANA.fullmatch(kana):
        return Typed(kana, "フリガナは、カナだけで入れてください（ひらがな・半角は直します）。")
    return Typed(kana)


def surname(name: str) -> str:
    """What stands before the first space, with the space; "" for a name without one or in Latin letters."""
    first = re.match(f"[^{SPACES}]+[{SPACES}]", name)
    return "" if first is None or _LATIN.search(name) else first[0]
