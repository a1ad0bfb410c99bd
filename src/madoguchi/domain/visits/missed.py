"""What a city offers when the register says that somebody missed it: `procedures/offers.yaml`, read with every fault's
place. How it is applied: `offers`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from madoguchi.domain.decisions.pack import ProcedureData
from madoguchi.domain.facts import FactCatalogue, FactType, Scope
from madoguchi.domain.packfile import Document, Finding, load_yaml, validate

FILE = "offers.yaml"
Text = Annotated[str, Field(min_length=1)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Who = Literal["self", "same_household", "legal_representative"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Sign(_Strict):
    """Whoever's `since` lies at most `days` back had the event. `apart_from`, `together_with`: another day of theirs
    that mustn't, or must, be the same."""

    key: Key
    label: Text
    sets: Mapping[str, str]
    role: Text
    since: Text
    days: Annotated[int, Field(ge=1, le=3660)]
    apart_from: str = ""
    together_with: str = ""


class OfferRule(_Strict):
    """`who`: who may apply. `claimed`: a fact that has to be known and false; empty: only our own tasks tell."""

    procedure: Text
    sign: Key
    who: Annotated[tuple[Who, ...], Field(min_length=1)]
    claimed: str = ""


class Missed(_Strict):
    """`keep_days`: so long an answer holds. `most`: offers shown at a time."""

    keep_days: Annotated[int, Field(ge=1)] = 365
    most: Annotated[int, Field(ge=1)] = 3
    signs: tuple[Sign, ...] = ()
    offers: tuple[OfferRule, ...] = ()

    def sign(self, key: str) -> Sign:
        return next(sign for sign in self.signs if sign.key == key)


def read_missed(
    folders: Sequence[Path],
    procedures: Mapping[str, ProcedureData],
    catalogue: FactCatalogue,
) -> tuple[Missed, list[Finding]]:
    """The offers of the last pack that has any, and every fault with its place."""
    paths = [path for folder in folders if (path := folder / "procedures" / FILE).exists()]
    if not paths:
        return Missed(), []
    document, findings = load_yaml(paths[-1], name=f"procedures/{FILE}")
    missed, faults = validate(document, Missed) if document else (None, [])
    findings += faults
    if document is None or missed is None:
        return Missed(), findings
    findings += [
        *_sign_faults(missed, document, catalogue),
        *_offer_faults(missed, document, procedures, catalogue),
    ]
    return missed, findings


def _sign_faults(missed: Missed, document: Document, catalogue: FactCatalogue) -> Iterator[Finding]:
    for n, sign in enumerate(missed.signs):
        for field in ("since", "apart_from", "together_with"):
            fact = getattr(sign, field)
            if fact and not _is_a_day_of_a_person(catalogue, fact):
                yield document.finding(("signs", n, field), f"「{fact}」は人の日付の項目ではありません。")
        if sign.role not in catalogue or catalogue[sign.role].type is not FactType.BOOLEAN:
            yield document.finding(
                ("signs", n, "role"), f"「{sign.role}」は、はい・いいえの項目ではありません。"
            )
        for fact in sign.sets:
            if fact not in catalogue or sign.sets[fact] not in catalogue[fact].allowed:
                words = f"「{fact}: {sign.sets[fact]}」はデータ項目の値ではありません。"
                yield document.finding(("signs", n, "sets", fact), words)


def _is_a_day_of_a_person(catalogue: FactCatalogue, fact: str) -> bool:
    days = (FactType.DATE, FactType.UNCERTAIN_DATE)
    return fact in catalogue and catalogue[fact].scope is Scope.PERSON and catalogue[fact].type in days


def _offer_faults(
    missed: Missed, document: Document, procedures: Mapping[str, ProcedureData], catalogue: FactCatalogue
) -> Iterator[Finding]:
    signs = {sign.key for sign in missed.signs}
    for n, rule in enumerate(missed.offers):
        if rule.sign not in signs:
            yield document.finding(
                ("offers", n, "sign"), f"「{rule.sign}」というしるし（signs）はありません。"
            )
        procedure = procedures.get(rule.procedure)
        if procedure is None:
            yield document.finding(
                ("offers", n, "procedure"), f"「{rule.procedure}」という手続はありません。"
            )
        elif procedure.scope != "person":
            words = f"「{rule.procedure}」は世帯の手続です。案内できるのは人ごとの手続だけです。"
            yield document.finding(("offers", n, "procedure"), words)
        if rule.claimed and rule.claimed not in catalogue:
            yield document.finding(
                ("offers", n, "claimed"), f"「{rule.claimed}」というデータ項目はありません。"
            )
