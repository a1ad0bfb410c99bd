"""`_MANIFEST.json`: written last, it makes a set of files complete and says what each of them must be."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from .model import Mode
from .reading import Source

MANIFEST_NAME = "_MANIFEST.json"
SET_ID = r"^[0-9A-Za-z][0-9A-Za-z_.-]{0,99}$"


class ManifestRefused(ValueError):
    """A manifest that cannot be read; the words are for staff."""


class Entry(BaseModel):
    """One file of the set. `rows` counts records, without the header."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # A name, never a path: it is joined to the folder of the set.
    name: Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z_.-]{0,199}$")]
    layout: str
    layout_version: str
    mode: Mode
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    bytes: Annotated[int, Field(ge=0)]
    rows: Annotated[int, Field(ge=0)]

    def faults(self, measured: Measured) -> Iterator[str]:
        """What differs between the file that came and the file that was announced, in words for staff."""
        if measured.bytes != self.bytes:
            yield f"大きさが違います（目録 {self.bytes:,} バイト、実際 {measured.bytes:,} バイト）。"
        elif measured.sha256 != self.sha256:
            yield "中身が目録と違います（SHA-256 が一致しません）。"
        if measured.rows is not None and measured.rows != self.rows:
            yield f"行数が違います（目録 {self.rows:,} 行、実際 {measured.rows:,} 行）。"


class Follows(BaseModel):
    """Where a set of differences stands: its number since the full set (from 1), and the set right before it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sequence: Annotated[int, Field(ge=1)]
    previous: Annotated[str, Field(pattern=SET_ID)]


class Manifest(BaseModel):
    """A set. `as_of` is 基準日時: the moment of the core system's register that the files show."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["madoguchi-set/1"] = "madoguchi-set/1"
    set_id: Annotated[str, Field(pattern=SET_ID)]
    municipality: Annotated[str, Field(pattern=r"^\d{6}$")]
    as_of: AwareDatetime
    follows: Follows | None = None
    files: Annotated[tuple[Entry, ...], Field(min_length=1)]

    @classmethod
    def read(cls, raw: bytes) -> Manifest:
        """Raises ManifestRefused with every fault."""
        try:
            return cls.model_validate_json(raw)
        except ValidationError as error:
            faults = (f"{'.'.join(map(str, e['loc'])) or '全体'}: {e['msg']}" for e in error.errors())
            raise ManifestRefused(f"{MANIFEST_NAME} を読めません。" + " / ".join(faults)) from None

    def write(self) -> bytes:
        data = self.model_dump(mode="json", exclude_none=True)
        data["as_of"] = self.as_of.isoformat()
        return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()

    def entry(self, layout_id: str) -> Entry | None:
        return next((entry for entry in self.files if entry.layout == layout_id), None)

    @model_validator(mode="after")
    def _no_name_twice(self) -> Manifest:
        if len({entry.name for entry in self.files}) != len(self.files):
            raise ValueError("a file name appears twice")
        return self


@dataclass(frozen=True, slots=True)
class Measured:
    """`rows` is None when nobody has read the file as records."""

    sha256: str
    bytes: int
    rows: int | None = None


class Metered:
    """A source that measures what is read through it, so that a file is read once."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._hash = hashlib.sha256()
        self._bytes = 0

    def read(self, size: int, /) -> bytes:
        chunk = self._source.read(size)
        self._hash.update(chunk)
        self._bytes += len(chunk)
        return chunk

    def measured(self, rows: int | None = None) -> Measured:
        """Of what was read so far: the whole file only after its end was reached."""
        return Measured(self._hash.hexdigest(), self._bytes, rows)


def measure(source: Source) -> Measured:
    """Size and digest of a source, read to its end."""
    metered = Metered(source)
    while metered.read(1 << 20):
        pass
    return metered.measured()


def set_id(municipality: str, as_of: datetime, mode: Mode) -> str:
    return f"{municipality}-{as_of:%Y%m%d%H%M%S}-{mode.letter}"
