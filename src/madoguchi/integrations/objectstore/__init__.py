"""Where linkage files come and go: S3, or a directory on a machine that has none."""

from __future__ import annotations

from madoguchi.integrations.objectstore.directory import DirectoryStore
from madoguchi.integrations.objectstore.port import (
    NotThere,
    ObjectStore,
    Options,
    Reader,
    Stored,
    StoreUnavailable,
)
from madoguchi.integrations.objectstore.s3 import S3Store

__all__ = [
    "DirectoryStore",
    "NotThere",
    "ObjectStore",
    "Options",
    "Reader",
    "S3Store",
    "StoreUnavailable",
    "Stored",
    "from_settings",
]


def from_settings(options: Options) -> ObjectStore:
    """The store that the environment names. Doesn't connect yet."""
    if options.directory is not None:
        return DirectoryStore(options.directory)
    return S3Store(options)
