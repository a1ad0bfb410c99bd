"""`madoguchi text`: the shapes that its help shows."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from madoguchi.cli import main
from madoguchi.domain.text import FontCoverage, undrawable

Ask = Any


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Ask:
    def asked(arguments: list[str], *lines: object) -> list[dict[str, Any]]:
        text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        assert main(["text", *arguments]) == 0
        return [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]

    return asked


def test_match(ask: Ask) -> None:
    answers = ask(
        ["match"],
        {"a": "髙﨑", "b": "高崎"},
        {"a": "斎藤", "b": "斉藤"},
        {"kana": True, "a": "ワタナベ", "b": "ﾜﾀﾅﾍ"},
        "not JSON",
        {"a": "髙﨑"},
        {"a": "渡邉\U000e0112", "b": "渡辺"},
    )
    assert [a.get("match", "error" in a and "error") for a in answers] == [
        True,
        False,
        True,
        "error",
        "error",
        True,
    ]


def test_report(ask: Ask) -> None:
    (answer,) = ask(["report", "--profile", "cp932"], {"text": "渡邉\U000e0112〜"})
    assert answer == {
        "output": "渡邉～",
        "replaced": [
            {"position": 1, "char": "邉\U000e0112", "code": "U+9089 U+E0112", "mj": "MJ060238", "by": "邉"},
            {"position": 2, "char": "〜", "code": "U+301C", "mj": None, "by": "～"},
        ],
    }


def test_drawable(ask: Ask, font: Path) -> None:
    text = "渡\u3000邉\U000e0112邉\U000e0110邉\U000e010f辺"
    (answer,) = ask(["drawable", "--font", str(font)], {"text": text})
    assert answer == {
        "undrawable": [
            {"position": 3, "char": "邉\U000e0110", "code": "U+9089 U+E0110"},
            {"position": 5, "char": "辺", "code": "U+8FBA"},
        ]
    }


def test_a_file_that_is_no_font(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.ttf").write_text("no font")
    assert main(["text", "drawable", "--font", str(tmp_path / "x.ttf")]) == 1
    assert "x.ttf" in capsys.readouterr().err


def test_fonts_are_a_stack_but_a_character_needs_one_that_has_all_of_it(font: Path) -> None:
    selectors_only = FontCoverage("other", frozenset(), {0xE0110: frozenset({0x9089})})
    assert undrawable("邉\U000e0110", [FontCoverage.load(font), selectors_only]) != ()
    assert (
        undrawable(
            "邉\U000e0110",
            [FontCoverage.load(font), FontCoverage("o", frozenset({0x9089}), {0xE0110: frozenset({0x9089})})],
        )
        == ()
    )
