"""Form templates as a pack's YAML writes them (`docs/design/forms.md` describes the file)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal, cast

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Limit

from madoguchi.domain.forms import model
from madoguchi.domain.forms.checks import check_form
from madoguchi.domain.packfile import Data, Document, Finding, has_errors, load_yaml, parse_yaml, validate

PARAMETERS_FILE = "parameters.yaml"
PARAMETER = re.compile(r"\{([a-z_]+)\}")

Length = Annotated[float, Limit(ge=0, le=1000)]
Name = Annotated[str, Limit(pattern=r"^[a-z][a-z0-9_]*$")]


class _Raw(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Field(_Raw):
    label: str
    type: model.FieldType
    required: bool = False
    choices: dict[str, str] = {}


class _Box(_Raw):
    at: tuple[Length, Length, Length, Length]
    page: Annotated[int, Limit(ge=1, le=20)] = 1

    @property
    def rect(self) -> model.Rect:
        return model.Rect(*self.at)


class _Typed(_Box):
    size: Annotated[float, Limit(ge=4, le=72)] = 10.5
    floor: Annotated[float, Limit(ge=4, le=72)] | None = None
    lines: Annotated[int, Limit(ge=1, le=50)] = 1
    align: model.Align = model.Align.START
    pad: Length = 1.5

    @property
    def type(self) -> model.Type:
        floor = min(self.size, 6.0) if self.floor is None else self.floor
        return model.Type(self.size, floor, self.lines, self.align, self.pad)


class _Label(_Typed):
    kind: Literal["label"]
    text: str
    look: model.Look = model.Look.PLAIN

    def box(self) -> model.LabelBox:
        return model.LabelBox(self.rect, self.text, self.type, self.look, self.page)


class _Text(_Typed):
    kind: Literal["text"]
    field: Name
    look: model.Look = model.Look.PLAIN
    before: str = ""
    after: str = ""

    def box(self) -> model.TextBox:
        return model.TextBox(self.rect, self.field, self.type, self.look, self.page, self.before, self.after)


class _Check(_Typed):
    kind: Literal["check"]
    field: Name
    text: str = ""
    value: str | None = None

    def box(self) -> model.CheckBox:
        return model.CheckBox(self.rect, self.field, self.text, self.type, self.page, self.value)


class _Code(_Box):
    kind: Literal["qr", "code128"]
    field: Name

    def box(self) -> model.CodeBox:
        return model.CodeBox(self.rect, self.field, self.kind, self.page)


class _Signature(_Box):
    kind: Literal["signature"]
    field: Name

    def box(self) -> model.SignatureBox:
        return model.SignatureBox(self.rect, self.field, self.page)


class _Cells(_Typed):
    kind: Literal["cells"]
    field: Name
    cells: Annotated[int, Limit(ge=1, le=40)]

    def box(self) -> model.CellsBox:
        return model.CellsBox(self.rect, self.field, self.cells, self.type, self.page)


class _Column(_Raw):
    field: Name
    title: str
    width: Length


class _Table(_Typed):
    kind: Literal["table"]
    columns: Annotated[list[_Column], Limit(min_length=1)]
    rows: Annotated[int, Limit(ge=1, le=100)]

    def box(self) -> model.TableBox:
        columns = tuple(model.Column(c.field, c.title, c.width) for c in self.columns)
        return model.TableBox(self.rect, columns, self.rows, self.type, self.page)


class _Frame(_Box):
    kind: Literal["frame"]
    look: model.Look = model.Look.CELL

    def box(self) -> model.FrameBox:
        return model.FrameBox(self.rect, self.look, self.page)


_AnyBox = Annotated[
    _Label | _Text | _Check | _Code | _Signature | _Cells | _Table | _Frame, Limit(discriminator="kind")
]


class _Form(_Raw):
    form: Name
    title: str
    version: Annotated[int, Limit(ge=1)]
    page: tuple[Annotated[float, Limit(ge=50, le=500)], Annotated[float, Limit(ge=50, le=500)]] = (210, 297)
    fields: dict[Name, _Field]
    boxes: Annotated[list[_AnyBox], Limit(min_length=1)]


class Parameters(_Raw):
    parameters: dict[Name, str]


def parse_form(
    raw: bytes, *, name: str, parameters: Mapping[str, str]
) -> tuple[model.FormTemplate | None, list[Finding]]:
    """Read one form file. `{word}` in its texts is replaced by the pack's parameter of that name.

    Gives no form if anything is wrong with it; every fault with its line.
    """
    document, findings = parse_yaml(raw, name=name)
    return _form(document, parameters) if document else (None, findings)


def _form(
    document: Document, parameters: Mapping[str, str]
) -> tuple[model.FormTemplate | None, list[Finding]]:
    data, findings = _filled(document, parameters)
    raw, faults = validate(data, _Form)
    if raw is None or findings:
        return None, [*findings, *faults]
    form = _built(raw)
    findings = [document.finding(problem.loc, problem.message) for problem in check_form(form)]
    return (None if has_errors(findings) else form), findings


def _built(raw: _Form) -> model.FormTemplate:
    fields = {
        name: model.Field(name, f.label, f.type, f.required, f.choices) for name, f in raw.fields.items()
    }
    boxes = tuple(box.box() for box in raw.boxes)
    return model.FormTemplate(raw.form, raw.title, raw.version, *raw.page, fields, boxes)


def _filled(document: Document, parameters: Mapping[str, str]) -> tuple[Document, list[Finding]]:
    """The document with every `{parameter}` written out, and a finding for each unknown one."""
    findings: list[Finding] = []

    def fill(data: object, loc: tuple[str | int, ...]) -> object:
        if isinstance(data, dict):
            return {key: fill(value, (*loc, key)) for key, value in data.items()}
        if isinstance(data, list):
            return [fill(value, (*loc, i)) for i, value in enumerate(data)]
        if not isinstance(data, str):
            return data
        unknown = [word for word in PARAMETER.findall(data) if word not in parameters]
        findings.extend(document.finding(loc, f"パラメータ「{word}」がありません。") for word in unknown)
        return PARAMETER.sub(lambda found: parameters.get(found[1], found[0]), data)

    return replace(document, data=cast(Data, fill(document.data, ()))), findings


def read_forms(folders: Iterable[Path]) -> tuple[dict[str, model.FormTemplate], list[Finding]]:
    """All forms of the packs' `forms/` folders, by key.

    A later folder replaces whole forms, and single parameters of `parameters.yaml`, of an earlier one.
    """
    existing = [folder for folder in folders if folder.is_dir()]
    parameters, findings = _read_parameters(existing)
    forms: dict[str, model.FormTemplate] = {}
    for path in (path for folder in existing for path in sorted(folder.glob("*.yaml"))):
        if path.name != PARAMETERS_FILE:
            document, faults = load_yaml(path, name=f"{path.parent.name}/{path.name}")
            form, more = _form(document, parameters) if document else (None, faults)
            findings.extend(more)
            forms.update({form.key: form} if form else {})
    return forms, findings


def _read_parameters(folders: Iterable[Path]) -> tuple[dict[str, str], list[Finding]]:
    parameters: dict[str, str] = {}
    findings: list[Finding] = []
    for path in (folder / PARAMETERS_FILE for folder in folders):
        if path.is_file():
            document, faults = load_yaml(path)
            raw, more = validate(document, Parameters) if document else (None, faults)
            findings.extend(more)
            parameters.update(raw.parameters if raw else {})
    return parameters, findings
