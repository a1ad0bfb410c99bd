"""What a reception hands over for a guide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from madoguchi.domain.ways import Way


class Language(StrEnum):
    JA = "ja"
    JA_EASY = "ja-easy"
    EN = "en"
    ZH_HANS = "zh-Hans"
    ZH_HANT = "zh-Hant"
    KO = "ko"
    VI = "vi"
    PT = "pt"
    TL = "tl"


LANGUAGE_LABELS = {
    Language.JA: "日本語",
    Language.JA_EASY: "やさしい日本語",
    Language.EN: "英語",
    Language.ZH_HANS: "中国語（簡体字）",
    Language.ZH_HANT: "中国語（繁体字）",
    Language.KO: "韓国語",
    Language.VI: "ベトナム語",
    Language.PT: "ポルトガル語",
    Language.TL: "タガログ語",
}
"""What staff call them."""


class Place(StrEnum):
    """Where and when a procedure is done."""

    TODAY = "today"
    LATER = "later"
    ELSEWHERE = "elsewhere"


class Held(StrEnum):
    """Whether something to bring is there."""

    HAD = "had"
    MISSING = "missing"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class GuidePerson:
    """Somebody a procedure is for. `key` tells persons of one reception apart and is never shown.

    `protected` is true for everybody the 支援措置 covers: one of them takes all names off the guide.
    """

    key: str
    name: str
    adult: bool = True
    protected: bool = False


@dataclass(frozen=True, slots=True)
class Counter:
    """Where to go: `number` as it hangs above the counter, `order` by walking, `minutes` without waiting.

    Also an office outside (年金事務所), then without a number. `department` in Japanese.
    """

    department: str
    number: str = ""
    order: int = 0
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class BringItem:
    """`label` in Japanese as the decision pack says it."""

    label: str
    held: Held = Held.OPEN


@dataclass(frozen=True, slots=True)
class GuideEntry:
    """A procedure for one person (None: for the household).

    `procedure` and `title` are those of the decision pack; the words for the visitor, and what happens if
    it is late, come from the guide's texts by `procedure`. `to_check`: still open, the counter finds out.
    `done_with_move`: finished by the notification itself (付記). `silent`: it would tell a fact that may not
    be told; it never gets onto the guide.
    """

    procedure: str
    title: str
    place: Place
    counter: Counter
    person: GuidePerson | None = None
    deadline: date | None = None
    bring: tuple[BringItem, ...] = ()
    note: str = ""
    to_check: bool = False
    forms: tuple[str, ...] = ()
    done_with_move: bool = False
    silent: bool = False


@dataclass(frozen=True, slots=True)
class NotNeeded:
    """A procedure that was judged not needed."""

    procedure: str
    title: str
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    department: str
    telephone: str


@dataclass(frozen=True, slots=True)
class GuideRequest:
    """One guide for one adult, or the general list (`adult` None: 葬儀社・使者).

    `entries` are those of the whole reception: other adults' are left to their own guides; what is the
    household's and the children's goes to the adult who `leads`. The general list takes nothing from
    `entries` and `not_needed`: it is the pack's list of the events, so that it tells nothing about anybody.

    `withheld` are the values the door keeps closed (addresses, telephones, 本籍, names): no text that holds
    one of them gets onto any paper. `resume` is the content of the QR: an address with an opaque token.
    `offices`: who has a procedure, by its id; what has no office is on no general list.
    `come_back_on`, `missing`: of a reception that was put aside, when to come again and with what.
    `issued_at` is local time. `events` are values of the fact `event.type`. `meet` is the sign of the place where the
    visitor stays, if the `way` is one of those.
    """

    reception_number: str
    issued_at: datetime
    municipality: str
    events: tuple[str, ...]
    adult: GuidePerson | None
    language: Language = Language.JA
    large_print: bool = False
    leads: bool = True
    entries: tuple[GuideEntry, ...] = ()
    not_needed: tuple[NotNeeded, ...] = ()
    contacts: tuple[Contact, ...] = ()
    resume: str = ""
    withheld: frozenset[str] = frozenset()
    way: Way = Way.WALK
    meet: str = ""
    offices: Mapping[str, str] = field(default_factory=dict)
    come_back_on: date | None = None
    missing: tuple[str, ...] = ()
