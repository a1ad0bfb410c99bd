"""The copy of the guide for staff: reasons, open points, documents missing, handovers. In Japanese only.

It lies on a counter too. What is silent is a number beside its department and nothing else, whoever is
protected is a sign, and withheld values are no more on it than on the guide: those are for the screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from madoguchi.domain.dates import wareki
from madoguchi.domain.guide.assembling import closed_values, letters_of, people_of, silent_procedures
from madoguchi.domain.guide.model import GuideEntry, GuidePerson, GuideRequest, Held, Language
from madoguchi.domain.guide.paper import (
    Guide,
    InternalGuide,
    InternalPart,
    InternalRow,
    Line,
    Script,
    Why,
    Words,
)
from madoguchi.domain.guide.texts import GuideTexts
from madoguchi.domain.guide.withheld import Withheld

ON_SCREEN = "画面で確認"


@dataclass(frozen=True, slots=True)
class Handover:
    """Which department has a procedure, and how far it is (未着手, 対応中, …)."""

    department: str
    state: str


@dataclass(frozen=True, slots=True)
class InternalEntry:
    """A procedure with what decided it. `open_points` are questions without an answer."""

    entry: GuideEntry
    reasons: tuple[str, ...]
    basis: str
    open_points: tuple[str, ...]
    handover: Handover


@dataclass(frozen=True, slots=True)
class InternalRequest:
    """`request` is that of any adult of the reception; its entries aren't looked at, `entries` are.

    `identity` are kinds of documents seen, never their numbers; `mark` is the municipality's neutral sign
    for the protected; `guides` are those made for this reception: what they leave out is said here.
    """

    request: GuideRequest
    entries: tuple[InternalEntry, ...]
    identity: tuple[str, ...]
    mark: str
    guides: tuple[Guide, ...] = ()


def assemble_internal(internal: InternalRequest, texts: GuideTexts) -> InternalGuide:
    request = replace(internal.request, entries=tuple(each.entry for each in internal.entries))
    closed = closed_values(request, texts)
    events = texts.languages[Language.JA].events
    return InternalGuide(
        municipality=closed.clean(request.municipality),
        number=closed.clean(request.reception_number),
        issued=f"{wareki(request.issued_at.date())}　{request.issued_at:%H:%M}",
        events="・".join(events[event] for event in request.events if event in events),
        identity=tuple(filter(None, map(closed.clean, internal.identity))),
        protected=any(person.protected for person in people_of(request)),
        mark=internal.mark,
        parts=tuple(_Parts(internal, request, texts, closed).parts()),
        left_out=tuple(_left_out(internal.guides)),
    )


@dataclass(frozen=True)
class _Parts:
    internal: InternalRequest
    request: GuideRequest
    texts: GuideTexts
    closed: Withheld

    def parts(self) -> Iterator[InternalPart]:
        silent = silent_procedures(self.request, self.texts)
        for department, group in groupby(sorted(self.internal.entries, key=_department), key=_department):
            here = list(group)
            told = [each for each in here if each.entry.procedure not in silent]
            yield InternalPart(
                department=self._closed_or_hint(department),
                rows=tuple(self._row(each) for each in told),
                hidden=len(here) - len(told),
            )

    def _row(self, each: InternalEntry) -> InternalRow:
        entry = each.entry
        missing = [item.label for item in entry.bring if item.held is Held.MISSING]
        return InternalRow(
            title=self._title(entry),
            person=self._person(entry.person),
            due=wareki(entry.deadline, with_weekday=True) if entry.deadline else "",
            reasons=self._each(each.reasons),
            basis=self._closed_or_hint(each.basis),
            open_points=self._each(each.open_points),
            missing=self._each(missing),
            handover=self._closed_or_hint(each.handover.state),
        )

    def _title(self, entry: GuideEntry) -> str:
        words = self.texts.languages[Language.JA].procedures.get(entry.procedure)
        return f"{entry.procedure}　{self._closed_or_hint(words.title if words else entry.title)}"

    def _person(self, person: GuidePerson | None) -> Line:
        if person is None:
            return (Words("世帯"),)
        if person.protected:
            return (Words(f"{self.internal.mark}{letters_of(self.request)[person.key]}"),)
        return (Words(self._closed_or_hint(person.name), Script.NAME),)

    def _each(self, texts: Iterable[str]) -> tuple[str, ...]:
        return tuple(map(self._closed_or_hint, texts))

    def _closed_or_hint(self, text: str) -> str:
        return ON_SCREEN if self.closed.within(text) else text


def _department(each: InternalEntry) -> str:
    return each.handover.department


def _left_out(guides: Iterable[Guide]) -> Iterator[str]:
    """What is silent is only counted; anything else is told by its procedure."""
    found = dict.fromkeys(each for guide in guides for each in guide.left_out)
    if silent := sum(each.why is Why.SILENT for each in found):
        yield f"{Why.SILENT}の手続 {silent}件（{ON_SCREEN}）"
    for each in found:
        if each.why is not Why.SILENT:
            yield f"{each.procedure or '案内書の記載'}: {each.why}ため載せていません"
