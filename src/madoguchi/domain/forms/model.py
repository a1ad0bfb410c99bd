"""What a paper form is: its fields, the boxes that show them and how text may shrink. No drawing here.

Lengths are millimetres from the top left corner of the page, type sizes are points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from madoguchi.domain.dates import AnyDate
from madoguchi.domain.forms.strokes import Strokes

Value = str | AnyDate | bool | int | tuple[str, ...] | Strokes
FormData = Mapping[str, Value]
"""Field name → value. A field that is absent is an empty place on the paper."""


class FieldType(StrEnum):
    TEXT = "text"
    TEXTS = "texts"
    """Several words of the same kind: the names of the persons a certificate is for."""
    DATE = "date"
    """In 和暦; an uncertain date as it is kept. Words stand as they are (西暦 for foreign residents)."""
    FLAG = "flag"
    WHOLE = "whole"
    CHOICE = "choice"
    STROKES = "strokes"


class Align(StrEnum):
    START = "start"
    CENTER = "center"
    END = "end"


class Look(StrEnum):
    """How a box is framed. The drawing is in the Typst template."""

    PLAIN = "plain"
    CELL = "cell"
    HEAD = "head"
    BAND = "band"
    STAFF = "staff"
    STRONG = "strong"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a form can show. `choices` (value → Japanese word) only for CHOICE."""

    name: str
    label: str
    type: FieldType
    required: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rect:
    x: float
    y: float
    w: float
    h: float

    def inset(self, pad: float) -> Rect:
        """Smaller by `pad` on the left and right; never negative."""
        return Rect(self.x + pad, self.y, max(self.w - 2 * pad, 0.0), self.h)


@dataclass(frozen=True, slots=True)
class Type:
    """Size of a text, how far it may shrink to fit, in how many lines it may be set."""

    size: float = 10.5
    floor: float = 6.0
    lines: int = 1
    align: Align = Align.START
    pad: float = 1.5


@dataclass(frozen=True, slots=True)
class LabelBox:
    """Fixed words of the form."""

    at: Rect
    text: str
    type: Type
    look: Look
    page: int


@dataclass(frozen=True, slots=True)
class TextBox:
    """A field's value in words; `before` and `after` are written only around a value that is there."""

    at: Rect
    field: str
    type: Type
    look: Look
    page: int
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class CheckBox:
    """A square to tick with its words. On when the flag is set, or the choice equals `value`."""

    at: Rect
    field: str
    text: str
    type: Type
    page: int
    value: str | None = None


@dataclass(frozen=True, slots=True)
class CodeBox:
    """A QR code or a Code 128 bar code of a field's text."""

    at: Rect
    field: str
    symbology: str
    page: int


@dataclass(frozen=True, slots=True)
class SignatureBox:
    at: Rect
    field: str
    page: int


@dataclass(frozen=True, slots=True)
class CellsBox:
    """One character per cell, for registration numbers."""

    at: Rect
    field: str
    cells: int
    type: Type
    page: int


@dataclass(frozen=True, slots=True)
class Column:
    field: str
    title: str
    width: float


@dataclass(frozen=True, slots=True)
class TableBox:
    """A head row and `rows` rows; each column shows a field of type TEXTS, one word per row."""

    at: Rect
    columns: tuple[Column, ...]
    rows: int
    type: Type
    page: int


@dataclass(frozen=True, slots=True)
class FrameBox:
    """An empty rectangle; a line when its width or height is 0."""

    at: Rect
    look: Look
    page: int


Box = LabelBox | TextBox | CheckBox | CodeBox | SignatureBox | CellsBox | TableBox | FrameBox


@dataclass(frozen=True, slots=True)
class FormTemplate:
    """One version of a form. `width` and `height` of every page in mm."""

    key: str
    title: str
    version: int
    width: float
    height: float
    fields: Mapping[str, Field]
    boxes: tuple[Box, ...]

    @property
    def pages(self) -> int:
        return max((box.page for box in self.boxes), default=1)


def fields_of(box: Box) -> tuple[str, ...]:
    """Names of the fields a box shows."""
    match box:
        case LabelBox() | FrameBox():
            return ()
        case TableBox():
            return tuple(column.field for column in box.columns)
        case _:
            return (box.field,)
