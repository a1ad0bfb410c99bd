"""Deadline rules in the YAML of a pack (`deadlines/*.yaml`)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ..packfile import Document, Finding, Loc, load_yaml, validate
from .deadlines import DeadlineRule, Kind, Limit, Roll, Unit

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Amount = Annotated[int, Field(ge=0, le=10_000)]
_AMOUNTS = (Unit.DAYS, Unit.MONTHS, Unit.YEARS)


class _Limit(BaseModel):
    """`until` instead of an amount for 月末・年末・年度末. Without `label` and `key` the rule's are used."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    key: Key | None = None
    label: str | None = None
    start: str = Field(min_length=1)
    days: Amount | None = None
    months: Amount | None = None
    years: Amount | None = None
    until: Literal["end_of_month", "end_of_year", "end_of_fiscal_year"] | None = None
    count_start: bool = False
    shift: int = Field(default=0, ge=-366, le=366)
    before: bool = False
    roll: Literal["none", "next_open"] = "none"
    kind: Literal["by", "from"] = "by"
    late: str = ""

    @model_validator(mode="after")
    def _one_length(self) -> Self:
        given = [u for u in (*_AMOUNTS, "until") if getattr(self, u) is not None]
        if len(given) != 1:
            raise ValueError("days、months、years、until のどれか1つを書いてください。")
        if self.before and self.count_start:
            raise ValueError("before と count_start は一緒に使えません。")
        if self.until and (self.before or self.count_start):
            raise ValueError("until には before も count_start も付けられません。")
        return self


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    key: Key
    label: str = Field(min_length=1)
    basis: str = ""
    text: str = ""
    confidence: Literal["law", "local"] = "law"
    procedures: tuple[str, ...] = ()
    limits: tuple[_Limit, ...] = Field(min_length=1)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    deadlines: tuple[_Rule, ...]


def read_deadlines(path: Path, *, name: str | None = None) -> tuple[tuple[DeadlineRule, ...], list[Finding]]:
    """The rules of one file; none if anything in it is wrong, all faults at once."""
    document, findings = load_yaml(path, name=name)
    if document is None:
        return (), findings
    file, findings = validate(document, _File)
    if file is None:
        return (), findings
    findings = list(_twice(document, file))
    return (() if findings else tuple(_rule(r) for r in file.deadlines)), findings


def names_in(document: Document) -> Iterator[tuple[Loc, str]]:
    """What a file that can be read names elsewhere, each with its place: the `start` of every limit and the
    `procedures` of every rule."""
    for i, rule in enumerate(_File.model_validate(document.data).deadlines):
        for j, limit in enumerate(rule.limits):
            yield ("deadlines", i, "limits", j, "start"), limit.start
        for j, procedure in enumerate(rule.procedures):
            yield ("deadlines", i, "procedures", j), procedure


def _twice(document: Document, file: _File) -> Iterator[Finding]:
    seen: set[str] = set()
    for i, rule in enumerate(file.deadlines):
        if rule.key in seen:
            yield document.finding(("deadlines", i, "key"), f"「{rule.key}」が2回書かれています。")
        seen.add(rule.key)


def _rule(rule: _Rule) -> DeadlineRule:
    limits = tuple(_limit(limit, rule) for limit in rule.limits)
    return DeadlineRule(rule.key, rule.label, limits, rule.text, rule.basis, rule.procedures)


def _limit(limit: _Limit, rule: _Rule) -> Limit:
    unit = next((u for u in _AMOUNTS if getattr(limit, u) is not None), None)
    return Limit(
        key=limit.key or rule.key,
        label=limit.label or rule.label,
        start=limit.start,
        amount=getattr(limit, unit) if unit else 0,
        unit=unit or Unit(limit.until or ""),
        count_start=limit.count_start,
        shift=limit.shift,
        before=limit.before,
        roll=Roll(limit.roll),
        kind=Kind(limit.kind),
        late=limit.late,
    )
