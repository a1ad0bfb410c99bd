"""Copies what pages load from node_modules into the static folder, with its licences and nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

from madoguchi.local.places import REPOSITORY, work_dir

FILES = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/LICENSE": "htmx.LICENSE",
    "signature_pad/dist/signature_pad.umd.min.js": "signature_pad.umd.min.js",
    "signature_pad/LICENSE": "signature_pad.LICENSE",
    "@digital-go-jp/design-tokens/dist/tokens.css": "tokens.css",
    "@digital-go-jp/design-tokens/LICENSE": "tokens.LICENSE",
    "@fontsource-variable/noto-sans-jp/index.css": "noto-sans-jp/index.css",
    "@fontsource-variable/noto-sans-jp/files": "noto-sans-jp/files",
    "@fontsource-variable/noto-sans-jp/LICENSE": "noto-sans-jp/LICENSE",
}


def copy(modules: Path, target: Path) -> None:
    """Made anew beside, then put in place: a page never finds half of it."""
    unfinished = target.with_name(f"{target.name}.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    for source, name in FILES.items():
        (unfinished / name).parent.mkdir(parents=True, exist_ok=True)
        put = shutil.copytree if (modules / source).is_dir() else shutil.copyfile
        put(modules / source, unfinished / name)
    shutil.rmtree(target, ignore_errors=True)
    unfinished.rename(target)


if __name__ == "__main__":
    copy(REPOSITORY / "node_modules", work_dir() / "static" / "vendor")
