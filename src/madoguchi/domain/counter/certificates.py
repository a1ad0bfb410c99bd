"""Certificates that are requested at the counter, as configuration of the pack: what, for whom, at what price."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from madoguchi.domain.counter.base import Frozen, Key, Words
from madoguchi.domain.counter.visitors import VISITOR_LABELS, Visitor, VisitorKind

NUMBERS_IN_HAND = frozenset({VisitorKind.SELF, VisitorKind.SAME_HOUSEHOLD, VisitorKind.LEGAL_REPRESENTATIVE})
SPEAK_FOR_THE_LIVING = frozenset(
    {VisitorKind.SELF, VisitorKind.LEGAL_REPRESENTATIVE, VisitorKind.AGENT, VisitorKind.MESSENGER}
)
DEAD_WORDS = "亡くなった方の分は「第三者」で請求します。"
NUMBERS_OF_THE_DEAD = "亡くなった方の番号は載せられません。"
NUMBERS_BY_POST = frozenset({VisitorKind.AGENT, VisitorKind.MESSENGER})


class Scope(StrEnum):
    """Whom one certificate is about: the whole household, chosen members, or the holder alone."""

    HOUSEHOLD = "household"
    MEMBERS = "members"
    HOLDER = "holder"


class Subject(StrEnum):
    """In which register the person stands that the certificate is about."""

    RESIDENT = "resident"
    REMOVED = "removed"
    SEAL_HOLDER = "seal_holder"
    FAMILY_REGISTER = "family_register"
    """戸籍: found by 本籍 and 筆頭者, not by the residence record."""
    TAXPAYER = "taxpayer"


class Handing(StrEnum):
    COUNTER = "counter"
    POST_TO_PRINCIPAL = "post_to_principal"
    """By post to the address at which the person is registered."""


class Allowance(Frozen):
    """This visitor may have it, under these conditions."""

    visitor: VisitorKind
    basis: str
    reason: bool = False
    """請求事由 has to be given."""
    papers: tuple[Key, ...] = ()
    """One of these has to have been seen, besides the visitor's own."""
    own_papers: bool = True
    """False: the visitor's own papers aren't asked for (印鑑登録証 in place of a 委任状)."""
    handing: Handing = Handing.COUNTER
    form: str = ""
    """Another form than the certificate's for this visitor's request."""
    note: str = ""
    confirmed: bool = True


class Refusal(Frozen):
    """This visitor may not have it. `words` stand beside the choice that is off."""

    visitor: VisitorKind
    words: Words
    basis: str
    confirmed: bool = True


class Choice(Frozen):
    value: str
    label: str


class Input(Frozen):
    """Something the request has to say besides the person: 年度, 税目, 本籍 …"""

    key: Key
    label: str
    kind: Literal["text", "choice", "year"]
    choices: tuple[Choice, ...] = ()
    required: bool = True
    from_register: str = ""
    """The resident view's field that fills it where prefilling is allowed."""
    form_field: str = ""
    field: str = ""
    """The outbound layout's field that carries it."""
    hint: str = ""


class Exemption(Frozen):
    """A ground on which nothing is paid."""

    key: Key
    label: str
    basis: str
    visitors: tuple[VisitorKind, ...] = ()
    """Who may claim it; empty: everybody."""
    confirmed: bool = False
    needs_reason: bool = False

    def open_to(self, kind: VisitorKind) -> bool:
        return not self.visitors or kind in self.visitors


class Item(Frozen):
    """Something that is written on the certificate only if specially asked for (住民基本台帳法12条5項)."""

    key: Key
    label: str
    field: Key
    """The outbound layout's field that carries it."""
    form_field: Key
    """The form's tick box for it."""
    for_foreign_only: bool = False
    numbers: bool = False
    """個人番号 or 住民票コード."""
    allowed: tuple[Allowance, ...] | None = None
    """None: whoever gets the certificate."""
    refused: tuple[Refusal, ...] = ()
    refused_words: Words = "この来庁者には載せられません。"
    needs_destination: bool = False
    """提出先 has to be given."""

    @model_validator(mode="after")
    def _sound(self) -> Self:
        _once(self.allowed or (), self.refused)
        if self.numbers:
            _check_numbers(self)
        return self


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
    subject: Subject = Subject.RESIDENT
    scope: Scope
    fee_yen: Annotated[int, Field(ge=0)]
    fee_confirmed: bool = False
    """False marks a value the city has not confirmed (未確認)."""
    free: bool = False
    """無料 by law, whoever asks."""
    basis_free: str = ""
    exemptions: tuple[Exemption, ...] = ()
    visitors: tuple[Allowance, ...]
    refusals: tuple[Refusal, ...] = ()
    refused_words: Words = "この来庁者は請求できません。"
    identity_required: bool = True
    """False where the 印鑑登録証 alone shows that the visitor may have it."""
    needs_seal_card: bool = False
    accept_individual_number_card: bool = False
    """マイナンバーカード takes the 印鑑登録証's place, for its holder alone."""
    oldest_removed_on: date | None = None
    """除票: records removed before that day are no longer kept."""
    waits_for_entry: bool = True
    """Not made while a notice for these people isn't entered in the core system. False where no notice can touch it."""
    rules_confirmed: bool = True
    """False where who may ask is the city's ordinance and the city hasn't confirmed it."""
    basis: str
    inputs: tuple[Input, ...] = ()
    items: tuple[Item, ...] = ()
    most_copies: Annotated[int, Field(ge=1, le=99)] = 20
    note: str = ""

    @model_validator(mode="after")
    def _sound(self) -> Self:
        _once(self.visitors, self.refusals)
        if self.free and (self.fee_yen or not self.basis_free):
            raise ValueError("free には、fee_yen: 0 と根拠 basis_free が要ります。")
        if self.subject is Subject.REMOVED:
            _check_removed(self)
        return self

    def item(self, key: str) -> Item:
        """Raises KeyError."""
        for item in self.items:
            if item.key == key:
                return item
        raise KeyError(key)

    def exemption(self, key: str) -> Exemption:
        """Raises KeyError."""
        for exemption in self.exemptions:
            if exemption.key == key:
                return exemption
        raise KeyError(key)


def standing(certificate: Certificate, kind: VisitorKind, *, dead: bool = False) -> Allowance | Refusal:
    """May this visitor have the certificate? Every visitor has an answer; silence of the table is a refusal.

    `dead`: the person it is about has died. Nobody is that person then, and every power to act for them has ended.
    """
    if dead and kind in SPEAK_FOR_THE_LIVING:
        return Refusal(visitor=kind, words=DEAD_WORDS, basis="民法111条1項1号")
    return _answer(kind, certificate.visitors, certificate.refusals) or Refusal(
        visitor=kind,
        words=certificate.refused_words,
        basis=certificate.basis,
        confirmed=certificate.rules_confirmed,
    )


def item_standing(
    certificate: Certificate, item: Item, kind: VisitorKind, *, dead: bool = False
) -> Allowance | Refusal:
    """May the item be on it? The conditions of the answer come on top of those of `standing`."""
    whole = standing(certificate, kind, dead=dead)
    if isinstance(whole, Refusal):
        return whole
    if dead and item.numbers:
        return Refusal(visitor=kind, words=NUMBERS_OF_THE_DEAD, basis="番号法19条")
    if item.allowed is None:
        return _answer(kind, (), item.refused) or whole
    return _answer(kind, item.allowed, item.refused) or Refusal(
        visitor=kind, words=item.refused_words, basis=certificate.basis
    )


def form_of(certificate: Certificate, kind: VisitorKind) -> str:
    """Key of the form on which this visitor asks for it."""
    answer = standing(certificate, kind)
    return (answer.form if isinstance(answer, Allowance) else "") or certificate.form


def handing_of(certificate: Certificate, items: Iterable[str], kind: VisitorKind) -> Handing:
    """How a line is handed over: one part that must go by post sends the whole of it by post."""
    wanted = set(items)
    standings = [standing(certificate, kind)]
    standings += [item_standing(certificate, i, kind) for i in certificate.items if i.key in wanted]
    posted = any(isinstance(s, Allowance) and s.handing is Handing.POST_TO_PRINCIPAL for s in standings)
    return Handing.POST_TO_PRINCIPAL if posted else Handing.COUNTER


def papers_wanted(visitor: Visitor, allowances: Sequence[Allowance]) -> tuple[tuple[Key, ...], ...]:
    """Groups of papers; of each group one has to have been seen. `allowances`: all that the request rests on."""
    own = not allowances or any(allowance.own_papers for allowance in allowances)
    groups = [visitor.papers if own else (), *(allowance.papers for allowance in allowances)]
    return tuple(dict.fromkeys(group for group in groups if group))


def fee_of(certificate: Certificate, copies: int, exemption: str) -> int:
    """Yen. `exemption` is a key of the certificate's, "" for none; raises KeyError for any other."""
    if exemption:
        certificate.exemption(exemption)
        return 0
    return certificate.fee_yen * copies


def _answer(
    kind: VisitorKind, allowed: Iterable[Allowance], refused: Iterable[Refusal]
) -> Allowance | Refusal | None:
    rows: Iterator[Allowance | Refusal] = (row for rows in (refused, allowed) for row in rows)
    return next((row for row in rows if row.visitor is kind), None)


def _once(allowed: Iterable[Allowance], refused: Iterable[Refusal]) -> None:
    counted = Counter([*(row.visitor for row in allowed), *(row.visitor for row in refused)])
    twice = [VISITOR_LABELS[kind] for kind, number in counted.items() if number > 1]
    if twice:
        raise ValueError(f"来庁者が2回書かれています：{'、'.join(twice)}")


def _check_numbers(item: Item) -> None:
    """番号法19条・住民基本台帳法12条の3: no pack can open the numbers to more people than the law does."""
    if item.allowed is None or not item.needs_destination:
        raise ValueError(
            "個人番号・住民票コードには allowed（載せてよい来庁者）と needs_destination: true が要ります。"
        )
    for row in item.allowed:
        by_post = row.visitor in NUMBERS_BY_POST and row.handing is Handing.POST_TO_PRINCIPAL
        if row.visitor not in NUMBERS_IN_HAND and not by_post:
            raise ValueError(
                f"個人番号・住民票コードを{VISITOR_LABELS[row.visitor]}に交付する設定はできません"
                "（代理人・使者は post_to_principal だけ）。"
            )


def _check_removed(certificate: Certificate) -> None:
    """Whoever stands there herself is alive; of anybody else's removed record that isn't sure."""
    rows = [row for item in certificate.items if item.numbers for row in item.allowed or ()]
    if any(row.visitor is not VisitorKind.SELF for row in rows):
        raise ValueError("除票の個人番号・住民票コードを載せてよいのは本人（self）だけです。")
