"""Life events (異動・届出) as a pack describes them: who notifies, which dates, what is written down.

One YAML file an event under `life_events/`. What an event says in advance (`sets`) is a statement like any
other; for a derived fact it is a ruling.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from madoguchi.domain.facts import FactCatalogue, FactError, FactType, Scope, Value
from madoguchi.domain.packfile import Document, Finding, load_yaml, validate

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Role(_Strict):
    """Who plays a part: the members named get `value` (true for a yes/no). `only`: nobody has it in events that
    don't know the role. `newcomers`: the part of people who aren't in the register yet."""

    fact: Text
    label: Text
    value: str | bool = True
    least: int = Field(default=0, ge=0)
    most: int | None = Field(default=None, ge=1)
    newcomers: bool = False
    only: bool = False


class Notifier(_Strict):
    """Who may notify, with the article. The words are those of the law; nothing is derived from 続柄."""

    who: Text
    basis: Text


class DateRule(_Strict):
    """A date of the event. `future: refuse` stops the notice; after `deadline` (a rule's key) `late_paper` is due."""

    fact: Text
    label: Text
    future: Literal["allow", "refuse"] = "allow"
    why: str = ""
    deadline: str = ""
    late_paper: str = ""
    late_basis: str = ""


class ApplicationField(_Strict):
    """One item of the notice. `of`: once for every member who plays that role; else once."""

    fact: Text
    of: str = ""
    needed: bool = False


class DoneWith(_Strict):
    """付記届出: a procedure that is done with the notice itself."""

    procedure: Text
    basis: Text


class CheckPoint(_Strict):
    key: Key
    label: Text


class LifeEvent(_Strict):
    key: Key
    label: Text
    group: Text
    order: int
    sets: dict[str, Any]
    roles: tuple[Role, ...] = ()
    notifiers: tuple[Notifier, ...] = Field(min_length=1)
    dates: tuple[DateRule, ...] = ()
    fields: tuple[ApplicationField, ...] = ()
    acts: tuple[Text, ...] = Field(min_length=1)
    done_with: tuple[DoneWith, ...] = ()
    forms: tuple[Text, ...] = ()
    checklist: tuple[CheckPoint, ...] = ()
    offered: bool = True
    """False in a city's own file: nobody can come for it there."""
    say: dict[str, dict[str, dict[str, Text]]] = {}
    """Role → fact → language → the question, where only those are asked who play the role (亡くなった方は …)."""

    @property
    def main_date(self) -> str:
        """The fact of the day of the event; "" for an application that has none."""
        return self.dates[0].fact if self.dates else ""


@dataclass(frozen=True, slots=True)
class Known:
    """What a life event may name elsewhere."""

    catalogue: FactCatalogue
    procedures: frozenset[str]
    deadlines: frozenset[str]
    forms: frozenset[str]


def set_values(event: LifeEvent, catalogue: FactCatalogue) -> Mapping[str, Value]:
    """What the event says by itself, typed. Raises FactError for a value that its fact can't take."""
    return {key: _typed(catalogue, key, raw) for key, raw in event.sets.items()}


def role_value(role: Role, catalogue: FactCatalogue) -> Value:
    return _typed(catalogue, role.fact, role.value)


def _typed(catalogue: FactCatalogue, key: str, raw: object) -> Value:
    fact = catalogue[key]
    value = fact.read(raw) if isinstance(raw, str) else raw
    if not fact.accepts(value):
        raise FactError(f"「{fact.label}」に入れられない値です。")
    return value  # type: ignore[return-value]


def load_life_events(folder: Path, known: Known) -> tuple[dict[str, LifeEvent], list[Finding]]:
    """All events of a pack's folder by key, and every fault with its place."""
    events: dict[str, LifeEvent] = {}
    findings: list[Finding] = []
    for path in sorted(folder.glob("*.yaml")):
        document, faults = load_yaml(path, name=f"{folder.name}/{path.name}")
        event, more = validate(document, LifeEvent) if document else (None, [])
        findings += faults + more
        if document is None or event is None:
            continue
        findings += check(event, document, known)
        if event.key in events:
            findings.append(document.finding(("key",), f"「{event.key}」は別のファイルにもあります。"))
        events[event.key] = event
    return events, findings


def check(event: LifeEvent, document: Document, known: Known) -> Iterator[Finding]:
    """Names that nothing else has, and values that facts can't take."""
    yield from _check_facts(event, document, known.catalogue)
    for i, rule in enumerate(event.dates):
        if rule.deadline and rule.deadline not in known.deadlines:
            yield document.finding(("dates", i, "deadline"), f"「{rule.deadline}」という期限はありません。")
    for i, procedure in enumerate(event.acts):
        if procedure not in known.procedures:
            yield document.finding(("acts", i), f"「{procedure}」という手続はありません。")
    for i, done in enumerate(event.done_with):
        if done.procedure not in known.procedures:
            yield document.finding(
                ("done_with", i, "procedure"), f"「{done.procedure}」という手続はありません。"
            )
    for i, form in enumerate(event.forms):
        if form not in known.forms:
            yield document.finding(("forms", i), f"様式「{form}」がまだありません。", "warning")


def _check_facts(event: LifeEvent, document: Document, catalogue: FactCatalogue) -> Iterator[Finding]:
    for loc, key in _named(event):
        if key not in catalogue:
            yield document.finding(loc, f"「{key}」というデータ項目はありません。")
    for loc, key, raw in _valued(event):
        try:
            if key in catalogue:
                _typed(catalogue, key, raw)
        except FactError as error:
            yield document.finding(loc, str(error))
    for i, rule in enumerate(event.dates):
        if rule.fact in catalogue and catalogue[rule.fact].type not in (
            FactType.DATE,
            FactType.UNCERTAIN_DATE,
        ):
            yield document.finding(("dates", i, "fact"), f"「{rule.fact}」は日付の項目ではありません。")
    yield from _check_roles(event, document, catalogue)
    yield from _check_words(event, document, catalogue)


def _check_roles(event: LifeEvent, document: Document, catalogue: FactCatalogue) -> Iterator[Finding]:
    roles = {role.fact for role in event.roles}
    for i, role in enumerate(event.roles):
        if role.fact in catalogue and catalogue[role.fact].scope is not Scope.PERSON:
            yield document.finding(("roles", i, "fact"), "役割は人の項目（person.）で表します。")
    for i, item in enumerate(event.fields):
        if item.of and item.of not in roles:
            yield document.finding(("fields", i, "of"), f"「{item.of}」という役割はこの届出にありません。")


def _check_words(event: LifeEvent, document: Document, catalogue: FactCatalogue) -> Iterator[Finding]:
    for role, questions in event.say.items():
        if role not in {each.fact for each in event.roles}:
            yield document.finding(
                ("say", role), f"「{role}」という役割はこの届出にありません。", at_key=True
            )
        for key, words in questions.items():
            wanted = catalogue[key].question.keys() if key in catalogue else set[str]()
            if words.keys() != wanted or not wanted:
                yield document.finding(
                    ("say", role, key), f"「{key}」の質問文は {'、'.join(wanted) or 'ありません'}です。"
                )


def _named(event: LifeEvent) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for key in event.sets:
        yield ("sets", key), key
    for part in ("roles", "dates", "fields"):
        for i, entry in enumerate(getattr(event, part)):
            yield (part, i, "fact"), entry.fact


def _valued(event: LifeEvent) -> Iterator[tuple[tuple[str | int, ...], str, object]]:
    for key, raw in event.sets.items():
        yield ("sets", key), key, raw
    for i, role in enumerate(event.roles):
        yield ("roles", i, "value"), role.fact, role.value
