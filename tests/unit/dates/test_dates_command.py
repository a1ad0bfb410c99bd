"""`madoguchi dates` as the issue shows it: JSON Lines in, JSON Lines out."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from madoguchi.cli import main

PACK = Path(__file__).parents[3] / "packs/standard"


class Console(io.TextIOWrapper):
    def __init__(self, content: bytes = b"") -> None:
        super().__init__(io.BytesIO(content), encoding="utf-8")


def ask(monkeypatch: pytest.MonkeyPatch, words: list[str], *lines: object) -> list[dict[str, Any]]:
    raw = b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
    out = Console()
    monkeypatch.setattr("sys.stdin", Console(raw))
    monkeypatch.setattr("sys.stdout", out)
    assert main(["dates", *words]) == 0
    return [json.loads(line) for line in out.buffer.getvalue().decode().splitlines()]  # type: ignore[attr-defined]


def test_parse(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = ask(
        monkeypatch,
        ["parse"],
        {"text": "S45.3.1"},
        {"text": "令和8年3月上旬"},
        {"text": "年月不詳"},
        {"text": "S64.1.8"},
    )
    assert answers[:3] == [
        {"date": "1970-03-01"},
        {"uncertain": True, "text": "令和8年3月上旬", "earliest": "2026-03-01", "latest": "2026-03-10"},
        {"uncertain": True, "text": "年月不詳", "earliest": None, "latest": None},
    ]
    assert list(answers[3]) == ["error"]


def test_a_line_that_can_not_be_read_does_not_stop_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    bad: list[object] = [
        b"x",
        b"[1]",
        b"null",
        b"\xff",
        {},
        {"text": 5},
        {"text": None},
        b"[" * 100_000,
        b'{"text": ' + b"9" * 5000 + b"}",
    ]
    answers = ask(monkeypatch, ["parse"], *bad, {"text": "\ud800"}, b"", {"text": "R8.4.1"})
    assert [list(a) for a in answers] == [["error"]] * (len(bad) + 1) + [["date"]]


def test_age(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = ask(
        monkeypatch,
        ["age"],
        {"birth": "1961-10-01", "on": "2026-09-30", "rule": "day_before"},
        {"birth": "1961-10-01", "on": "2026-09-30"},
        {"birth": "S36.10.1", "on": "令和8年9月30日", "rule": "birthday"},
        {"birth": "2004-02-29", "on": "2025-02-28", "rule": "birthday"},
        {"birth": "2004-02-29", "on": "2025-03-01", "rule": "birthday"},
        {"birth": "2008-04-01", "on": "2026-03-31", "rule": "fiscal_year_end", "age": 18},
        {"birth": "2008-04-01", "on": "2026-04-01", "rule": "fiscal_year_end", "age": 18},
        {"birth": "昭和36年頃", "on": "2026-09-30"},
    )
    assert answers == [
        {"age": 65},
        {"age": 64},
        {"age": 64},
        {"age": 20},
        {"age": 21},
        {"within": True, "until": "2026-03-31"},
        {"within": False, "until": "2026-03-31"},
        {"age": None},
    ]


@pytest.mark.parametrize(
    "line",
    [
        {"birth": "2026-10-01", "on": "2026-09-30", "rule": "day_before"},
        {"birth": "1961-10-01", "on": "2026-09-30", "rule": "someday"},
        {"birth": "1961-10-01", "on": "2026-09-30", "rule": "fiscal_year_end"},
        {"birth": "1961-10-01", "on": "2026-09-30", "rule": "fiscal_year_end", "age": True},
        {"birth": "1961-10-01", "on": "2026-09-30", "rule": "fiscal_year_end", "age": 151},
        {"birth": "1961-10-01", "on": "令和8年頃"},
        {"birth": "1961-10-01"},
    ],
)
def test_ages_that_can_not_be_told(monkeypatch: pytest.MonkeyPatch, line: dict[str, object]) -> None:
    assert [list(a) for a in ask(monkeypatch, ["age"], line)] == [["error"]]


def test_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = ask(
        monkeypatch,
        ["deadline"],
        {"start": "2026-04-01", "days": 14, "count_start": False, "roll": "next_open"},
        {"start": "2026-04-04", "days": 14},
        {"start": "2026-04-04", "days": 14, "roll": "next_open"},
        {"start": "2026-04-01", "days": 14, "count_start": True},
        {"start": "2026-04-10", "months": 3},
        {"start": "2026-04-10", "years": 2},
        {"start": "2026-04-10", "days": 1, "before": True},
        {"start": "令和8年4月上旬", "days": 14},
        {"start": "年月日不詳", "days": 14},
    )
    assert [a["deadline"] for a in answers] == [
        "2026-04-15",
        "2026-04-18",
        "2026-04-20",
        "2026-04-14",
        "2026-07-10",
        "2028-04-10",
        "2026-04-09",
        "2026-04-15",
        None,
    ]
    assert [a.get("uncertain", False) for a in answers] == [False] * 7 + [True] * 2


@pytest.mark.parametrize(
    "line",
    [
        {"start": "2026-04-01"},
        {"start": "2026-04-01", "days": 1, "months": 1},
        {"start": "2026-04-01", "days": "14"},
        {"start": "2026-04-01", "days": -1},
        {"start": "2026-04-01", "days": 1, "roll": "sometimes"},
        {"start": "2026-04-01", "days": 1, "count_start": 1},
        {"start": "9999-12-31", "days": 14, "roll": "next_open"},
        {"days": 14},
        {"rule": "move_in", "starts": {}},
    ],
)
def test_deadlines_that_can_not_be_told(monkeypatch: pytest.MonkeyPatch, line: dict[str, object]) -> None:
    assert [list(a) for a in ask(monkeypatch, ["deadline"], line)] == [["error"]]


def test_rules_and_calendars_of_a_pack(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (answer,) = ask(
        monkeypatch,
        ["deadline", "--pack", str(PACK)],
        {"rule": "card_continuation", "starts": {"event.date": "R8.4.1", "event.planned_out_on": "R8.3.20"}},
    )
    assert [(x["deadline"], x["missing"]) for x in answer["limits"]] == [
        ("2026-04-15", None),
        ("2026-04-19", None),
        (None, "event.notified_on"),
    ]
    city = tmp_path / "c.yaml"
    city.write_text("name: x\nclosings: [{day: 2026-04-15, reason: 台風}]\n", encoding="utf-8")
    line = {"start": "2026-04-01", "days": 14, "roll": "next_open"}
    assert ask(monkeypatch, ["deadline", "--calendar", str(city)], line) == [{"deadline": "2026-04-16"}]


def test_a_faulty_calendar_stops_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    city = tmp_path / "c.yaml"
    city.write_text("closings: 1\n", encoding="utf-8")
    assert main(["dates", "deadline", "--calendar", str(city)]) == 1
    assert "c.yaml:1:" in capsys.readouterr().err


@pytest.mark.parametrize("action", ["parse", "age", "deadline"])
def test_help_shows_the_shapes(action: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["dates", action, "--help"])
    assert stop.value.code == 0
    text = capsys.readouterr().out
    assert "in   {" in text and "out  {" in text
