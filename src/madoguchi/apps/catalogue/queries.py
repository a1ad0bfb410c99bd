"""What is in force: typed objects of the catalogue, cached in the process by their content."""

from __future__ import annotations

import gc
import hashlib
import time
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import cached_property, lru_cache
from threading import Lock
from typing import Any, cast

from django.db.models import QuerySet
from django.utils import timezone

from madoguchi.apps.catalogue.kinds import FORM_PARAMETERS, KINDS, LAYERED
from madoguchi.apps.catalogue.layers import LayerFile, is_read_with_rules, rules_of, texts_of
from madoguchi.apps.catalogue.models import CatalogueVersion
from madoguchi.domain.counter import (
    Certificate,
    IdentityRules,
    Municipality,
    Unconfirmed,
    VisitorRules,
    confirming,
)
from madoguchi.domain.counter.confirming import DOCUMENTS, MUNICIPALITY, STANDARD
from madoguchi.domain.dates import Calendar
from madoguchi.domain.forms.model import FormTemplate
from madoguchi.domain.guide import LANGUAGE_LABELS, GuideTexts
from madoguchi.domain.layouts import Layout
from madoguchi.domain.protection import ProtectionRules
from madoguchi.domain.protection.rules import SYSTEMS
from madoguchi.domain.visits import Rules

FRESH_SECONDS = 5.0
_seen: dict[date, tuple[float, dict[tuple[str, str], CatalogueVersion]]] = {}


class NotInCatalogue(LookupError):
    """Nothing of that kind and key is in force: the pack is not loaded, or lacks it."""

    def __init__(self, kind: str, key: str) -> None:
        super().__init__(
            f"設定「{KINDS[kind].label}」の「{key}」がありません。設定（パック）を読み込んでください。"
        )


def in_force(on: date) -> list[CatalogueVersion]:
    """The version of each item that holds on that day."""
    return [*_current(on).values(), *_layered(on)]


def forget() -> None:
    """Read the catalogue anew: after a load in this process. Other processes notice within five seconds."""
    _seen.clear()
    _state_seen.clear()


def layout(layout_id: str, on: date | None = None) -> Layout:
    """Raises NotInCatalogue."""
    return cast(Layout, _thing("layouts", layout_id, on))


def form(key: str, on: date | None = None) -> FormTemplate:
    """Raises NotInCatalogue."""
    return cast(FormTemplate, _thing("forms", key, on))


def form_version(key: str, on: date | None = None) -> str:
    """Which text of the form is in force: the beginning of its hash, for the record on the document."""
    return _version("forms", key, on).sha256[:16]


def form_as_made(key: str, version: str) -> FormTemplate:
    """The form in the version that a stored document names, in force or not. Raises NotInCatalogue."""
    found = CatalogueVersion.objects.filter(kind="forms", key=key, sha256__startswith=version).first()
    if found is None:
        raise NotInCatalogue("forms", key)
    return cast(FormTemplate, _parsed(found, timezone.localdate()))


def certificates(on: date | None = None) -> tuple[Certificate, ...]:
    """All certificates in force, in their order on the screen."""
    day = on or timezone.localdate()
    found = [_parsed(v, day) for (kind, _), v in _current(day).items() if kind == "certificates"]
    return tuple(sorted((cast(Certificate, c) for c in found), key=lambda c: c.order))


def certificate(key: str, on: date | None = None) -> Certificate:
    """Raises NotInCatalogue."""
    return cast(Certificate, _thing("certificates", key, on))


def identity_rules(on: date | None = None) -> IdentityRules:
    """Raises NotInCatalogue."""
    return cast(IdentityRules, _thing("identity", DOCUMENTS, on))


def visitor_rules(on: date | None = None) -> VisitorRules:
    """Raises NotInCatalogue."""
    return cast(VisitorRules, _thing("visitors", STANDARD, on))


def protection_rules(on: date | None = None) -> ProtectionRules:
    """Raises NotInCatalogue."""
    return cast(ProtectionRules, _thing("protection", SYSTEMS, on))


def kind_label(kind: str) -> str:
    """What a kind of configuration is called on the screens."""
    return KINDS[kind].label


def file_of(kind: str, key: str, on: date | None = None) -> str:
    """The file of a pack, with the pack's name before it, that the item in force came from. Raises NotInCatalogue."""
    if kind in LAYERED:
        return next(
            v.file_name for v in _layered(on or timezone.localdate()) if (v.kind, v.key) == (kind, key)
        )
    return _version(kind, key, on).file_name


def calendar(on: date | None = None) -> Calendar:
    """The open days of the city hall. Raises NotInCatalogue."""
    return cast(Calendar, _thing("calendars", STANDARD, on))


def municipality(on: date | None = None) -> Municipality:
    """Raises NotInCatalogue."""
    return cast(Municipality, _thing("organisation", MUNICIPALITY, on))


def unconfirmed(on: date | None = None) -> tuple[Unconfirmed, ...]:
    """What the city hasn't confirmed of all that is in force. Raises NotInCatalogue."""
    rules = confirming.unconfirmed(certificates(on), visitor_rules(on), identity_rules(on), municipality(on))
    return (*rules, *protection_rules(on).unconfirmed, *_unread_translations(on or timezone.localdate()))


def _unread_translations(on: date) -> Iterator[Unconfirmed]:
    """Languages of the guide, each in the file that has the last word on it."""
    words = {version.file_name: version for version in _layered(on) if version.kind == "guide"}
    for language in guide_texts(on).unread if words else ():
        packs = order_of({name.partition("/")[0] for name in words})
        file = next(n for pack in reversed(packs) if (n := f"{pack}/guide/words.{language}.yaml") in words)
        label = f"{LANGUAGE_LABELS[language]}の訳"
        yield Unconfirmed(
            "guide", words[file].key, "手続案内書", label, "母語とする人が読んでいない", "confirmed: true"
        )


def _thing(kind: str, key: str, on: date | None) -> Any:
    return _parsed(_version(kind, key, on), on or timezone.localdate())


def _version(kind: str, key: str, on: date | None) -> CatalogueVersion:
    version = _current(on or timezone.localdate()).get((kind, key))
    if version is None:
        raise NotInCatalogue(kind, key)
    return version


def _current(on: date) -> dict[tuple[str, str], CatalogueVersion]:
    seen = _seen.get(on)
    if seen is not None and time.monotonic() - seen[0] < FRESH_SECONDS:
        return seen[1]
    current = {(v.kind, v.key): v for v in _published(on).exclude(kind__in=LAYERED)}
    _seen.clear()
    _seen[on] = (time.monotonic(), current)
    return current


def _published(on: date) -> QuerySet[CatalogueVersion]:
    """In the order in which a later one takes the place of an earlier: by day, then as they came."""
    rows = CatalogueVersion.objects.filter(status="published", effective_from__lte=on)
    return rows.order_by("effective_from", "pk")


def rules(on: date | None = None) -> Rules:
    """What visits are judged by, from the facts, tables, life events … in force. Shared, never changed.

    Made once for each state of the catalogue; other processes notice a change within five seconds. Raises
    RulesRefusedError: then the pack wasn't loaded by `load_packs`, which checks it.
    """
    return _together(on or timezone.localdate()).rules


def guide_texts(on: date | None = None) -> GuideTexts:
    """The words of the guide, in all languages. Raises RulesRefusedError."""
    return _together(on or timezone.localdate()).texts


class _Together:
    """Rules and texts of one state of the catalogue, made when they are first asked for."""

    def __init__(self, on: date, state: str) -> None:
        self._on = on
        self.state = state

    @cached_property
    def _files(self) -> tuple[list[LayerFile], list[str]]:
        own = [v for v in _current(self._on).values() if is_read_with_rules(v.kind)]
        layered = _layered(self._on)
        files = []
        for version in (*own, *layered):
            pack, _, place = version.file_name.partition("/")
            files.append(LayerFile(pack, place, version.source.encode("utf-8")))
        return files, order_of({file.layer for file in files})

    @cached_property
    def rules(self) -> Rules:
        with _building:  # one thread makes them, the others wait for the same
            return self.__dict__.get("rules") or _set_apart(rules_of(*self._files))

    @cached_property
    def texts(self) -> GuideTexts:
        return texts_of(*self._files)


def _set_apart(made: Rules) -> Rules:
    """Out of the collector's sight: it would go through hundreds of thousands of entries every few requests (a fifth
    of a hearing's time). What is no longer used of earlier rules is collected first."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    return made


_state_seen: dict[date, tuple[float, str]] = {}
_building = Lock()


def _together(on: date) -> _Together:
    return _made(on, _state(on))


@lru_cache(maxsize=3)
def _made(on: date, state: str) -> _Together:
    return _Together(on, state)


def _state(on: date) -> str:
    """A digest of all that rules and guide texts are made of."""
    seen = _state_seen.get(on)
    if seen is not None and time.monotonic() - seen[0] < FRESH_SECONDS:
        return seen[1]
    rows = _published(on).filter(kind__in=LAYERED).values_list("kind", "key", "sha256")
    own = [(v.kind, v.key, v.sha256) for v in _current(on).values() if is_read_with_rules(v.kind)]
    newest = {(kind, key): sha for kind, key, sha in (*rows, *own)}
    state = hashlib.sha256(repr(sorted(newest.items())).encode()).hexdigest()
    _state_seen.clear()
    _state_seen[on] = (time.monotonic(), state)
    return state


def _layered(on: date) -> list[CatalogueVersion]:
    return list({(v.kind, v.key): v for v in _published(on).filter(kind__in=LAYERED)}.values())


def order_of(layers: Collection[str]) -> list[str]:
    """Packs in the order in which they were first loaded: the standard one undermost."""
    first: dict[str, int] = {}
    for pk, name in CatalogueVersion.objects.order_by("pk").values_list("pk", "file_name"):
        first.setdefault(name.partition("/")[0], pk)
    return sorted(layers, key=lambda layer: first[layer])


def _parsed(version: CatalogueVersion, on: date) -> Any:
    words = _parameters(on) if version.kind == "forms" else ()
    return _parse(version.kind, version.file_name, version.source, words)


def _parameters(on: date) -> tuple[tuple[str, str], ...]:
    words: dict[str, str] = {}
    layers = [v for (kind, _), v in _current(on).items() if kind == FORM_PARAMETERS]
    for version in sorted(layers, key=lambda v: v.pk):
        words.update(cast(Any, _parse(version.kind, version.file_name, version.source, ())).parameters)
    return tuple(sorted(words.items()))


@lru_cache(maxsize=512)
def _parse(kind: str, file_name: str, source: str, parameters: tuple[tuple[str, str], ...]) -> Any:
    given: Mapping[str, str] = dict(parameters)
    thing, findings = KINDS[kind].parse(source.encode("utf-8"), file_name, given)
    if thing is None:
        raise ValueError("\n".join(map(str, findings)))
    return thing
