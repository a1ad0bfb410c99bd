"""Layouts from a pack's YAML files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..packfile import Document, Finding, load_yaml, validate
from .model import Layout


class LayoutError(ValueError):
    """A layout that cannot be used; `findings` name file, line, column and reason of every fault."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("\n".join(map(str, findings)))
        self.findings = tuple(findings)


def read_layout(path: Path) -> Layout:
    """Read one layout. Raises LayoutError, for a path that cannot be read too."""
    document, findings = load_yaml(path, name=path.name)
    if document is None:
        raise LayoutError(findings)
    return layout_of(document)


def layout_of(document: Document) -> Layout:
    """The layout in a document that is already in hand. Raises LayoutError."""
    layout, findings = validate(document, Layout)
    if layout is not None:
        findings = [document.finding(loc, message) for loc, message in layout.faults()]
    if layout is None or findings:
        raise LayoutError(findings)
    return layout


def read_layouts(folder: Path) -> dict[str, Layout]:
    """All layouts of a pack's folder by id. Raises LayoutError, for an id in two files too."""
    layouts: dict[str, Layout] = {}
    for path in sorted(folder.glob("*.yaml")):
        layout = read_layout(path)
        if layout.id in layouts:
            raise LayoutError(
                [Finding(path.name, 1, 1, f"レイアウト {layout.id} は別のファイルにもあります。")]
            )
        layouts[layout.id] = layout
    return layouts
