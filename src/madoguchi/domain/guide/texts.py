"""The words of the packs for the guide, by language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from madoguchi.domain.dates import wareki
from madoguchi.domain.guide.model import Language
from madoguchi.domain.guide.paper import Line, Script, Words

WORDS: Mapping[str, frozenset[str]] = {
    name: frozenset(blanks)
    for name, *blanks in (
        ("title",),
        ("general_title",),
        ("name",),
        ("number",),
        ("issued",),
        ("events",),
        ("today",),
        ("total", "minutes"),
        ("walk",),
        ("come", "place"),
        ("desk", "place"),
        ("hand_in",),
        ("counter",),
        ("minutes", "minutes"),
        ("done_with_move",),
        ("later",),
        ("until", "date"),
        ("soon",),
        ("if_late",),
        ("elsewhere",),
        ("elsewhere_note",),
        ("where",),
        ("what",),
        ("bring",),
        ("had",),
        ("missing",),
        ("open",),
        ("household",),
        ("member", "letter"),
        ("forms",),
        ("note",),
        ("to_check",),
        ("not_needed",),
        ("not_needed_note",),
        ("gaps",),
        ("general_gaps",),
        ("contact",),
        ("resume",),
        ("come_back",),
        ("japanese",),
        ("page", "page", "pages"),
    )
}
"""Every fixed text and the blanks it must have, as {blank}."""

DATE_BLANKS = frozenset({"wareki", "year", "month", "day", "month2", "day2", "month_name", "weekday"})


@dataclass(frozen=True, slots=True)
class DateWords:
    """How a day is written; weekdays from Monday. `month2`, `day2` have two digits."""

    pattern: str
    weekdays: tuple[str, ...]
    months: tuple[str, ...] = ()

    def write(self, day: date) -> str:
        return self.pattern.format(
            wareki=wareki(day),
            year=day.year,
            month=day.month,
            day=day.day,
            month2=f"{day.month:02}",
            day2=f"{day.day:02}",
            month_name=self.months[day.month - 1] if self.months else "",
            weekday=self.weekdays[day.weekday()],
        )


@dataclass(frozen=True, slots=True)
class ProcedureWords:
    """A procedure in the visitor's words: its name and, shortly, what to do."""

    title: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class LanguageTexts:
    """One language. `events`, `departments` and `things` have the Japanese words as keys.

    `confirmed`: somebody whose language it is has read the texts.
    """

    words: Mapping[str, str]
    date: DateWords
    late: Mapping[str, str]
    events: Mapping[str, str]
    departments: Mapping[str, str]
    things: Mapping[str, str]
    procedures: Mapping[str, ProcedureWords]
    confirmed: bool = False


@dataclass(frozen=True)
class GuideTexts:
    """All languages, and what is the same in each.

    `offered`: the languages a visitor can choose here, Japanese first.
    `late`: what happens when a procedure is late, by procedure. `never`: procedures that are on no guide.
    `general`: the procedures of the general list by event. `readings` of the words of やさしい日本語.
    """

    languages: Mapping[Language, LanguageTexts]
    late: Mapping[str, str]
    never: frozenset[str]
    general: Mapping[str, tuple[str, ...]]
    readings: Mapping[str, str]
    offered: tuple[Language, ...] = tuple(Language)
    _longest: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_longest", max(map(len, self.readings), default=0))

    @property
    def unread(self) -> tuple[Language, ...]:
        """Offered translations that nobody whose language it is has read."""
        japanese = (Language.JA, Language.JA_EASY)
        return tuple(o for o in self.offered if o not in japanese and not self.languages[o].confirmed)

    def own(self, language: Language, text: str) -> Line:
        """A text of the pack in its language, やさしい日本語 with its readings."""
        if language is Language.JA_EASY:
            return self.easy(text, Script.OWN)
        return (Words(text),) if text else ()

    def easy(self, text: str, script: Script) -> Line:
        """The text cut at its known words, the longest first, each with its reading."""
        runs: list[Words] = []
        at = 0
        while at < len(text):
            word = self._known_at(text, at)
            if word:
                reading = self._reading(word, after_digit=_digit_before(text, at))
                runs.append(Words(word, script, reading))
            elif runs and not runs[-1].ruby:
                runs[-1] = Words(runs[-1].text + text[at], script)
            else:
                runs.append(Words(text[at], script))
            at += len(word) or 1
        return tuple(runs)

    def _known_at(self, text: str, at: int) -> str:
        after_digit = _digit_before(text, at)
        longest = range(min(self._longest, len(text) - at), 0, -1)
        words = (text[at : at + n] for n in longest)
        return next((word for word in words if self._reading(word, after_digit=after_digit)), "")

    def _reading(self, word: str, *, after_digit: bool) -> str:
        """`#日` is 日 after a number; a number is read from its first digit on only."""
        if after_digit:
            return self.readings.get(f"#{word}", "")
        return self.readings.get(word, "")


def _digit_before(text: str, at: int) -> bool:
    return at > 0 and text[at - 1].isdigit()
