"""YAML files of a pack, read so that every fault can be shown with file, line and column.

The dialect is the core schema of YAML 1.2: only `true` and `false` are booleans; `0123`, `12:30` and
`2026-04-01` stay text (resident numbers, hours and dates would otherwise change silently). Anchors, aliases,
tags, merge keys, duplicate keys and a second document are refused: staff edit these files, and each of these
hides what a file says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

MAX_BYTES = 5_000_000
MAX_DEPTH = 40
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where it is built in: ten times faster

Scalar = str | int | float | bool | None
Data = Scalar | list[Any] | dict[str, Any]
Loc = tuple[str | int, ...]
Level = Literal["error", "warning"]
M = TypeVar("M", bound=BaseModel)

_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?\Z")
_CONTROL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # YAML 1.2 §5.1
_CONSTANTS: Mapping[str, Scalar] = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A place in a file; line and column count from 1, the column in characters."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault of a pack file, worded for the staff member who edits it."""

    file: str
    line: int
    column: int
    message: str
    level: Level = "error"

    def __str__(self) -> str:
        word = "エラー" if self.level == "error" else "注意"
        return f"{self.file}:{self.line}:{self.column}: {word}: {self.message}"


def has_errors(findings: Sequence[Finding]) -> bool:
    return any(f.level == "error" for f in findings)


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says (`data`, plain Python) and where each part of it stands.

    A `Loc` is the way to a part: mapping keys and list indexes, as pydantic writes it. Parts that a caller
    names but that are not in the file (a missing key, a union's tag) give the nearest part above that is.
    """

    file: str
    data: Data
    _values: Mapping[Loc, Mark] = field(repr=False)
    _keys: Mapping[Loc, Mark] = field(repr=False)

    def mark(self, loc: Loc = ()) -> Mark:
        """Where the value at `loc` begins."""
        return self._values[self._nearest(loc)]

    def key_mark(self, loc: Loc) -> Mark:
        """Where the key at `loc` is written (a list item: where the item begins)."""
        near = self._nearest(loc)
        return self._keys.get(near, self._values[near])

    def finding(self, loc: Loc, message: str, level: Level = "error", *, at_key: bool = False) -> Finding:
        mark = self.key_mark(loc) if at_key else self.mark(loc)
        return Finding(self.file, mark.line, mark.column, message, level)

    def _nearest(self, loc: Loc) -> Loc:
        near: Loc = ()
        for part in loc:
            if (*near, part) in self._values:
                near = (*near, part)
        return near


class _RefusedError(Exception):
    """A part of the file that can't be used at all; carries the findings."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__(len(findings))
        self.findings = list(findings)


@dataclass(slots=True)
class _Reader:
    """Turns composed nodes into plain data, collecting marks and faults on the way."""

    file: str
    values: dict[Loc, Mark] = field(default_factory=dict)
    keys: dict[Loc, Mark] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def fault(self, mark: Mark, message: str) -> None:
        self.findings.append(Finding(self.file, mark.line, mark.column, message))

    def read(self, node: yaml.Node, loc: Loc = ()) -> Data:
        self.values[loc] = _mark(node.start_mark)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, loc)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(item, (*loc, i)) for i, item in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)
        return str(node.value) if node.style else scalar(node.value)

    def _mapping(self, node: yaml.MappingNode, loc: Loc) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            mark = _mark(key_node.start_mark)
            if not isinstance(key_node, yaml.ScalarNode):
                self.fault(mark, "項目名には文字だけが使えます。")
                continue
            key = str(key_node.value)
            if key in data:
                first = self.keys[(*loc, key)].line
                self.fault(mark, f"「{key}」が2回書かれています（1回目は{first}行目）。")
                continue
            self.keys[(*loc, key)] = mark
            data[key] = self.read(value_node, (*loc, key))
        return data


def scalar(text: str) -> Scalar:
    """The value of an unquoted word."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INT.match(text):
        return int(text)
    if _FLOAT.match(text):
        return float(text)
    return text


def load_yaml(path: Path, *, name: str | None = None) -> tuple[Document | None, list[Finding]]:
    """Read one file. `name` is how findings call it (default: the path as given).

    Gives no document if the file can't be read at all, or if anything in it was refused.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        return None, [Finding(name or str(path), 1, 1, f"ファイルを読めません（{error.strerror}）。")]
    return parse_yaml(raw, name=name or str(path))


def parse_yaml(raw: bytes, *, name: str) -> tuple[Document | None, list[Finding]]:
    """`load_yaml` for bytes that are already in hand."""
    try:
        text = _decode(raw, name)
        _refuse_reuse(text, name)
        node = yaml.compose(text, Loader=LOADER)
        reader = _Reader(name)
        data = reader.read(node) if node else {}
        if not node:
            reader.values[()] = Mark(1, 1)
    except _RefusedError as refused:
        return None, refused.findings
    except yaml.MarkedYAMLError as error:
        mark = _mark(error.problem_mark or error.context_mark)
        return None, [Finding(name, mark.line, mark.column, f"YAMLとして読めません（{error.problem}）。")]
    if reader.findings:
        return None, reader.findings
    return Document(name, data, reader.values, reader.keys), []


def _decode(raw: bytes, name: str) -> str:
    if len(raw) > MAX_BYTES:
        raise _RefusedError(
            Finding(name, 1, 1, f"ファイルが大きすぎます（{MAX_BYTES // 1_000_000}MBまで）。")
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        mark = _mark_after(raw[: error.start].decode("utf-8", "ignore"))
        message = "UTF-8 ではありません。UTF-8 で保存し直してください。"
        raise _RefusedError(Finding(name, mark.line, mark.column, message)) from None
    if bad := _CONTROL.search(text):
        mark = _mark_after(text[: bad.start()])
        message = f"使えない制御文字があります（U+{ord(bad[0]):04X}）。"
        raise _RefusedError(Finding(name, mark.line, mark.column, message))
    return text


def _mark_after(text: str) -> Mark:
    return Mark(text.count("\n") + 1, len(text) - text.rfind("\n"))


def _refuse_reuse(text: str, name: str) -> None:
    """Anchors, aliases, tags, further documents and deep nests: found before a tree is built."""
    faults = []
    documents = depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        documents += isinstance(event, yaml.DocumentStartEvent)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        message = _refusal(event, documents, depth)
        if message:
            mark = _mark(event.start_mark)
            faults.append(Finding(name, mark.line, mark.column, message))
        if documents > 1 or depth > MAX_DEPTH:
            break
    if faults:
        raise _RefusedError(*faults)


def _refusal(event: yaml.Event, documents: int, depth: int) -> str:
    if documents > 1:
        return "1つのファイルに書けるのは1文書です（2つ目の「---」があります）。"
    if depth > MAX_DEPTH:
        return f"入れ子が深すぎます（{MAX_DEPTH}段まで）。"
    if isinstance(event, yaml.AliasEvent):
        return "別の場所の引用（*名前）は使えません。内容をそのまま書いてください。"
    if getattr(event, "anchor", None):
        return "引用の目印（&名前）は使えません。内容をそのまま書いてください。"
    if getattr(event, "tag", None):
        return "型の指定（!名前）は使えません。"
    return ""


def _mark(mark: Any) -> Mark:
    return Mark(mark.line + 1, mark.column + 1) if mark else Mark(1, 1)


def read_model(path: Path, model: type[M], *, name: str | None = None) -> tuple[M | None, list[Finding]]:
    """Read a file into a pydantic model. All faults at once, each at its line; no model if there is any."""
    document, findings = load_yaml(path, name=name)
    return validate(document, model) if document else (None, findings)


def validate(document: Document, model: type[M], *, under: Loc = ()) -> tuple[M | None, list[Finding]]:
    """Fit a document, or the part of it at `under`, to a model."""
    data: Any = document.data
    for part in under:
        data = data[part]
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        return None, sorted(set(_model_findings(document, error, under)))


def _model_findings(document: Document, error: ValidationError, under: Loc) -> Iterator[Finding]:
    faults = error.errors(include_url=False)
    for fault in faults:
        if fault["type"] == "too_short" and any(_below(f["loc"], fault["loc"]) for f in faults):
            continue  # pydantic counts the faulty items as missing
        kind, loc = fault["type"], (*under, *fault["loc"])
        message = _words(kind, fault.get("ctx", {}), fault["msg"], str(loc[-1]) if loc else "")
        at_key = kind in ("extra_forbidden", "missing")
        yield document.finding(loc[:-1] if kind == "missing" else loc, message, at_key=at_key)


def _below(loc: Loc, parent: Loc) -> bool:
    return len(loc) > len(parent) and loc[: len(parent)] == parent


_WORDS: Mapping[str, str] = {
    "missing": "「{name}」がありません。",
    "extra_forbidden": "「{name}」という項目はありません。",
    "string_type": "「{name}」には文字を書いてください（数字だけのときは引用符で囲みます）。",
    "int_type": "「{name}」には整数を書いてください。",
    "int_parsing": "「{name}」には整数を書いてください。",
    "int_from_float": "「{name}」には整数を書いてください。",
    "float_parsing": "「{name}」には数を書いてください。",
    "decimal_parsing": "「{name}」には数を書いてください。",
    "bool_type": "「{name}」には true か false を書いてください。",
    "bool_parsing": "「{name}」には true か false を書いてください。",
    "list_type": "「{name}」には一覧（- で始まる行）を書いてください。",
    "tuple_type": "「{name}」には一覧（- で始まる行）を書いてください。",
    "dict_type": "「{name}」には「項目: 値」の組を書いてください。",
    "model_type": "「{name}」には「項目: 値」の組を書いてください。",
    "model_attributes_type": "「{name}」には「項目: 値」の組を書いてください。",
    "date_from_datetime_parsing": "「{name}」は日付として読めません（例: 2026-04-01）。",
    "date_parsing": "「{name}」は日付として読めません（例: 2026-04-01）。",
    "date_type": "「{name}」には日付を書いてください（例: 2026-04-01）。",
    "literal_error": "「{name}」に書けるのは {expected} のどれかです。",
    "enum": "「{name}」に書けるのは {expected} のどれかです。",
    "union_tag_invalid": "「{name}」に書けるのは {expected_tags} のどれかです。",
    "string_pattern_mismatch": "「{name}」の形が違います（{pattern}）。",
    "string_too_short": "「{name}」が短すぎます（{min_length}文字以上）。",
    "string_too_long": "「{name}」が長すぎます（{max_length}文字まで）。",
    "too_short": "「{name}」が足りません（{min_length}件以上）。",
    "too_long": "「{name}」が多すぎます（{max_length}件まで）。",
    "greater_than_equal": "「{name}」は {ge} 以上にしてください。",
    "greater_than": "「{name}」は {gt} より大きくしてください。",
    "less_than_equal": "「{name}」は {le} 以下にしてください。",
    "less_than": "「{name}」は {lt} より小さくしてください。",
}


def _words(kind: str, ctx: Mapping[str, Any], english: str, name: str) -> str:
    if kind in ("value_error", "assertion_error"):
        return str(ctx.get("error", english))
    form = _WORDS.get(kind)
    return form.format(**{**ctx, "name": name}) if form else f"「{name}」が正しくありません（{english}）。"
