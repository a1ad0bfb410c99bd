"""来庁者: who may stand at the counter, and what has to be seen before they are believed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Literal, Self

from pydantic import Field, model_validator

from madoguchi.domain.counter.base import Frozen, Key


class VisitorKind(StrEnum):
    """Who stands at the counter, seen from the person the certificate is about.

    住民基本台帳法 12条1項 (本人・同一世帯), 12条の2 (公用), 12条の3 (第三者・特定事務受任者).
    """

    SELF = "self"
    SAME_HOUSEHOLD = "same_household"
    LEGAL_REPRESENTATIVE = "legal_representative"
    AGENT = "agent"
    MESSENGER = "messenger"
    THIRD_PARTY = "third_party"
    PROFESSIONAL = "professional"
    """特定事務受任者: one of the eight professions with their own 職務上請求書."""
    OFFICIAL = "official"


VISITOR_LABELS: Mapping[VisitorKind, str] = {
    VisitorKind.SELF: "本人",
    VisitorKind.SAME_HOUSEHOLD: "同一世帯の人",
    VisitorKind.LEGAL_REPRESENTATIVE: "法定代理人",
    VisitorKind.AGENT: "代理人",
    VisitorKind.MESSENGER: "使者",
    VisitorKind.THIRD_PARTY: "第三者",
    VisitorKind.PROFESSIONAL: "特定事務受任者",
    VisitorKind.OFFICIAL: "公用",
}


class Prefill(StrEnum):
    """May values of the register stand on the form and its preview? Only once identity is recorded, at best."""

    ALWAYS = "always"
    WITH_PAPERS = "with_papers"
    """… and once the papers of authority have been seen too."""
    NEVER = "never"


class Paper(Frozen):
    """A paper that shows authority or a reason: 委任状, 戸籍謄本, 登記事項証明書, 契約書 …"""

    key: Key
    label: str
    note: str = ""
    valid_from: date | None = None
    valid_until: date | None = None

    def taken_on(self, day: date) -> bool:
        return (self.valid_from or date.min) <= day <= (self.valid_until or date.max)


class Visitor(Frozen):
    """One row of the table of visitors."""

    kind: VisitorKind
    label: str
    order: int
    from_register: bool
    """The subject, or chosen among the household; everybody else is typed."""
    organisation: Literal["no", "may", "must"] = "no"
    """Name of the 法人, 官公署 or office."""
    prefill: Prefill
    papers: tuple[Key, ...] = ()
    """One of these has to have been seen; empty: none."""
    makes_form: bool = True
    """False: their own paper is the request and is only recorded."""
    when_guarded: Literal["release", "refused"] = "release"
    basis: str
    note: str = ""
    confirmed: bool = True
    """False for a row that isn't the law's but the city's, and that the city hasn't confirmed."""


class VisitorRules(Frozen):
    visitors: tuple[Visitor, ...]
    papers: tuple[Paper, ...] = ()
    notify_candidates: tuple[VisitorKind, ...] = ()
    """本人通知制度: whose requests are candidates for telling the person. Empty: the city has no such system."""
    notify_confirmed: bool = False
    basis: str = Field(min_length=1)

    def of(self, kind: VisitorKind) -> Visitor:
        return next(visitor for visitor in self.visitors if visitor.kind is kind)

    def paper(self, key: str) -> Paper:
        """Raises KeyError for a paper the pack doesn't know."""
        for paper in self.papers:
            if paper.key == key:
                return paper
        raise KeyError(key)

    @model_validator(mode="after")
    def _total(self) -> Self:
        rows = Counter(visitor.kind for visitor in self.visitors)
        wrong = [f"{VISITOR_LABELS[kind]}（{rows[kind]}行）" for kind in VisitorKind if rows[kind] != 1]
        if wrong:
            raise ValueError(f"来庁者の区分は1行ずつ書いてください：{'、'.join(wrong)}")
        known = {paper.key for paper in self.papers}
        missing = sorted({key for visitor in self.visitors for key in visitor.papers} - known)
        if missing:
            raise ValueError(f"papers にない書類です：{'、'.join(missing)}")
        return self
