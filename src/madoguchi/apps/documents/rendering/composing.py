"""From a form and its data to a drawing: every line of text broken, shrunk and placed.

The drawing is plain data for `typst/form.typ`. Problems of space are collected, nothing is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta, timezone
from typing import Any, Literal, TypedDict, Unpack

from madoguchi.apps.documents.rendering.errors import Undrawable
from madoguchi.apps.documents.rendering.fonts import FontList
from madoguchi.apps.documents.rendering.images import code_svg, signature_svg
from madoguchi.apps.documents.rendering.wording import in_words
from madoguchi.domain.dates import wareki
from madoguchi.domain.forms.checks import Problem, ProblemKind
from madoguchi.domain.forms.fitting import LEADING, MM_PER_POINT, Fit, fit, width_of
from madoguchi.domain.forms.model import (
    Align,
    Box,
    CellsBox,
    CheckBox,
    CodeBox,
    FormData,
    FormTemplate,
    FrameBox,
    LabelBox,
    Look,
    Rect,
    SignatureBox,
    TableBox,
    TextBox,
    Type,
)
from madoguchi.domain.forms.strokes import Strokes
from madoguchi.domain.text import clusters

Mark = Literal[None, "preview", "reprint", "training"]
JST = timezone(timedelta(hours=9), "JST")
WATERMARKS = {"preview": "確認用", "training": "研修用"}
TICK = 3.3
CELL_PAD = 0.4
LINES_PAD = 1.2
"""Several lines keep this far (mm, both sides together) from the frame above and below."""


class Setting(TypedDict, total=False):
    """How a text is set: whose field it is ("" for words of the form), its ink, what isn't broken."""

    name: str
    tone: str
    whole: tuple[str, ...]


@dataclass(slots=True)
class Sheet:
    """One page. Tuples in the order `form.typ` takes them apart."""

    rects: list[tuple[float, float, float, float, str]] = field(default_factory=list)
    images: list[tuple[float, float, float, float, str]] = field(default_factory=list)
    ticks: list[tuple[float, float, float, bool]] = field(default_factory=list)
    texts: list[tuple[float, float, float, str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Drawing:
    title: str
    width: float
    height: float
    fonts: Sequence[str]
    pages: Sequence[Sheet]
    stamp: str | None
    watermark: str | None

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(slots=True)
class Composer:
    """Lays out one form once."""

    form: FormTemplate
    data: FormData
    fonts: FontList
    problems: list[Problem] = field(default_factory=list)
    undrawable: list[Undrawable] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)

    def compose(self, mark: Mark, timestamp: datetime) -> Drawing:
        """The drawing; read `undrawable` and `problems` before using it."""
        self.sheets = [Sheet() for _ in range(self.form.pages)]
        for box in self.form.boxes:
            self._draw(box, self.sheets[box.page - 1])
        return Drawing(
            title=self.form.title,
            width=self.form.width,
            height=self.form.height,
            fonts=self.fonts.families,
            pages=self.sheets,
            stamp=_stamp(mark, timestamp),
            watermark=WATERMARKS.get(mark or ""),
        )

    def _draw(self, box: Box, sheet: Sheet) -> None:
        match box:
            case LabelBox():
                self._frame(sheet, box.at, box.look)
                self._text(sheet, box.at, box.text, box.type, tone=_tone(box.look))
            case TextBox():
                self._frame(sheet, box.at, box.look)
                value = self.data.get(box.field)
                whole = value if isinstance(value, tuple) else ()
                self._text(sheet, box.at, self._words(box), box.type, name=box.field, whole=whole)
            case CheckBox():
                self._check(sheet, box)
            case CodeBox():
                self._code(sheet, box)
            case SignatureBox():
                self._signature(sheet, box)
            case CellsBox():
                self._cells(sheet, box)
            case TableBox():
                self._table(sheet, box)
            case FrameBox():
                self._frame(sheet, box.at, box.look)

    def _words(self, box: TextBox) -> str:
        words = in_words(self.form.fields[box.field], self.data.get(box.field))
        return f"{box.before}{words}{box.after}" if words else ""

    def _frame(self, sheet: Sheet, at: Rect, look: Look) -> None:
        if look is not Look.PLAIN:
            sheet.rects.append((at.x, at.y, at.w, at.h, look.value))

    def _text(self, sheet: Sheet, at: Rect, text: str, how: Type, **rest: Unpack[Setting]) -> None:
        name = rest.get("name", "")
        self._check_characters(text if name else text.replace("\n", ""), name)
        self._set(sheet, at, text, how, **rest)

    def _set(self, sheet: Sheet, at: Rect, text: str, how: Type, **rest: Unpack[Setting]) -> None:
        if not text:
            return
        name, room = rest.get("name", ""), at.inset(how.pad)
        fitted = fit(
            text,
            room.w,
            room.h - (LINES_PAD if how.lines > 1 else 0.0),
            size=how.size,
            floor=how.floor,
            lines=how.lines,
            measure=self.fonts.advance,
            whole=rest.get("whole", ()),
        )
        if fitted.overflow:
            self._overflow(name, text)
        sheet.texts.extend(self._placed(room, fitted, how.align, rest.get("tone", "ink")))

    def _placed(
        self, room: Rect, fitted: Fit, align: Align, tone: str
    ) -> Iterator[tuple[float, float, float, str, str]]:
        em = fitted.size * MM_PER_POINT
        top = room.y + (room.h - em * (1 + LEADING * (len(fitted.lines) - 1))) / 2
        for i, line in enumerate(fitted.lines):
            spare = room.w - width_of(line, self.fonts.advance) * em
            left = {Align.START: 0.0, Align.CENTER: spare / 2, Align.END: spare}[align]
            yield round(room.x + left, 3), round(top + i * em * LEADING, 3), fitted.size, tone, line

    def _check(self, sheet: Sheet, box: CheckBox) -> None:
        value = self.data.get(box.field)
        on = value is True if box.value is None else value == box.value
        at, side = box.at, min(TICK, box.at.h)
        sheet.ticks.append((at.x, round(at.y + (at.h - side) / 2, 3), side, on))
        beside = Rect(at.x + side + 1.0, at.y, at.w - side - 1.0, at.h)
        self._text(sheet, beside, box.text, replace(box.type, pad=0.0))

    def _code(self, sheet: Sheet, box: CodeBox) -> None:
        content = self.data.get(box.field)
        if not isinstance(content, str) or not content:
            return
        try:
            svg = code_svg(box.symbology, content)
        except ValueError:
            label = self.form.fields[box.field].label
            self.problems.append(
                Problem(ProblemKind.OVERFLOW, box.field, f"「{label}」はコードに表せません。")
            )
            return
        sheet.images.append((box.at.x, box.at.y, box.at.w, box.at.h, svg))

    def _signature(self, sheet: Sheet, box: SignatureBox) -> None:
        strokes = self.data.get(box.field)
        if isinstance(strokes, Strokes):
            scale = min(box.at.w / strokes.width, box.at.h / strokes.height)
            size = round(strokes.width * scale, 3), round(strokes.height * scale, 3)
            sheet.images.append((box.at.x, box.at.y, *size, signature_svg(strokes)))

    def _cells(self, sheet: Sheet, box: CellsBox) -> None:
        words = clusters(in_words(self.form.fields[box.field], self.data.get(box.field)))
        if len(words) > box.cells:
            self._overflow(box.field, "".join(words))
        width = box.at.w / box.cells
        how = replace(box.type, align=Align.CENTER, pad=CELL_PAD)
        self._check_characters("".join(words), box.field)
        for i in range(max(box.cells, len(words))):
            at = Rect(box.at.x + i * width, box.at.y, width, box.at.h)
            self._frame(sheet, at, Look.CELL)
            self._set(sheet, at, words[i] if i < len(words) else "", how, name=box.field)

    def _table(self, sheet: Sheet, box: TableBox) -> None:
        height = box.at.h / (box.rows + 1)
        left = box.at.x
        for column in box.columns:
            head = Rect(left, box.at.y, column.width, height)
            self._frame(sheet, head, Look.HEAD)
            self._text(sheet, head, column.title, replace(box.type, align=Align.CENTER))
            self._column(sheet, box, column.field, replace(head, y=box.at.y + height))
            left += column.width

    def _column(self, sheet: Sheet, box: TableBox, name: str, first: Rect) -> None:
        value = self.data.get(name)
        words = value if isinstance(value, tuple) else ()
        if len(words) > box.rows:
            self._overflow(name, "".join(words))
        for i in range(max(box.rows, len(words))):
            at = replace(first, y=first.y + i * first.h)
            self._frame(sheet, at, Look.CELL)
            self._text(sheet, at, words[i] if i < len(words) else "", box.type, name=name)

    def _overflow(self, name: str, text: str) -> None:
        label = self.form.fields[name].label if name else text
        self.problems.append(
            Problem(ProblemKind.OVERFLOW, name, f"「{label}」が枠に入りきりません（最小の文字でも）。")
        )

    def _check_characters(self, text: str, name: str) -> None:
        label = self.form.fields[name].label if name else "様式の文字"
        found = (
            Undrawable(name, label, position, character)
            for position, character in enumerate(clusters(text), start=1)
            if not self.fonts.draws(character)
        )
        self.undrawable.extend(each for each in found if each not in self.undrawable)


def _tone(look: Look) -> str:
    return "white" if look is Look.BAND else "ink"


def _stamp(mark: Mark, timestamp: datetime) -> str | None:
    if mark != "reprint":
        return None
    local = timestamp.astimezone(JST)
    return f"再印刷　{wareki(local.date())}　{local:%H:%M}"
