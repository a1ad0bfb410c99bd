"""From the object store to checked temporary files."""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.inbound import words
from madoguchi.apps.inbound.models import InboundSet
from madoguchi.apps.inbound.types import Progress, Stopped
from madoguchi.domain.layouts import Direction, Entry, Layout, Manifest, Metered, Mode
from madoguchi.integrations.objectstore import NotThere, ObjectStore

BLOCK = 1 << 20
RESIDENTS, PROTECTION, SEAL = "001.residents", "001.protection", "002.seal"


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file whose bytes are the announced ones, at its beginning."""

    entry: Entry
    layout: Layout
    stream: BinaryIO


def read_manifest(store: ObjectStore, row: InboundSet) -> Manifest:
    """The manifest as it was when the set was found. Raises Stopped if it isn't there any more."""
    try:
        with store.open(row.manifest_key) as stream:
            raw = b"".join(iter(lambda: stream.read(BLOCK), b""))
    except NotThere:
        raise Stopped(words.manifest_changed()) from None
    if hashlib.sha256(raw).hexdigest() != row.manifest_sha256:
        raise Stopped(words.manifest_changed())
    return Manifest.read(raw)


def layouts_of(manifest: Manifest) -> Sequence[Layout]:
    """The layout of each file, in their order. Raises Stopped for a set that can't be taken as a whole."""
    ours = catalogue.municipality().code
    if manifest.municipality != ours:
        raise Stopped(words.other_municipality(manifest.municipality, ours))
    layouts = [_layout(entry) for entry in manifest.files]
    for layout in layouts:
        if layouts.count(layout) > 1:
            raise Stopped(words.twice(layout))
    ids = {layout.id for layout in layouts}
    if RESIDENTS in ids and PROTECTION not in ids:
        raise Stopped(words.no_protection())
    _check_chain(manifest, ids)
    return layouts


def _check_chain(manifest: Manifest, ids: Collection[str]) -> None:
    """A set is full or a difference as a whole; a difference says what it follows, a full one follows nothing."""
    differs = {entry.mode is Mode.DIFF for entry in manifest.files}
    if differs == {True, False}:
        raise Stopped(words.MIXED)
    if differs != {manifest.follows is not None}:
        raise Stopped(words.no_place() if differs == {True} else words.full_with_place())
    if differs == {True} and PROTECTION in ids and RESIDENTS not in ids:
        raise Stopped(words.PROTECTION_ALONE)


def _layout(entry: Entry) -> Layout:
    try:
        layout = catalogue.layout(entry.layout)
    except catalogue.NotInCatalogue:
        raise Stopped(words.unknown_layout(entry.layout)) from None
    if layout.direction is not Direction.INBOUND:
        raise Stopped(words.unknown_layout(entry.layout))
    if layout.version != entry.layout_version:
        raise Stopped(words.other_version(layout, entry.layout_version))
    if entry.mode not in layout.modes:
        raise Stopped(words.mode_refused(layout))
    if not layout.matches(entry.name, entry.mode):
        raise Stopped(words.wrong_name(entry.name, layout))
    return layout.of(entry.mode)


@contextlib.contextmanager
def fetched(
    store: ObjectStore, row: InboundSet, manifest: Manifest, progress: Progress
) -> Iterator[Sequence[Fetched]]:
    """All files of the set, on disk without a name: they are gone with the process, however it ends.

    Raises Stopped, StoreUnavailable.
    """
    layouts = layouts_of(manifest)
    folder = row.manifest_key.rpartition("/")[0]
    with contextlib.ExitStack() as stack:
        files = []
        for entry, layout in zip(manifest.files, layouts, strict=True):
            progress(f"{layout.name}を受け取っています（{entry.bytes:,} バイト）")
            stream = stack.enter_context(tempfile.TemporaryFile())
            _download(store, f"{folder}/{entry.name}", entry, stream)
            files.append(Fetched(entry, layout, stream))
        yield files


def _download(store: ObjectStore, key: str, entry: Entry, target: BinaryIO) -> None:
    """Stops reading at one byte more than announced: a wrong file of any size costs no disk."""
    try:
        with store.open(key) as source:
            metered = Metered(source)
            left = entry.bytes + 1
            while left > 0 and (block := metered.read(min(BLOCK, left))):
                target.write(block)
                left -= len(block)
    except NotThere:
        raise Stopped(words.missing_file(entry.name)) from None
    for fault in entry.faults(metered.measured()):
        raise Stopped(words.file_fault(entry.name, fault))
    target.seek(0)
