"""The catalogue in the YAML of a pack (`facts/*.yaml`): each file and each fact by itself."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, Self, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from ..packfile import Document, Finding, Level, Loc, load_yaml, validate
from .catalogue import Fact, Scope, Sensitivity, Source, SourceKind, Unasked
from .values import NOT_APPLICABLE, FactError, FactType, FactValue, Scalar

Key = Annotated[str, Field(pattern=rf"^({'|'.join(Scope)})\.[a-z][a-z0-9_]*$")]
Text = Annotated[str, Field(min_length=1)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Layout(_Model):
    kind: Literal["layout"]
    layout: Text
    column: Text
    codes: dict[str, Any] = Field(default_factory=dict)
    filled: bool | None = None

    @model_validator(mode="after")
    def _one_reading(self) -> Self:
        if self.codes and self.filled is not None:
            raise ValueError("codes と filled は一緒に使えません。")
        return self


class _Derived(_Model):
    kind: Literal["derived"]
    derived: Text
    inputs: tuple[Text, ...] = Field(min_length=1)
    given: dict[str, Any] = Field(default_factory=dict, alias="with")


class _Constant(_Model):
    kind: Literal["constant"]
    constant: Any


class _Plain(_Model):
    kind: Literal["question", "staff", "qr", "card"]


def _tagged(source: Any) -> Any:
    """`question` stands for `{kind: question}`, `{layout: …}` says its kind by its first word."""
    if isinstance(source, str):
        return {"kind": source}
    if isinstance(source, dict) and "kind" not in source:
        return {"kind": next((k for k in ("layout", "derived", "constant") if k in source), ""), **source}
    return source


_SourceModel = Annotated[
    _Layout | _Derived | _Constant | _Plain, Field(discriminator="kind"), BeforeValidator(_tagged)
]


class _Choice(_Model):
    value: Text
    label: Text


class _Unasked(_Model):
    when: Text
    equals: Any = Field(alias="is")
    value: Any


class _Fact(_Model):
    key: Key
    label: Text
    type: FactType
    of: FactType | None = None
    values: tuple[_Choice, ...] = ()
    unit: str = ""
    item_class: Literal["address", "phone", "domicile"] | None = None
    sensitivity: Sensitivity = Sensitivity.PERSONAL
    silent: bool = False
    sources: tuple[_SourceModel, ...] = Field(min_length=1)
    unasked: tuple[_Unasked, ...] = ()
    question: dict[str, Text] = Field(default_factory=dict)
    help: str = ""
    basis: str = ""

    @model_validator(mode="after")
    def _type_and_values(self) -> Self:
        chosen = self.type is FactType.ENUMERATION or self.of is FactType.ENUMERATION
        if chosen != bool(self.values):
            raise ValueError("values は選択肢（enumeration）の項目だけに、必ず書きます。")
        if (self.type is FactType.LIST) != (self.of is not None) or self.of is FactType.LIST:
            raise ValueError("of（1件ごとの型）は list の項目だけに、必ず書きます。")
        return self


class _File(_Model):
    facts: tuple[_Fact, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fact is written."""

    document: Document
    loc: Loc

    def finding(self, message: str, *way: str | int, level: Level = "error") -> Finding:
        return self.document.finding((*self.loc, *way), message, level)


@dataclass(slots=True)
class Loading:
    """What has been read so far, faults included."""

    facts: dict[str, Fact] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def load_files(folder: Path) -> Loading:
    """Read every file of a `facts` folder; each fact is well formed by itself."""
    loading = Loading()
    for path in sorted(folder.glob("*.yaml")):
        document, findings = load_yaml(path, name=f"{folder.name}/{path.name}")
        loading.findings += findings
        if document is not None:
            _load_file(document, loading)
    return loading


def _load_file(document: Document, loading: Loading) -> None:
    file, findings = validate(document, _File)
    loading.findings += findings
    for i, model in enumerate(file.facts if file else ()):
        _keep(model, Place(document, ("facts", i)), loading)


def _keep(model: _Fact, place: Place, loading: Loading) -> None:
    first = loading.places.get(model.key)
    if first:
        where = f"{first.document.file} の{first.document.mark(first.loc).line}行目"
        loading.findings.append(place.finding(f"「{model.key}」は {where}にもあります。", "key"))
        return
    loading.places[model.key] = place
    try:
        loading.facts[model.key] = _fact(model)
    except FactError as error:
        loading.findings.append(place.finding(str(error), "sources"))


def _fact(model: _Fact) -> Fact:
    fact = Fact(
        key=model.key,
        label=model.label,
        type=model.type,
        of=model.of,
        allowed={c.value: c.label for c in model.values},
        unit=model.unit,
        item_class=model.item_class or "",
        sensitivity=model.sensitivity,
        silent=model.silent,
        question=model.question,
        help=model.help,
        basis=model.basis,
    )
    unasked = tuple(Unasked(u.when, u.equals, _constant(u.value, fact)) for u in model.unasked)
    return replace(fact, sources=tuple(_source(s, fact) for s in model.sources), unasked=unasked)


def _source(model: _Layout | _Derived | _Constant | _Plain, fact: Fact) -> Source:
    if isinstance(model, _Layout):
        if model.filled is not None and fact.type is not FactType.BOOLEAN:
            raise FactError("filled は boolean の項目だけに書きます。")
        codes = {code: _constant(value, fact) for code, value in model.codes.items()}
        return Source(
            SourceKind.LAYOUT, name=model.layout, column=model.column, codes=codes, filled=model.filled
        )
    if isinstance(model, _Derived):
        return Source(SourceKind.DERIVED, name=model.derived, inputs=model.inputs, params=model.given)
    if isinstance(model, _Constant):
        return Source(SourceKind.CONSTANT, value=_constant(model.constant, fact))
    return Source(SourceKind(model.kind))


def _constant(raw: Any, fact: Fact) -> FactValue:
    """YAML's own types, text as the fact reads it; nothing at all means that it doesn't apply."""
    if raw is None:
        return NOT_APPLICABLE
    if isinstance(raw, list):
        return tuple(cast(Scalar, _constant(item, replace(fact, type=fact.of or fact.type))) for item in raw)
    value = fact.read(raw) if isinstance(raw, str) else Decimal(str(raw)) if isinstance(raw, float) else raw
    return fact.check(value)
