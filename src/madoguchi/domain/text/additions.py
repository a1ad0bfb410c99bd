"""The slot for 行政事務標準文字 (MJ+): the characters that were added to the MJ list.

Their list is given to municipalities only, so it is not in this repository. Put it into `data/` as `mj-plus.csv`,
`.tsv` or `.xlsx`: names (GJ000001), search keys and substitutions then know the characters. Their font goes into
the folder of fonts. What a row means is told by its content, since layouts of the list differ:
a cell like GJ000001 is the name, one with a private-use code point (U+100000) or character the character, and
the columns with 縮退, 代替 or 親字 in their heading are what may stand for it.
"""

from __future__ import annotations

import csv
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "data"
SUFFIXES = (".csv", ".tsv", ".xlsx")
_NAME = re.compile(r"GJ\d{6}")
_CODE = re.compile(r"U\+([0-9A-F]{4,6})")
_SUBSTITUTE = re.compile("縮退|代替|親字")


class AdditionsError(ValueError):
    """Names the file, the row and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Addition:
    name: str
    character: str
    substitutes: tuple[str, ...]


def read_additions(path: Path) -> tuple[Addition, ...]:
    """The rows of a list. AdditionsError if it has none, or one without a character of its own."""
    rows = _sheet(path) if path.suffix == ".xlsx" else _lines(path)
    heading: Sequence[str] = ()
    found: list[Addition] = []
    for number, row in enumerate(rows, 1):
        name = next((cell for cell in row if _NAME.fullmatch(cell)), None)
        if name is None:
            heading = heading if found else row
        else:
            found.append(_addition(name, row, heading, f"{path.name} {number}行目"))
    if not found:
        raise AdditionsError(f"{path.name}: 追加文字（GJ000001 など）の行がありません。")
    return tuple(found)


def _addition(name: str, row: Sequence[str], heading: Sequence[str], place: str) -> Addition:
    private = [c for c in map(_character, row) if c and _is_private(c)]
    if not private:
        raise AdditionsError(f"{place}: {name} に私用領域の符号位置がありません。")
    columns = [at for at, title in enumerate(heading) if _SUBSTITUTE.search(title)]
    stand_ins = [_character(row[at]) for at in columns if at < len(row)]
    return Addition(name, private[0], tuple(c for c in stand_ins if c and not _is_private(c)))


def _character(cell: str) -> str:
    """The character in a cell, written as itself or as U+XXXX; empty for anything else."""
    code = _CODE.fullmatch(cell.upper())
    if code:
        return chr(int(code[1], 16))
    return cell if len(cell) == 1 else ""


def _is_private(character: str) -> bool:
    return "\ue000" <= character <= "\uf8ff" or character >= "\U000f0000"


def _lines(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.reader(file, delimiter="\t" if path.suffix == ".tsv" else ","):
            yield [cell.strip() for cell in row]


def _sheet(path: Path) -> Iterator[list[str]]:
    import openpyxl  # slow to import, and hardly ever needed

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    for row in book.worksheets[0].iter_rows(values_only=True):
        yield ["" if cell is None else str(cell).strip() for cell in row]
    book.close()


def _dropped_in() -> Path | None:
    return next((path for suffix in SUFFIXES if (path := FOLDER / f"mj-plus{suffix}").exists()), None)


@cache
def additions() -> tuple[Addition, ...]:
    """The list that was dropped in, read at the first use; empty without one."""
    path = _dropped_in()
    return read_additions(path) if path else ()


def additions_mark() -> int:
    """0 without a list, else 1 to 320 by its content: part of `KEY_VERSION`."""
    path = _dropped_in()
    return 1 + zlib.crc32(path.read_bytes()) % 320 if path else 0
