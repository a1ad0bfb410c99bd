"""Linkage sets on an object store, written as a core system would: data files first, the manifest last."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from madoguchi.domain.layouts import (
    MANIFEST_NAME,
    Entry,
    Follows,
    Layout,
    Manifest,
    Mode,
    read_layouts,
    set_id,
    write_rows,
)
from madoguchi.integrations.objectstore import ObjectStore

LAYOUTS = read_layouts(Path(__file__).resolve().parents[3] / "packs" / "standard" / "layouts")
RESIDENTS, PROTECTION, SEAL = (LAYOUTS[name] for name in ("001.residents", "001.protection", "002.seal"))
CITY = "302058"

Lines = Sequence[Sequence[str]]


def resident(number: str, **given: str) -> list[str]:
    """A sound row of 001.residents; `given` are columns by their Japanese names."""
    columns = {
        "宛名番号": number,
        "世帯番号": number,
        "住民種別": "1",
        "住民状態": "1",
        "氏名": "架空　太郎",
        "氏名_フリガナ": "カクウ　タロウ",
        "性別": "1",
        "生年月日": "1970-03-01",
        "続柄コード1": "01",
        "続柄表記": "世帯主",
        "住所_都道府県": "和歌山県",
        "住所_市区郡町村名": "御坊市",
        "住所_町字": "薗",
        "住所_番地号表記": f"{int(number) % 9999}番地",
        "住所_郵便番号": "6440002",
        "電話番号": "0738-00-0001",
    } | given
    return [columns.get(column.name, "") for column in RESIDENTS.columns]


def protection(number: str, history: str = "1", kind: str = "1") -> list[str]:
    return [number, history, "2026-04-01", "", kind]


def seal(number: str, registration: str, *, status: str = "1", on: str = "2020-04-01") -> list[str]:
    return [number, registration, on, status, "" if status == "1" else "2024-04-01", ""]


def bytes_of(layout: Layout, rows: Lines) -> bytes:
    return b"".join(write_rows(layout, rows))


def entry_of(layout: Layout, raw: bytes, as_of: datetime, given: Mapping[str, object]) -> Entry:
    usual: dict[str, object] = {
        "name": layout.file_name(CITY, Mode(given.get("mode", Mode.FULL)), as_of),
        "layout": layout.id,
        "layout_version": layout.version,
        "mode": Mode.FULL,
        "sha256": hashlib.sha256(raw).hexdigest(),
        "bytes": len(raw),
    }
    return Entry.model_validate({**usual, **given})


def put_set(
    store: ObjectStore,
    as_of: datetime,
    files: Mapping[str, Lines | bytes],
    *,
    folder: str = "",
    city: str = CITY,
    follows: Follows | None = None,
    **given: object,
) -> str:
    """Write files of rows (or raw bytes, counted as they are) and their manifest. Returns the set's id.

    `given` replaces what the manifest says of every file.
    """
    mode = Mode(given.get("mode", Mode.FULL))
    name = set_id(city, as_of, mode)
    entries = []
    for layout_id, content in files.items():
        layout = LAYOUTS[layout_id].of(mode)
        raw = content if isinstance(content, bytes) else bytes_of(layout, content)
        rows = max(0, raw.count(b"\n") - 1) if isinstance(content, bytes) else len(content)
        entry = entry_of(layout, raw, as_of, {"rows": rows, **given})
        store.put(f"in/{folder or name}/{entry.name}", raw, hashlib.sha256(raw).hexdigest())
        entries.append(entry)
    manifest = Manifest(
        set_id=name, municipality=city, as_of=as_of, follows=follows, files=tuple(entries)
    ).write()
    store.put(
        f"in/{folder or name}/{MANIFEST_NAME}", io.BytesIO(manifest), hashlib.sha256(manifest).hexdigest()
    )
    return name


def put_difference(
    store: ObjectStore,
    as_of: datetime,
    files: Mapping[str, Lines | bytes],
    previous: str,
    sequence: int,
    **given: object,
) -> str:
    """A set of differences; each row ends with its code: 1 or 2 writes it, 3 ends it."""
    follows = Follows(sequence=sequence, previous=previous)
    return put_set(store, as_of, files, follows=follows, **{"mode": Mode.DIFF, **given})


def put_folder(store: ObjectStore, folder: Path, name: str) -> None:
    """A generated set's folder, the manifest last."""
    for path in sorted(folder.iterdir(), key=lambda path: path.name == MANIFEST_NAME):
        raw = path.read_bytes()
        store.put(f"in/{name}/{path.name}", raw, hashlib.sha256(raw).hexdigest())
