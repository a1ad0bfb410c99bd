"""The character table: MJ文字情報一覧表, MJ縮退マップ and what is derived from them, as sorted arrays.

The file `data/mj.bin` is made by `madoguchi.local.mj_data` (its licence and origin: `data/README.md`). It is
read at the first use, not at import, and stays a handful of flat arrays: a dictionary of 64,000 strings would
cost ten times the memory and start-up time.
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from madoguchi.domain.text.additions import FOLDER, Addition, additions

SVS_FIRST, SVS_LAST = 0xFE00, 0xFE0F
IVS_FIRST, IVS_LAST = 0xE0100, 0xE01EF
GETA = "〓"

# Order is part of the file format (four bits of each substitution), not a ranking: see `encodings.APPROVED`.
SUBSTITUTION_TABLES = (
    "JIS包摂規準UCS統合規則",
    "戸籍統一文字情報_親字正字",
    "法務省告示582号別表第四_一",
    "法務省告示582号別表第四_二",
    "民一2842号通達別表_誤字俗字正字一覧表_無印",
    "民一2842号通達別表_誤字俗字正字一覧表_俗字",
    "民一2842号通達別表_誤字俗字正字一覧表_別字",
    "民二5202号通知別表_正字俗字等対照表",
    "読み字形による類推",
    "辞書類等による関連字",
)
ADDED = "追加文字の代替"


@dataclass(frozen=True, slots=True)
class Substitution:
    """One row of MJ縮退マップ. `rank` is its 順位 or ホップ数, 0 where the table has neither."""

    table: str
    rank: int
    target: str


def is_selector(code: int) -> bool:
    return SVS_FIRST <= code <= SVS_LAST or IVS_FIRST <= code <= IVS_LAST


def pack_sequence(base: int, selector: int = 0) -> int:
    """A base and its variation selector (0: none) as one number below 2^30. ValueError for no selector."""
    if selector == 0:
        return base << 9
    if SVS_FIRST <= selector <= SVS_LAST:
        return base << 9 | 1 + selector - SVS_FIRST
    if IVS_FIRST <= selector <= IVS_LAST:
        return base << 9 | 17 + selector - IVS_FIRST
    raise ValueError(f"U+{selector:04X} is not a variation selector")


def unpack_sequence(packed: int) -> str:
    base, low = packed >> 9, packed & 0x1FF
    if low == 0:
        return chr(base)
    return chr(base) + chr(SVS_FIRST + low - 1 if low < 17 else IVS_FIRST + low - 17)


def pack_cluster(cluster: str) -> int | None:
    """The number of a base with at most one selector; None for any other cluster, such as é in two parts."""
    if len(cluster) == 1:
        return ord(cluster) << 9
    if len(cluster) != 2:
        return None
    try:
        return pack_sequence(ord(cluster[0]), ord(cluster[1]))
    except ValueError:
        return None


class CharacterTable:
    """Look-ups over the arrays of `data/mj.bin` and a list of additions (MJ+).

    Unknown characters give None or nothing, never an error.
    """

    __slots__ = ("_additions", "_arrays", "_by_figure")

    def __init__(self, arrays: Mapping[str, array[int]], additions: Iterable[Addition] = ()) -> None:
        self._arrays = arrays
        self._additions = {addition.character: addition for addition in additions}
        self._by_figure = array("I")

    def mj_number(self, cluster: str) -> str | None:
        """`MJ026190` for 邉, `GJ000001` for an addition; None if the character is in neither list."""
        if cluster in self._additions:
            return self._additions[cluster].name
        figure = self._find("sequence", "figure", pack_cluster(cluster))
        return None if figure is None else f"MJ{figure:06d}"

    def characters_of(self, mj_number: str) -> tuple[str, ...]:
        """Every spelling of an MJ figure, the plain code point first. Empty if it has no code of its own."""
        if mj_number.startswith("GJ"):
            return tuple(c for c, addition in self._additions.items() if addition.name == mj_number)
        wanted = int(mj_number.removeprefix("MJ"))
        figures, places = self._arrays["figure"], self._places()
        first, last = (side(places, wanted, key=figures.__getitem__) for side in (bisect_left, bisect_right))
        return tuple(unpack_sequence(self._arrays["sequence"][place]) for place in places[first:last])

    def figures_of(self, character: str) -> tuple[str, ...]:
        """The MJ numbers of a plain character and of all its sequences; of an addition or a sequence, its own."""
        if len(character) != 1 or character in self._additions:
            own = self.mj_number(character)
            return (own,) if own else ()
        first, last = pack_sequence(ord(character)), pack_sequence(ord(character) + 1)
        column = self._arrays["sequence"]
        rows = self._arrays["figure"][bisect_left(column, first) : bisect_left(column, last)]
        return tuple(dict.fromkeys(f"MJ{figure:06d}" for figure in rows))

    def substitutions(self, cluster: str) -> tuple[Substitution, ...]:
        """The rows of MJ縮退マップ for this very figure (not for its base), in the file's order."""
        if cluster in self._additions:
            return tuple(Substitution(ADDED, 0, by) for by in self._additions[cluster].substitutes)
        figure = self._find("sequence", "figure", pack_cluster(cluster))
        return () if figure is None else tuple(self._substitutions_of(figure))

    def from_adobe_japan1(self, cluster: str) -> str | None:
        """The Moji_Joho spelling of an Adobe-Japan1 sequence; None where the tables don't prove one."""
        found = self._find("aj1", "moji_joho", pack_cluster(cluster))
        return None if found is None else unpack_sequence(found)

    def plain_keys(self) -> dict[int, int]:
        """Code point to key code point, for `str.translate`; left out where both are the same.

        An addition has the key of the first character that may stand for it.
        """
        keys = dict(zip(self._arrays["fold"], self._arrays["fold_key"], strict=True))
        added = ((ord(c), ord(a.substitutes[0])) for c, a in self._additions.items() if a.substitutes)
        return keys | {code: keys.get(by, by) for code, by in added}

    def sequence_keys(self) -> dict[str, str]:
        """The few base + selector pairs whose key is not their base's."""
        pairs = zip(self._arrays["special"], self._arrays["special_key"], strict=True)
        return {unpack_sequence(sequence): chr(key) for sequence, key in pairs}

    def neighbours(self) -> dict[str, str]:
        """Key character to all it meets, itself first; those that meet only themselves are left out."""
        found: dict[str, str] = {}
        for key, other in zip(self._arrays["near"], self._arrays["near_key"], strict=True):
            found[chr(key)] = found.get(chr(key), chr(key)) + chr(other)
        return found

    def sequences(self) -> Iterator[tuple[str, str]]:
        """Every spelling with its MJ number, by code point."""
        for sequence, figure in zip(self._arrays["sequence"], self._arrays["figure"], strict=True):
            yield unpack_sequence(sequence), f"MJ{figure:06d}"

    def _places(self) -> array[int]:
        """Where each figure's spellings stand, by its number: made at the first question (20 ms, 0.3 MB)."""
        if not self._by_figure:
            figures = self._arrays["figure"]
            self._by_figure = array("I", sorted(range(len(figures)), key=figures.__getitem__))
        return self._by_figure

    def _find(self, keys: str, values: str, wanted: int | None) -> int | None:
        if wanted is None:
            return None
        column = self._arrays[keys]
        at = bisect_left(column, wanted)
        return self._arrays[values][at] if at < len(column) and column[at] == wanted else None

    def _substitutions_of(self, figure: int) -> Iterator[Substitution]:
        of, rows = self._arrays["substitution_of"], self._arrays["substitution"]
        for row in rows[bisect_left(of, figure) : bisect_right(of, figure)]:
            yield Substitution(SUBSTITUTION_TABLES[row >> 24], row >> 21 & 0b111, chr(row & 0x1FFFFF))


def write_arrays(arrays: Mapping[str, array[int]]) -> bytes:
    """The file's bytes, deflated: a JSON line of (name, length), then the arrays as little-endian uint32."""
    head = json.dumps([(name, len(column)) for name, column in arrays.items()]).encode() + b"\n"
    return zlib.compress(head + b"".join(_little_endian(column).tobytes() for column in arrays.values()), 9)


def read_arrays(data: bytes) -> dict[str, array[int]]:
    raw = zlib.decompress(data)
    start = raw.index(b"\n") + 1
    arrays: dict[str, array[int]] = {}
    for name, length in json.loads(raw[:start]):
        column = array("I", raw[start : start + 4 * length])
        arrays[name], start = _little_endian(column), start + 4 * length
    return arrays


def _little_endian(column: array[int]) -> array[int]:
    if sys.byteorder == "little":
        return column
    swapped = array("I", column)
    swapped.byteswap()
    return swapped


@cache
def table() -> CharacterTable:
    """The table of this release, read once a process (about 10 ms, 4 MB)."""
    return CharacterTable(read_arrays((FOLDER / "mj.bin").read_bytes()), additions())
