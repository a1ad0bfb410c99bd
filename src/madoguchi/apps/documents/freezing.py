"""Form data to JSON and back, and the digest that ties a signature to what was shown."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from madoguchi.domain.forms.model import FormData, Value


def freeze(data: FormData) -> dict[str, Any]:
    """Form data as JSON can hold it: a date as {"date": …}. Strokes don't belong in here; they stay apart."""
    return {name: _frozen(value) for name, value in data.items()}


def thaw(stored: Mapping[str, Any]) -> dict[str, Value]:
    return {name: _thawed(value) for name, value in stored.items()}


def digest(papers: Sequence[tuple[str, str, FormData]]) -> str:
    """SHA-256 over (form key, form version, data) of all papers of a reception, in canonical JSON."""
    content = [[key, version, freeze(data)] for key, version, data in papers]
    return hashlib.sha256(canonical(content)).hexdigest()


def canonical(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def _frozen(value: Value) -> Any:
    match value:
        case date():
            return {"date": value.isoformat()}
        case tuple():
            return list(value)
        case str() | bool() | int():
            return value
    raise TypeError(f"{type(value).__name__} is not kept with the form data")


def _thawed(value: Any) -> Value:
    if isinstance(value, dict):
        return date.fromisoformat(value["date"])
    return tuple(value) if isinstance(value, list) else cast(Value, value)
