"""本人確認: which papers prove identity, alone or in pairs, or with questions, as configuration of the pack."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from madoguchi.domain.counter.base import Frozen, Key


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


class OralQuestion(Frozen):
    """A question whose answer the register knows. Only whether it matched is recorded, never the answer."""

    key: Key
    words: str


class Sufficient(StrEnum):
    ONE_POINT = "1"
    TWO_POINTS = "2"
    ORAL = "3"
    NO = ""


class IdentityRules(Frozen):
    documents: tuple[IdentityDocument, ...]
    basis: str
    confirmed: bool = False
    """False until the city has said that these papers and questions are those of its own 取扱要領."""
    oral: tuple[OralQuestion, ...] = ()
    oral_needed: Annotated[int, Field(ge=1)] = 2

    def of(self, key: str) -> IdentityDocument:
        """Raises KeyError for a paper the pack doesn't know."""
        for document in self.documents:
            if document.key == key:
                return document
        raise KeyError(key)

    def question(self, key: str) -> OralQuestion:
        """Raises KeyError for a question the pack doesn't know."""
        for question in self.oral:
            if question.key == key:
                return question
        raise KeyError(key)

    def sufficient(self, keys: Sequence[str], on: date, oral: Sequence[tuple[str, bool]] = ()) -> Sufficient:
        """Do these papers prove identity on that day? Papers no longer taken don't count; one kind counts once.

        `oral` is which questions were asked and whether each answer matched: with one paper of A or B,
        `oral_needed` different questions have to match, and one that didn't ends that way.
        """
        shown = [self.of(key) for key in dict.fromkeys(keys)]
        proofs = [document.proof for document in shown if document.taken_on(on)]
        if Proof.ONE in proofs:
            return Sufficient.ONE_POINT
        if Proof.A in proofs and len(proofs) >= 2:
            return Sufficient.TWO_POINTS
        return Sufficient.ORAL if proofs and self._answered(oral) else Sufficient.NO

    def _answered(self, oral: Sequence[tuple[str, bool]]) -> bool:
        known = {question.key for question in self.oral}
        matched = {key for key, matches in oral if matches and key in known}
        return all(matches for _, matches in oral) and len(matched) >= self.oral_needed
