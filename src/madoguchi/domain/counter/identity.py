"""本人確認: which papers prove identity, alone or in pairs, as configuration of the pack."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from madoguchi.domain.counter.certificates import Frozen, Key


class Proof(StrEnum):
    """ONE: proves alone (1点確認). A: with another A or a B. B: only together with an A (2点確認)."""

    ONE = "one"
    A = "a"
    B = "b"


class IdentityDocument(Frozen):
    key: Key
    label: str
    proof: Proof
    valid_from: date | None = None
    """The kind of paper is taken from this day (not the paper's own date)."""
    valid_until: date | None = None
    """… and until this day: 健康保険証 ended, for one."""
    note: str = ""

    def taken_on(self, day: date) -> bool:
        return (self.valid_from or date.min) <= day <= (self.valid_until or date.max)


class Sufficient(StrEnum):
    ONE_POINT = "1"
    TWO_POINTS = "2"
    NO = ""


class IdentityRules(Frozen):
    documents: tuple[IdentityDocument, ...]
    basis: str

    def of(self, key: str) -> IdentityDocument:
        """Raises KeyError for a paper the pack doesn't know."""
        for document in self.documents:
            if document.key == key:
                return document
        raise KeyError(key)

    def sufficient(self, keys: Sequence[str], on: date) -> Sufficient:
        """Do these papers prove identity on that day? Papers no longer taken don't count; one kind counts once."""
        shown = [self.of(key) for key in dict.fromkeys(keys)]
        proofs = [document.proof for document in shown if document.taken_on(on)]
        if Proof.ONE in proofs:
            return Sufficient.ONE_POINT
        if Proof.A in proofs and len(proofs) >= 2:
            return Sufficient.TWO_POINTS
        return Sufficient.NO
