"""Rules and guide texts: files that several packs lay over one another and that only make sense together.

The domain reads them as the folders of packs. Here such folders are written from whatever holds the files: the
items of a load, or the versions in force.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from madoguchi.apps.catalogue.kinds import LAYERED
from madoguchi.domain.guide import GuideTexts, read_guide_texts
from madoguchi.domain.packfile import Finding
from madoguchi.domain.visits import Rules, RulesRefusedError, load_rules


@dataclass(frozen=True, slots=True)
class LayerFile:
    """`layer` is the pack's name; `place` the path of the file inside the pack."""

    layer: str
    place: str
    source: bytes


def findings_of(files: Iterable[LayerFile], order: Iterable[str]) -> list[Finding]:
    """Everything that is wrong with rules and guide texts taken together, notes left aside. Nothing without rules."""
    kept = list(files)
    if not any(file.place.startswith("life_events/") for file in kept):
        return []
    with _folders(kept, order) as folders:
        findings = list(read_guide_texts(folders)[1])
        try:
            load_rules(folders)
        except RulesRefusedError as error:
            findings += error.findings
    return [finding for finding in findings if finding.level == "error"]


def rules_of(files: Iterable[LayerFile], order: Iterable[str]) -> Rules:
    """Raises RulesRefusedError."""
    with _folders(files, order) as folders:
        return load_rules(folders)


def texts_of(files: Iterable[LayerFile], order: Iterable[str]) -> GuideTexts:
    """Raises RulesRefusedError for texts that aren't complete."""
    with _folders(files, order) as folders:
        texts, findings = read_guide_texts(folders)
    if texts is None:
        raise RulesRefusedError(findings)
    return texts


@contextmanager
def _folders(files: Iterable[LayerFile], order: Iterable[str]) -> Iterator[list[Path]]:
    """The files as folders of packs, the undermost first; they are gone afterwards."""
    with TemporaryDirectory(prefix="madoguchi-rules-") as root:
        by_layer: Mapping[str, Path] = {layer: Path(root) / layer for layer in order}
        for folder in by_layer.values():
            folder.mkdir()
        for file in files:
            target = by_layer[file.layer] / file.place
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.source)
        yield list(by_layer.values())


def is_read_with_rules(kind: str) -> bool:
    """Forms and opening days are items of their own; the rules name forms and count in days."""
    return kind in LAYERED or kind in ("forms", "calendars")
