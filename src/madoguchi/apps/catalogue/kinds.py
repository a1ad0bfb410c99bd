"""The kinds of things a pack holds: which folder, how a file is read and checked, what its key is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from madoguchi.domain.counter import Certificate, IdentityRules, Municipality, VisitorRules
from madoguchi.domain.dates import calendar_of
from madoguchi.domain.forms import reader as forms
from madoguchi.domain.layouts import LayoutError, layout_of
from madoguchi.domain.packfile import Finding, parse_yaml, validate
from madoguchi.domain.protection import ProtectionRules

Parsed = tuple[Any | None, list[Finding]]
Parameters = Mapping[str, str]
FORM_PARAMETERS = "form_parameters"


@dataclass(frozen=True, slots=True)
class Kind:
    """`parse(raw, name, parameters)` gives the typed object, or None and all findings."""

    name: str
    label: str
    parse: Callable[[bytes, str, Parameters], Parsed]
    key_of: Callable[[Any, str], str]


@dataclass(frozen=True, slots=True)
class PackItem:
    """One file of a pack. `origin` is the pack's name."""

    kind: str
    key: str
    origin: str
    file_name: str
    source: bytes
    thing: Any

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.source).hexdigest()


def _model(model: type[BaseModel]) -> Callable[[bytes, str, Parameters], Parsed]:
    def parse(raw: bytes, name: str, _parameters: Parameters) -> Parsed:
        document, findings = parse_yaml(raw, name=name)
        return validate(document, model) if document else (None, findings)

    return parse


def _layout(raw: bytes, name: str, _parameters: Parameters) -> Parsed:
    document, findings = parse_yaml(raw, name=name)
    if document is None:
        return None, findings
    try:
        return layout_of(document), []
    except LayoutError as error:
        return None, list(error.findings)


def _calendar(raw: bytes, name: str, _parameters: Parameters) -> Parsed:
    document, findings = parse_yaml(raw, name=name)
    return calendar_of(document) if document else (None, findings)


def _form(raw: bytes, name: str, parameters: Parameters) -> Parsed:
    return forms.parse_form(raw, name=name, parameters=parameters)


def _as_it_is(raw: bytes, _name: str, _parameters: Parameters) -> Parsed:
    """A file that only makes sense together with others: `layers` checks them all at once."""
    return raw, []


def _stem(_thing: Any, name: str) -> str:
    return Path(name).stem


def _pack_and_file(_thing: Any, name: str) -> str:
    """A city's file stands beside the standard one of the same name: its entries overrule single ones."""
    path = Path(name)
    return f"{path.parts[0]}/{path.name}"


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("organisation", "組織", _model(Municipality), _stem),
        Kind("certificates", "証明書", _model(Certificate), lambda certificate, _name: str(certificate.key)),
        Kind("identity", "本人確認書類", _model(IdentityRules), _stem),
        Kind("visitors", "来庁者", _model(VisitorRules), _stem),
        Kind("protection", "支援措置", _model(ProtectionRules), _stem),
        Kind("calendars", "開庁日", _calendar, _stem),
        Kind("layouts", "連携レイアウト", _layout, lambda layout, _name: str(layout.id)),
        Kind("forms", "様式", _form, lambda form, _name: str(form.key)),
        Kind(FORM_PARAMETERS, "様式の共通の語", _model(forms.Parameters), _stem),
        Kind("facts", "データ項目", _as_it_is, _pack_and_file),
        Kind("life_events", "ライフイベント", _as_it_is, _pack_and_file),
        Kind("procedures", "課と目的", _as_it_is, _pack_and_file),
        Kind("deadlines", "期限", _as_it_is, _pack_and_file),
        Kind("decisions", "決定表", _as_it_is, _pack_and_file),
        Kind("guide", "案内書の文言", _as_it_is, _pack_and_file),
    )
}
"""In the order of loading. A kind's name is its folder in a pack, except for the parameters of the forms."""

LAYERED = frozenset({"facts", "life_events", "procedures", "deadlines", "decisions", "guide"})
"""Kinds whose files stand in layers, pack over pack; an item's key is `pack/file`."""


def kind_of(path: Path) -> str:
    """The kind of a pack's file by where it lies; "" for a file that is no item (notes, samples)."""
    if path.suffix != (".dmn" if path.parent.name == "decisions" and path.suffix == ".dmn" else ".yaml"):
        return ""
    if path.parent.name == "forms" and path.name == forms.PARAMETERS_FILE:
        return FORM_PARAMETERS
    return path.parent.name if path.parent.name in KINDS else ""
