"""Which way of working each life event has: `procedures/ways.yaml`, the last pack's file alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from madoguchi.domain.packfile import Finding, load_yaml, validate
from madoguchi.domain.ways import Way

FILE = "ways.yaml"
NEAREST = (Way.DESK, Way.COME, Way.HAND_IN, Way.WALK)
"""With several events in one visit the visitor is spared the most."""


class Ways(BaseModel):
    """`default` for life events that `events` doesn't name. `desk`, `counter`: the sign of the place where staff
    come to the visitor."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    default: Way = Way.WALK
    events: Mapping[str, Way] = {}
    desk: Annotated[str, Field(min_length=1)] = "おくやみコーナー"
    counter: Annotated[str, Field(min_length=1)] = "受付の窓口"

    def of(self, kinds: Iterable[str]) -> Way:
        """The way of a visit with these life events."""
        wanted = {self.events.get(kind, self.default) for kind in kinds} or {self.default}
        return next(way for way in NEAREST if way in wanted)

    def place(self, way: Way) -> str:
        """Where the visitor stays, "" where the visitor walks."""
        return {Way.DESK: self.desk, Way.COME: self.counter}.get(way, "")


def read_ways(folders: Sequence[Path], life_events: Collection[str]) -> tuple[Ways, list[Finding]]:
    """The ways of the last pack that says anything, and every fault with its place."""
    paths = [path for folder in folders if (path := folder / "procedures" / FILE).exists()]
    if not paths:
        return Ways(), []
    document, findings = load_yaml(paths[-1], name=f"procedures/{FILE}")
    ways, faults = validate(document, Ways) if document else (None, [])
    findings += faults
    if document is None or ways is None:
        return Ways(), findings
    for key in ways.events:
        if key not in life_events:
            words = f"「{key}」というライフイベントはありません。"
            findings.append(document.finding(("events", key), words, at_key=True))
    return ways, findings
