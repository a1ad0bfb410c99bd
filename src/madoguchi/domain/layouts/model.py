"""What a linkage file looks like, as the pack says it: file rules, columns, code lists, limits.

Nothing here knows a particular file. Names follow 基本データリスト (データ項目名称, データ型, 桁数, コード).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

JsonKey = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Status(StrEnum):
    PROVISIONAL = "provisional"  # our reading of the standard; the city has not handed over the official list
    OFFICIAL = "official"


class Direction(StrEnum):
    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Mode(StrEnum):
    """全件 replaces the snapshot, 差分 changes it; the letter stands in the file's name."""

    FULL = "full"
    DIFF = "diff"

    @property
    def letter(self) -> str:
        return "F" if self is Mode.FULL else "D"


class ColumnType(StrEnum):
    STRING = "string"
    INTEGER = "integer"
    DATE10 = "date10"  # yyyy-mm-dd
    DATETIME = "datetime"  # yyyy-mm-ddThh:mm:ss+09:00 (GIF 日時)
    CODE = "code"
    BOOLEAN = "boolean"  # 0 or 1
    KANA = "kana"  # full-width katakana


class FileRules(Frozen):
    """A comma-separated file: the file linkage of 共通機能標準仕様書 2.2.2 knows no other delimiter.

    `name` is a template of {municipality} (6 digits), {mode} (F or D) and {as_of} (yyyymmddhhmmss).
    """

    name: str
    encoding: Literal["utf-8", "utf-8-sig", "cp932"] = "utf-8"
    newline: Literal["crlf", "lf", "any"] = "crlf"
    quote: Literal["all", "minimal"] = "minimal"
    header: Literal["none", "name"] = "name"

    @property
    def line_end(self) -> str:
        """What ends a written line; `any` is for reading only and writes CRLF (RFC 4180)."""
        return "\n" if self.newline == "lf" else "\r\n"


class Limits(Frozen):
    """`max_drop_ratio`: share of the register a full file may remove before a person is asked."""

    max_drop_ratio: Annotated[float, Field(ge=0, le=1)] = 0.05
    max_line_bytes: Annotated[int, Field(ge=256, le=100_000)] = 65_536


class Uncertain(Frozen):
    """The two columns beside an uncertain date: X_不詳フラグ and X_不詳表記."""

    flag: str
    text: str


class Column(Frozen):
    """`length` counts user-perceived characters: a base and its variation selector are one.

    `to` names the register's field. Columns that share a `to` are joined in column order, each non-empty part
    preceded by its `before`. `provisional` marks an item that the standard's list does not show.
    """

    no: Annotated[int, Field(ge=1)]
    name: Annotated[str, Field(min_length=1)]
    type: ColumnType
    length: Annotated[int, Field(ge=1)]
    required: bool = False
    key: bool = False
    codes: str | None = None
    to: JsonKey | None = None
    before: str = ""
    uncertain: Uncertain | None = None
    provisional: bool = False

    @property
    def index(self) -> int:
        """Place in a row, from 0."""
        return self.no - 1


class Difference(Frozen):
    """What a row of a 差分 has besides a row of a 全件: one column at its end (更新区分).

    A row whose code is in `delete` ends its key, and only its key is looked at; every other code of the column's
    list writes the row as it stands.
    """

    column: Column
    delete: tuple[str, ...]


class Layout(Frozen):
    """One version of one kind of file. `read_layout` has checked `faults`; so has whoever stored it."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+\.[a-z_]+$")]
    name: str
    business_id: Annotated[str, Field(pattern=r"^\d{3}$")]
    group: str
    version: Annotated[str, Field(pattern=r"^\d+\.\d+$")]
    status: Status
    direction: Direction
    source: str
    modes: tuple[Mode, ...] = (Mode.FULL,)
    file: FileRules
    limits: Limits = Limits()
    code_lists: Mapping[str, Mapping[str, str]] = {}
    columns: Annotated[tuple[Column, ...], Field(min_length=1)]
    difference: Difference | None = None

    def of(self, mode: Mode) -> Layout:
        """The layout of a file of this mode: a difference has its own column behind the others."""
        return self._of_difference if mode is Mode.DIFF and self.difference else self

    @cached_property
    def _of_difference(self) -> Layout:
        assert self.difference is not None  # asked only where it is
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        # Made anew, not copied: a copy would keep the names and fields that were worked out for the full file.
        return Layout.model_construct(**fields | {"columns": (*self.columns, self.difference.column)})

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        return {column.name: column for column in self.columns}

    @cached_property
    def keys(self) -> tuple[Column, ...]:
        """The columns that together name a row, in column order."""
        return tuple(column for column in self.columns if column.key)

    @cached_property
    def fields(self) -> Mapping[str, tuple[Column, ...]]:
        """Register field → the columns that make it, in column order."""
        fields: dict[str, tuple[Column, ...]] = {}
        for column in self.columns:
            if column.to:
                fields[column.to] = (*fields.get(column.to, ()), column)
        return fields

    def codes_of(self, column: Column) -> Mapping[str, str] | None:
        """Allowed codes with their labels; None when the list is not known or does not apply."""
        return self.code_lists[column.codes] if column.codes else None

    def file_name(self, municipality: str, mode: Mode, as_of: datetime) -> str:
        stamp = as_of.strftime("%Y%m%d%H%M%S")
        return self.file.name.format(municipality=municipality, mode=mode.letter, as_of=stamp)

    def matches(self, file_name: str, mode: Mode) -> bool:
        pattern = re.escape(self.file.name)
        for name, regex in (("municipality", r"\d{6}"), ("mode", mode.letter), ("as_of", r"\d{14}")):
            pattern = pattern.replace(re.escape("{" + name + "}"), regex)
        return re.fullmatch(pattern, file_name, re.ASCII) is not None

    def faults(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """What does not hold together across columns: (place in the file, what is wrong)."""
        if not self.keys:
            yield ("columns",), "行を特定する列（key: true）がありません。"
        for index, column in enumerate(self.columns):
            for where, message in self._column_faults(column, index):
                yield ("columns", index, where), message
        if self.direction is Direction.INBOUND:
            yield from (((where,), message) for where, message in self._difference_faults())

    def _difference_faults(self) -> Iterator[tuple[str, str]]:
        if (self.difference is not None) != (Mode.DIFF in self.modes):
            yield "modes", "差分（diff）を受け取るなら difference が、受け取らないなら無しが要ります。"
        if self.difference is None:
            return
        column = self.difference.column
        if column.no != len(self.columns) + 1 or column.name in self.names:
            yield (
                "difference",
                f"更新区分の列は最後（{len(self.columns) + 1} 列目）に、別の名前で置いてください。",
            )
        codes = self.code_lists.get(column.codes or "", {})
        if not (column.required and set(self.difference.delete) < set(codes)):
            yield "difference", "更新区分は必須の列にし、消除のコードと、ほかのコードを一覧に入れてください。"

    def _column_faults(self, column: Column, index: int) -> Iterator[tuple[str, str]]:
        if column.no != index + 1:
            yield "no", f"列番号は並び順と同じにしてください（{index + 1}）。"
        if self.names.index(column.name) != index:
            yield "name", f"列名「{column.name}」が2回あります。"
        if column.codes and column.codes not in self.code_lists:
            yield "codes", f"コード一覧「{column.codes}」が code_lists にありません。"
        beside = (column.uncertain.flag, column.uncertain.text) if column.uncertain else ()
        yield from (
            ("uncertain", f"列「{name}」がありません。") for name in beside if name not in self.by_name
        )
