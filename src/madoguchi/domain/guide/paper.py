"""The guide in words, ready to be drawn: nothing here is decided any more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from madoguchi.domain.guide.model import Held, Language


class Script(StrEnum):
    """Whose letters a text is written in, which decides its font."""

    OWN = "own"
    """The language of the guide."""
    JAPANESE = "japanese"
    """Japanese within another language."""
    NAME = "name"
    """As the register says it: only the fonts of the forms know every glyph of a name."""


@dataclass(frozen=True, slots=True)
class Words:
    """A run of text; `ruby` is its reading, drawn above it (やさしい日本語)."""

    text: str
    script: Script = Script.OWN
    ruby: str = ""


Line = tuple[Words, ...]


def plain(line: Line) -> str:
    """The line without its readings."""
    return "".join(words.text for words in line)


@dataclass(frozen=True, slots=True)
class Row:
    """A procedure. `title` and `gloss`: the title in Japanese has the easy Japanese words below it.

    `untranslated`: the title is in Japanese because the language has none, which is said beside it.
    """

    title: Line
    gloss: Line
    untranslated: bool
    person: Line
    where: Line
    what: Line
    due: Line
    late: Line
    forms: tuple[Line, ...]
    note: Line
    done: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """A counter on today's way; `minutes` for one visit to it."""

    number: str
    where: Line
    minutes: Line
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Thing:
    """Something to bring, and the titles of what it is for."""

    label: Line
    held: Held
    purposes: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Bag:
    """What one person brings."""

    person: Line
    things: tuple[Thing, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """Whom to ask."""

    where: Line
    telephone: str


class Why(StrEnum):
    """Why something isn't on the guide, in the words of the copy for staff."""

    SILENT = "口頭・掲示不可"
    WITHHELD = "伏せた値を含む"
    UNKNOWN_EVENT = "案内文に無い届出の"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something the guide doesn't say. `procedure` is its id ("" for a text that belongs to none)."""

    procedure: str
    why: Why


@dataclass(frozen=True, slots=True)
class Guide:
    """A resident's guide. `words` are the fixed texts by their names (`texts.WORDS`).

    `left_out` is never drawn; the copy for staff says it.
    """

    language: Language
    large_print: bool
    general: bool
    municipality: Line
    number: str
    issued: Line
    name: Line
    events: Line
    today: tuple[Stop, ...]
    total: Line
    later: tuple[Row, ...]
    elsewhere: tuple[Row, ...]
    bring: tuple[Bag, ...]
    not_needed: tuple[Line, ...]
    contacts: tuple[Call, ...]
    resume: str
    words: Mapping[str, Line]
    come_back: Line = ()
    """When to come again; empty where nobody has to."""
    missing: tuple[Line, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class InternalRow:
    """A procedure as staff see it."""

    title: str
    person: Line
    due: str
    reasons: tuple[str, ...]
    basis: str
    open_points: tuple[str, ...]
    missing: tuple[str, ...]
    handover: str


@dataclass(frozen=True, slots=True)
class InternalPart:
    """What one department has to do; `hidden` is how many of its procedures only the screen tells."""

    department: str
    rows: tuple[InternalRow, ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class InternalGuide:
    """The copy for staff."""

    municipality: str
    number: str
    issued: str
    events: str
    identity: tuple[str, ...]
    protected: bool
    mark: str
    parts: tuple[InternalPart, ...]
    left_out: tuple[str, ...]
