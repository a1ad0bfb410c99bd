"""Sending text to receivers that can't take every character: by the approved map, else 〓, never silently.

A character counts as representable only if the receiver's encoding gives it back unchanged: the best fits
that codecs make on their own (〜 → ～) are replacements and reported as such. Private-use characters never go
out in CP932: there they are 外字 of the receiver, and would come out as another character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from madoguchi.domain.text.clusters import clusters, code_points
from madoguchi.domain.text.mj import ADDED, GETA, is_selector, table


class Profile(StrEnum):
    """What a receiver takes. The two CP932 habits read alike and differ in bytes.

    The 388 characters that IBM and NEC both added have two codes each. `CP932` writes IBM's (髙 = FBFC), as
    Windows does; `CP932_NEC` writes NEC's (髙 = EEE0), as Python and some older systems do.
    """

    UTF_8 = "utf-8"
    UTF_8_BOM = "utf-8-sig"
    CP932 = "cp932"
    CP932_NEC = "cp932-nec"
    UTF_16LE = "utf-16le"

    @property
    def codec(self) -> str:
        return {"utf-8-sig": "utf-8", "cp932-nec": "cp932"}.get(self.value, self.value)

    @property
    def bom(self) -> bytes:
        """What the writer puts at the start of the file, once."""
        return b"\xef\xbb\xbf" if self is Profile.UTF_8_BOM else b""


@dataclass(frozen=True, slots=True)
class Replacement:
    """`position` counts user-perceived characters from 0; `by` is what is sent instead."""

    position: int
    char: str
    code: str
    mj: str | None
    by: str


@dataclass(frozen=True, slots=True)
class Encoded:
    """`data` has no BOM and the line ends of the text; `text` is what the receiver will read."""

    data: bytes
    replaced: tuple[Replacement, ...]
    text: str


# The tables of MJ縮退マップ that rest on a standard, law or notice, nearest shape first. Left out are
# 別字 (another character), 読み字形による類推 and 辞書類等による関連字 (guesses, as the map itself says).
APPROVED = (
    ADDED,
    "JIS包摂規準UCS統合規則",
    "戸籍統一文字情報_親字正字",
    "民一2842号通達別表_誤字俗字正字一覧表_無印",
    "民一2842号通達別表_誤字俗字正字一覧表_俗字",
    "民二5202号通知別表_正字俗字等対照表",
    "法務省告示582号別表第四_一",
    "法務省告示582号別表第四_二",
)
# JIS X 0208:1997, 6.6.4: the 29 that it unifies for the sake of its earlier edition. CP932 has only the second
# of each; the map, made for JIS X 0213, sends the first to itself.
_JIS_X_0208 = dict(
    zip(
        "啞焰鷗嚙俠軀鹼麴屢繫蔣醬蟬搔驒簞摑塡顚禱瀆囊潑醱頰麵萊蠟攢",
        "唖焔鴎噛侠躯鹸麹屡繋蒋醤蝉掻騨箪掴填顛祷涜嚢溌醗頬麺莱蝋攅",
        strict=True,
    )
)
# Marks of JIS X 0208 that CP932 has under another code point.
_SAME_MARK = dict(zip("〜−—–‖¢£¬¦¥‾‑\xa0", "～－――∥￠￡￢￤￥￣‐ ", strict=True))

_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")


def encode(text: str, profile: Profile | str) -> Encoded:
    """The bytes for a receiver, and every character that had to be replaced.

    Encode field by field for positions within the field. ValueError for an unknown profile.
    """
    profile = Profile(profile)
    if _unchanged(text, profile.codec):
        return Encoded(_bytes(text, profile), (), text)
    sent, replaced = [], []
    for position, cluster in enumerate(clusters(text)):
        by = _for_receiver(cluster, profile.codec)
        sent.append(by)
        if by != cluster:
            mj = table().mj_number(cluster)
            replaced.append(Replacement(position, cluster, code_points(cluster), mj, by))
    output = "".join(sent)
    return Encoded(_bytes(output, profile), tuple(replaced), output)


def _unchanged(text: str, codec: str) -> bool:
    if codec == "cp932" and _PRIVATE.search(text):
        return False
    try:
        return text.encode(codec).decode(codec) == text
    except UnicodeError:
        return False


@lru_cache(maxsize=1 << 14)
def _for_receiver(cluster: str, codec: str) -> str:
    if _unchanged(cluster, codec):
        return cluster
    return next((by for by in _candidates(cluster) if _unchanged(by, codec)), GETA)


def _candidates(cluster: str) -> Iterator[str]:
    """What may stand for a character, best first.

    Without its selector a character is another shape of the same character, so the base comes right after
    「JIS包摂規準・UCS統合規則」, which says just that.
    """
    rows = sorted(
        (APPROVED.index(row.table), row.rank, at, row.target)
        for at, row in enumerate(table().substitutions(cluster))
        if row.table in APPROVED
    )
    yield from (target for table_rank, _, _, target in rows if table_rank <= 1)
    if cluster in _JIS_X_0208:
        yield _JIS_X_0208[cluster]
    if len(cluster) == 2 and is_selector(ord(cluster[1])):
        yield cluster[0]
        yield from _candidates(cluster[0])
    yield from (target for table_rank, _, _, target in rows if table_rank > 1)
    if cluster in _SAME_MARK:
        yield _SAME_MARK[cluster]


def _bytes(text: str, profile: Profile) -> bytes:
    if profile is not Profile.CP932:
        return text.encode(profile.codec)
    pattern, codes = _ibm_codes()
    parts = pattern.split(text)
    return b"".join(codes.get(part) or part.encode("cp932") for part in parts)


@cache
def _ibm_codes() -> tuple[re.Pattern[str], dict[str, bytes]]:
    """The characters for which Python writes NEC's code, and IBM's code for each."""
    codes: dict[str, bytes] = {}
    for lead in range(0xFA, 0xFD):
        for trail in [*range(0x40, 0x7F), *range(0x80, 0xFD)]:
            code = bytes((lead, trail))
            character = code.decode("cp932", "ignore")
            if character and character.encode("cp932")[0] in (0xED, 0xEE):
                codes[character] = code
    return re.compile(f"([{re.escape(''.join(codes))}])"), codes
