"""A request with all that decides about it, and what follows: what is still asked for, and what may be shown.

Pure: made of the household as the door gave it, the tables of the pack and the day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from madoguchi.apps.receptions.types import Line, RequestDraft
from madoguchi.apps.residents.types import HouseholdView, ResidentView, Shown, Withheld
from madoguchi.domain.counter import (
    Allowance,
    Certificate,
    Handing,
    IdentityRules,
    Input,
    Item,
    Match,
    Prefill,
    Refusal,
    Scope,
    Sufficient,
    Visitor,
    VisitorKind,
    VisitorRules,
    fee_of,
    handing_of,
    item_standing,
    papers_wanted,
    same_address,
    same_birth,
    same_name,
    same_text,
    standing,
)

INDIVIDUAL_NUMBER_CARD = "individual_number_card"
DIED = "13"
"""異動事由 死亡 of the residence layout's code list."""
BETWEEN_NAMES = re.compile(r"[、,，;；\n]")


@dataclass(frozen=True, slots=True)
class Matches:
    """What was stated against the register, no value in it. OPEN: nothing to compare."""

    name: Match
    address: Match
    birth: Match

    @property
    def whole(self) -> bool:
        return {self.name, self.address, self.birth} == {Match.YES}


@dataclass(frozen=True, slots=True)
class Case:
    draft: RequestDraft
    household: HouseholdView
    subject_id: int
    certificates: Mapping[str, Certificate]
    rules: IdentityRules
    visitor_rules: VisitorRules
    today: date

    @property
    def subject(self) -> ResidentView:
        return self.household.member(self.subject_id)

    @property
    def visitor(self) -> Visitor:
        """The row of the table of visitors."""
        return self.visitor_rules.of(self.draft.visitor_kind)

    @property
    def deceased(self) -> bool:
        return self.subject.removed and self.subject.removal_reason == DIED

    @property
    def lines(self) -> tuple[tuple[Line, Certificate], ...]:
        """The lines whose certificate the city still has."""
        known = self.certificates
        return tuple((x, known[x.certificate]) for x in self.draft.lines if x.certificate in known)

    @property
    def identity(self) -> tuple[str, ...]:
        """The papers shown today, as far as the rules of today know them."""
        if self.draft.identity_on not in (None, self.today):
            return ()
        known = {document.key for document in self.rules.documents}
        return tuple(key for key in self.draft.identity if key in known)

    @property
    def oral(self) -> Mapping[str, bool]:
        """The questions asked today: did the answer fit?"""
        known = {question.key for question in self.rules.oral}
        asked = self.draft.oral if self.draft.identity_on in (None, self.today) else ()
        return {answer.key: answer.matched for answer in asked if answer.key in known}

    @property
    def sufficient(self) -> Sufficient:
        return self.rules.sufficient(self.identity, self.today, tuple(self.oral.items()))

    @property
    def identity_needed(self) -> bool:
        """Not where the 印鑑登録証 alone is the proof for everything that is asked for."""
        return not self.lines or any(c.identity_required for _, c in self.lines)

    def seen(self, keys: tuple[str, ...]) -> bool:
        """Has one of these papers been seen, of a kind that is taken today?"""
        known = {paper.key: paper for paper in self.visitor_rules.papers}
        return any(k in keys and k in known and known[k].taken_on(self.today) for k in self.draft.papers)

    @property
    def authorised(self) -> bool:
        return not self.visitor.papers or self.seen(self.visitor.papers)

    @property
    def opened(self) -> bool:
        """May values of the register stand on page, preview and form?

        For 本人, 同一世帯 and a proven 法定代理人, and only once identity has been recorded.
        """
        if self.sufficient is Sufficient.NO:
            return False
        match self.visitor.prefill:
            case Prefill.ALWAYS:
                return self.visitor.from_register
            case Prefill.WITH_PAPERS:
                return bool(self.visitor.papers) and self.authorised
            case Prefill.NEVER:
                return False

    @property
    def states(self) -> bool:
        """Does the visitor have to say whom it is about? Then the form carries what was said and nothing else."""
        return not self.opened and (not self.visitor.from_register or not self.identity_needed)

    @property
    def matches(self) -> Matches:
        subject, stated = self.subject, self.draft.stated
        address = same_address(stated.address, plain(subject.address))
        return Matches(self._names(), address, same_birth(stated.birth, subject.birth))

    def _names(self) -> Match:
        """Each name stated is one of the people wanted, and the person of the request is among them."""
        names = [name for name in BETWEEN_NAMES.split(self.draft.stated.name) if name.strip()]
        if not names:
            return Match.OPEN
        fits = [any(_is_called(name, person) for person in self.people) for name in names]
        named = len(names) > 1 or _is_called(names[0], self.subject) or len(self.people) == 1
        return Match.YES if all(fits) and named else Match.NO

    @property
    def people(self) -> tuple[ResidentView, ...]:
        """Everybody that the lines are about, the person of the request at least."""
        wanted = (
            {self.subject_id} if not self.lines else {m.id for x, _ in self.lines for m in self.members_of(x)}
        )
        return tuple(m for m in self.household.members if m.id in (wanted or {self.subject_id}))

    def members_of(self, line: Line) -> tuple[ResidentView, ...]:
        """Whom a certificate is about."""
        match self.certificates[line.certificate].scope:
            case Scope.HOUSEHOLD:
                return self.household.members
            case Scope.MEMBERS:
                return tuple(m for m in self.household.members if m.id in line.members)
            case Scope.HOLDER:
                return (self.subject,)

    @property
    def standings(self) -> tuple[Allowance, ...]:
        """The conditions under which everything asked for may be had; what is refused isn't in it."""
        return tuple(s for s in self._standings() if isinstance(s, Allowance))

    def _standings(self) -> Iterator[Allowance | Refusal]:
        for line, certificate in self.lines:
            yield self.standing_of(certificate)
            for item in certificate.items:
                if item.key in line.items:
                    yield self.item_standing_of(certificate, item)

    def standing_of(self, certificate: Certificate) -> Allowance | Refusal:
        return standing(certificate, self.draft.visitor_kind, dead=self.deceased)

    def item_standing_of(self, certificate: Certificate, item: Item) -> Allowance | Refusal:
        return item_standing(certificate, item, self.draft.visitor_kind, dead=self.deceased)

    @property
    def papers_needed(self) -> tuple[tuple[str, ...], ...]:
        """Groups of papers; of each group one has to have been seen."""
        return papers_wanted(self.visitor, self.standings)

    @property
    def reason_needed(self) -> bool:
        return any(s.reason for s in self.standings)

    @property
    def destination_needed(self) -> bool:
        return any(i.needs_destination for x, c in self.lines for i in c.items if i.key in x.items)

    def handing_of(self, line: Line) -> Handing:
        certificate = self.certificates[line.certificate]
        return handing_of(certificate, line.items, self.draft.visitor_kind)

    def fee_of(self, line: Line) -> int:
        return line_fee(self.certificates[line.certificate], line, self.draft.visitor_kind)

    @property
    def fee(self) -> int:
        return sum(self.fee_of(line) for line, _ in self.lines)

    def given(self, line: Line, wanted: Input) -> str:
        """What a certificate's question is answered with: what was typed, else the register where it may be shown."""
        typed = (line.fields or {}).get(wanted.key, "").strip()
        return typed or self.suggested(wanted)

    def suggested(self, wanted: Input) -> str:
        return self._registered(wanted) if self.opened else ""

    def _registered(self, wanted: Input) -> str:
        return plain(getattr(self.subject, wanted.from_register)) if wanted.from_register else ""

    def match_of(self, line: Line, wanted: Input) -> Match | None:
        """What was typed against the register, for a visitor who may not see it. None: nothing of the register."""
        if self.opened or not wanted.from_register:
            return None
        typed = (line.fields or {}).get(wanted.key, "")
        registered = self._registered(wanted)
        is_address = wanted.from_register in ("domicile", "address")
        return same_address(typed, registered) if is_address else same_text(typed, registered)

    def by_number_card(self, certificate: Certificate) -> bool:
        holder = self.draft.visitor_kind is VisitorKind.SELF
        return (
            certificate.accept_individual_number_card and holder and INDIVIDUAL_NUMBER_CARD in self.identity
        )

    @property
    def heading_open(self) -> bool:
        """May address and birth of the person stand at the head of the page?

        Whoever has to state them doesn't get them to read over the counter; a seal's holder not before identity is
        recorded: the request may have begun from the number on the card alone.
        """
        seal = any(c.needs_seal_card for _, c in self.lines)
        return self.opened or (self.visitor.from_register and not seal)


def line_fee(certificate: Certificate, line: Line, kind: VisitorKind) -> int:
    """Yen. An exemption that the certificate no longer has, or not for this visitor, exempts from nothing."""
    known = {e.key for e in certificate.exemptions if e.open_to(kind)}
    return fee_of(certificate, line.copies, line.exemption if line.exemption in known else "")


def _is_called(name: str, person: ResidentView) -> bool:
    return same_name(name, person.name, person.former_surname, person.alias) is Match.YES


def plain(value: Shown) -> str:
    """A value to compare with; what is withheld is nothing."""
    return "" if isinstance(value, Withheld) else value


def item_shown(item: Item, household: HouseholdView) -> bool:
    return not item.for_foreign_only or any(m.foreign for m in household.members)
