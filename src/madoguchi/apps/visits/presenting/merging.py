"""Two visits of one household beside each other: what is taken over, what somebody has to choose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from madoguchi.apps.receptions import queries as receptions
from madoguchi.apps.receptions.presenters.common import Choice
from madoguchi.apps.receptions.states import LABELS
from madoguchi.apps.receptions.types import ReceptionView
from madoguchi.apps.visits.merging import Conflict, Filling, Merge
from madoguchi.apps.visits.presenting.asking import card_numbers
from madoguchi.apps.visits.presenting.common import People, Person
from madoguchi.apps.visits.types import Brought, Notifier, OpenVisit, Wanted
from madoguchi.apps.visits.types import Person as Stored
from madoguchi.domain.counter import VISITOR_LABELS
from madoguchi.domain.dates import wareki
from madoguchi.domain.facts import Absent
from madoguchi.domain.visits import Change, Ruling, Said, value_words

HIDDEN = "（表示できません）"
WHAT = {"person": "氏名など", "notifier": "届け出る人", "certificate": "証明書の通数", "change": "手続の変更"}


@dataclass(frozen=True, slots=True)
class OpenElsewhere:
    """Another visit of the household that nobody has signed for. `about` is "" where it may not be said."""

    number: str
    code: str
    words: str
    about: str
    url: str
    merge_url: str


def elsewhere(views: Sequence[ReceptionView], *, guarded: bool, here: str = "") -> tuple[OpenElsewhere, ...]:
    """`here`: the visit into which one of them can be merged, "" where none is open yet."""
    return tuple(_elsewhere(view, guarded=guarded, here=here) for view in views)


def _elsewhere(view: ReceptionView, *, guarded: bool, here: str) -> OpenElsewhere:
    opened = timezone.localtime(view.opened_at)
    merge = f"{reverse('visits:merge', args=[here])}?with={view.number}" if here else ""
    return OpenElsewhere(
        view.short_number,
        view.number,
        f"{view.saved_by_name}さんが {opened:%-m月%-d日 %-H時%M分} から（{LABELS[view.status]}）",
        "" if guarded else receptions.about(view),
        reverse("receptions:detail", args=[view.number]),
        merge,
    )


@dataclass(frozen=True, slots=True)
class ConflictShown:
    """One thing that the two say differently. `name`: of the form's field."""

    name: str
    what: str
    choices: tuple[Choice, ...]


def conflicts(
    merge: Merge,
    opened: OpenVisit,
    people: People,
    chosen: Mapping[str, str],
    values: tuple[str, str],
    *,
    careful: bool,
) -> tuple[ConflictShown, ...]:
    """`values`: what the form sends for this one and for the other. `careful`: one of them is."""
    everybody = dict(people) | {
        p.key: Person(p.key, p.newcomer.name, newcomer=True) for p in merge.new_persons if p.newcomer
    }
    told = Told(opened, everybody, careful)
    return tuple(_conflict(c, told, chosen, values) for c in merge.conflicts)


@dataclass(frozen=True, slots=True)
class Told:
    """By what the words of a conflict are made. Of a careful visit no address, telephone or 本籍 is read out here
    either, and of what isn't spoken of the number on the card alone."""

    opened: OpenVisit
    people: People
    careful: bool

    def name(self, key: str) -> str:
        return self.people[key].shown if key in self.people else ""

    def label(self, fact: str) -> str:
        catalogue = self.opened.plan.rules.catalogue
        entry = catalogue.facts[fact]
        return f"指さしカード {card_numbers(catalogue)[fact]}番" if entry.silent else entry.label

    def value(self, fact: str, value: object) -> str:
        entry = self.opened.plan.rules.catalogue.facts.get(fact)
        if entry is None or isinstance(value, Absent):
            return "—"
        if entry.silent or (entry.item_class and self.careful):
            return HIDDEN
        return value_words(entry, value)  # type: ignore[arg-type]


def _conflict(
    conflict: Conflict, told: Told, chosen: Mapping[str, str], values: tuple[str, str]
) -> ConflictShown:
    words = (_words(side, conflict, told) for side in (conflict.kept, conflict.other))
    picked = chosen.get(conflict.key, "")
    heads = ("この受付", "もう一方")
    choices = tuple(
        Choice(value, text, str(n), checked=picked == value, note=head)
        for n, (value, text, head) in enumerate(zip(values, words, heads, strict=True), start=1)
    )
    return ConflictShown(conflict.key, _what(conflict, told), choices)


def _what(conflict: Conflict, told: Told) -> str:
    kind, *rest = conflict.slot
    facts = told.opened.plan.rules.catalogue.facts
    fact = rest[1] if kind == "part" else rest[0] if rest else ""
    label = told.label(fact) if fact in facts else WHAT.get(kind, fact)
    if kind in ("brought", "change"):
        label = rest[0] if kind == "brought" else _procedure(told.opened, rest[0])
    if kind == "person":
        return f"{told.name(rest[0])}　{label}"
    member = rest[1] if kind in ("said", "ruling", "brought", "change") and len(rest) > 1 else ""
    return f"{told.name(member)}　{label}" if member else label


def _procedure(opened: OpenVisit, key: str) -> str:
    known = opened.plan.rules.procedures
    return known[key].name if key in known else key


def _words(filling: Filling, conflict: Conflict, told: Told) -> str:
    match filling:
        case Said(statement=statement):
            return told.value(conflict.slot[1], statement.value)
        case Ruling(value=value):
            return told.value(conflict.slot[1], value)
        case Change(added=added):
            return "足した" if added else "外した"
        case Brought(had=had):
            return "有" if had else "無"
        case Wanted(copies=copies):
            return f"{copies}通"
        case Notifier():
            name = told.name(filling.person) if filling.person else filling.party.name
            return f"{name}（{VISITOR_LABELS[filling.kind]}）"
        case Stored(newcomer=new) if new:
            birth = wareki(new.birth) if new.birth else ""
            return "　".join(filter(None, (new.name, new.kana, birth, new.relationship)))
        case frozenset():
            return "、".join(told.name(key) for key in sorted(filling)) or "いない"
    return ""
