"""What every object store can do. Keys are paths with `/`, without one at either end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from madoguchi.integrations.findings import Finding


class StoreUnavailable(Exception):
    """The store can't be reached or refuses us just now; trying again later is right. No address in `words`."""

    def __init__(self, words: str) -> None:
        self.words = words
        super().__init__(words)


class NotThere(LookupError):
    """No object of that key."""


@dataclass(frozen=True, slots=True)
class Stored:
    """An object in a list. `version` changes whenever the object is written anew, also with the same bytes."""

    key: str
    size: int
    version: str


class Reader(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Options(Protocol):
    """As the environment gives them (`config.env.ObjectStore`)."""

    @property
    def endpoint(self) -> str: ...
    @property
    def bucket(self) -> str: ...
    @property
    def access_key(self) -> str: ...
    @property
    def secret_key(self) -> str: ...
    @property
    def directory(self) -> Path | None: ...


class ObjectStore(Protocol):
    """Every method raises StoreUnavailable; an object is seen whole or not at all."""

    def listing(self, prefix: str) -> Iterator[Stored]:
        """Objects whose key begins with `prefix`, by key."""
        ...

    def open(self, key: str) -> AbstractContextManager[Reader]:
        """The bytes as a stream. Raises NotThere; reading may raise StoreUnavailable."""
        ...

    def put(self, key: str, body: bytes | BinaryIO, sha256: str) -> None:
        """Write or replace. `sha256` (hex) is checked where the bytes arrive: damage on the way is no object."""
        ...

    def put_if_absent(self, key: str, body: bytes) -> bool:
        """Write unless there is one; of many callers at once exactly one is told True."""
        ...

    def exists(self, key: str) -> bool: ...

    def check_config(self) -> list[Finding]:
        """Can we list, as things stand now? Alters nothing."""
        ...
