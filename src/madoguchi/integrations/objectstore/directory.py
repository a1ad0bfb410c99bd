"""A directory as an object store. Objects appear by renaming, so a half-written one is never seen."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import secrets
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from madoguchi.integrations.findings import Finding
from madoguchi.integrations.objectstore.port import NotThere, Reader, Stored, StoreUnavailable

UNFINISHED = ".unfinished"
BLOCK = 1 << 20


class DirectoryStore:
    def __init__(self, root: Path) -> None:
        self._root = root

    def listing(self, prefix: str) -> Iterator[Stored]:
        with _typed():
            self._root.stat()
            found = sorted((path.relative_to(self._root).as_posix(), path) for path in self._files())
        for key, path in found:
            if key.startswith(prefix):
                with contextlib.suppress(FileNotFoundError):
                    state = path.stat()
                    version = f"{state.st_mtime_ns}-{state.st_ino}-{state.st_size}"
                    yield Stored(key, state.st_size, version)

    @contextlib.contextmanager
    def open(self, key: str) -> Iterator[Reader]:
        path = self._path(key)
        with _typed():
            if not path.is_file():
                raise NotThere(key)
            stream = path.open("rb")
        with stream:
            yield stream

    def put(self, key: str, body: bytes | BinaryIO, sha256: str) -> None:
        with _typed(), self._written(body) as (unfinished, digest):
            if digest != sha256:
                raise StoreUnavailable("書き込んだ内容が元のデータと一致しません。")
            unfinished.replace(self._made(key))

    def put_if_absent(self, key: str, body: bytes) -> bool:
        with _typed(), self._written(body) as (unfinished, _):
            try:
                os.link(unfinished, self._made(key))
            except FileExistsError:
                return False
            return True

    def exists(self, key: str) -> bool:
        return self._path(key).is_file()

    def check_config(self) -> list[Finding]:
        good = self._root.is_dir() and os.access(self._root, os.R_OK | os.W_OK | os.X_OK)
        words = (
            "連携フォルダーを読み書きできます。" if good else "連携フォルダーがないか、読み書きできません。"
        )
        return [Finding(good, words)]

    def _files(self) -> Iterator[Path]:
        for path in self._root.rglob("*"):
            if path.relative_to(self._root).parts[0] != UNFINISHED and path.is_file():
                yield path

    def _path(self, key: str) -> Path:
        """Raises ValueError for a key that would lead out of the directory."""
        parts = PurePosixPath(key).parts
        if not parts or key.startswith("/") or ".." in parts or parts[0] == UNFINISHED:
            raise ValueError("not a key")
        return self._root.joinpath(*parts)

    def _made(self, key: str) -> Path:
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    @contextlib.contextmanager
    def _written(self, body: bytes | BinaryIO) -> Iterator[tuple[Path, str]]:
        """The bytes on disk under a name nobody looks at, with their digest."""
        folder = self._root / UNFINISHED
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = folder / secrets.token_hex(8)
        digest = hashlib.sha256()
        try:
            with unfinished.open("xb") as out:
                for block in _blocks(io.BytesIO(body) if isinstance(body, bytes) else body):
                    digest.update(block)
                    out.write(block)
                out.flush()
                os.fsync(out.fileno())
            yield unfinished, digest.hexdigest()
        finally:
            unfinished.unlink(missing_ok=True)


def _blocks(body: BinaryIO) -> Iterator[bytes]:
    while block := body.read(BLOCK):
        yield block


@contextlib.contextmanager
def _typed() -> Iterator[None]:
    try:
        yield
    except OSError:
        raise StoreUnavailable("連携フォルダーを読み書きできません。") from None
