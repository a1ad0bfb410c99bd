"""Somebody who isn't in the register yet, as typed into the form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.http import QueryDict

from madoguchi.apps.visits.presenting.common import typed_value
from madoguchi.apps.visits.presenting.start import NEWCOMER_FIELDS, NewcomerField
from madoguchi.apps.visits.types import Newcomer, Person
from madoguchi.domain.dates import UncertainDate
from madoguchi.domain.facts import FactCatalogue, FactError, Value
from madoguchi.domain.text.typed import Typed, surname, typed_kana, typed_name

OLDEST = 125
"""Years: an older birth is a wrong era (M for S)."""
HEAD, CHILD = "世帯主", "子"
TEXTS: Mapping[str, Callable[[str], Typed]] = {"name": typed_name, "kana": typed_kana}


@dataclass(frozen=True, slots=True)
class TypedNewcomer:
    """A newcomer as typed, with what couldn't be read. `key`: "" for a new one; `kana_guessed`: nobody has looked."""

    key: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    read: Mapping[str, Value] = field(default_factory=dict)
    kana_guessed: bool = False

    def newcomer(self) -> Newcomer:
        guess = self.values.get("kana", "") if self.kana_guessed else ""
        return Newcomer(**self.read, kana_guess=guess)  # type: ignore[arg-type]

    @classmethod
    def of(cls, key: str, newcomer: Newcomer) -> TypedNewcomer:
        values = {name: typed_value(getattr(newcomer, name) or "") for name, _, _ in NEWCOMER_FIELDS}
        return cls(key, values, kana_guessed=newcomer.kana_is_guess)

    @classmethod
    def after(cls, persons: Sequence[Person]) -> TypedNewcomer:
        """The form for one more: what the family shares stands there already."""
        if not persons:
            return cls(values={"relationship": HEAD})
        last = persons[-1].newcomer
        if last is None:
            return cls()
        foreign = last.nationality if last.resident_kind == "外国人" else ""
        values = {
            "name": surname(last.name),
            "kana": surname(last.kana) if surname(last.name) else "",
            "relationship": CHILD if last.relationship == CHILD else "",
            "resident_kind": last.resident_kind,
            "nationality": foreign,
        }
        return cls(values=values, kana_guessed=last.kana_is_guess)


@dataclass(frozen=True, slots=True)
class NewcomerForm:
    """`kana_guessed`: nobody has looked at the reading yet."""

    key: str
    title: str
    fields: tuple[NewcomerField, ...]
    kana_guessed: bool = False


def read_newcomer(posted: QueryDict, catalogue: FactCatalogue, today: date) -> TypedNewcomer:
    """Each field as its fact takes it; name and reading in the form that is stored."""
    values = {name: posted.get(name, "").strip() for name, _, _ in NEWCOMER_FIELDS}
    texts = {name: typed(values[name]) for name, typed in TEXTS.items()}
    values |= {name: typed.text for name, typed in texts.items()}
    read: dict[str, Value] = {}
    errors: dict[str, str] = {}
    for name, fact, required in NEWCOMER_FIELDS:
        try:
            if values[name]:
                read[name] = catalogue[fact].read(values[name])
            elif required:
                errors[name] = f"「{catalogue[fact].label}」を入れてください。"
        except FactError as error:
            errors[name] = str(error)
    errors |= {name: typed.problem for name, typed in texts.items() if typed.problem}
    if not errors.keys() & {"name", "kana"} and _only_surname_is_read(values):
        errors["kana"] = "氏名は氏と名に分かれています。フリガナも、氏と名の間を空けて両方入れてください。"
    if words := _of_birth(read.get("birth"), today):
        errors["birth"] = words
    return TypedNewcomer(posted.get("person", ""), values, errors, read, bool(posted.get("kana_guessed")))


def _only_surname_is_read(values: Mapping[str, str]) -> bool:
    """A family's next one begins with the surname's reading: the given name's may have been forgotten."""
    apart = bool(surname(values["name"])) and values["resident_kind"] != "外国人"
    return apart and bool(values["kana"]) and "　" not in values["kana"]


def _of_birth(birth: Value | None, today: date) -> str:
    day = birth.earliest if isinstance(birth, UncertainDate) else birth
    if not isinstance(day, date):
        return ""
    if day > today:
        return "生年月日が今日より後です。元号と年を確かめてください。"
    too_old = day.year < today.year - OLDEST
    return f"{OLDEST}歳を超えています。元号と年を確かめてください。" if too_old else ""
