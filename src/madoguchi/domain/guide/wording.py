"""The words of one guide: its language where the pack has it, Japanese and easy Japanese where not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from madoguchi.domain.guide.model import GuideEntry, Language, NotNeeded
from madoguchi.domain.guide.paper import Line, Script, Words
from madoguchi.domain.guide.texts import WORDS, GuideTexts, LanguageTexts, ProcedureWords
from madoguchi.domain.guide.withheld import Withheld

Titled = GuideEntry | NotNeeded


@dataclass(frozen=True)
class Wording:
    """Nothing that came from a reception is worded here without going through `closed` first."""

    texts: GuideTexts
    language: Language
    closed: Withheld

    @cached_property
    def _own(self) -> LanguageTexts:
        return self.texts.languages[self.language]

    @cached_property
    def _japanese(self) -> Mapping[str, ProcedureWords]:
        return self.texts.languages[Language.JA].procedures

    @property
    def is_japanese(self) -> bool:
        return self.language in (Language.JA, Language.JA_EASY)

    def fixed(self) -> dict[str, Line]:
        """The texts without blanks, and the one of the page numbers, which are filled in when drawing."""
        names = [name for name, blanks in WORDS.items() if not blanks]
        page = (Words(self._own.words["page"]),)
        return {name: self._of_pack(self._own.words[name]) for name in names} | {"page": page}

    def word(self, name: str, **blanks: str) -> Line:
        return self._of_pack(self._own.words[name].format(**blanks))

    def at(self, name: str, place: str) -> Line:
        """A sentence about a place, which is called as on its sign, in Japanese."""
        before, after = self._own.words[name].split("{place}")
        return (*self._of_pack(before), *self.data(place), *self._of_pack(after))

    def day(self, day: date) -> Line:
        return self._of_pack(self._own.date.write(day))

    def until(self, day: date) -> Line:
        return self.word("until", date=self._own.date.write(day))

    def event(self, event: str) -> Line:
        """Nothing for an event the pack doesn't know."""
        return self._of_pack(self._own.events.get(event, ""))

    def knows(self, entry: Titled) -> bool:
        return entry.procedure in self._japanese

    def japanese_title(self, entry: Titled) -> str:
        """The pack's, which says it to a resident, or the decision pack's."""
        known = self._japanese.get(entry.procedure)
        return known.title if known else entry.title

    def untranslated(self, entry: Titled) -> bool:
        return entry.procedure not in self._own.procedures and not self.is_japanese

    def title(self, entry: Titled) -> Line:
        if own := self._own.procedures.get(entry.procedure):
            return self._of_pack(own.title)
        return self._in_japanese(self.japanese_title(entry))

    def gloss(self, entry: Titled) -> Line:
        """An untranslated title in easy Japanese, with its readings."""
        easy = self._easy.get(entry.procedure)
        if easy is None or not self.untranslated(entry):
            return ()
        return self.texts.easy(easy.title, Script.JAPANESE)

    def what(self, entry: GuideEntry) -> Line:
        own = self._own.procedures.get(entry.procedure)
        return self._of_pack(own.what) if own else ()

    def late(self, entry: GuideEntry) -> Line:
        kind = self.texts.late.get(entry.procedure)
        return self._of_pack(self._own.late[kind]) if kind else ()

    def department(self, name: str) -> Line:
        """In the language and, for finding the sign, in Japanese."""
        own = self._own.departments.get(name)
        if own is None or self.is_japanese:
            return self.data(name)
        return (*self._of_pack(own), Words(" "), *self.data(name)) if self.data(name) else ()

    def thing(self, label: str) -> Line:
        own = self._own.things.get(label)
        return self._of_pack(own) if own and not self.closed.within(label) else self.data(label)

    def data(self, text: str) -> Line:
        """A text in Japanese that came with the request; nothing if it tells what may not be told."""
        return self._in_japanese(self.closed.clean(text))

    def typed(self, text: str) -> Line:
        """A text staff typed: a name may be in it."""
        clean = self.closed.clean(text)
        return (Words(clean, Script.NAME),) if clean else ()

    @cached_property
    def _easy(self) -> Mapping[str, ProcedureWords]:
        return self.texts.languages[Language.JA_EASY].procedures

    def _of_pack(self, text: str) -> Line:
        return self.texts.own(self.language, text)

    def _in_japanese(self, text: str) -> Line:
        if self.language is Language.JA_EASY:
            return self.texts.easy(text, Script.OWN)
        script = Script.OWN if self.language is Language.JA else Script.JAPANESE
        return (Words(text, script),) if text else ()
