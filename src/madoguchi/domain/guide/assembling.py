"""From what a reception found out to the guide one adult takes home.

The guide is read by whoever stands beside the visitor and whoever finds it at home. What may not be told is
dropped here, before any wording, and again wherever a free text mentions it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import groupby

from madoguchi.domain.guide.model import (
    Counter,
    GuideEntry,
    GuidePerson,
    GuideRequest,
    Held,
    Language,
    Place,
)
from madoguchi.domain.guide.paper import Bag, Call, Guide, LeftOut, Line, Row, Stop, Thing, Why, Words
from madoguchi.domain.guide.texts import GuideTexts
from madoguchi.domain.guide.withheld import Withheld
from madoguchi.domain.guide.wording import Titled, Wording

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def assemble(request: GuideRequest, texts: GuideTexts) -> Guide:
    """The guide, or for a request without an adult the general list."""
    return _Assembler(request, texts).guide()


def silent_procedures(request: GuideRequest, texts: GuideTexts) -> frozenset[str]:
    """What may not be told to anybody: a procedure that is silent for one person is so for all of them."""
    return texts.never.union(each.procedure for each in _titled(request) if each.silent)


def closed_values(request: GuideRequest, texts: GuideTexts) -> Withheld:
    """The withheld values, protected persons' names, and what silent procedures are called."""
    silent = silent_procedures(request, texts)
    known = [language.procedures for language in texts.languages.values()]
    return _facts_closed(request, texts).also(
        words[key].title for words in known for key in silent if key in words
    )


def _facts_closed(request: GuideRequest, texts: GuideTexts) -> Withheld:
    """Without the pack's titles: one procedure's may be within another's that has to be told (特別児童扶養手当)."""
    silent = silent_procedures(request, texts)
    known = texts.languages[Language.JA].procedures
    names = {person.name for person in people_of(request) if person.protected}
    raw = {
        each.title for each in _titled(request) if each.procedure in silent and each.procedure not in known
    }
    return Withheld(request.withheld | names | raw)


def people_of(request: GuideRequest) -> Iterator[GuidePerson]:
    """The adult of the guide first, then everybody in the order of the entries; some twice."""
    everybody = (request.adult, *(entry.person for entry in request.entries))
    return (person for person in everybody if person is not None)


def letters_of(request: GuideRequest) -> dict[str, str]:
    """By the key of a person: A … Z, then A2 …"""
    keys = dict.fromkeys(person.key for person in people_of(request))
    turns = [divmod(index, len(LETTERS)) for index in range(len(keys))]
    return {
        key: LETTERS[at] + (str(turn + 1) if turn else "")
        for key, (turn, at) in zip(keys, turns, strict=True)
    }


def _titled(request: GuideRequest) -> Iterator[Titled]:
    yield from request.entries
    yield from request.not_needed


@dataclass
class _Assembler:
    request: GuideRequest
    texts: GuideTexts
    left_out: list[LeftOut] = field(default_factory=list)

    @cached_property
    def _silent(self) -> frozenset[str]:
        return silent_procedures(self.request, self.texts)

    @cached_property
    def _wording(self) -> Wording:
        request = self.request
        general = Withheld(request.withheld)  # the list mustn't be shaped by anybody's procedures
        closed = general if request.adult is None else closed_values(request, self.texts)
        return Wording(self.texts, request.language, closed)

    @cached_property
    def _letters(self) -> dict[str, str]:
        """Letters instead of names for everybody as soon as one is protected: then nobody stands out."""
        somebody = any(person.protected for person in people_of(self.request))
        return letters_of(self.request) if somebody else {}

    def guide(self) -> Guide:
        return self._general_list() if self.request.adult is None else self._guide_of(self.request.adult)

    def _guide_of(self, adult: GuidePerson) -> Guide:
        request, wording = self.request, self._wording
        entries = list(self._mine(adult))
        return Guide(
            language=request.language,
            large_print=request.large_print,
            general=False,
            municipality=wording.data(request.municipality),
            number=wording.closed.clean(request.reception_number),
            issued=wording.day(request.issued_at.date()),
            name=() if self._letters else self._person(adult),
            events=self._events(),
            today=tuple(self._stops(entries)),
            total=self._total(entries),
            later=self._rows(entries, Place.LATER),
            elsewhere=self._rows(entries, Place.ELSEWHERE),
            bring=tuple(self._bags(entries)),
            not_needed=tuple(self._not_needed()),
            contacts=tuple(self._calls()),
            come_back=wording.day(request.come_back_on) if request.come_back_on else (),
            missing=tuple(wording.thing(label) for label in request.missing),
            resume=wording.closed.clean(request.resume),
            words=wording.fixed(),
            left_out=tuple(dict.fromkeys(self.left_out)),
        )

    def _general_list(self) -> Guide:
        request, wording = self.request, self._wording
        return Guide(
            language=request.language,
            large_print=request.large_print,
            general=True,
            municipality=wording.data(request.municipality),
            number="",
            issued=wording.day(request.issued_at.date()),
            name=(),
            events=self._events(),
            today=(),
            total=(),
            later=tuple(self._row(entry, general=True) for entry in self._of_events()),
            elsewhere=(),
            bring=(),
            not_needed=(),
            contacts=tuple(self._calls()),
            resume="",
            words=wording.fixed(),
            left_out=tuple(dict.fromkeys(self.left_out)),
        )

    def _mine(self, adult: GuidePerson) -> Iterator[GuideEntry]:
        """What may be told of this adult's entries."""
        for entry in self.request.entries:
            if self._is_for(adult, entry.person) and self._may_tell(entry):
                yield entry

    def _is_for(self, adult: GuidePerson, person: GuidePerson | None) -> bool:
        if person is not None and (person.adult or person.key == adult.key):
            return person.key == adult.key
        return self.request.leads

    def _may_tell(self, entry: Titled) -> bool:
        if entry.procedure in self._silent:
            self.left_out.append(LeftOut(entry.procedure, Why.SILENT))
            return False
        known = self._wording.knows(entry)
        closed = _facts_closed(self.request, self.texts) if known else self._wording.closed
        return self._tells(self._wording.japanese_title(entry), entry.procedure, closed)

    def _tells(self, text: str, procedure: str, closed: Withheld | None = None) -> bool:
        """Whether a text may be on the guide; if not, staff will be told."""
        if (closed or self._wording.closed).within(text):
            self.left_out.append(LeftOut(procedure, Why.WITHHELD))
            return False
        return True

    def _of_events(self) -> Iterator[GuideEntry]:
        """The pack's list of the events: nothing of it comes from anybody's facts."""
        listed = (key for event in self.request.events for key in self.texts.general.get(event, ()))
        for procedure in dict.fromkeys(listed):
            office = self.request.offices.get(procedure)
            if office and procedure not in self.texts.never:
                yield GuideEntry(procedure, "", Place.LATER, Counter(office))

    def _not_needed(self) -> Iterator[Line]:
        told = [each for each in self.request.not_needed if self.request.leads and self._may_tell(each)]
        return iter(dict.fromkeys(self._wording.title(each) for each in told))

    def _events(self) -> Line:
        labels = []
        for event in self.request.events:
            label = self._wording.event(event)
            if label:
                labels.append(label)
            else:
                self.left_out.append(LeftOut("", Why.UNKNOWN_EVENT))
        return tuple(words for label in labels for words in (self._between, *label))[1:]

    def _stops(self, entries: Iterable[GuideEntry]) -> Iterator[Stop]:
        here = sorted((each for each in entries if each.place is Place.TODAY), key=_counter)
        for (_, number, department), group in groupby(here, key=_counter):
            found = list(group)
            minutes = _minutes(found)
            yield Stop(
                number="" if self.request.way.stays else self._wording.closed.clean(number),
                where=self._wording.department(department),
                minutes=self._wording.word("minutes", minutes=str(minutes)) if minutes else (),
                rows=self._together(self._row(entry) for entry in found),
            )

    def _total(self, entries: Iterable[GuideEntry]) -> Line:
        here = sorted((each for each in entries if each.place is Place.TODAY), key=_counter)
        minutes = sum(_minutes(group) for _, group in groupby(here, key=_counter))
        if not here or not minutes:
            return self._how() if here else ()
        between = () if self._wording.is_japanese else (Words(" "),)
        return (*self._wording.word("total", minutes=str(minutes)), *between, *self._how())

    def _how(self) -> Line:
        way = self.request.way
        return self._wording.at(way, self.request.meet) if way.stays else self._wording.word(way)

    def _rows(self, entries: Iterable[GuideEntry], place: Place) -> tuple[Row, ...]:
        """The nearest date first, those without a date last."""
        here = [entry for entry in entries if entry.place is place]
        rows = (self._row(entry) for entry in sorted(here, key=lambda each: each.deadline or date.max))
        return self._together(rows)

    def _together(self, rows: Iterable[Row]) -> tuple[Row, ...]:
        """A procedure stands once with everybody it is for, where nothing else differs between them."""
        people: dict[Row, list[Line]] = {}
        for row in rows:
            people.setdefault(replace(row, person=()), []).append(row.person)
        return tuple(replace(row, person=self._among(lines)) for row, lines in people.items())

    def _among(self, lines: Iterable[Line]) -> Line:
        named = dict.fromkeys(line for line in lines if line)
        return tuple(words for line in named for words in (self._between, *line))[1:]

    @property
    def _between(self) -> Words:
        return Words("・" if self._wording.is_japanese else ", ")

    def _row(self, entry: GuideEntry, *, general: bool = False) -> Row:
        wording = self._wording
        forms = [form for form in entry.forms if self._tells(form, entry.procedure)]
        note = entry.note if self._tells(entry.note, entry.procedure) else ""
        return Row(
            title=wording.title(entry),
            gloss=wording.gloss(entry),
            untranslated=wording.untranslated(entry),
            person=() if general else self._person(entry.person),
            where=wording.department(entry.counter.department),
            what=wording.what(entry),
            due=() if general else self._due(entry),
            late=wording.late(entry),
            forms=tuple(map(wording.data, forms)),
            note=(*(wording.word("to_check") if entry.to_check else ()), *wording.typed(note)),
            done=entry.done_with_move,
        )

    def _due(self, entry: GuideEntry) -> Line:
        return self._wording.until(entry.deadline) if entry.deadline else self._wording.word("soon")

    def _person(self, person: GuidePerson | None) -> Line:
        if person is None:
            return self._wording.word("household")
        if self._letters:
            return self._wording.word("member", letter=self._letters[person.key])
        return self._wording.typed(person.name)

    def _bags(self, entries: Iterable[GuideEntry]) -> Iterator[Bag]:
        """By person, the household first; each thing once, what is missing first."""
        people: dict[str, GuidePerson | None] = {}
        uses: dict[str, dict[str, list[tuple[Held, GuideEntry]]]] = {}
        for entry in entries:
            key = entry.person.key if entry.person else ""
            for item in entry.bring:
                if self._tells(item.label, entry.procedure):
                    people.setdefault(key, entry.person)
                    uses.setdefault(key, {}).setdefault(item.label, []).append((item.held, entry))
        for key in sorted(uses, key=lambda key: key != ""):
            things = [self._thing(label, found) for label, found in uses[key].items()]
            yield Bag(self._person(people[key]), tuple(sorted(things, key=_urgency)))

    def _thing(self, label: str, uses: list[tuple[Held, GuideEntry]]) -> Thing:
        """Missing if one procedure misses it, there only if it is there for all of them."""
        states = {held for held, _ in uses}
        worst = next(held for held in (Held.MISSING, Held.OPEN, Held.HAD) if held in states)
        purposes = dict.fromkeys(self._wording.title(entry) for _, entry in uses)
        return Thing(self._wording.thing(label), worst, tuple(purposes))

    def _calls(self) -> Iterator[Call]:
        for contact in self.request.contacts:
            if self._tells(contact.department, "") and self._tells(contact.telephone, ""):
                yield Call(self._wording.department(contact.department), contact.telephone)


def _counter(entry: GuideEntry) -> tuple[int, str, str]:
    return entry.counter.order, entry.counter.number, entry.counter.department


def _minutes(entries: Iterable[GuideEntry]) -> int:
    """One counter's: they are its own, however many procedures are done there in one go."""
    return max((entry.counter.minutes for entry in entries if not entry.done_with_move), default=0)


def _urgency(thing: Thing) -> int:
    return [Held.MISSING, Held.OPEN, Held.HAD].index(thing.held)
