"""Bringing names that come in with Adobe-Japan1 selectors into the stored form: base + Moji_Joho selector.

The two collections give the same shape different selectors, and a font that knows only one draws the other
as the plain base. Some of the conversions can be proved from published tables; the others a person must see.
"""

from __future__ import annotations

from dataclasses import dataclass

from madoguchi.domain.text.clusters import clusters, code_points
from madoguchi.domain.text.mj import is_selector, table


@dataclass(frozen=True, slots=True)
class SelectorFinding:
    """A sequence that was not Moji_Joho. `by` is what it became; None if it was left, to be looked at."""

    position: int
    char: str
    code: str
    by: str | None


@dataclass(frozen=True, slots=True)
class MojiJohoText:
    text: str
    findings: tuple[SelectorFinding, ...]


def to_moji_joho(text: str) -> MojiJohoText:
    """The stored form of an imported name, and what was changed or couldn't be. Nothing else is touched."""
    if not any(is_selector(ord(character)) for character in text):
        return MojiJohoText(text, ())
    stored, findings = [], []
    for position, cluster in enumerate(clusters(text)):
        known = not is_selector(ord(cluster[-1])) or table().mj_number(cluster) is not None
        by = cluster if known else table().from_adobe_japan1(cluster)
        stored.append(cluster if by is None else by)
        if not known:
            findings.append(SelectorFinding(position, cluster, code_points(cluster), by))
    return MojiJohoText("".join(stored), tuple(findings))
