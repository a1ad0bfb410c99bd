"""A pack's folder read and checked, before anything is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from madoguchi.apps.catalogue.agreeing import disagreements
from madoguchi.apps.catalogue.kinds import FORM_PARAMETERS, KINDS, PackItem, kind_of
from madoguchi.apps.catalogue.layers import LayerFile, findings_of, is_read_with_rules
from madoguchi.domain.packfile import Finding, has_errors


class PackRefused(Exception):
    """Nothing was loaded. `findings` has every fault of every file, with its line."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        super().__init__("\n".join(map(str, findings)))


def read_packs(folders: Sequence[Path]) -> list[PackItem]:
    """The items of the packs, a later pack replacing whole items of an earlier one by kind and key.

    The parameters of the forms are the exception: each pack's stand, later ones winning word by word.
    Raises PackRefused.
    """
    files = [(folder, path) for folder in folders for path in sorted(folder.rglob("*.*")) if kind_of(path)]
    findings: list[Finding] = []
    parameters = _parameters(files, findings)
    items: dict[tuple[str, str], PackItem] = {}
    for folder, path in files:
        item = _read(folder, path, parameters, findings)
        if item is not None:
            items[item.kind, item.key] = item
    if not has_errors(findings):
        findings += disagreements(list(items.values()))
        findings += findings_of(
            [layer_file(item) for item in items.values() if is_read_with_rules(item.kind)],
            [folder.name for folder in folders],
        )
    if has_errors(findings):
        raise PackRefused(findings)
    return list(items.values())


def _parameters(files: list[tuple[Path, Path]], findings: list[Finding]) -> Mapping[str, str]:
    words: dict[str, str] = {}
    for folder, path in files:
        if kind_of(path) == FORM_PARAMETERS:
            thing, faults = KINDS[FORM_PARAMETERS].parse(path.read_bytes(), _shown(folder, path), {})
            findings += faults
            words.update(thing.parameters if thing else {})
    return words


def _read(
    folder: Path, path: Path, parameters: Mapping[str, str], findings: list[Finding]
) -> PackItem | None:
    kind, source, name = KINDS[kind_of(path)], path.read_bytes(), _shown(folder, path)
    thing, faults = kind.parse(source, name, parameters)
    if kind.name != FORM_PARAMETERS:
        findings += faults
    if thing is None:
        return None
    key = folder.name if kind.name == FORM_PARAMETERS else kind.key_of(thing, name)
    return PackItem(kind.name, key, folder.name, name, source, thing)


def layer_file(item: PackItem) -> LayerFile:
    pack, _, place = item.file_name.partition("/")
    return LayerFile(pack, place, item.source)


def _shown(folder: Path, path: Path) -> str:
    return f"{folder.name}/{path.relative_to(folder)}"
