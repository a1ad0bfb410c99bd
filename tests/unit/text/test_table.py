"""The table as shipped: complete, quick to load, and its keys pinned to their version."""

from __future__ import annotations

import hashlib
import subprocess
import sys

from madoguchi.domain.text import table, to_moji_joho
from madoguchi.domain.text.keys import OWN_KEY_VERSION
from madoguchi.domain.text.mj import read_arrays, write_arrays

# If this fails, stored keys would look different: raise OWN_KEY_VERSION and add the new value.
KEYS_OF_VERSION = {1: "3f38d1e642bcf7ab"}


def test_every_figure_with_a_code_is_there() -> None:
    figures = {number for _, number in table().sequences()}
    kanji = {number for number in figures if number < "MJ090000"}
    assert len(kanji) == 58_843
    assert len(figures - kanji) > 250  # 変体仮名


def test_spellings_and_figures() -> None:
    assert table().mj_number("邉") == "MJ026190"
    assert table().mj_number("邉\U000e0112") == "MJ060238"
    assert table().mj_number("邉\U000e0100") is None
    assert table().mj_number("か\u3099") is None
    assert table().characters_of("MJ026190") == ("邉", "邉\U000e010f")
    assert table().characters_of("MJ040579") == ()  # withdrawn: a figure without a code


def test_substitutions_of_a_figure() -> None:
    rows = {(row.table, row.rank, row.target) for row in table().substitutions("𠮷")}
    assert rows == {
        ("JIS包摂規準UCS統合規則", 0, "吉"),
        ("戸籍統一文字情報_親字正字", 1, "吉"),
        ("法務省告示582号別表第四_一", 1, "吉"),
    }


def test_the_keys_are_those_of_the_key_version() -> None:
    keys = (
        table().plain_keys(),
        table().sequence_keys(),
        {k: sorted(v) for k, v in table().neighbours().items()},
    )
    assert hashlib.sha256(repr(keys).encode()).hexdigest()[:16] == KEYS_OF_VERSION[OWN_KEY_VERSION]


def test_the_file_format_gives_back_what_was_written() -> None:
    arrays = read_arrays(write_arrays(table()._arrays))
    assert arrays == table()._arrays


def test_loading_is_quick_and_small() -> None:
    """Under 50 ms and 60 MB in a fresh process; doubled here, since a test machine has other work too."""
    program = (
        "import resource, time\n"
        "from madoguchi.domain.text import mj\n"
        "memory = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024\n"
        "before, start = memory(), time.process_time()\n"
        "mj.table().plain_keys(); mj.table().neighbours()\n"
        "print(time.process_time() - start, memory() - before)\n"
    )
    printed = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout
    seconds, megabytes = map(float, printed.split())
    assert seconds < 0.1
    assert megabytes < 60


def test_adobe_japan1_becomes_moji_joho_where_it_is_proved() -> None:
    found = to_moji_joho("葛\U000e0100西・葛\U000e0101西・辻\U000e0101・神\U000e0100・葛\U000e0102")
    assert found.text == "葛\U000e0102西・葛\U000e0103西・辻\U000e0103・神\U000e0103・葛\U000e0102"
    assert [(f.position, f.by) for f in found.findings] == [
        (0, "葛\U000e0102"),
        (3, "葛\U000e0103"),
        (6, "辻\U000e0103"),
        (8, "神\U000e0103"),
    ]


def test_what_cannot_be_proved_is_left_and_reported() -> None:
    found = to_moji_joho("渡邉\U000e0102")
    assert found.text == "渡邉\U000e0102"
    assert [(f.position, f.code, f.by) for f in found.findings] == [(1, "U+9089 U+E0102", None)]


def test_names_are_never_normalised() -> None:
    name = "\ufa19\ufa30か\u3099㍿ﾊ゙"
    assert to_moji_joho(name).text == name
