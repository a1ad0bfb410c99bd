"""What can be said against a form, or against what is to be written into it, before anything is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from madoguchi.domain.dates import UncertainDate
from madoguchi.domain.forms.model import (
    Box,
    CheckBox,
    CodeBox,
    Field,
    FieldType,
    FormData,
    FormTemplate,
    SignatureBox,
    TableBox,
    TextBox,
    Value,
    fields_of,
)
from madoguchi.domain.forms.strokes import Strokes

TOLERANCE = 0.01


@dataclass(frozen=True, slots=True)
class FormFault:
    """A fault of the template; `loc` is the place in its file."""

    loc: tuple[str | int, ...]
    message: str


class ProblemKind(StrEnum):
    UNKNOWN_FIELD = "unknown_field"
    WRONG_TYPE = "wrong_type"
    MISSING = "missing"
    OVERFLOW = "overflow"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a filled form isn't right. Names the field, never its value (it may be personal data)."""

    kind: ProblemKind
    field: str
    message: str


_ONE_WORD = frozenset({FieldType.TEXT, FieldType.DATE, FieldType.WHOLE, FieldType.CHOICE})
_ALLOWED: Mapping[type, frozenset[FieldType]] = {
    TextBox: _ONE_WORD | {FieldType.TEXTS},
    CheckBox: frozenset({FieldType.FLAG, FieldType.CHOICE}),
    CodeBox: frozenset({FieldType.TEXT}),
    SignatureBox: frozenset({FieldType.STROKES}),
    TableBox: frozenset({FieldType.TEXTS}),
}


def check_form(form: FormTemplate) -> list[FormFault]:
    """Every box on the page, every field known and of a type its box can show, every field shown."""
    faults = [fault for i, box in enumerate(form.boxes) for fault in _box_faults(form, i, box)]
    shown = {name for box in form.boxes for name in fields_of(box)}
    unseen = (name for name in form.fields if name not in shown)
    faults += [FormFault(("fields", name), f"「{name}」を表示する枠がありません。") for name in unseen]
    faults += [
        FormFault(("fields", f.name), "choices は type: choice に限り必要です。")
        for f in form.fields.values()
        if (f.type is FieldType.CHOICE) != bool(f.choices)
    ]
    return faults


def _box_faults(form: FormTemplate, index: int, box: Box) -> Iterator[FormFault]:
    loc = ("boxes", index)
    at = box.at
    if at.x + at.w > form.width + TOLERANCE or at.y + at.h > form.height + TOLERANCE:
        yield FormFault((*loc, "at"), f"枠が用紙（{form.width:g}×{form.height:g}mm）からはみ出しています。")
    if isinstance(box, TableBox) and sum(c.width for c in box.columns) > at.w + TOLERANCE:
        yield FormFault((*loc, "columns"), "列の幅の合計が表の幅を超えています。")
    for name in fields_of(box):
        yield from _field_faults(form, loc, box, name)


def _field_faults(form: FormTemplate, loc: tuple[str | int, ...], box: Box, name: str) -> Iterator[FormFault]:
    field = form.fields.get(name)
    if field is None:
        yield FormFault((*loc, "field"), f"「{name}」という項目は fields にありません。")
    elif field.type not in _ALLOWED.get(type(box), _ONE_WORD):
        yield FormFault((*loc, "field"), f"「{name}」（{field.type}）はこの種類の枠に表示できません。")
    elif isinstance(box, CheckBox) and (box.value is not None) != (field.type is FieldType.CHOICE):
        yield FormFault((*loc, "value"), "value は選択項目（choice）のチェックに限り必要です。")
    elif isinstance(box, CheckBox) and box.value is not None and box.value not in field.choices:
        yield FormFault((*loc, "value"), f"「{box.value}」は「{name}」の選択肢にありません。")


def check_data(form: FormTemplate, data: FormData) -> list[Problem]:
    """Unknown fields, values of the wrong type, required fields without a value."""
    unknown = [
        Problem(ProblemKind.UNKNOWN_FIELD, name, f"様式「{form.title}」に項目「{name}」はありません。")
        for name in data
        if name not in form.fields
    ]
    return unknown + [p for f in form.fields.values() for p in _value_problems(f, data.get(f.name))]


def _value_problems(field: Field, value: Value | None) -> Iterator[Problem]:
    if value is None or value == "" or value == ():
        if field.required:
            yield Problem(ProblemKind.MISSING, field.name, f"「{field.label}」が入っていません。")
    elif not _is_of(field, value):
        yield Problem(
            ProblemKind.WRONG_TYPE, field.name, f"「{field.label}」の値の種類が違います（{field.type}）。"
        )


def _is_of(field: Field, value: Value) -> bool:
    match field.type:
        case FieldType.TEXT:
            return isinstance(value, str)
        case FieldType.TEXTS:
            return isinstance(value, tuple) and all(isinstance(word, str) for word in value)
        case FieldType.DATE:
            return isinstance(value, date | UncertainDate | str)
        case FieldType.FLAG:
            return isinstance(value, bool)
        case FieldType.WHOLE:
            return isinstance(value, int) and not isinstance(value, bool)
        case FieldType.CHOICE:
            return isinstance(value, str) and value in field.choices
        case FieldType.STROKES:
            return isinstance(value, Strokes)
