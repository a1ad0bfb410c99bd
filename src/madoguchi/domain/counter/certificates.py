"""Certificates that are requested at the counter, as configuration of the pack."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class VisitorKind(StrEnum):
    """来庁者: who stands at the counter, seen from the person the certificate is about.

    住民基本台帳法 12条1項 (本人・同一世帯), 12条の3 (第三者・特定事務受任者), 12条の2 (公用).
    """

    SELF = "self"
    SAME_HOUSEHOLD = "same_household"
    LEGAL_REPRESENTATIVE = "legal_representative"
    AGENT = "agent"
    MESSENGER = "messenger"
    THIRD_PARTY = "third_party"
    OFFICIAL = "official"


VISITOR_LABELS: Mapping[VisitorKind, str] = {
    VisitorKind.SELF: "本人",
    VisitorKind.SAME_HOUSEHOLD: "同一世帯の人",
    VisitorKind.LEGAL_REPRESENTATIVE: "法定代理人",
    VisitorKind.AGENT: "代理人",
    VisitorKind.MESSENGER: "使者",
    VisitorKind.THIRD_PARTY: "第三者",
    VisitorKind.OFFICIAL: "公用",
}


class Scope(StrEnum):
    """Whom one certificate is about: the whole household, chosen members, or the holder alone."""

    HOUSEHOLD = "household"
    MEMBERS = "members"
    HOLDER = "holder"


class Item(Frozen):
    """Something that is written on the certificate only if specially asked for (住民基本台帳法12条5項)."""

    key: Key
    label: str
    field: Key
    """The outbound layout's field that carries it."""
    form_field: Key
    """The form's tick box for it."""
    for_foreign_only: bool = False


class Certificate(Frozen):
    key: Key
    code: Annotated[str, Field(pattern=r"^\d{2}$")]
    """証明書種別 of the outbound layout."""
    label: str
    short: str
    order: int
    key_hint: Annotated[str, Field(pattern=r"^[A-Z]$")]
    form: str
    """Key of the form template that is filled: one paper for all lines that share it."""
    scope: Scope
    fee_yen: Annotated[int, Field(ge=0)]
    fee_confirmed: bool = False
    """False marks a value the city has not confirmed (未確認)."""
    visitors: tuple[VisitorKind, ...]
    refused_words: str = "今の版では本人・同一世帯の人だけが請求できます。"
    needs_seal_card: bool = False
    basis: str
    items: tuple[Item, ...] = ()
    most_copies: Annotated[int, Field(ge=1, le=99)] = 20
    note: str = ""
