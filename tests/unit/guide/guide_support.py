"""Entries and people recognisably made up, and every text of a guide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta, timezone
from enum import Enum
from pathlib import Path

import yaml

from madoguchi.domain.guide import (
    BringItem,
    Contact,
    Counter,
    GuideEntry,
    GuidePerson,
    GuideRequest,
    Held,
    Place,
)
from madoguchi.domain.guide.paper import Words, plain

ROOT = Path(__file__).resolve().parents[3]
STANDARD = ROOT / "packs" / "standard"
JST = timezone(timedelta(hours=9), "JST")
HUSBAND = GuidePerson("1", "見本　架空太郎")
WIFE = GuidePerson("2", "渡邉\U000e0110　架空子")
CHILD = GuidePerson("3", "見本　架空美", adult=False)
OFFICES = {
    each["id"]: "市民課"
    for each in yaml.safe_load((STANDARD / "decisions" / "procedures.yaml").read_text("utf-8"))["procedures"]
}
CITIZENS = Counter("市民課", "1", 1, 10)
INSURANCE = Counter("国保年金課", "4", 2, 15)


def entry(procedure: str = "JK-01", place: Place = Place.TODAY, **rest: object) -> GuideEntry:
    given = {"title": "転入届", "counter": CITIZENS, **rest}
    return GuideEntry(procedure=procedure, place=place, **given)  # type: ignore[arg-type]


def request(*entries: GuideEntry, **rest: object) -> GuideRequest:
    given = {
        "reception_number": "1122-0007",
        "issued_at": datetime(2026, 11, 22, 10, 2, tzinfo=JST),
        "municipality": "見本市",
        "events": ("転入",),
        "adult": HUSBAND,
        "contacts": (Contact("市民課", "0000-11-2222"),),
        "resume": "https://madoguchi.example/r/9f3kQ2mX7",
        "offices": OFFICES,
        **rest,
    }
    return GuideRequest(entries=entries, **given)  # type: ignore[arg-type]


def bring(label: str, held: Held = Held.OPEN) -> tuple[BringItem, ...]:
    return (BringItem(label, held),)


def drawn(thing: object, name: str = "") -> Iterator[str]:
    """Every text of a guide that reaches the drawing: all but `left_out` of a resident's."""
    match thing:
        case Enum() | bool() | None:
            return
        case str():
            yield thing
        case tuple() if thing and all(isinstance(each, Words) for each in thing):
            yield plain(thing)
        case tuple():
            for each in thing:
                yield from drawn(each)
        case _ if is_dataclass(thing):
            for each in fields(thing):
                if each.name not in ("left_out", "words"):
                    yield from drawn(getattr(thing, each.name))
